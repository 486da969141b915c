package format

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
)

// Open is what could not be decided for one reason: the places where that
// stands, and the rules that get no answer there.
type Open struct {
	Message string
	Rules   []string // sorted
	Places  []Place
	Left    int // places that FoldOpen left out
	// Claims are those that rest on one of the results.
	Claims []*candor.ClaimVerdict
	worst  candor.Severity
}

// Place is where a result stands: its location, or its subject where it has none.
type Place struct {
	At      candor.Location
	Subject string
}

func (p Place) String() string {
	if s := p.At.String(); s != "" {
		return s
	}
	return p.Subject
}

// Undecided returns what is unknown. Results of several rules at one place with
// one message are one entry, and so are the places with the same message, rules
// and claims. What concerns a claim comes first, then the worst severity, then
// the order of places.
func Undecided(r *candor.Report, o Options) []Open {
	var spots []*Open // one place each
	seen := make(map[[2]string]*Open)
	for i := range r.Results {
		x := &r.Results[i]
		if x.Outcome != candor.Unknown || o.Rule != "" && x.Rule != o.Rule {
			continue
		}
		place := Place{x.At, x.Subject}
		k := [2]string{place.String(), x.Message}
		s := seen[k]
		if s == nil {
			s = &Open{Message: x.Message, Places: []Place{place}, worst: x.Severity}
			seen[k] = s
			spots = append(spots, s)
		}
		if !slices.Contains(s.Rules, x.Rule) {
			s.Rules = append(s.Rules, x.Rule)
		}
		s.Claims = union(r, s.Claims, concerned(r, x))
		s.worst = max(s.worst, x.Severity)
	}
	slices.SortStableFunc(spots, func(a, b *Open) int {
		return cmp.Or(
			cmp.Compare(min(len(b.Claims), 1), min(len(a.Claims), 1)),
			cmp.Compare(b.worst, a.worst),
			a.Places[0].At.Compare(b.Places[0].At),
		)
	})
	var out []Open
	at := make(map[string]int)
	for _, s := range spots {
		slices.Sort(s.Rules)
		k := s.Message + "\x00" + strings.Join(s.Rules, "\x00") + "\x00\x00" + ClaimIDs(s.Claims)
		if i, ok := at[k]; ok {
			out[i].Places = append(out[i].Places, s.Places...)
			continue
		}
		at[k] = len(out)
		out = append(out, *s)
	}
	return out
}

// concerned returns the claims that rest on the result, whatever it says.
func concerned(r *candor.Report, x *candor.Result) []*candor.ClaimVerdict {
	var out []*candor.ClaimVerdict
	for i := range r.Claims {
		if cv := &r.Claims[i]; cv.Claim.Bound(x) {
			out = append(out, cv)
		}
	}
	return out
}

// LeftOpen says what FoldOpen left out; name writes a rule, all says how to see it.
func LeftOpen(more []Folded, places int, name func(string) string, all string) string {
	s := "+" + Count(places, "more place", "more places") + " not decided"
	if len(more) == 1 {
		return s + " by " + name(more[0].Rule) + " (" + all + ")"
	}
	rules := make([]string, len(more))
	for i, m := range more {
		rules[i] = strconv.Itoa(m.Count) + " by " + name(m.Rule)
	}
	return s + " (" + all + "): " + strings.Join(rules, ", ")
}

// ClaimIDs lists the ids of claims: "tls, at-rest".
func ClaimIDs(cvs []*candor.ClaimVerdict) string {
	ids := make([]string, len(cvs))
	for i, cv := range cvs {
		ids[i] = cv.Claim.ID
	}
	return strings.Join(ids, ", ")
}

// FoldOpen splits what is open into the entries to show, in their order, and by
// rule the number of places that are left out. An entry keeps MaxPerRule places,
// a set of rules MaxPerRule entries. These are shown as long as they fit into
// the room, each at its cost: first what concerns a claim, then of each set of
// rules in turn. With Verbose, with one rule and without MaxPerRule all is shown.
func FoldOpen(all []Open, o Options, room int, cost func(Open) int) (show []Open, more []Folded, places int) {
	if o.Verbose || o.Rule != "" || o.MaxPerRule <= 0 {
		return all, nil, 0
	}
	all = slices.Clone(all)
	turn := make([]int, len(all)) // the number of the entry among those of the same rules
	order := make([]int, len(all))
	count := make(map[string]int)
	for i := range all {
		if n := len(all[i].Places) - o.MaxPerRule; n > 0 {
			all[i].Places, all[i].Left = all[i].Places[:o.MaxPerRule:o.MaxPerRule], n
		}
		rules := strings.Join(all[i].Rules, " ")
		order[i], turn[i] = i, count[rules]
		count[rules]++
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(min(len(all[b].Claims), 1), min(len(all[a].Claims), 1)),
			cmp.Compare(turn[a], turn[b]),
		)
	})
	fits := make([]bool, len(all))
	for n, i := range order {
		if c := cost(all[i]); n == 0 || c <= room && turn[i] < o.MaxPerRule {
			fits[i] = true
			room -= c
		}
	}
	hidden := make(map[string]int)
	for i, x := range all {
		n := x.Left
		if fits[i] {
			show = append(show, x)
		} else {
			n += len(x.Places)
		}
		places += n
		for _, rule := range x.Rules {
			hidden[rule] += n
		}
	}
	for rule, n := range hidden {
		if n > 0 {
			more = append(more, Folded{rule, n})
		}
	}
	slices.SortFunc(more, func(a, b Folded) int { return cmp.Compare(a.Rule, b.Rule) })
	return show, more, places
}
