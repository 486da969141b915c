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

// compile compiles the library, every table and the chosen rules, and prepares
// the query.
func (e *Engine) compile(holds func(*ruleRef) bool) (*program, error) {
	modules := maps.Clone(e.modules)
	left := make(map[string]bool)
	for _, r := range e.byID {
		if !holds(r) {
			delete(modules, r.file)
			left[r.file] = true
		}
	}
	for file, text := range e.texts {
		if left[file] {
			continue
		}
		m, err := e.parse(file, text)
		if err != nil {
			return nil, fmt.Errorf("parse policy: %w", err)
		}
		modules[file] = m
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
