package policies

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/cache"
)

// documentation is the kind of entry that holds what the rules of the program say
// of themselves. It follows from the program alone, which is a part of every key.
const documentation = "documentation of the rules"

// recall takes up what an earlier run read of the rules of the program: to read
// their annotations is most of the start. ok is false where nothing whole is kept.
func (e *Engine) recall(kept *cache.Store) (ok bool) {
	b, ok := kept.Get(kept.Key(documentation))
	if !ok {
		return false
	}
	c, err := cache.Decode(b, time.Time{})
	if err != nil {
		return false
	}
	texts, refs := make(map[string]string), make(map[string]*ruleRef)
	var rules []candor.Rule
	for i := range c.Facts {
		file := c.Facts[i].Subject
		src, err := fs.ReadFile(builtin, file)
		if err != nil {
			return false
		}
		texts[file] = string(src)
		if m, ok := c.Facts[i].Value.(map[string]any); ok {
			r := ruleOf(m)
			rules = append(rules, r)
			refs[r.ID] = &ruleRef{tree: "candor", topic: said(m, "topic"), name: said(m, "name"), file: file, examples: examplesBeside(builtin, file)}
		}
	}
	if len(rules) == 0 {
		return false
	}
	e.texts, e.rules, e.byID = texts, rules, refs
	return true
}

// keep keeps what was read of the rules of the program, before any other is read.
func (e *Engine) keep(kept *cache.Store) {
	if len(e.modules) > 0 {
		return // one of them was read as a whole, and has to be
	}
	byFile := make(map[string]map[string]any)
	for i := range e.rules {
		ref := e.byID[e.rules[i].ID]
		byFile[ref.file] = treeOf(&e.rules[i], ref)
	}
	var c cache.Content
	for file := range e.texts {
		f := candor.Fact{Subject: file}
		if m := byFile[file]; m != nil {
			f.Value = m
		}
		c.Facts = append(c.Facts, f)
	}
	slices.SortFunc(c.Facts, func(a, b candor.Fact) int { return strings.Compare(a.Subject, b.Subject) })
	if b, err := cache.Encode(&c, time.Time{}); err == nil {
		kept.Put(kept.Key(documentation), b)
	}
}

// treeOf is a rule as a plain tree, which entries of a cache are made of.
func treeOf(r *candor.Rule, ref *ruleRef) map[string]any {
	var params []any
	for _, p := range r.Params {
		params = append(params, map[string]any{"name": p.Name, "help": p.Help, "default": p.Default, "required": p.Required})
	}
	return map[string]any{
		"topic": ref.topic, "name": ref.name,
		"id": r.ID, "title": r.Title, "help": r.Help, "fix": r.Fix, "severity": int(r.Severity), "control": r.Control,
		"needs": list(r.Needs), "lookups": list(r.Lookups), "optional": list(r.Optional), "params": params, "claim_only": r.ClaimOnly,
		"version": r.Version, "engine": r.Engine, "origin": r.Origin,
	}
}

func ruleOf(m map[string]any) candor.Rule {
	severity, _ := m["severity"].(int)
	only, _ := m["claim_only"].(bool)
	r := candor.Rule{
		ID: said(m, "id"), Title: said(m, "title"), Help: said(m, "help"), Fix: said(m, "fix"), Severity: candor.Severity(severity), Control: said(m, "control"),
		Needs: words(m, "needs"), Lookups: words(m, "lookups"), Optional: words(m, "optional"), ClaimOnly: only,
		Version: said(m, "version"), Engine: said(m, "engine"), Origin: said(m, "origin"),
	}
	params, _ := m["params"].([]any)
	for _, x := range params {
		p, _ := x.(map[string]any)
		required, _ := p["required"].(bool)
		r.Params = append(r.Params, candor.Param{Name: said(p, "name"), Help: said(p, "help"), Default: p["default"], Required: required})
	}
	return r
}

func said(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func list(in []string) []any {
	var out []any
	for _, s := range in {
		out = append(out, s)
	}
	return out
}

func words(m map[string]any, key string) []string {
	l, _ := m[key].([]any)
	var out []string
	for _, x := range l {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}
