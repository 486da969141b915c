package policies

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/candor-dev/candor"
)

// terms makes terms of plain trees, without JSON between. Keys and texts that
// come again and again are one term each: facts have many and few are different.
type terms struct {
	texts   map[string]*ast.Term
	numbers map[int]*ast.Term
	place   [4]int    // the last position that was met
	placed  *ast.Term // nil: none yet
}

func newTerms() *terms {
	return &terms{texts: make(map[string]*ast.Term), numbers: make(map[int]*ast.Term)}
}

// maxShared is the longest text that is kept to be met again, in bytes.
const maxShared = 128

func (t *terms) text(s string) *ast.Term {
	if len(s) > maxShared {
		return ast.StringTerm(s)
	}
	x := t.texts[s]
	if x == nil {
		x = ast.StringTerm(s)
		t.texts[s] = x
	}
	return x
}

func (t *terms) number(n int) *ast.Term {
	x := t.numbers[n]
	if x == nil {
		x = ast.InternedTerm(n)
		t.numbers[n] = x
	}
	return x
}

// of turns a plain tree into a term. A type that is not part of a fact's value
// is a bug of the collector and an error here.
func (t *terms) of(v any) (*ast.Term, error) {
	switch x := v.(type) {
	case nil:
		return ast.NullTerm(), nil
	case bool:
		return ast.InternedTerm(x), nil
	case string:
		return t.text(x), nil
	case int:
		return t.number(x), nil
	case int64:
		return ast.NumberTerm(json.Number(strconv.FormatInt(x, 10))), nil
	case float64:
		return ast.FloatNumberTerm(x), nil
	case json.Number:
		return ast.NumberTerm(x), nil
	case []any:
		list := make([]*ast.Term, len(x))
		for i, e := range x {
			one, err := t.of(e)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			list[i] = one
		}
		return ast.ArrayTerm(list...), nil
	case *candor.Val:
		return t.val(x)
	case map[string]any:
		place, isPlace := placeOf(x)
		if isPlace && t.placed != nil && place == t.place {
			return t.placed, nil // of the value before: lists of one place are long
		}
		o := ast.NewObjectWithCapacity(len(x))
		for k, e := range x {
			one, err := t.of(e)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k, err)
			}
			o.Insert(t.text(k), one)
		}
		if isPlace {
			t.place, t.placed = place, ast.NewTerm(o)
			return t.placed, nil
		}
		return ast.NewTerm(o), nil
	}
	return nil, fmt.Errorf("a value of type %T is no part of a fact", v)
}

// val is a value of a template as the tree that it stands for.
func (t *terms) val(v *candor.Val) (*ast.Term, error) {
	x := ast.NewObjectWithCapacity(6)
	text := func(k, s string) { x.Insert(t.text(k), t.text(s)) }
	text("k", v.Certainty())
	x.Insert(t.text("at"), t.pos(v))
	if v.Certainty() != "unknown" {
		one, err := t.of(v.V)
		if err != nil {
			return nil, fmt.Errorf("v: %w", err)
		}
		x.Insert(t.text("v"), one)
	}
	if v.IsKnown() {
		text("from", v.From)
	}
	if !v.IsKnown() || v.Why != "" {
		text("why", v.Why)
	}
	if v.More == nil {
		return ast.NewTerm(x), nil
	}
	if v.Certainty() == "pattern" {
		text("raw", v.More.Raw)
	}
	if v.More.Type != "" {
		text("type", v.More.Type)
	}
	if v.More.Placed {
		text("within", "place")
	}
	if len(v.More.Others) > 0 {
		others, err := t.of(v.More.Others)
		if err != nil {
			return nil, fmt.Errorf("others: %w", err)
		}
		x.Insert(t.text("others"), others)
	}
	return ast.NewTerm(x), nil
}

// pos is the place of a value. Lists of one place are long: theirs is one term.
func (t *terms) pos(v *candor.Val) *ast.Term {
	p := v.At()
	place := [...]int{p.Line, p.Col, p.EndLine, p.EndCol}
	elsewhere := v.More != nil && v.More.Path != ""
	if t.placed != nil && place == t.place && !elsewhere {
		return t.placed
	}
	x := ast.NewObjectWithCapacity(3)
	for i, k := range [...]string{"line", "col", "end_line", "end_col"} {
		if place[i] > 0 || i == 0 {
			x.Insert(t.text(k), t.number(place[i]))
		}
	}
	if elsewhere {
		x.Insert(t.text("path"), t.text(v.More.Path))
		return ast.NewTerm(x)
	}
	t.place, t.placed = place, ast.NewTerm(x)
	return t.placed
}

// placeOf tells a position from other trees, by its keys.
func placeOf(m map[string]any) (p [4]int, ok bool) {
	if len(m) > len(p) {
		return p, false
	}
	n := 0
	for i, k := range [...]string{"line", "col", "end_line", "end_col"} {
		if v, has := m[k]; has {
			if p[i], ok = v.(int); !ok || p[i] == 0 {
				return p, false // 0 stands for a part that is not there
			}
			n++
		}
	}
	return p, n > 0 && n == len(m)
}

func (t *terms) location(l candor.Location) *ast.Term {
	o := ast.NewObjectWithCapacity(6)
	text := func(k, v string) {
		if v != "" {
			o.Insert(t.text(k), t.text(v))
		}
	}
	number := func(k string, v int) {
		if v > 0 {
			o.Insert(t.text(k), t.number(v))
		}
	}
	text("path", l.Path)
	text("resource", l.Resource)
	number("line", l.Line)
	number("col", l.Col)
	number("end_line", l.EndLine)
	number("end_col", l.EndCol)
	return ast.NewTerm(o)
}

// input is the part of a policy's input that every evaluation shares.
type input struct {
	facts []candor.Fact
	kinds map[string]bool // those with a fact that can be judged
	made  *terms
	lists map[string]*ast.Term // of the facts of a kind, from the first rule that looks at it to the last
	now   *ast.Term
	own   map[string]*topdown.Builtin // what they decode is dropped with the input
}

func newInput(facts []candor.Fact, now time.Time) *input {
	known := make(map[string]bool)
	for i := range facts {
		if facts[i].State.Answers() {
			known[facts[i].Kind] = true
		}
	}
	return &input{facts: facts, kinds: known, made: newTerms(), lists: make(map[string]*ast.Term), now: ast.StringTerm(now.UTC().Format(time.RFC3339)), own: functions()}
}

// factsFor returns the facts as one rule sees them: of the kinds that it declares,
// and all where it is the user's, which may look at any.
func (in *input) factsFor(u use) (*ast.Term, error) {
	var missing []string
	o := ast.NewObjectWithCapacity(len(u.ref.rule.Needs))
	for k := range in.kinds {
		if !u.looksAt(k) {
			continue
		}
		if t := in.lists[k]; t != nil {
			o.Insert(ast.StringTerm(k), t)
		} else {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return ast.NewTerm(o), nil
	}
	lists := make(map[string][]*ast.Term)
	for i := range in.facts {
		f := &in.facts[i]
		if !f.State.Answers() || !slices.Contains(missing, f.Kind) {
			continue // the engine makes the former unknown: no rule ever sees them
		}
		t, err := in.made.fact(f, i)
		if err != nil {
			return nil, err
		}
		lists[f.Kind] = append(lists[f.Kind], t)
	}
	for k, list := range lists {
		in.lists[k] = ast.ArrayTerm(list...)
		o.Insert(ast.StringTerm(k), in.lists[k])
	}
	return ast.NewTerm(o), nil
}

func (u use) looksAt(kind string) bool {
	return u.ref.tree == "user" || slices.Contains(u.ref.rule.Needs, kind)
}

// drop drops the facts of kinds that none of the rules to come looks at.
func (in *input) drop(next []use) {
	for k := range in.lists {
		if !slices.ContainsFunc(next, func(u use) bool { return u.looksAt(k) }) {
			delete(in.lists, k)
		}
	}
}

func (t *terms) fact(f *candor.Fact, n int) (*ast.Term, error) {
	v, err := t.of(f.Value)
	if err != nil {
		return nil, fmt.Errorf("fact %s %s: value.%w", f.Kind, f.Subject, err)
	}
	return ast.ObjectTerm(
		ast.Item(t.text("kind"), t.text(f.Kind)),
		ast.Item(t.text("subject"), ast.StringTerm(f.Subject)),
		ast.Item(t.text("state"), t.text(f.State.String())),
		ast.Item(t.text("value"), v),
		ast.Item(t.text("at"), t.location(f.At)),
		ast.Item(t.text("n"), t.number(n)),
	), nil
}

// has reports whether there is a fact of the kind that can be judged.
func (in *input) has(kind string) bool { return in.kinds[kind] }

// forUse returns the input of one evaluation.
func (in *input) forUse(u use, facts *ast.Term) (*ast.Term, error) {
	run, err := in.made.of(map[string]any{u.ref.tree: map[string]any{u.ref.topic: map[string]any{u.ref.name: true}}})
	if err != nil {
		return nil, err
	}
	params, err := in.made.of(map[string]any{u.ref.rule.ID: u.params})
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	return ast.ObjectTerm(
		ast.Item(ast.InternedTerm("facts"), facts),
		ast.Item(ast.InternedTerm("run"), run),
		ast.Item(ast.InternedTerm("params"), params),
		ast.Item(ast.InternedTerm("now"), in.now),
	), nil
}
