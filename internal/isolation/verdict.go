package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// finding is what a list of rulings comes to.
type finding struct {
	verdict    Verdict
	reason     string
	exceptions []string
	escalation string
	ties       []binding // of the rows that are tied
	at         pgcat.Place
	policies   []PolicyRef
	steps      []Step
}

// sum joins the rulings of all clauses: a row needs to pass one of them.
func (p *prover) sum(list []ruling) finding {
	f := finding{verdict: Denied, reason: "no policy lets a row through"}
	var roles, rows []string
	var open, anyone, unknown *ruling
	bound := 0
	for i := range list {
		ru := &list[i]
		if ru.policy != nil {
			ref := PolicyRef{ru.policy.Name, ru.policy.At}
			if !slices.Contains(f.policies, ref) {
				f.policies = append(f.policies, ref)
			}
			if f.at == (pgcat.Place{}) {
				f.at = ru.policy.At
			}
		}
		f.steps = append(f.steps, p.stepsOf(ru)...)
		p.weigh(ru)
		switch ru.kind {
		case kBound:
			bound++
			f.ties = append(f.ties, bestOf(p, ru.binds))
		case kRow:
			rows = append(rows, "rows where "+ru.text)
		case kRole:
			roles = append(roles, ru.text)
		case kAny:
			if anyone == nil {
				anyone = ru
			}
		case kOpen:
			if open == nil {
				open = ru
			}
		case kUnknown:
			if unknown == nil {
				unknown = ru
			}
		}
	}
	switch {
	case open != nil:
		f.verdict, f.at = Open, place(open)
		f.reason = orName(open.text, "policy "+polName(open)+" lets every row through")
	case anyone != nil:
		f.verdict, f.at = AnyUser, place(anyone)
		f.reason = "policy " + polName(anyone) + " lets every signed-in caller through: " + anyone.why
		f.escalation = anyone.text
	case unknown != nil:
		f.verdict, f.at = Unknown, place(unknown)
		f.reason = "policy " + polName(unknown) + ": " + unknown.text
	case len(rows) > 0, bound > 0 && len(roles) > 0:
		f.verdict = IsolatedExcept
		for _, r := range roles {
			rows = append(rows, "callers that pass the test: "+r)
		}
		f.exceptions = sorted(rows)
		f.reason = "also reached: " + strings.Join(f.exceptions, "; ")
	case len(roles) > 0:
		f.verdict = GlobalRole
		f.reason = "all rows for callers that pass the test: " + strings.Join(sorted(roles), "; or ")
	case bound > 0:
		f.verdict = Isolated
		f.reason = p.tieText(f.ties)
	}
	f.steps = uniqueSteps(f.steps)
	return f
}

func place(ru *ruling) pgcat.Place {
	if ru.policy != nil {
		return ru.policy.At
	}
	return pgcat.Place{}
}

func polName(ru *ruling) string {
	if ru.policy != nil {
		return ru.policy.Name
	}
	return "(none)"
}

// weigh looks whether the ties and tests of a ruling are worth anything.
func (p *prover) weigh(ru *ruling) {
	switch ru.kind {
	case kBound:
		worst, via := p.best(ru.binds)
		if worst == safe {
			return
		}
		s := p.hops[via]
		tie := via.table.Name.String() + "(" + via.from + ", " + via.to + ")"
		switch worst {
		case addable:
			ru.kind, ru.text = kRow, "their user was added to "+via.table.Name.String()+" by the caller: "+s.reason
		case unsure:
			ru.kind, ru.text = kUnknown, "the proof leans on "+tie+": "+s.reason
		case escalatable:
			ru.undo("it trusts "+tie+", and "+s.reason, s.reason)
		}
	case kRole:
		for _, h := range ru.tests {
			switch s := p.hops[h]; s.safety {
			case unsure:
				ru.kind, ru.text = kUnknown, "the test leans on "+h.table.Name.String()+": "+s.reason
			case escalatable:
				if len(ru.roles) <= len(ru.tests) {
					ru.roles = nil // the tests are all that there is
				}
				ru.undo("it trusts "+h.table.Name.String()+", and "+s.reason, s.reason)
			}
		}
	}
}

// undo judges a ruling again whose tie or test is worthless.
func (ru *ruling) undo(why, escalation string) {
	switch {
	case ru.more != "":
		ru.kind, ru.text = kUnknown, why+", unless the rest of the condition stops it: "+ru.more
	case len(ru.roles) > 0:
		ru.kind, ru.text = kRole, strings.Join(sorted(ru.roles), " and ")+" ("+why+")"
	case len(ru.rows) > 0:
		ru.kind, ru.text = kRow, strings.Join(sorted(ru.rows), " and ")+" ("+why+")"
	default:
		ru.kind, ru.why, ru.text = kAny, why, escalation
	}
}

func bestOf(p *prover, ways []binding) binding {
	out := ways[0]
	rank := func(b binding) int {
		worst, _ := p.best([]binding{b})
		n := int(worst)*100 + len(b.hops)
		if !tenantish(b.col) {
			n += 10
		}
		if b.id.user && len(b.hops) == 0 {
			n += 5
		}
		return n
	}
	for _, w := range ways[1:] {
		if rank(w) < rank(out) {
			out = w
		}
	}
	return out
}

func (p *prover) tieText(ties []binding) string {
	var out []string
	for _, b := range ties {
		out = append(out, b.text())
	}
	return "every row is tied to the caller: " + strings.Join(sorted(out), "; or ")
}

// text says in words how a row is tied to the caller.
func (b binding) text() string {
	s := b.col + " = " + b.id.text
	if len(b.hops) == 0 {
		return s
	}
	s = b.col + " is "
	for i := len(b.hops) - 1; i >= 0; i-- {
		h := b.hops[i]
		s += h.table.Name.String() + "." + h.to
		if i > 0 {
			s += " where " + h.from + " is "
		} else {
			s += " where " + h.from + " = " + b.id.text
		}
	}
	return s
}

// stepsOf writes a ruling as lines of a proof.
func (p *prover) stepsOf(ru *ruling) []Step {
	var out []Step
	at := place(ru)
	head := "policy " + polName(ru) + ": "
	switch ru.kind {
	case kBound:
		b := bestOf(p, ru.binds)
		out = append(out, Step{head + b.text(), at})
		out = append(out, ru.notes...)
		for _, h := range b.hops {
			s := p.hops[h]
			text := "no judged role can write itself into " + h.table.Name.String() + " for a foreign " + h.to
			if s.safety != safe {
				text = h.table.Name.String() + " is " + s.safety.String() + ": " + s.reason
			}
			out = append(out, Step{text, orPlace(s.at, h.table.At)})
		}
		return out
	case kRow:
		out = append(out, Step{head + "rows where " + ru.text, at})
	case kRole:
		out = append(out, Step{head + "all rows, for callers where " + ru.text, at})
	case kAny:
		out = append(out, Step{head + "all rows, for every signed-in caller: " + ru.why, at})
	case kOpen:
		out = append(out, Step{head + orName(ru.text, "no condition"), at})
	case kUnknown:
		out = append(out, Step{head + "can't be told: " + ru.text, at})
	}
	return append(out, ru.notes...)
}

func orPlace(a, b pgcat.Place) pgcat.Place {
	if a == (pgcat.Place{}) {
		return b
	}
	return a
}

// maxSteps of one proof that are shown.
const maxProof = 12

func uniqueSteps(s []Step) []Step {
	var out []Step
	for _, x := range s {
		if !slices.Contains(out, x) && len(out) < maxProof {
			out = append(out, x)
		}
	}
	return out
}

// verdict ends the work on one access.
func (p *prover) verdict(d *draft) Access {
	a := Access{Table: d.t.Name, Role: d.r.name, Command: d.command, Platform: d.t.Platform, At: d.at}
	if d.done {
		a.Verdict, a.Reason = d.verdict, d.why
		a.Proof = []Step{{d.why, d.at}}
		return a
	}
	var f finding
	switch d.command {
	case "INSERT":
		f = p.planted(d, p.sum(d.checks))
	case "UPDATE":
		f = p.updated(d, p.sum(d.uses), p.sum(d.checks))
	default:
		f = p.sum(d.uses)
	}
	if d.command != "SELECT" && (f.verdict == Open || f.verdict == AnyUser) {
		var cols []string
		for _, c := range d.t.Columns {
			if p.anchored(d.t, c.Name) {
				cols = append(cols, c.Name)
			}
		}
		if why := p.stoppedBy(d.t, d.command, cols); why != "" {
			f.verdict, f.reason = Unknown, f.reason+", unless "+why
		}
	}
	a.Verdict, a.Reason, a.Exceptions, a.Escalation = f.verdict, f.reason, f.exceptions, f.escalation
	a.Policies, a.Proof = f.policies, f.steps
	a.At = orPlace(f.at, orPlace(deref(d.t.RLSAt), d.at))
	for _, b := range f.ties {
		if b.id.why != "" && !slices.Contains(a.Assumptions, b.id.why) {
			a.Assumptions = append(a.Assumptions, b.id.why)
		}
		for _, h := range b.hops {
			for _, x := range p.hops[h].trusts {
				if !slices.Contains(a.Assumptions, x) {
					a.Assumptions = append(a.Assumptions, x)
				}
			}
		}
		p.note(b.id)
	}
	if len(f.ties) > 0 {
		a.Tenant = p.tie(d.t, bestOf(p, f.ties))
	}
	if len(a.Proof) == 0 {
		a.Proof = []Step{{a.Reason, a.At}}
	}
	for _, s := range a.Assumptions {
		a.Proof = append(a.Proof, Step{Text: "assumed: " + s})
	}
	return a
}

func deref(x *pgcat.Place) pgcat.Place {
	if x == nil {
		return pgcat.Place{}
	}
	return *x
}

func (p *prover) tie(t *pgcat.Table, b binding) Tie {
	out := Tie{Column: b.col, Anchor: b.id.text, Kind: "tenant"}
	switch {
	case b.user():
		out.Kind = "user"
	case len(b.hops) > 0:
		last := b.hops[len(b.hops)-1]
		out.Anchor = last.table.Name.String() + "." + last.to
		if !p.anchored(t, b.col) && !tenantish(b.col) && !p.isTenantTable(t) {
			out.Kind = "parent"
		}
	}
	return out
}

// required lists sets of columns by which other callers see the rows of a
// table: a new row has to be tied by one of each, or it can be planted in a
// foreign tenant.
func (p *prover) required(t *pgcat.Table) [][]string {
	if r, ok := p.needs[t]; ok {
		return r
	}
	var sets [][]string
	add := func(cols []string) {
		slices.Sort(cols)
		cols = slices.Compact(cols)
		if len(cols) > 0 && !slices.ContainsFunc(sets, func(s []string) bool { return slices.Equal(s, cols) }) {
			sets = append(sets, cols)
		}
	}
	for _, r := range p.roles {
		if !p.reaches(t, r, "SELECT").ok {
			continue
		}
		if on, _, unknown := p.guarded(t, r); !on || unknown != "" || p.recursion(t, r, "SELECT") != "" {
			continue
		}
		row := p.rowOf(t)
		for _, ru := range p.rulings(p.parts(t, r, "SELECT", false, row), r, row) {
			if ru.kind != kBound || slices.ContainsFunc(ru.binds, binding.user) {
				continue
			}
			var cols []string
			for _, b := range ru.binds {
				cols = append(cols, b.col)
			}
			add(cols)
		}
	}
	for _, c := range t.Columns {
		if p.tenantColumn(t, c.Name) {
			add([]string{c.Name})
		}
	}
	// Where a column that names the tenant is among them, the others follow it.
	if named := slices.DeleteFunc(slices.Clone(sets), func(s []string) bool { return !slices.ContainsFunc(s, tenantish) }); len(named) > 0 {
		sets = named
	} else if len(sets) > 1 {
		var all []string
		for _, s := range sets {
			all = append(all, s...)
		}
		slices.Sort(all)
		sets = [][]string{slices.Compact(all)}
	}
	p.needs[t] = sets
	return sets
}

// planted looks whether the new rows that a check ties to the caller are tied
// by the columns that count.
func (p *prover) planted(d *draft, f finding) finding {
	if f.verdict != Isolated && f.verdict != IsolatedExcept {
		return f
	}
	if g := p.loose(d); g != nil {
		g.apply(&f, "a new row can be given to any tenant")
	} else if s := p.selfMade(d, "INSERT"); s != nil {
		f.verdict, f.reason, f.escalation, f.exceptions = AnyUser, s.reason, s.reason, nil
	}
	return f
}

// gap is a clause by which a new row can be given to another tenant.
type gap struct {
	columns string // that other callers see the row by and that the caller chooses
	more    string // a condition that may stop it
	roles   string // a test that the caller has to pass
	at      pgcat.Place
}

// loose finds the widest gap in the checks of a draft; nil when there is none.
func (p *prover) loose(d *draft) *gap {
	var out *gap
	for _, set := range p.required(d.t) {
		if slices.ContainsFunc(set, func(c string) bool { return !d.grant.canWrite(c) || p.unique(d.t, c) }) {
			continue // a key that is there can't be taken again
		}
		for _, ru := range d.checks {
			if ru.kind != kBound || slices.ContainsFunc(ru.binds, func(b binding) bool { return slices.Contains(set, b.col) }) {
				continue
			}
			g := &gap{strings.Join(set, ", "), ru.more, strings.Join(sorted(ru.roles), " and "), place(&ru)}
			if g.more == "" && g.roles == "" {
				return g
			}
			if out == nil || out.more != "" {
				out = g
			}
		}
	}
	return out
}

// apply makes a gap the verdict.
func (g *gap) apply(f *finding, what string) {
	f.verdict, f.exceptions, f.at = Open, nil, orPlace(g.at, f.at)
	f.reason = what + ": nothing ties its new " + g.columns + " to the caller"
	switch {
	case g.more != "":
		f.verdict, f.reason = Unknown, f.reason+", unless the rest of the condition does: "+g.more
	case g.roles != "":
		f.verdict, f.reason = GlobalRole, f.reason+", for callers where "+g.roles
	}
	f.steps = append(slices.Clip(f.steps), Step{f.reason, g.at})
}

// selfMade finds a hop through this very table that the command breaks.
func (p *prover) selfMade(d *draft, event string) *hopState {
	for _, h := range p.order {
		if s := p.hops[h]; h.table == d.t && s.safety == escalatable && s.event == event && s.role == d.r.name && s.direct && p.relied[h] {
			return s
		}
	}
	return nil
}

// updated joins what an UPDATE reaches with what it may make of it.
func (p *prover) updated(d *draft, use, check finding) finding {
	out := use
	for _, x := range check.policies {
		if !slices.Contains(out.policies, x) {
			out.policies = append(slices.Clip(out.policies), x)
		}
	}
	out.steps = uniqueSteps(append(slices.Clone(use.steps), check.steps...))
	wide := use.verdict == Open || use.verdict == AnyUser
	switch {
	case use.verdict == Denied || use.verdict == Unknown:
		return out
	case check.verdict == Denied:
		out.verdict, out.reason = Denied, "no changed row passes a policy"
		return out
	case check.verdict == Isolated && use.verdict != Isolated && p.pinned(d):
		out.verdict, out.reason, out.exceptions, out.escalation, out.ties, out.at = Isolated, check.reason, nil, "", check.ties, check.at
		return out
	case check.verdict == Isolated && wide && p.keyed(d):
		out.verdict, out.at = Unknown, check.at
		out.reason = "rows of others can be taken over only where the key of the caller's own row is free: " + check.reason
		return out
	}
	c := p.moved(d, check)
	switch {
	case c.verdict == Isolated || p.frozen(d, use):
		return out
	case c.verdict == Unknown:
	case rank(c.verdict) <= rank(use.verdict) || use.verdict == GlobalRole || wide:
		return out
	case len(use.ties) == 0:
		return out // only rows that meet a condition are reached
	case c.verdict == Open || c.verdict == AnyUser:
		switch more, role := obscure(d.uses); {
		case more != "":
			c.verdict, c.reason = Unknown, c.reason+", unless the condition on the old row stops it: "+more
		case role != "":
			c.verdict, c.reason = GlobalRole, c.reason+", for callers where "+role
		}
	}
	out.verdict, out.reason, out.escalation, out.at, out.exceptions = c.verdict, c.reason, c.escalation, orPlace(c.at, out.at), c.exceptions
	out.steps = uniqueSteps(append(out.steps, c.steps...))
	return out
}

// moved judges where the rows that an UPDATE makes can go.
func (p *prover) moved(d *draft, c finding) finding {
	switch c.verdict {
	case Open, AnyUser:
		c.reason = "a row can be moved to any tenant: " + c.reason
	case Isolated, IsolatedExcept:
		if g := p.loose(d); g != nil {
			g.apply(&c, "a row can be moved to any tenant")
		} else if s := p.selfMade(d, "UPDATE"); s != nil {
			c.verdict, c.reason, c.escalation = AnyUser, s.reason, s.reason
		}
	}
	return c
}

// obscure gives a condition that every way to the caller's own rows has: one
// that is not understood, or a test of the caller.
func obscure(list []ruling) (more, role string) {
	for _, ru := range list {
		if ru.kind != kBound {
			continue
		}
		if ru.more == "" && len(ru.roles) == 0 {
			return "", ""
		}
		more, role = orName(more, ru.more), orName(role, strings.Join(sorted(ru.roles), " and "))
	}
	return more, role
}

// pinned reports whether the columns by which new rows are tied to the caller
// are those of the old rows: they can't be changed, or are the key of rows that
// are there already.
func (p *prover) pinned(d *draft) bool {
	for _, ru := range d.checks {
		if ru.kind != kBound {
			continue
		}
		if !slices.ContainsFunc(ru.binds, func(b binding) bool {
			worst, _ := p.best([]binding{b})
			return worst == safe && p.fixed(d, b)
		}) {
			return false
		}
	}
	return true
}

// fixed reports whether a row keeps the value of the column that ties it: the
// role may not change it, or every value that counts is the key of another row.
func (p *prover) fixed(d *draft, b binding) bool {
	if !d.grant.canWrite(b.col) {
		return true
	}
	if len(b.hops) == 0 || !p.unique(d.t, b.col) {
		return false
	}
	last := b.hops[len(b.hops)-1]
	return p.refers(last.table, last.to, d.t, b.col)
}

// keyed reports whether new rows are tied to the caller by a key of the table.
func (p *prover) keyed(d *draft) bool {
	for _, ru := range d.checks {
		if ru.kind == kBound && !slices.ContainsFunc(ru.binds, func(b binding) bool { return p.unique(d.t, b.col) }) {
			return false
		}
	}
	return true
}

// frozen reports whether none of the columns that tie the rows can be changed.
func (p *prover) frozen(d *draft, use finding) bool {
	if len(use.ties) == 0 || slices.ContainsFunc(use.ties, func(b binding) bool { return !p.fixed(d, b) }) {
		return false
	}
	for _, set := range p.required(d.t) {
		if slices.ContainsFunc(set, func(c string) bool { return d.grant.canWrite(c) && !p.unique(d.t, c) }) {
			return false
		}
	}
	return true
}

func rank(v Verdict) int {
	return map[Verdict]int{Denied: 0, Isolated: 1, IsolatedExcept: 2, GlobalRole: 3, AnyUser: 4, Open: 5, Unknown: 6}[v]
}
