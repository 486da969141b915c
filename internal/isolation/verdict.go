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
	var open, anyone, unknown, other *ruling
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
			if other == nil {
				other = ru
			}
		case kRole:
			roles = append(roles, ru.text)
			if other == nil {
				other = ru
			}
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
		f.verdict, f.at = IsolatedExcept, orPlace(place(other), f.at)
		for _, r := range roles {
			rows = append(rows, "callers that pass the test: "+r)
		}
		f.exceptions = sorted(rows)
		f.reason = "also reached: " + strings.Join(f.exceptions, "; ")
	case len(roles) > 0:
		f.verdict, f.at = GlobalRole, orPlace(place(other), f.at)
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
		s := p.state(via)
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
			switch s := p.state(h); s.safety {
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
		if !p.named(b.col).tenant {
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
			s := p.state(h)
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
	if f.verdict == Open || f.verdict == AnyUser {
		if t := p.mayRefuse(d.t, d.r, d.command, 0); t != nil {
			f.verdict, f.reason = Unknown, f.reason+", unless Postgres refuses the statement: a policy reads "+t.Name.String()+", which role "+d.r.name+" may not SELECT"
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
			for _, x := range p.state(h).trusts {
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
		if !p.anchored(t, b.col) && !p.named(b.col).tenant && !p.isTenantTable(t) {
			out.Kind = "parent"
		}
	}
	return out
}

func rank(v Verdict) int {
	return map[Verdict]int{Denied: 0, Isolated: 1, IsolatedExcept: 2, GlobalRole: 3, AnyUser: 4, Open: 5, Unknown: 6}[v]
}
