package policies

import (
	"encoding/json"
	"fmt"
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
}

func newTerms() *terms {
	return &terms{texts: make(map[string]*ast.Term), numbers: make(map[int]*ast.Term)}
}

// maxShared is the longest text that is kept to be met again, in bytes.
const maxShared = 64

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
	case map[string]any:
		o := ast.NewObjectWithCapacity(len(x))
		for k, e := range x {
			one, err := t.of(e)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k, err)
			}
			o.Insert(t.text(k), one)
		}
		return ast.NewTerm(o), nil
	}
	return nil, fmt.Errorf("a value of type %T is no part of a fact", v)
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
	asked map[string]bool // those that a rule looks at; nil: all
	made  *terms
	term  *ast.Term // {kind: [fact, ...]}; made when a rule first looks at it
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
	return &input{facts: facts, kinds: known, made: newTerms(), now: ast.StringTerm(now.UTC().Format(time.RFC3339)), own: functions()}
}

// terms returns the facts as policies see them.
func (in *input) terms() (*ast.Term, error) {
	if in.term != nil {
		return in.term, nil
	}
	kinds := make(map[string][]*ast.Term)
	for i := range in.facts {
		f := &in.facts[i]
		if !f.State.Answers() || in.asked != nil && !in.asked[f.Kind] {
			continue // the engine makes these unknown, or no rule asks: none ever sees them
		}
		v, err := in.made.of(f.Value)
		if err != nil {
			return nil, fmt.Errorf("fact %s %s: value.%w", f.Kind, f.Subject, err)
		}
		t := in.made.text
		kinds[f.Kind] = append(kinds[f.Kind], ast.ObjectTerm(
			ast.Item(t("kind"), t(f.Kind)),
			ast.Item(t("subject"), ast.StringTerm(f.Subject)),
			ast.Item(t("state"), t(f.State.String())),
			ast.Item(t("value"), v),
			ast.Item(t("at"), in.made.location(f.At)),
			ast.Item(t("n"), in.made.number(i)),
		))
	}
	o := ast.NewObjectWithCapacity(len(kinds))
	for k, list := range kinds {
		o.Insert(ast.StringTerm(k), ast.ArrayTerm(list...))
	}
	in.term = ast.NewTerm(o)
	return in.term, nil
}

// askFor leaves out the facts of kinds that none of the rules declares. The
// user's rules may look at any.
func (in *input) askFor(uses []use) {
	in.asked = make(map[string]bool)
	for _, u := range uses {
		if u.ref.tree == "user" {
			in.asked = nil
			return
		}
		for _, k := range u.ref.rule.Needs {
			in.asked[k] = true
		}
	}
}

// has reports whether there is a fact of the kind that can be judged.
func (in *input) has(kind string) bool { return in.kinds[kind] }

// forUse returns the input of one evaluation.
func (in *input) forUse(u use) (*ast.Term, error) {
	run, err := in.made.of(map[string]any{u.ref.tree: map[string]any{u.ref.topic: map[string]any{u.ref.name: true}}})
	if err != nil {
		return nil, err
	}
	params, err := in.made.of(map[string]any{u.ref.rule.ID: u.params})
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	facts, err := in.terms()
	if err != nil {
		return nil, err
	}
	return ast.ObjectTerm(
		ast.Item(ast.InternedTerm("facts"), facts),
		ast.Item(ast.InternedTerm("run"), run),
		ast.Item(ast.InternedTerm("params"), params),
		ast.Item(ast.InternedTerm("now"), in.now),
	), nil
}
