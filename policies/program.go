package policies

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// program is a set of compiled modules with the one prepared query.
type program struct {
	compiler *ast.Compiler
	query    ast.Body
	holds    func(*ruleRef) bool // whether a rule is part of it
}

// programFor returns a program with every rule of the uses that has something to judge.
// Compiling is most of the cost of a start, and a tree of migrations asks for
// a handful of rules, however many there are. The user's rules always run: they
// may look for what is not there. The program is kept for the next evaluation,
// which adds to it what it asks for besides: while somebody types, kinds of fact
// come and go, and a rule without facts says nothing.
func (e *Engine) programFor(in *input, uses []use) (*program, error) {
	if e.whole != nil {
		return e.whole, nil
	}
	asked := make(map[*ruleRef]bool)
	for _, u := range uses {
		asked[u.ref] = u.ref.tree == "user" || slices.ContainsFunc(u.ref.rule.Needs, in.has)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	last := e.last
	if last == nil {
		last = &program{holds: func(*ruleRef) bool { return false }}
	}
	more := false
	held := make(map[*ruleRef]bool)
	for _, r := range e.byID {
		held[r] = asked[r] || last.holds(r)
		more = more || held[r] && !last.holds(r)
	}
	if !more {
		return last, nil
	}
	p, err := e.compile(func(r *ruleRef) bool { return held[r] })
	if err != nil {
		return nil, err
	}
	e.last = p
	return p, nil
}

// Timed reports whether a rule may ask for the time, so that the same facts need
// not give the same results tomorrow. The user's rules may ask for anything.
func (e *Engine) Timed(id string) bool {
	r := e.byID[id]
	return r != nil && (r.tree == "user" || e.modules[r.file] != nil || strings.Contains(e.texts[r.file], "input.now"))
}

// compile compiles the chosen rules with what they need of the library and of
// the tables, and prepares the query.
func (e *Engine) compile(holds func(*ruleRef) bool) (*program, error) {
	modules := maps.Clone(e.modules)
	rules := make(map[string]bool)
	var next []string // files to look at
	for _, r := range e.byID {
		rules[r.file] = true
		switch {
		case !holds(r):
			delete(modules, r.file)
		case e.texts[r.file] != "":
			next = append(next, r.file)
		}
	}
	packages := make(map[string]string) // of the files that no rule stands in
	for file, text := range e.texts {
		if !rules[file] {
			packages[file] = packageOf(text)
		}
		if strings.HasPrefix(file, "main/") {
			next = append(next, file)
		}
	}
	follow := func(m *ast.Module) {
		for _, ref := range mentioned(m) {
			for file, pkg := range packages {
				if within(ref, pkg) || within(pkg, ref) {
					next = append(next, file)
					delete(packages, file)
				}
			}
		}
	}
	for _, m := range modules {
		follow(m)
	}
	for len(next) > 0 {
		file := next[len(next)-1]
		next = next[:len(next)-1]
		if modules[file] != nil {
			continue
		}
		m, err := e.parse(file, e.texts[file])
		if err != nil {
			return nil, fmt.Errorf("parse policy: %w", err)
		}
		modules[file] = m
		follow(m)
	}
	c := ast.NewCompiler().WithCapabilities(e.caps).WithStrict(true)
	if c.Compile(modules); c.Failed() {
		return nil, compileError(c.Errors)
	}
	q, err := c.QueryCompiler().Compile(ast.MustParseBody("report = data.candor.main.report"))
	if err != nil {
		return nil, fmt.Errorf("prepare the policy query: %w", err)
	}
	return &program{compiler: c, query: q, holds: holds}, nil
}

// packageOf returns the package that a module declares, with "data." before it.
func packageOf(text string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "package "); ok {
			name, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			return "data." + name
		}
	}
	return "data"
}

// mentioned are the places below data that a module names: as it writes them, up
// to the first part that is no plain name.
func mentioned(m *ast.Module) []string {
	var out []string
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if !r[0].Equal(ast.DefaultRootDocument) {
			return false
		}
		name := "data"
		for _, t := range r[1:] {
			s, ok := t.Value.(ast.String)
			if !ok {
				break
			}
			name += "." + string(s)
		}
		out = append(out, name)
		return false
	})
	return out
}

// within reports whether a place is another one, or lies below it.
func within(place, other string) bool {
	return place == other || strings.HasPrefix(place, other+".")
}

func compileError(errs ast.Errors) error {
	var list []error
	for i, e := range errs {
		if i == 5 {
			list = append(list, fmt.Errorf("and %d more", len(errs)-5))
			break
		}
		list = append(list, e)
	}
	return fmt.Errorf("compile the policies: %w", errors.Join(list...))
}
