package policies

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/candor-dev/candor"
)

// toTerm turns a plain tree into a term, without JSON between. A type that is
// not part of a fact's value is a bug of the collector and an error here.
func toTerm(v any) (*ast.Term, error) {
	switch x := v.(type) {
	case nil:
		return ast.NullTerm(), nil
	case bool:
		return ast.BooleanTerm(x), nil
	case string:
		return ast.StringTerm(x), nil
	case int:
		return ast.IntNumberTerm(x), nil
	case int64:
		return ast.NumberTerm(json.Number(strconv.FormatInt(x, 10))), nil
	case float64:
		return ast.FloatNumberTerm(x), nil
	case json.Number:
		return ast.NumberTerm(x), nil
	case []any:
		terms := make([]*ast.Term, len(x))
		for i, e := range x {
			t, err := toTerm(e)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			terms[i] = t
		}
		return ast.ArrayTerm(terms...), nil
	case map[string]any:
		o := ast.NewObjectWithCapacity(len(x))
		for k, e := range x {
			t, err := toTerm(e)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k, err)
			}
			o.Insert(ast.StringTerm(k), t)
		}
		return ast.NewTerm(o), nil
	}
	return nil, fmt.Errorf("a value of type %T is no part of a fact", v)
}

func locationTerm(l candor.Location) *ast.Term {
	o := ast.NewObjectWithCapacity(6)
	text := func(k, v string) {
		if v != "" {
			o.Insert(ast.InternedTerm(k), ast.StringTerm(v))
		}
	}
	number := func(k string, v int) {
		if v > 0 {
			o.Insert(ast.InternedTerm(k), ast.IntNumberTerm(v))
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

// input is the part of a policy's input that every round shares.
type input struct {
	facts []candor.Fact
	kinds map[string]bool // those with a fact that can be judged
	sees  map[string]bool // those that the rules may look at; nil: all
	term  *ast.Term       // {kind: [fact, ...]}; made when a rule first looks at it
	now   *ast.Term
}

func newInput(facts []candor.Fact, now time.Time) *input {
	known := make(map[string]bool)
	for i := range facts {
		if facts[i].State.Answers() {
			known[facts[i].Kind] = true
		}
	}
	return &input{facts: facts, kinds: known, now: ast.StringTerm(now.UTC().Format(time.RFC3339))}
}

// terms returns the facts as policies see them.
func (in *input) terms() (*ast.Term, error) {
	if in.term != nil {
		return in.term, nil
	}
	kinds := make(map[string][]*ast.Term)
	for i := range in.facts {
		f := &in.facts[i]
		if !f.State.Answers() {
			continue // the engine makes these unknown; a rule never sees them
		}
		if in.sees != nil && !in.sees[f.Kind] {
			continue // most facts are of no business to most rules
		}
		v, err := toTerm(f.Value)
		if err != nil {
			return nil, fmt.Errorf("fact %s %s: value.%w", f.Kind, f.Subject, err)
		}
		kinds[f.Kind] = append(kinds[f.Kind], ast.ObjectTerm(
			ast.Item(ast.InternedTerm("kind"), ast.StringTerm(f.Kind)),
			ast.Item(ast.InternedTerm("subject"), ast.StringTerm(f.Subject)),
			ast.Item(ast.InternedTerm("state"), ast.StringTerm(f.State.String())),
			ast.Item(ast.InternedTerm("value"), v),
			ast.Item(ast.InternedTerm("at"), locationTerm(f.At)),
			ast.Item(ast.InternedTerm("n"), ast.IntNumberTerm(i)),
		))
	}
	o := ast.NewObjectWithCapacity(len(kinds))
	for k, list := range kinds {
		o.Insert(ast.StringTerm(k), ast.ArrayTerm(list...))
	}
	in.term = ast.NewTerm(o)
	return in.term, nil
}

// has reports whether there is a fact of the kind that can be judged.
func (in *input) has(kind string) bool { return in.kinds[kind] }

// forRound returns the input of one evaluation.
func (in *input) forRound(round []use) (*ast.Term, error) {
	run := map[string]any{}
	params := map[string]any{}
	for _, u := range round {
		tree, _ := run[u.ref.tree].(map[string]any)
		if tree == nil {
			tree = map[string]any{}
			run[u.ref.tree] = tree
		}
		topic, _ := tree[u.ref.topic].(map[string]any)
		if topic == nil {
			topic = map[string]any{}
			tree[u.ref.topic] = topic
		}
		topic[u.ref.name] = true
		params[u.ref.rule.ID] = u.params
	}
	r, err := toTerm(run)
	if err != nil {
		return nil, err
	}
	p, err := toTerm(params)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	facts, err := in.terms()
	if err != nil {
		return nil, err
	}
	return ast.ObjectTerm(
		ast.Item(ast.InternedTerm("facts"), facts),
		ast.Item(ast.InternedTerm("run"), r),
		ast.Item(ast.InternedTerm("params"), p),
		ast.Item(ast.InternedTerm("now"), in.now),
	), nil
}
