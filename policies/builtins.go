package policies

import (
	"fmt"
	"strconv"
	"strings"
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
	values := types.NewArray(nil, types.A)
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
			return remembered(b, reachKeyOf("reach", a), iter, func() (*ast.Term, error) {
				c, err := catalogue()
				if err != nil {
					return nil, err
				}
				r, err := c.Reach(a[0], a[1], a[2])
				return reachTerm(r), err
			})
		},
	}, {
		decl: &ast.Builtin{
			Name: "candor.iam_changes",
			Description: "what a statement changes that AWS can limit to a resource, by the action patterns that it surely names and those that it may " +
				"name, less excepted and harmless ones, among services (none: all): of what is sure, the count, how many of it are named without a wildcard and the " +
				"wildcards that the others come from, how many only read by their names, the worst four, or three of more, and one of these with an ARN that it can " +
				"be limited to (empty when none helps); whether it may change something; the unknown services, and those that it may change and that AWS shut down",
			Decl: types.NewFunction(types.Args(texts, texts, texts, texts, texts), types.A),
		},
		call: func(b topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.iam_changes", ops[:5])
			if err != nil {
				return err
			}
			return remembered(b, reachKeyOf("changes", a), iter, func() (*ast.Term, error) {
				c, err := catalogue()
				if err != nil {
					return nil, err
				}
				x, err := c.Changes(iamdata.Asked{Sure: a[0], May: a[1], Except: a[2], Services: a[3], Harmless: a[4]}, shownActions)
				return changesTerm(x), err
			})
		},
	}, {
		decl: &ast.Builtin{
			Name: "candor.iam_copies",
			Description: "the statements published by AWS of which one with these action patterns, on every resource, is a copy: the policy that has it (empty " +
				"when only a guide does), whom it is for, the page that says so, the services whose role it is for (none for a program), and whether " +
				"the copy holds nearly all of several actions",
			Decl: types.NewFunction(types.Args(texts), types.A),
		},
		call: func(b topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.iam_copies", ops[:1])
			if err != nil {
				return err
			}
			return remembered(b, reachKeyOf("copies", a), iter, func() (*ast.Term, error) { return copiesTerm(iamdata.Copies(a[0])), nil })
		},
	}, {
		decl: &ast.Builtin{
			Name: "candor.texts",
			Description: "what a list of values holds, in their order: named, the texts of those that are known; possible, all texts, holes read as " +
				"any text, and where a value is unknown only \"*\", which is every text; open, the values that are unknown or have a text with \"*\"",
			Decl: types.NewFunction(types.Args(values), types.A),
		},
		call: func(_ topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			t, err := readings("candor.texts", ops[0])
			if err != nil {
				return err
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
			Name: "candor.iam_covered",
			Description: "those of the actions, in their order, that one of the action patterns of a policy covers " +
				"and none of the excepted ones",
			Decl: types.NewFunction(types.Args(texts, texts, texts), texts),
		},
		call: func(_ topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			a, err := arguments("candor.iam_covered", ops[:3])
			if err != nil {
				return err
			}
			covered := iamdata.Covered(a[0], a[1], a[2])
			return iter(textsTerm(covered))
		},
	}, {
		decl: &ast.Builtin{
			Name:        "candor.positions",
			Description: "for each different item of a list, the places where it stands: an index that costs one pass",
			Decl:        types.NewFunction(types.Args(values), types.A),
		},
		call: func(_ topdown.BuiltinContext, ops []*ast.Term, iter func(*ast.Term) error) error {
			list, ok := ops[0].Value.(*ast.Array)
			if !ok {
				return fmt.Errorf("candor.positions: the operand must be a list, got %v", ops[0])
			}
			return iter(positionsTerm(list))
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
			out[i] = make([]string, 0, v.Len())
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

func reachKeyOf(question string, lists [][]string) reachKey {
	var b strings.Builder
	b.WriteString(question)
	for _, l := range lists {
		for _, s := range l {
			b.WriteString(strconv.Itoa(len(s))) // so that no two questions have one key
			b.WriteByte(':')
			b.WriteString(s)
		}
		b.WriteByte(';')
	}
	return reachKey(b.String())
}

// remembered gives the answer that the same question had before in this
// evaluation, or works it out.
func remembered(b topdown.BuiltinContext, key reachKey, iter func(*ast.Term) error, work func() (*ast.Term, error)) error {
	if b.Cache != nil {
		if t, ok := b.Cache.Get(key); ok {
			return iter(t.(*ast.Term))
		}
	}
	t, err := work()
	if err != nil {
		return err
	}
	if b.Cache != nil {
		b.Cache.Put(key, t)
	}
	return iter(t)
}

// readings gives what a list of wrapped values certainly holds, all that it may
// hold, and those of them that may hold anything.
func readings(name string, op *ast.Term) (*ast.Term, error) {
	list, ok := op.Value.(*ast.Array)
	if !ok {
		return nil, fmt.Errorf("%s: the operand must be a list of values, got %v", name, op)
	}
	named, possible := make([]*ast.Term, 0, list.Len()), make([]*ast.Term, 0, list.Len())
	var open []*ast.Term
	unknown := false
	for i := range list.Len() {
		o, _ := list.Elem(i).Value.(ast.Object)
		if o == nil {
			return nil, fmt.Errorf("%s: not a value: %v", name, list.Elem(i))
		}
		k, v := text(o, "k"), o.Get(ast.InternedTerm("v"))
		switch {
		case k == "unknown":
			unknown = true
		case k != "known" && k != "pattern" || v == nil:
			return nil, fmt.Errorf("%s: not a value: %v", name, list.Elem(i))
		default:
			possible = append(possible, v)
			if k == "known" {
				named = append(named, v)
			}
		}
		if k == "unknown" || starred(v) || anyStarred(o.Get(ast.InternedTerm("others"))) {
			open = append(open, list.Elem(i))
		}
	}
	if unknown {
		possible = []*ast.Term{ast.InternedTerm("*")}
	}
	return ast.ObjectTerm(
		ast.Item(ast.InternedTerm("named"), ast.ArrayTerm(named...)),
		ast.Item(ast.InternedTerm("possible"), ast.ArrayTerm(possible...)),
		ast.Item(ast.InternedTerm("open"), ast.ArrayTerm(open...)),
	), nil
}

func starred(t *ast.Term) bool {
	s, ok := t.Value.(ast.String)
	return ok && strings.Contains(string(s), "*")
}

func anyStarred(t *ast.Term) bool {
	if t == nil {
		return false
	}
	list, ok := t.Value.(*ast.Array)
	return ok && list.Until(starred)
}

func positionsTerm(list *ast.Array) *ast.Term {
	slot := ast.NewObjectWithCapacity(list.Len()) // item to its place in lists
	var lists [][]*ast.Term
	for i := range list.Len() {
		item := list.Elem(i)
		n := len(lists)
		if t := slot.Get(item); t != nil {
			n, _ = t.Value.(ast.Number).Int()
		} else {
			slot.Insert(item, ast.InternedTerm(n))
			lists = append(lists, nil)
		}
		lists[n] = append(lists[n], ast.InternedTerm(i))
	}
	out := ast.NewObjectWithCapacity(len(lists))
	slot.Foreach(func(item, t *ast.Term) {
		n, _ := t.Value.(ast.Number).Int()
		out.Insert(item, ast.ArrayTerm(lists[n]...))
	})
	return ast.NewTerm(out)
}

// shownActions is how many actions an answer names; the others are only counted.
const shownActions = 4

func changesTerm(x iamdata.Changes) *ast.Term {
	return ast.ObjectTerm(
		ast.Item(ast.InternedTerm("count"), ast.InternedTerm(x.Count)),
		ast.Item(ast.InternedTerm("first"), textsTerm(x.First)),
		ast.Item(ast.InternedTerm("named"), ast.InternedTerm(x.Named)),
		ast.Item(ast.InternedTerm("by"), textsTerm(x.By)),
		ast.Item(ast.InternedTerm("reads"), ast.InternedTerm(x.Reads)),
		ast.Item(ast.InternedTerm("example"), ast.ObjectTerm(
			ast.Item(ast.InternedTerm("action"), ast.StringTerm(x.Example.Action)),
			ast.Item(ast.InternedTerm("arn"), ast.StringTerm(x.Example.ARN)),
		)),
		ast.Item(ast.InternedTerm("may"), ast.InternedTerm(x.May)),
		ast.Item(ast.InternedTerm("unknown"), textsTerm(x.Unknown)),
		ast.Item(ast.InternedTerm("ended"), textsTerm(x.Ended)),
	)
}

func copiesTerm(list []iamdata.Copy) *ast.Term {
	out := make([]*ast.Term, len(list))
	for i, c := range list {
		out[i] = ast.ObjectTerm(
			ast.Item(ast.InternedTerm("policy"), ast.StringTerm(c.Policy)),
			ast.Item(ast.InternedTerm("for"), ast.StringTerm(c.For)),
			ast.Item(ast.InternedTerm("guide"), ast.StringTerm(c.Guide)),
			ast.Item(ast.InternedTerm("trusts"), textsTerm(c.Trusts)),
			ast.Item(ast.InternedTerm("nearly"), ast.InternedTerm(c.Nearly)),
		)
	}
	return ast.ArrayTerm(out...)
}

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
