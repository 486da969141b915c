package policies

import (
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/candor-dev/candor/internal/arn"
	"github.com/candor-dev/candor/internal/iamdata"
)

// This file lists everything that Rego can call beyond OPA's own functions,
// and everything of OPA's own that a rule may not call.

// function is a question that only Go can answer. It is pure: the same
// arguments give the same answer, and nothing is fetched.
type function struct {
	decl *ast.Builtin
	call topdown.BuiltinFunc
}

func own() []function {
	texts := types.NewArray(nil, types.S)
	catalogue := sync.OnceValues(iamdata.Open)
	return []function{{
		decl: &ast.Builtin{
			Name: "candor.arn_outside",
			Description: "an ARN that the granted pattern covers, one of within matches (when there are any) " +
				"and no allowed pattern does; empty when there is none",
			Decl: types.NewFunction(types.Args(types.S, texts, texts), types.S),
		},
		call: func(_ topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.arn_outside", ops[:3])
			if err != nil {
				return err
			}
			w, _ := arn.OutsideWithin(a[0][0], a[1], a[2])
			return iter(ast.StringTerm(w))
		},
	}, {
		decl: &ast.Builtin{
			Name:        "candor.arn_meets",
			Description: "an ARN that the pattern and one of the list cover, holes read as any text; empty when there is none",
			Decl:        types.NewFunction(types.Args(types.S, texts), types.S),
		},
		call: func(_ topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.arn_meets", ops[:2])
			if err != nil {
				return err
			}
			w, _ := arn.Meets(a[0][0], a[1])
			return iter(ast.StringTerm(w))
		},
	}, {
		decl: &ast.Builtin{
			Name: "candor.iam_reach",
			Description: "what action patterns, less those of the second list, stand for among services (none: all): " +
				"groups of actions that can be limited to the same ARN patterns, unknown services, misspelt names",
			Decl: types.NewFunction(types.Args(texts, texts, texts), types.A),
		},
		call: func(b topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.iam_reach", ops[:3])
			if err != nil {
				return err
			}
			// Several rules ask the same of one statement, and statements are alike.
			key := reachKey(fmt.Sprintf("%q", a))
			if b.Cache != nil {
				if t, ok := b.Cache.Get(key); ok {
					return iter(t.(*ast.Term))
				}
			}
			c, err := catalogue()
			if err != nil {
				return err
			}
			r, err := c.Reach(a[0], a[1], a[2])
			if err != nil {
				return err
			}
			t := reachTerm(r)
			if b.Cache != nil {
				b.Cache.Put(key, t)
			}
			return iter(t)
		},
	}, {
		decl: &ast.Builtin{
			Name:        "candor.iam_match",
			Description: "whether an action pattern of a policy covers an action",
			Decl:        types.NewFunction(types.Args(types.S, types.S), types.B),
		},
		call: func(_ topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.iam_match", ops[:2])
			if err != nil {
				return err
			}
			return iter(ast.BooleanTerm(iamdata.MatchAction(a[0][0], a[1][0])))
		},
	}, {
		decl: &ast.Builtin{
			Name:        "candor.iam_catalogue",
			Description: "source, version, date and digest of the action catalogue",
			Decl:        types.NewFunction(nil, types.S),
		},
		call: func(_ topdown.BuiltinContext, _ []*ast.Term, iter func(*ast.Term) error) error {
			c, err := catalogue()
			if err != nil {
				return err
			}
			return iter(ast.StringTerm(c.Version()))
		},
	}}
}

// arguments reads operands that are texts or lists of texts. OPA may hand over
// one more, for the answer: callers cut it off.
func arguments(name string, ops []*ast.Term) ([][]string, error) {
	out := make([][]string, len(ops))
	for i, op := range ops {
		switch v := op.Value.(type) {
		case ast.String:
			out[i] = []string{string(v)}
		case *ast.Array:
			for k := range v.Len() {
				s, ok := v.Elem(k).Value.(ast.String)
				if !ok {
					return nil, fmt.Errorf("%s: operand %d must be a list of texts, got %v", name, i+1, v.Elem(k))
				}
				out[i] = append(out[i], string(s))
			}
		default:
			return nil, fmt.Errorf("%s: operand %d must be a text or a list of texts, got %v", name, i+1, op)
		}
	}
	return out, nil
}

// reachKey is an answer's place in the cache of one evaluation.
type reachKey string

func reachTerm(r iamdata.Reach) *ast.Term {
	groups := make([]*ast.Term, len(r.Groups))
	for i, g := range r.Groups {
		groups[i] = ast.ObjectTerm(
			ast.Item(ast.StringTerm("arns"), textsTerm(g.Patterns)),
			ast.Item(ast.StringTerm("actions"), textsTerm(g.Actions)),
			ast.Item(ast.StringTerm("writes"), textsTerm(g.Writes)),
		)
	}
	misspelt := ast.NewObject()
	for name, near := range r.Misspelt {
		misspelt.Insert(ast.StringTerm(name), ast.StringTerm(near))
	}
	return ast.ObjectTerm(
		ast.Item(ast.StringTerm("groups"), ast.ArrayTerm(groups...)),
		ast.Item(ast.StringTerm("unknown"), textsTerm(r.Unknown)),
		ast.Item(ast.StringTerm("misspelt"), ast.NewTerm(misspelt)),
	)
}

func textsTerm(list []string) *ast.Term {
	out := make([]*ast.Term, len(list))
	for i, s := range list {
		out[i] = ast.StringTerm(s)
	}
	return ast.ArrayTerm(out...)
}

// forbidden are OPA's functions that reach outside the facts or differ from
// run to run. A rule judges and never fetches.
var forbidden = map[string]bool{
	"http.send": true, "net.lookup_ip_addr": true, "opa.runtime": true,
	"rand.intn": true, "time.now_ns": true, "uuid.rfc4122": true, "trace": true,
}

func functions() map[string]*topdown.Builtin {
	m := make(map[string]*topdown.Builtin)
	for _, f := range own() {
		m[f.decl.Name] = &topdown.Builtin{Decl: f.decl, Func: f.call}
	}
	return m
}

// capabilities is what a rule may use: OPA's own functions but for the
// forbidden ones, and ours.
func capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	kept := c.Builtins[:0]
	for _, b := range c.Builtins {
		if !forbidden[b.Name] {
			kept = append(kept, b)
		}
	}
	for _, f := range own() {
		kept = append(kept, f.decl)
	}
	c.Builtins = kept
	return c
}
