package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

// approved checks what an approved answer names.
func (k *checker) approved(i int) {
	e, where := &k.c.Library[i], place("answer %d", i)
	k.questions(e.For, where, e.At)
	var claims []string
	for j := range k.c.Claims {
		claims = append(claims, k.c.Claims[j].ID)
	}
	for _, id := range e.Claims {
		if !slices.Contains(claims, id) {
			k.bad(k.at(where+" claim "+id, e.At), nearest.Hint(id, claims, 6), "the answer rests on the unknown claim %s", quoted(id))
		}
	}
	for _, id := range e.Controls {
		if !slices.Contains(k.controls, id) {
			k.bad(k.at(where+" control "+id, e.At), nearest.Hint(id, k.controls, 6), "the answer rests on the unknown control %s", quoted(id))
		}
	}
	for _, id := range e.Rules {
		at, rule := k.at(where+" rule "+id, e.At), k.rules[id]
		switch {
		case rule == nil:
			k.bad(at, k.ruleHint(id), "the answer rests on the unknown rule %s", quoted(id))
		case rule.Engine == "claims":
			k.bad(at, "name the claims themselves", "rule %s judges claims", id)
		case rule.ClaimOnly || slices.ContainsFunc(rule.Params, func(p candor.Param) bool { return p.Required }):
			k.bad(at, "bind the rule to a claim and name the claim", "rule %s needs parameters that only a claim gives", id)
		}
	}
}

// questions checks ids of questions by framework. A framework is named with its
// version, because an id means another question in another version.
func (k *checker) questions(named map[string][]string, where string, otherwise candor.Location) {
	for _, name := range slices.Sorted(maps.Keys(named)) {
		i := slices.IndexFunc(k.instruments, func(x Instrument) bool { return x.ID == name })
		if i < 0 {
			k.bad(k.at(where+" framework "+name, otherwise), k.instrumentHint(name), "unknown framework %s", quoted(name))
			continue
		}
		have := k.instruments[i].Questions
		for _, id := range named[name] {
			if !slices.Contains(have, id) {
				k.bad(k.at(where+" "+name+" "+id, otherwise), nearest.Hint(id, have, 6), "%s has no %s", name, quoted(id))
			}
		}
	}
}

func (k *checker) instrumentHint(name string) string {
	var ids []string
	for _, x := range k.versions(name) {
		ids = append(ids, x.ID)
	}
	if len(ids) > 0 {
		return "name the version: " + strings.Join(ids, " or ")
	}
	for _, x := range k.instruments {
		ids = append(ids, x.ID)
	}
	return nearest.Hint(name, ids, 6)
}

// versions are the instruments that a name stands for: one, or all versions.
func (k *checker) versions(name string) []Instrument {
	var out []Instrument
	for _, x := range k.instruments {
		if Stands(name, x.ID) {
			out = append(out, x)
		}
	}
	return out
}

// Stands reports whether a name that a user gave stands for the instrument:
// "caiq" for all versions of it, "caiq-4.0.3" for one.
func Stands(name, instrument string) bool {
	return name == instrument || strings.HasPrefix(instrument, name+"-")
}

// frameworks checks what was chosen of the frameworks.
func (k *checker) frameworks() {
	for _, name := range slices.Sorted(maps.Keys(k.c.Frameworks)) {
		x := k.c.Frameworks[name]
		versions := k.versions(name)
		if len(versions) == 0 {
			var known []string
			for _, v := range k.instruments {
				short, _, _ := strings.Cut(v.ID, "-")
				known = append(known, short, v.ID)
			}
			slices.Sort(known)
			k.bad(k.at("framework "+name, candor.Location{Path: k.c.Path}), nearest.Hint(name, slices.Compact(known), 8), "unknown framework %s", quoted(name))
			continue
		}
		for _, c := range x.Categories {
			if have := versions[0].Categories; !slices.Contains(have, c) {
				hint := nearest.Hint(c, have, 6)
				if len(have) == 0 {
					hint = "it has no categories"
				}
				k.bad(k.at("framework "+name+" category "+c, candor.Location{Path: k.c.Path}), hint, "%s has no category %s", name, quoted(c))
			}
		}
	}
}

// freshness checks that what is given a time to live is a kind of fact, the
// topic of some, or "live".
func (k *checker) freshness() {
	if len(k.c.Freshness) == 0 {
		return
	}
	known := []string{Live}
	for _, id := range k.ids {
		for _, kind := range k.rules[id].Needs {
			topic, _, _ := strings.Cut(kind, ".")
			known = append(known, kind, topic)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, what := range slices.Sorted(maps.Keys(k.c.Freshness)) {
		if !slices.Contains(known, what) {
			k.bad(k.at("freshness "+what, candor.Location{Path: k.c.Path}), nearest.Hint(what, known, 8), "no evidence is called %s", quoted(what))
		}
	}
}

// Live stands for all evidence of live systems under freshness.
const Live = "live"
