package policies

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/candor-dev/candor"
)

// decode reads the set of results that a rule gave. What is not a whole result
// is an error of the rule: it never becomes a pass. A fact that the rule should
// have judged and gave no result for is Unknown: in Rego an expression that is
// undefined for one subject drops it in silence, and the others would then pass
// for the whole population.
func (in *input) decode(u use, t *ast.Term) ([]candor.Result, error) {
	set, ok := t.Value.(ast.Set)
	if !ok {
		return nil, fmt.Errorf("rule %s: results is no set; write `results contains r if { ... }`", u.ref.rule.ID)
	}
	out := make([]candor.Result, 0, set.Len())
	var err error
	answered := make(map[int]bool)
	var same sameFindings
	for _, e := range set.Slice() {
		o, ok := e.Value.(ast.Object)
		if !ok {
			return nil, fmt.Errorf("rule %s: a result is no object: %v", u.ref.rule.ID, e)
		}
		r := u.result(text(o, "subject"), location(o.Get(ast.InternedTerm("at"))))
		if err = r.Outcome.UnmarshalText([]byte(text(o, "outcome"))); err != nil {
			return nil, fmt.Errorf("rule %s: result for %q: %w", u.ref.rule.ID, r.Subject, err)
		}
		r.Message = text(o, "message")
		if r.Subject == "" || r.Message == "" {
			return nil, fmt.Errorf("rule %s: a result without subject or message: %v", u.ref.rule.ID, e)
		}
		if r.Fix = text(o, "fix"); r.Fix == "" && r.Outcome == candor.Fail {
			r.Fix = u.ref.rule.Fix
		}
		if rel := o.Get(ast.InternedTerm("related")); rel != nil {
			if arr, ok := rel.Value.(*ast.Array); ok {
				arr.Foreach(func(x *ast.Term) { r.Related = append(r.Related, location(x)) })
			}
		}
		if n := integer(o, "fact"); n >= 0 && n < len(in.facts) && o.Get(ast.InternedTerm("fact")) != nil {
			r.Facts = []candor.Provenance{in.facts[n].From}
			if p := in.facts[n].At.Path; p != r.At.Path && p != in.facts[n].From.Source {
				r.Of = p
			}
			answered[n] = true
		}
		if key := text(o, "once"); key != "" && r.Outcome == candor.Fail {
			same.add(key, integer(o, "weight"), integer(o, "fact"), len(out))
		}
		out = append(out, r)
	}
	same.fold(out)
	for i := range in.facts {
		if f := &in.facts[i]; f.State.Answers() && u.ref.rule.Judges(f.Kind) && !answered[i] {
			out = append(out, u.unknown(f, "the rule gave no result for it"))
		}
	}
	return out, nil
}

func location(t *ast.Term) candor.Location {
	if t == nil {
		return candor.Location{}
	}
	o, ok := t.Value.(ast.Object)
	if !ok {
		return candor.Location{}
	}
	return candor.Location{
		Path: text(o, "path"), Resource: text(o, "resource"), Label: text(o, "label"),
		Line: integer(o, "line"), Col: integer(o, "col"),
		EndLine: integer(o, "end_line"), EndCol: integer(o, "end_col"),
	}
}

func text(o ast.Object, key string) string {
	if t := o.Get(ast.StringTerm(key)); t != nil {
		if s, ok := t.Value.(ast.String); ok {
			return string(s)
		}
	}
	return ""
}

func integer(o ast.Object, key string) int {
	if t := o.Get(ast.StringTerm(key)); t != nil {
		if n, ok := t.Value.(ast.Number); ok {
			if i, ok := n.Int(); ok {
				return i
			}
		}
	}
	return 0
}
