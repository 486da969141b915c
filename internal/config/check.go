package config

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

// Known is what a configuration may name.
type Known struct {
	Rules       []candor.Rule
	Controls    []string // ids
	Instruments []Instrument
}

// Instrument is a framework in one version, as far as a configuration names its parts.
type Instrument struct {
	ID         string   // "caiq-4.0.3"; "caiq" stands for all versions
	Questions  []string // ids
	Categories []string
}

// Check reports what the configuration names and nobody knows: rules, their
// parameters, controls, questions of frameworks. The error is an *Error.
func (c *Config) Check(known Known) error {
	k := &checker{c: c, rules: make(map[string]*candor.Rule), controls: known.Controls, instruments: known.Instruments}
	for i := range known.Rules {
		k.rules[known.Rules[i].ID] = &known.Rules[i]
		k.ids = append(k.ids, known.Rules[i].ID)
	}
	for i := range c.Claims {
		k.claim(i)
	}
	for i := range c.Waivers {
		w := &c.Waivers[i]
		if k.rules[w.Rule] == nil {
			k.bad(k.at(place("waiver %d rule", i), w.At), k.ruleHint(w.Rule), "the waiver names the unknown rule %s", quoted(w.Rule))
		}
	}
	for i := range c.Library {
		k.approved(i)
	}
	k.frameworks()
	k.freshness()
	return newError(k.problems)
}

type checker struct {
	c           *Config
	rules       map[string]*candor.Rule
	ids         []string
	controls    []string
	instruments []Instrument
	problems    []Problem
}

func (k *checker) claim(i int) {
	cl := &k.c.Claims[i]
	for _, id := range cl.Controls {
		if !slices.Contains(k.controls, id) {
			k.bad(k.at(place("claim %d control %s", i, id), cl.Declared), nearest.Hint(id, k.controls, 6), "unknown control %s", quoted(id))
		}
	}
	k.questions(cl.Answers, place("claim %d", i), cl.Declared)
	for j := range cl.Rules {
		u := &cl.Rules[j]
		rule := k.rules[u.Rule]
		switch {
		case rule == nil:
			k.bad(u.At, k.ruleHint(u.Rule), "unknown rule %s", quoted(u.Rule))
		case rule.Engine == "claims":
			k.bad(u.At, "remove it; it runs on every claim", "rule %s judges the claims themselves", u.Rule)
		default:
			k.params(u, rule, place("claim %d rule %d", i, j))
		}
	}
}

func (k *checker) params(u *candor.RuleUse, rule *candor.Rule, where string) {
	var names []string
	for _, p := range rule.Params {
		names = append(names, p.Name)
		v, given := u.With[p.Name]
		at := k.at(where+" with "+p.Name, u.At)
		switch {
		case p.Required && !given:
			k.bad(u.At, "add with: {"+p.Name+": ...}, "+p.Help, "rule %s needs the parameter %s", rule.ID, p.Name)
		case p.Required && empty(v):
			k.bad(at, p.Help, "parameter %s of rule %s is empty", p.Name, rule.ID)
		case given && p.Default != nil && treeKind(v) != treeKind(p.Default):
			k.bad(at, p.Help, "parameter %s of rule %s is %s, want %s", p.Name, rule.ID, treeKind(v), treeKind(p.Default))
		}
	}
	for name := range u.With {
		if slices.Contains(names, name) {
			continue
		}
		hint := nearest.Hint(name, names, 6)
		if len(names) == 0 {
			hint = "the rule takes no parameters"
		}
		k.bad(k.at(where+" with "+name, u.At), hint, "unknown parameter %s of rule %s", quoted(name), rule.ID)
	}
}

// at returns the remembered place, or another for a Config that was not loaded.
func (k *checker) at(where string, otherwise candor.Location) candor.Location {
	if at, ok := k.c.places[where]; ok {
		return at
	}
	return otherwise
}

func (k *checker) bad(at candor.Location, hint, format string, args ...any) {
	k.problems = append(k.problems, Problem{At: at, Message: place(format, args...), Hint: strings.TrimSuffix(hint, ", ")})
}

func (k *checker) ruleHint(id string) string {
	if n, ok := nearest.Name(id, k.ids); ok {
		return "did you mean " + n + "?"
	}
	return "candor rules lists them"
}

// treeKind says in words what a value of a plain tree is.
func treeKind(v any) string {
	switch v.(type) {
	case bool:
		return "true or false"
	case string:
		return "a text"
	case int, float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "keys and values"
	}
	return "nothing"
}

// empty reports a required value that would let a rule pass over nothing.
func empty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return false
}
