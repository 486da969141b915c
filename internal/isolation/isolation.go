// Package isolation decides from a Postgres catalog which rows a role reaches:
// whether every one of them belongs to the tenant of the caller, and by which
// policies that is so.
package isolation

import (
	"context"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// prover holds what the proofs of one catalog share.
type prover struct {
	cat    *pgcat.Catalog
	o      Options
	ctx    context.Context
	parser *pgparse.Parser

	tables     map[pgcat.Name]*pgcat.Table
	views      map[pgcat.Name]*pgcat.View
	functions  map[pgcat.Name][]*pgcat.Function
	roleByName map[string]*pgcat.Role
	schemas    map[string]*pgcat.Schema

	roles      []*role
	exposed    map[string]bool // nil: all
	exposedFor map[string]bool // the roles for which it counts; nil: all
	declared   map[string]*ident
	admins     map[string]string // a declared test of administrators -> as it was written
	appoints   map[hop]*hopState
	settable   map[string]string // a setting -> the function by which a caller sets it
	seen       map[string]Identity
	anchors    map[string]bool     // names of columns that policies tie to a tenant
	anchorAt   map[string]bool     // the same with their tables: "public.deals.org_id"
	tenants    map[pgcat.Name]bool // tables that hold the tenants

	names      map[string]named
	tenantCols map[*pgcat.Table]string

	work    int // steps taken so far, see maxWork
	ids     int
	cache   map[exprKey]dnf
	rows    map[*pgcat.Table]*inst
	reads   map[*pgcat.View]*ViewRead
	bodies  map[*pgcat.Function]*body
	calls   map[*pgcat.Function]*callJudgement
	parsed  map[string]parsed
	lookups map[*pgcat.Table]bool
	growing map[*pgcat.Table]bool
	refs    map[*pgcat.Expr][]*pgcat.Table
	needs   map[*pgcat.Table][][]string
	parents map[*pgcat.Table][][]string // the sets of columns of which needs holds the sum
	hops    map[hop]*hopState
	order   []hop
	byRel   map[string][]*pgcat.Function
	ways    *ways // nil: not yet found
	settled bool
	relied  map[hop]bool // the hops of the strongest ties

	report *Report
}

type parsed struct {
	list []*pg_query.Node
	err  error
}

// commands in the order of the report.
func commands() []string { return []string{"SELECT", "INSERT", "UPDATE", "DELETE"} }

// Prove decides on every table, role and command of a catalog.
func Prove(c *pgcat.Catalog, o Options) *Report {
	if o.Parser == nil {
		o.Parser = pgparse.New()
		defer o.Parser.Close()
	}
	p := start(c, o)
	drafts := p.drafts()
	p.findAnchors(drafts)
	for i := range drafts {
		p.tiesOf(&drafts[i])
	}
	p.settle()
	for i := range drafts {
		p.rely(&drafts[i])
	}
	for i := range drafts {
		a := p.verdict(&drafts[i])
		p.past(&drafts[i], &a)
		a.Declared = p.said(a.Table.String())
		p.report.Access = append(p.report.Access, a)
	}
	p.tenancy(drafts)
	p.around()
	for i := range drafts { // last, so that no other verdict hangs on it
		p.report.Access[i].Admin = p.admin(&drafts[i], &p.report.Access[i])
	}
	return p.report
}

// said lists what the options say of a table.
func (p *prover) said(table string) []string {
	var out []string
	for _, x := range []struct {
		list []string
		word string
	}{{p.o.Public, "public"}, {p.o.AdminOnly, "admin_only"}, {p.o.AppendOnly, "append_only"}} {
		if slices.Contains(x.list, table) {
			out = append(out, x.word)
		}
	}
	return out
}

// start indexes a catalog and settles what the options and the catalog say
// before any policy is read.
func start(c *pgcat.Catalog, o Options) *prover {
	p := &prover{
		cat: c, o: o, ctx: context.Background(), parser: o.Parser,
		tables: make(map[pgcat.Name]*pgcat.Table, len(c.Tables)), views: make(map[pgcat.Name]*pgcat.View, len(c.Views)),
		functions: make(map[pgcat.Name][]*pgcat.Function), roleByName: make(map[string]*pgcat.Role), schemas: make(map[string]*pgcat.Schema),
		declared: make(map[string]*ident), admins: make(map[string]string), appoints: make(map[hop]*hopState), settable: make(map[string]string), seen: make(map[string]Identity), anchors: make(map[string]bool), anchorAt: make(map[string]bool), tenants: make(map[pgcat.Name]bool),
		cache: make(map[exprKey]dnf), rows: make(map[*pgcat.Table]*inst), bodies: make(map[*pgcat.Function]*body), reads: make(map[*pgcat.View]*ViewRead), parsed: make(map[string]parsed),
		lookups: make(map[*pgcat.Table]bool), names: make(map[string]named), tenantCols: make(map[*pgcat.Table]string), growing: make(map[*pgcat.Table]bool), refs: make(map[*pgcat.Expr][]*pgcat.Table), needs: make(map[*pgcat.Table][][]string), parents: make(map[*pgcat.Table][][]string),
		hops: make(map[hop]*hopState), relied: make(map[hop]bool), settled: true, report: &Report{},
	}
	for _, t := range c.Tables {
		p.tables[t.Name] = t
	}
	for _, v := range c.Views {
		p.views[v.Name] = v
	}
	for _, f := range c.Functions {
		p.functions[f.Name] = append(p.functions[f.Name], f)
	}
	for _, r := range c.Roles {
		p.roleByName[r.Name] = r
	}
	for _, s := range c.Schemas {
		p.schemas[s.Name] = s
	}
	p.chooseRoles()
	p.chooseExposed()
	p.setters()
	p.declare()
	p.declareAdmins()
	return p
}

// parse reads SQL once.
func (p *prover) parse(text string) ([]*pg_query.Node, error) {
	if x, ok := p.parsed[text]; ok {
		return x.list, x.err
	}
	tree, err := p.parser.Parse(p.ctx, text)
	var x parsed
	if x.err = err; err == nil {
		for _, s := range tree.Stmts {
			x.list = append(x.list, s.Stmt)
		}
	}
	p.parsed[text] = x
	return x.list, x.err
}

// draft is the work on one access.
type draft struct {
	t       *pgcat.Table
	r       *role
	command string
	grant   reach
	why     string // why it needs no judging of clauses
	verdict Verdict
	done    bool
	at      pgcat.Place
	uses    []ruling // rows that it reaches: SELECT, UPDATE, DELETE
	checks  []ruling // rows that it makes: INSERT, UPDATE
}

// judged reports whether a table belongs into the report.
func (p *prover) judged(t *pgcat.Table) bool {
	if t.Temporary {
		return false // gone with its session
	}
	return !t.Platform || slices.ContainsFunc(t.Policies, func(q *pgcat.Policy) bool { return q.Created })
}

func (p *prover) drafts() []draft {
	tables := slices.Clone(p.cat.Tables)
	slices.SortStableFunc(tables, func(a, b *pgcat.Table) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	var out []draft
	for _, t := range tables {
		if !p.judged(t) {
			continue
		}
		for _, r := range p.roles {
			for _, c := range commands() {
				d := draft{t: t, r: r, command: c, at: t.At}
				p.begin(&d)
				out = append(out, d)
			}
		}
	}
	return out
}

func (d *draft) decide(v Verdict, why string) { d.verdict, d.why, d.done = v, why, true }

// begin settles what needs no look at the policies.
func (p *prover) begin(d *draft) {
	t := d.t
	d.grant = p.reaches(t, d.r, d.command)
	on, why, unknown := p.guarded(t, d.r)
	switch {
	case !d.grant.ok && d.grant.sure:
		d.decide(Unreachable, d.grant.why)
	case !t.Created && !t.Platform:
		d.decide(Unknown, "altered here, but never created in the files read")
	case !d.grant.ok:
		d.decide(Unknown, d.grant.why)
	case unknown != "":
		d.decide(Unknown, unknown)
	case !on:
		d.decide(Open, why)
		if t.RLSAt != nil && t.RLS == pgcat.Off {
			d.at = *t.RLSAt
		}
	case t.PolicyLoss != "":
		d.decide(Unknown, "policies may have been dropped or changed: "+t.PolicyLoss)
	case t.PolicyDoubt != "":
		d.decide(Unknown, "there may be more policies: "+t.PolicyDoubt)
	default:
		if loop := p.recursion(t, d.r, d.command); loop != "" {
			d.decide(Denied, "Postgres refuses every such statement: the policies lead back to their own table ("+loop+")")
		}
	}
}

// tiesOf judges the clauses and with them the hops that they lean on.
func (p *prover) tiesOf(d *draft) {
	if d.done {
		return
	}
	row := p.rowOf(d.t)
	if d.command != "INSERT" {
		d.uses = p.rulings(p.parts(d.t, d.r, d.command, false, row), d.r, row)
	}
	if d.command == "INSERT" || d.command == "UPDATE" {
		d.checks = p.rulings(p.parts(d.t, d.r, d.command, true, row), d.r, row)
	}
	if t := p.refused(d.t, d.r, d.command, 0); t != nil {
		d.decide(Denied, "Postgres refuses every such statement: a policy reads "+t.Name.String()+", which role "+d.r.name+" may not SELECT")
		d.uses, d.checks = nil, nil
		return
	}
	for _, list := range [][]ruling{d.uses, d.checks} {
		for _, ru := range list {
			for _, b := range ru.binds {
				for _, h := range b.hops {
					p.state(h)
				}
			}
			for _, h := range ru.tests {
				p.state(h)
			}
		}
	}
}

// rely marks the hops on which a verdict rests.
func (p *prover) rely(d *draft) {
	for _, list := range [][]ruling{d.uses, d.checks} {
		for _, ru := range list {
			if ru.kind == kBound {
				for _, h := range bestOf(p, ru.binds).hops {
					p.relied[h] = true
				}
			}
			for _, h := range ru.tests {
				p.relied[h] = true
			}
		}
	}
}

// refused finds a table that the policies of a command read as the caller, who
// may not.
func (p *prover) refused(t *pgcat.Table, r *role, command string, depth int) *pgcat.Table {
	if depth > 8 {
		return nil
	}
	for _, check := range []bool{false, true} {
		if check && command != "INSERT" && command != "UPDATE" || !check && command == "INSERT" {
			continue
		}
		parts := p.parts(t, r, command, check, p.rowOf(t))
		if slices.ContainsFunc(parts, func(x part) bool { return slices.ContainsFunc(x.f, clause.constant) }) {
			continue // Postgres may settle the condition before it looks at the subquery
		}
		for _, x := range parts {
			for _, c := range x.f {
				for _, i := range c.insts {
					if !i.invoker || !i.direct || i.table == nil {
						continue
					}
					if p.barred(i.table, r) {
						return i.table
					}
					if on, _, unknown := p.guarded(i.table, r); on && unknown == "" && i.table.PolicyDoubt == "" {
						if n := p.refused(i.table, r, "SELECT", depth+1); n != nil {
							return n
						}
					}
				}
			}
		}
	}
	return nil
}

// constant reports whether a clause, or a condition in it, is the same for all
// rows and callers, so that Postgres works it out while it plans.
func (c clause) constant() bool {
	return len(c.eqs)+len(c.insts)+len(c.atoms) == 0 || slices.ContainsFunc(c.atoms, func(a atom) bool {
		return len(a.deps.insts) == 0 && !a.deps.session && !a.deps.written && a.kind != aNobody
	})
}

// mayRefuse finds such a table among all that the policies name, also where
// their conditions never get to read it.
func (p *prover) mayRefuse(t *pgcat.Table, r *role, command string, depth int) *pgcat.Table {
	if on, _, _ := p.guarded(t, r); !on || depth > 6 {
		return nil
	}
	for _, ref := range p.policyRefs(t, r, command) {
		if ref == nil {
			continue
		}
		if p.barred(ref, r) {
			return ref
		}
		if n := p.mayRefuse(ref, r, "SELECT", depth+1); n != nil {
			return n
		}
	}
	return nil
}

// barred reports whether a role certainly has no right to read any of a table.
func (p *prover) barred(t *pgcat.Table, r *role) bool {
	if t.GrantDoubt != "" || t.Platform || r.super || t.Owner != "" && r.holds[t.Owner] || r.holds["pg_read_all_data"] {
		return false
	}
	return !slices.ContainsFunc(t.Grants, func(g pgcat.Grant) bool { return g.Privilege == "SELECT" && r.holds[g.Role] })
}
