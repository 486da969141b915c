package doors

import (
	"strings"
	"testing"
)

// Many statements that add to one list are gone through once each, in their
// order, whatever the list is.
func TestManyAppends(t *testing.T) {
	const n = 60
	routes := Val{Op: OpField, Sym: "p.T.routes", Text: "t.routes", Class: ClassText}
	two := Val{Op: OpGlobal, Sym: "p.all", Text: "all", Class: ClassText}
	add := func(to Val, what string) Val {
		return Val{Op: OpAppend, Class: ClassText, N: 1, Args: []Val{to, {Op: OpConst, Class: ClassText, Text: what}}}
	}
	f := Fragment{Path: "p", Funcs: []Func{{Sym: "p.f"}}}
	for i := range n {
		f.Fields = append(f.Fields, Assign{Sym: routes.Sym, In: "p.f", Val: add(routes, "r"+itoa(i))})
		// Two lists that are made of each other.
		f.Globals = append(f.Globals, Assign{Sym: two.Sym, In: "p.f", Val: Val{Op: OpAppend, Class: ClassText, Spread: true, N: 1, Args: []Val{two, {Op: OpGlobal, Sym: "p.both", Class: ClassText}}}})
		f.Globals = append(f.Globals, Assign{Sym: "p.both", In: "p.f", Val: add(two, "b"+itoa(i))})
	}
	// One variable, added to under n conditions, and in a loop.
	for i := range 12 {
		local := Val{Op: OpLocal, Text: "list", Class: ClassText}
		for d := i; d >= 0; d-- { // the last one may have come before
			local.Defs = append(local.Defs, d)
		}
		f.Defs = append(f.Defs, Def{In: "p.f", Cond: "c", Val: add(local, "l"+itoa(i))})
	}
	j := newJoiner([]Fragment{f}, Config{})
	in := &frame{fn: "p.f", call: -1, key: "p.f"}
	got := j.listOf(&routes, in)
	if want := n; len(got) != want || got[0] != "r0" || got[n-1] != "r"+itoa(n-1) {
		t.Errorf("the field holds %d entries %s, want %d", len(got), strings.Join(got, " "), want)
	}
	got = j.listOf(&two, in)
	for i := range maxAlternatives {
		if !strings.Contains(" "+strings.Join(got, " ")+" ", " b"+itoa(i)+" ") {
			t.Errorf("b%d is not in the list", i)
		}
	}
	v := Val{Op: OpLocal, Text: "list", Class: ClassText, Defs: []int{11, 10, 9}}
	if got := j.listOf(&v, in); len(got) < 8 || got[len(got)-1] != "l11" {
		t.Errorf("the variable holds %s", strings.Join(got, " "))
	}
	if j.total > 20_000 {
		t.Errorf("%d steps", j.total)
	}
}

// A list that goes deeper than is followed is not a shorter list.
func TestDeepAppends(t *testing.T) {
	f := Fragment{Path: "p", Funcs: []Func{{Sym: "p.f"}}}
	for i := range 2 * maxDepth {
		v := Val{Op: OpZero, Class: ClassText}
		if i > 0 {
			v = Val{Op: OpAppend, Class: ClassText, Args: []Val{{Op: OpLocal, Text: "list", Class: ClassText, Defs: []int{i - 1}}, {Op: OpConst, Class: ClassText, Text: "l" + itoa(i)}}}
		}
		f.Defs = append(f.Defs, Def{In: "p.f", Val: v})
	}
	j := newJoiner([]Fragment{f}, Config{})
	v := Val{Op: OpLocal, Class: ClassText, Defs: []int{2*maxDepth - 1}}
	got := j.listOf(&v, &frame{fn: "p.f", call: -1, key: "p.f"})
	if len(got) == 0 || got[0] != "<list>" {
		t.Errorf("the beginning is lost in silence: %s", strings.Join(got, " "))
	}
}

// What the bound of the search leaves out is a door in doubt.
func TestStopped(t *testing.T) {
	all, _ := fragments(t, Config{}, "chirouter")
	fs := []Fragment{all["chirouter"]}
	whole := len(Join(fs, Config{}))
	j := newJoiner(fs, Config{})
	j.limit = 3
	ds := j.join(fs)
	if last := ds[len(ds)-1]; !strings.Contains(last.Unresolved, "3 steps") || whole < 5 {
		t.Errorf("%d doors, the last of them %s", len(ds), doorText(last))
	}
}

func (j *joiner) listOf(v *Val, f *frame) []string {
	var out []string
	for _, it := range j.elements(v, f, 0) {
		out = append(out, j.text(it.src.v, it.src.f, 0).s)
	}
	return out
}
