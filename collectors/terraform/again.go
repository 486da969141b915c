package terraform

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// unplanned is what a folder stands under that others call and that is read as the
// start of a plan, too, though no file of values gives it all that it requires: what
// it would make by itself is not what anybody is seen to make. nil for any other, and
// for one that says where its own state is kept.
func (m *module) unplanned() *iac.Proviso {
	if m.backend {
		return nil
	}
	words, given := m.lacks()
	if given || words == "" {
		return nil
	}
	return &iac.Proviso{Only: fmt.Sprintf("if %s is planned by itself: other folders call it, and no file gives a value to %s that it requires", instanceFacts{root: m.dir}.folder(), words)}
}

// lacks names the variables that the folder requires and that no file of values gives
// it, "" for none. given: a file that a deployment may name gives all of them.
func (m *module) lacks() (words string, given bool) {
	var lacks []string
	for _, name := range slices.Sorted(maps.Keys(m.vars)) {
		if m.unset(name) {
			lacks = append(lacks, name)
		}
	}
	for _, f := range m.valueFiles {
		if !slices.ContainsFunc(lacks, func(name string) bool { return f.values[name] == nil }) {
			return "", true
		}
	}
	if len(lacks) == 0 {
		return "", false
	}
	for _, f := range m.valueFiles { // the first that lacks the least
		without := slices.DeleteFunc(slices.Clone(lacks), func(name string) bool { return f.values[name] != nil })
		if len(without) < len(lacks) {
			lacks = without
		}
	}
	words = lacks[0]
	if n := len(lacks) - 1; n > 0 {
		words += fmt.Sprintf(" and %d more", n)
	}
	return words, false
}

// firm reports facts of a folder that nobody calls and that nothing speaks against
// planning.
func (all *folders) firm(i instanceFacts) bool { return all.calls[i.root] == 0 && !i.lacking }

// told leaves out what the reading of a folder by itself says again of what the calls
// of other folders say of it. Where the two differ, both stay. What can't be told of a
// folder that nobody can plan by itself, for want of values, is no difference.
func (all *folders) told(facts []candor.Fact, from [][]instanceFacts) ([]candor.Fact, [][]instanceFacts) {
	if len(facts) < 2 {
		return facts, from
	}
	called := make([]bool, len(facts)) // by a folder that nobody calls
	for n, list := range from {
		called[n] = slices.ContainsFunc(list, all.firm)
	}
	if !slices.Contains(called, true) || !slices.Contains(called, false) {
		return facts, from
	}
	var keptFacts []candor.Fact
	var keptFrom [][]instanceFacts
	out := make(map[int]bool)
	for n, f := range facts {
		if called[n] {
			continue
		}
		lacking := !slices.ContainsFunc(from[n], func(i instanceFacts) bool { return !i.lacking })
		for i, g := range facts {
			if called[i] && alikeFacts(f, g, lacking) {
				from[i] = append(from[i], from[n]...)
				out[n] = true
				break
			}
		}
	}
	for n, f := range facts {
		if !out[n] {
			keptFacts, keptFrom = append(keptFacts, f), append(keptFrom, from[n])
		}
	}
	return keptFacts, keptFrom
}

// alikeFacts reports a fact that another one says at least as firmly, of the same place.
// lacking: of a folder that can't be planned by itself.
func alikeFacts(f, other candor.Fact, lacking bool) bool {
	if f.At != other.At {
		return false
	}
	if f.State != other.State || f.State != candor.Observed {
		return f.State == other.State || lacking && other.State != candor.Observed
	}
	v, ok := f.Value.(map[string]any)
	w, also := other.Value.(map[string]any)
	if !ok || !also || !lacking && w["only"] != nil && v["only"] != w["only"] {
		return false
	}
	if lacking { // what follows from a value that is wanting is no difference either
		for _, x := range v {
			if untold(x) {
				return true
			}
		}
	}
	return alikeValues(v, w, lacking)
}

// alikeValues compares without what says how sure something is: why, under what, by
// whose choice.
func alikeValues(v, w any, lacking bool) bool {
	switch v := v.(type) {
	case *candor.Val:
		if lacking && untold(v) {
			return true
		}
		w, ok := w.(*candor.Val)
		if !ok || v.From != "default" && w.From == "default" {
			return false
		}
		// Of what the call gives, its place is where the call gives it.
		return v.SameAs(w) && (lacking || reflect.DeepEqual(v.Place(), w.Place()))
	case map[string]any:
		w, ok := w.(map[string]any)
		if !ok {
			return false
		}
		beside := func(key string) bool { return key == "only" || key == "made_by" || key == "instances" }
		for key, x := range v {
			if !beside(key) && !alikeValues(x, w[key], lacking) {
				return false
			}
		}
		for key := range w {
			if _, ok := v[key]; !ok && !beside(key) {
				return false
			}
		}
		return true
	case []any:
		if lacking && slices.ContainsFunc(v, untold) {
			return true
		}
		w, ok := w.([]any)
		return ok && slices.EqualFunc(v, w, func(x, y any) bool { return alikeValues(x, y, lacking) })
	}
	return reflect.DeepEqual(v, w)
}

// untold reports a value of which at least a part can't be told.
func untold(v any) bool {
	x, ok := v.(*candor.Val)
	return ok && !x.IsKnown()
}
