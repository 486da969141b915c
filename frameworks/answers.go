package frameworks

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

// Answering is everything that answers rest on.
type Answering struct {
	Catalogue   *Catalogue
	Instruments []string // ids of Resolve, in the order in which they are wanted
	// Categories are the chosen ones of an instrument whose items have a
	// category; items of others are left out. "security" is always chosen, and
	// nothing chosen means that all are.
	Categories map[string][]string
	// Ownership is what the company says of whose task security is, by
	// instrument, where no approved answer says otherwise.
	Ownership map[string]string
	Plan      string // answers are for customers of this plan; "" for everyone
	Claims    []candor.ClaimVerdict
	Results   []candor.Result // in the order of the report; citations point at them
	Rules     []candor.Rule
	Oldest    map[string]time.Time // kind of fact -> age of the oldest evidence
	Library   []candor.Approved
	Alone     []candor.ClaimVerdict // of the rules that the library names on their own
	Solo      bool                  // nobody else can review
	Now       time.Time
}

// Answers says what the verdicts answer to every question of the instruments.
// It is a pure function of its input.
//
// Yes comes only from claims that hold and carry what is asked: those that name
// the question themselves, or that bind a rule which carries a control that
// supports it. What a control only covers in part is left to a person, and so is
// everything unknown; a claim that does not hold gives No, whoever approved a Yes.
func Answers(in Answering) ([]candor.Instrument, []candor.Answer) {
	a := newAnswerer(&in)
	var instruments []candor.Instrument
	var answers []candor.Answer
	for _, id := range in.Instruments {
		f := in.Catalogue.Framework(id)
		if f == nil {
			continue
		}
		ins := f.instrument(in.Categories[id])
		for i := range ins.Questions {
			answers = append(answers, a.answer(id, ins.Questions[i].ID))
		}
		instruments = append(instruments, ins)
	}
	return instruments, answers
}

// short are the names of instruments that users may write; each stands for the
// version that is current.
func short() map[string]string {
	return map[string]string{"soc2": "soc2-2017", "caiq": "caiq-4.1.0", "siglite": "siglite-2025"}
}

// Resolve returns the id of the instrument that a user named by its id or by
// the short name of its current version.
func (c *Catalogue) Resolve(name string) (string, error) {
	if id, ok := short()[name]; ok {
		name = id
	}
	if c.Framework(name) != nil {
		return name, nil
	}
	known := slices.Sorted(maps.Keys(short()))
	for i := range c.Frameworks {
		known = append(known, c.Frameworks[i].ID)
	}
	return "", fmt.Errorf("there is no framework %q; %s", name, nearest.Hint(name, known, 12))
}

// instrument is the framework as answers need it, without the items of
// categories that were not chosen.
func (f *Framework) instrument(chosen []string) candor.Instrument {
	ins := candor.Instrument{ID: f.ID, Title: f.Title}
	for _, it := range f.Items {
		c := it.More["category"]
		if len(chosen) > 0 && c != "" && c != "security" && !slices.Contains(chosen, c) {
			continue
		}
		ins.Questions = append(ins.Questions, candor.Question{
			ID: it.ID, Group: it.Group, GroupTitle: it.GroupTitle, Topic: it.Topic, More: maps.Clone(it.More),
		})
	}
	return ins
}

// Categories lists the categories of the framework's items, in their order.
func (f *Framework) Categories() []string {
	var out []string
	for _, it := range f.Items {
		if c := it.More["category"]; c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// question is the key of an answer: an id alone means another question in
// another version.
type question struct{ instrument, id string }

type answerer struct {
	in      *Answering
	today   time.Time
	rules   map[string]*candor.Rule
	results map[string][]*candor.Result
	links   map[question][]link
	direct  map[question][]int // index of the claims that name it
	proofs  map[string][]proof // control -> its claims
	library map[question][]*candor.Approved
	claims  map[string]int
	cites   map[cited]candor.Citation
}

// link is one of our controls as it speaks to a question.
type link struct {
	control  *Control
	strength string
}

func newAnswerer(in *Answering) *answerer {
	a := &answerer{
		in: in, today: day(in.Now),
		rules:   make(map[string]*candor.Rule),
		results: make(map[string][]*candor.Result),
		links:   make(map[question][]link),
		direct:  make(map[question][]int),
		proofs:  make(map[string][]proof),
		library: make(map[question][]*candor.Approved),
		claims:  make(map[string]int),
		cites:   make(map[cited]candor.Citation),
	}
	for i := range in.Rules {
		a.rules[in.Rules[i].ID] = &in.Rules[i]
	}
	for i := range in.Results {
		r := &in.Results[i]
		a.results[r.Rule] = append(a.results[r.Rule], r)
	}
	for i := range in.Catalogue.Controls {
		c := &in.Catalogue.Controls[i]
		for f, links := range c.Links {
			for _, l := range links {
				q := question{f, l.ID}
				a.links[q] = append(a.links[q], link{c, l.Strength})
			}
		}
	}
	for i := range in.Claims {
		c := &in.Claims[i]
		a.claims[c.Claim.ID] = i
		for f, ids := range c.Claim.Answers {
			for _, id := range ids {
				q := question{f, id}
				a.direct[q] = append(a.direct[q], i)
			}
		}
		for _, id := range c.Controls {
			a.proofs[id] = append(a.proofs[id], proof{claim: i, rules: a.bound(c, id)})
		}
	}
	for i := range in.Library {
		e := &in.Library[i]
		for f, ids := range e.For {
			for _, id := range ids {
				q := question{f, id}
				a.library[q] = append(a.library[q], e)
			}
		}
	}
	return a
}

// proof is a claim that speaks to a control, with the rules of the control that
// it binds over everything.
type proof struct {
	claim int
	rules []string
}

// bound lists the rules of the control that a claim binds as they are meant:
// over the whole tree, and without parameters that could make them look away.
func (a *answerer) bound(c *candor.ClaimVerdict, control string) []string {
	ctl := a.in.Catalogue.Control(control)
	var out []string
	for _, u := range c.Claim.Rules {
		r := a.rules[u.Rule]
		if ctl == nil || r == nil || r.Control != control || len(u.Over) > 0 {
			continue
		}
		weaker := false
		for name, v := range u.With {
			i := slices.IndexFunc(r.Params, func(p candor.Param) bool { return p.Name == name })
			required := i >= 0 && r.Params[i].Required
			weaker = weaker || !required && !slices.Contains(ctl.MaySet, name)
			weaker = weaker || i >= 0 && below(v, r.Params[i].Default)
		}
		if !weaker {
			out = append(out, r.ID)
		}
	}
	return out
}

// below reports a number that was set lower than what a rule asks for by itself:
// TLS 1.0 where it asks for 1.2. Of anything else it says nothing.
func below(set, standard any) bool {
	want, err := strconv.ParseFloat(fmt.Sprint(standard), 64)
	if err != nil {
		return false
	}
	got, err := strconv.ParseFloat(fmt.Sprint(set), 64)
	return err != nil || math.IsNaN(got) || got < want
}

// answer answers one question.
func (a *answerer) answer(instrument, id string) candor.Answer {
	q := question{instrument, id}
	d := a.decide(q)
	approved, doubts := a.approved(q)
	if approved != nil {
		return a.signed(q, approved, d, doubts)
	}
	ans := a.write(q, d)
	ans.Why = join(append([]string{ans.Why}, doubts...)...)
	return ans
}
