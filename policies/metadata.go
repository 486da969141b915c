package policies

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/candor-dev/candor"
)

// describe reads the documentation of a rule from the annotations of its
// package. Everything that a reader of a finding needs is required.
func describe(m *ast.Module, id string) (*candor.Rule, error) {
	var a *ast.Annotations
	for _, x := range m.Annotations {
		if x.Scope == "package" {
			a = x
		}
	}
	if a == nil {
		return nil, errors.New("the package has no metadata: put a `# METADATA` block with title, description and custom (severity, control, needs, fix, version) above it")
	}
	r := &candor.Rule{ID: id, Title: a.Title, Help: strings.TrimSpace(a.Description), Engine: "rego"}
	c := custom{m: a.Custom}
	r.Control = c.text("control", true)
	r.Fix = c.text("fix", true)
	r.Version = c.text("version", true)
	r.Needs = c.texts("needs", true)
	r.Lookups = c.texts("lookups", false)
	r.Optional = c.texts("optional", false)
	r.Lookups = append(r.Lookups, r.Optional...)
	r.Needs = append(r.Needs, r.Lookups...)
	r.ClaimOnly = c.flag("claim_only")
	if s := c.text("severity", true); s != "" {
		if err := r.Severity.UnmarshalText([]byte(s)); err != nil {
			c.errs = append(c.errs, err)
		}
	}
	r.Params = c.params()
	if r.Title == "" {
		c.errs = append(c.errs, errors.New("title is missing"))
	}
	if r.Help == "" {
		c.errs = append(c.errs, errors.New("description is missing"))
	}
	c.unknownKeys("control", "fix", "version", "needs", "lookups", "optional", "claim_only", "severity", "params")
	if len(c.errs) > 0 {
		return nil, fmt.Errorf("metadata of rule %s: %w", id, errors.Join(c.errs...))
	}
	return r, nil
}

// custom reads the custom block and gathers what is wrong with it.
type custom struct {
	m    map[string]any
	errs []error
}

func (c *custom) text(key string, required bool) string {
	v, ok := c.m[key]
	if !ok {
		if required {
			c.errs = append(c.errs, fmt.Errorf("custom.%s is missing", key))
		}
		return ""
	}
	s, ok := v.(string)
	if !ok || s == "" {
		c.errs = append(c.errs, fmt.Errorf("custom.%s: want a text, in quotes where it looks like a number", key))
	}
	return s
}

func (c *custom) texts(key string, required bool) []string {
	if _, ok := c.m[key]; !ok && !required {
		return nil
	}
	list, ok := c.m[key].([]any)
	if !ok || len(list) == 0 {
		c.errs = append(c.errs, fmt.Errorf("custom.%s: want a list of texts", key))
		return nil
	}
	var out []string
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			c.errs = append(c.errs, fmt.Errorf("custom.%s: want a list of texts", key))
			return nil
		}
		out = append(out, s)
	}
	return out
}

func (c *custom) flag(key string) bool {
	v, ok := c.m[key]
	if !ok {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		c.errs = append(c.errs, fmt.Errorf("custom.%s: want true or false", key))
	}
	return b
}

func (c *custom) params() []candor.Param {
	raw, ok := c.m["params"]
	if !ok {
		return nil
	}
	m, ok := raw.(map[string]any)
	if !ok {
		c.errs = append(c.errs, errors.New("custom.params: want name: {help, default, required}"))
		return nil
	}
	var out []candor.Param
	for name, v := range m {
		pm, ok := v.(map[string]any)
		if !ok {
			c.errs = append(c.errs, fmt.Errorf("custom.params.%s: want {help, default, required}", name))
			continue
		}
		help, _ := pm["help"].(string)
		required, _ := pm["required"].(bool)
		if help == "" {
			c.errs = append(c.errs, fmt.Errorf("custom.params.%s: help is missing", name))
		}
		out = append(out, candor.Param{Name: name, Help: help, Default: pm["default"], Required: required})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

func (c *custom) unknownKeys(known ...string) {
	var extra []string
	for k := range c.m {
		found := false
		for _, n := range known {
			found = found || n == k
		}
		if !found {
			extra = append(extra, k)
		}
	}
	sort.Strings(extra)
	for _, k := range extra {
		c.errs = append(c.errs, fmt.Errorf("custom.%s: unknown; want one of %s", k, strings.Join(known, ", ")))
	}
}
