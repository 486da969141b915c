package postgres

import (
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// answer is what one attempt came to.
type answer int

const (
	untold   answer = iota // the attempt says nothing: no such row could be made
	refused                // a policy or a filter kept it off
	admitted               // it went through
)

// attempt is one statement of one actor.
type attempt struct {
	answer answer
	why    string // of untold
	err    string // the statement fails for a reason that is no refusal
	// taken: a unique key is taken. Postgres asks the policies before the keys, so
	// that an INSERT that comes as far has passed them.
	taken bool
}

// sum gathers the attempts at one table, role and command.
type sum struct {
	own, foreign bool
	told         bool // at least one attempt at a foreign row says something
	how          string
	err, untold  string
	loose, dark  []string // columns: see Sighting
	before       string   // statements that an actor runs first
	self         bool     // among them a row in the very table
}

func (s *sum) add(a attempt, foreign bool, how string) {
	switch {
	case a.err != "":
		s.err = orElse(s.err, how+": "+a.err)
	case a.answer == untold:
		s.untold = orElse(s.untold, how+": "+a.why)
	case foreign:
		s.told = true
		if a.answer == admitted && !s.foreign {
			s.foreign, s.how = true, how
		}
	case a.answer == admitted:
		s.own = true
	}
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// look tries one command on one table as one role, first letting each actor
// through the doors.
func (p *prober) look(pl *plan, role, command string, doors []*plan) (Sighting, error) {
	out := Sighting{Table: pl.table.Name, Role: role, Command: command}
	if why := pl.allowed[role+"/"+command]; why != "" {
		out.Outcome, out.Reason = IsDenied, why
		return out, nil
	}
	if pl.unable != "" {
		out.Outcome, out.Reason = Abstained, pl.unable
		return out, nil
	}
	if _, err := p.try(p.as(role, actorA)); err != nil {
		if fatal := p.fatal(err); fatal != nil {
			return out, fatal
		}
		out.Outcome, out.Reason = Abstained, "the role can't be taken: "+reason(err)
		return out, nil
	}
	var s sum
	var err error
	pairs := [][2]actor{{actorA, actorB}, {actorB, actorA}, {stranger, actorA}, {stranger, actorB}}
	if role == "anon" {
		pairs = [][2]actor{{stranger, actorA}, {stranger, actorB}}
	}
	for _, pair := range pairs {
		s.before = ""
		for _, d := range doors {
			// Each on its own: one that fails must not keep the others from being tried.
			ok, err := p.opens(d, role, pair[0], pair[1])
			if err != nil {
				return out, err
			}
			s.before += ok
			s.self = s.self || d == pl
		}
		if doors != nil && s.before == "" {
			continue
		}
		switch command {
		case "SELECT":
			err = p.selects(&s, pl, role, pair[0], pair[1])
		case "INSERT":
			err = p.inserts(&s, pl, role, pair[0], pair[1])
		case "UPDATE":
			err = p.updates(&s, pl, role, pair[0], pair[1])
		default:
			err = p.deletes(&s, pl, role, pair[0], pair[1])
		}
		if err != nil {
			return out, err
		}
		if s.foreign {
			break
		}
	}
	out.Loose, out.Untold = s.loose, s.dark
	switch {
	case s.foreign && doors != nil:
		out.Outcome, out.Reason = ReachesForeign, s.how+" after writing himself into "+doors[0].table.String()
	case s.foreign:
		out.Outcome, out.Reason = ReachesForeign, s.how
	case s.err != "":
		out.Outcome, out.Reason = GaveError, p.target.scrub(s.err)
	case !s.told:
		out.Outcome, out.Reason = Abstained, p.target.scrub(orElse(s.untold, "no attempt said anything"))
	case s.own:
		out.Outcome, out.Reason = ReachesOwn, "A and B reach their own rows and none of each other"
	default:
		out.Outcome, out.Reason = ReachesNone, "nobody reaches any of the made-up rows"
	}
	return out, nil
}

// attempt runs statements as an actor, then, as the user of the probe, a
// question about what they did.
func (p *prober) attempt(role string, a actor, before, sql, then string) ([]string, attempt, error) {
	if then != "" {
		sql += ";set local role none;" + then
	}
	rows, err := p.try(p.as(role, a) + before + sql)
	if err == nil {
		if len(rows) == 0 {
			return nil, attempt{answer: admitted}, nil
		}
		return rows[len(rows)-1], attempt{answer: admitted}, nil
	}
	if fatal := p.fatal(err); fatal != nil {
		return nil, attempt{}, fatal
	}
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		return nil, attempt{}, p.target.fault("probe", err)
	}
	return nil, judge(pe), nil
}

// judge tells a refusal by a policy from a row that could not be made and from
// a statement that fails for everybody.
func judge(pe *pgconn.PgError) attempt {
	switch {
	case pe.Code == "42501" && (pe.Routine == "ExecWithCheckOptions" || strings.Contains(pe.Message, "row-level security")):
		return attempt{answer: refused}
	case pe.Code == "42501" && pe.Routine == "aclcheck_error" && strings.Contains(pe.Message, "function"):
		return attempt{err: reason(pe)} // a policy calls what the role may not
	case pe.Code == "42501":
		return attempt{why: reason(pe)}
	case pe.Code == "23505":
		return attempt{why: reason(pe), taken: true}
	case strings.HasPrefix(pe.Code, "23"): // a constraint, which says nothing of policies
		return attempt{why: reason(pe)}
	}
	return attempt{err: reason(pe)}
}

func (p *prober) selects(s *sum, pl *plan, role string, who, other actor) error {
	var last attempt
	for _, m := range pl.marks {
		if s.self && !slices.Contains(pl.users, m) {
			continue // his own new row has this value, too
		}
		count := func(a actor) string { return "count(*) filter (where " + ident(m) + " = " + p.marked(pl, m, a) + ")" }
		row, a, err := p.attempt(role, who, s.before, "select "+count(actorA)+", "+count(actorB)+" from "+pl.ident(), "")
		if err != nil {
			return err
		}
		if a.answer != admitted {
			last = a
			if a.err != "" {
				break
			}
			continue // this column may not be read, another one may
		}
		sees := func(x actor) attempt {
			if row[int(x)] != "0" {
				return attempt{answer: admitted}
			}
			return attempt{answer: refused}
		}
		s.add(sees(other), true, says(who, "sees a row of", other))
		if who != stranger {
			s.add(sees(who), false, "")
		}
		return nil
	}
	s.add(last, true, says(who, "looks for a row of", other))
	return nil
}

func says(who actor, does string, other actor) string {
	return who.String() + " " + does + " " + other.String()
}
