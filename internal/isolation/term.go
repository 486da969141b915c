package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// inst is one row variable: the row that is judged, or a row of a relation that
// a subquery reads.
type inst struct {
	id      int
	table   *pgcat.Table // nil: a relation that the catalog does not hold, or a set
	name    string       // for people
	invoker bool         // read as the caller, so that its row-level security applies
	direct  bool         // named by the policy itself, not by a function that it calls
	node    *pg_query.RangeVar
	outer   bool // on a side of an outer join that may have no row
	grown   bool // the relation's own policies stand in the clause already
}

type termKind uint8

const (
	tNull    termKind = iota
	tConst            // a literal
	tCol              // a column of a row variable
	tDerived          // a value computed from one row variable alone
	tIdent            // who the caller is, from a source that he can't write
	tClaim            // another value of the session
	tWrite            // a value that the caller writes himself
	tElem             // some element of another term
	tOpaque           // anything else
)

// term is a value. Two terms with the same key are equal.
type term struct {
	kind  termKind
	key   string
	text  string
	inst  *inst
	col   string // tCol: the column; tDerived: its text
	ident *ident
	of    *term // tElem
	// filler: a literal that COALESCE puts in the place of a missing value and
	// that names no row.
	filler bool
	// lossy: computed so that different values may come out alike.
	lossy bool
	deps  deps
}

// ident is a value that says who the caller is.
type ident struct {
	key, text string
	user      bool   // names a person; otherwise a tenant
	why       string // what has to hold for it to be trusted; "" when nothing has to
}

// deps is what a value depends on.
type deps struct {
	insts            []*inst
	session, written bool // on the session; on what the caller writes himself
	hard             bool // on a value of the session that not every caller can bring about
	bad              string
}

func (d deps) with(e deps) deps {
	for _, i := range e.insts {
		if !slices.Contains(d.insts, i) {
			d.insts = append(slices.Clip(d.insts), i)
		}
	}
	d.session = d.session || e.session
	d.written = d.written || e.written
	d.hard = d.hard || e.hard
	if d.bad == "" {
		d.bad = e.bad
	}
	return d
}

// atomKind says what a condition that is no equality can be met by.
type atomKind uint8

const (
	aRow     atomKind = iota // a condition on rows alone
	aRole                    // a test of the session that only some callers pass
	aSoft                    // a test of the session that every signed-in caller can pass
	aNobody                  // holds when nobody is signed in
	aWritten                 // the caller passes by writing the value himself
	aUnknown                 // can't be told
)

type atom struct {
	kind atomKind
	text string
	deps deps
	// claim is the key of the session's value that has to be true, where it is
	// nothing else than that.
	claim string
}

type eq struct{ a, b term }

// clause is a conjunction: there are rows for the row variables so that all
// equalities and all atoms hold.
type clause struct {
	eqs   []eq
	insts []*inst
	atoms []atom
	notes []Step
	// maybe: there may be no row though nothing is demanded of it, as with LIMIT or
	// a function in FROM.
	maybe bool
}

// dnf is a disjunction of clauses. None: never true.
type dnf []clause

// alt is one way in which a value comes about.
type alt struct {
	t term
	c clause
}

// maxClauses and maxAlts bound the work on one expression.
const (
	maxClauses = 160
	maxAlts    = 24
)

func always() dnf { return dnf{{}} }

func only(a atom) dnf { return dnf{{atoms: []atom{a}}} }

func unknownDNF(text, why string) dnf {
	return only(atom{kind: aUnknown, text: text, deps: deps{bad: why}})
}

func (c clause) empty() bool {
	return len(c.eqs) == 0 && len(c.insts) == 0 && len(c.atoms) == 0 && !c.maybe
}

func (c clause) and(d clause) clause {
	switch {
	case c.empty() && len(c.notes) == 0:
		return d
	case d.empty() && len(d.notes) == 0:
		return c
	}
	out := clause{
		eqs:   append(slices.Clip(c.eqs), d.eqs...),
		insts: slices.Clip(c.insts),
		atoms: append(slices.Clip(c.atoms), d.atoms...),
		notes: slices.Clip(c.notes),
		maybe: c.maybe || d.maybe,
	}
	for _, i := range d.insts {
		if !slices.Contains(out.insts, i) {
			out.insts = append(out.insts, i)
		}
	}
	for _, n := range d.notes {
		if !slices.Contains(out.notes, n) {
			out.notes = append(out.notes, n)
		}
	}
	return out
}

func (f dnf) and(g dnf) dnf {
	switch {
	case len(f) == 0 || len(g) == 0:
		return nil
	case len(f)*len(g) > maxClauses:
		// Each clause of the longer side with the conditions of the other left
		// out would be right and weak; say that it can't be told instead.
		return unknownDNF("", "more alternatives than are followed")
	}
	out := make(dnf, 0, len(f)*len(g))
	for _, c := range f {
		for _, d := range g {
			out = append(out, c.and(d))
		}
	}
	return out
}

func (f dnf) or(g dnf) dnf {
	if len(f)+len(g) > maxClauses {
		return unknownDNF("", "more alternatives than are followed")
	}
	return append(slices.Clip(f), g...)
}

func nullTerm() term { return term{kind: tNull, key: "null", text: "NULL"} }

func constTerm(v string) term { return term{kind: tConst, key: "c:" + v, text: quote(v)} }

func quote(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

func opaque(text, why string) term {
	return term{kind: tOpaque, key: "?" + text, text: text, deps: deps{bad: why}}
}
