// Package policies judges facts with rules written in Rego. It is the only
// package that imports OPA.
//
// A rule is a folder TOPIC/NAME with NAME.rego, NAME_test.rego and NAME.yaml
// (examples). Nothing lists the rules: what is in the folders is what runs, and
// their documentation is read from their annotations.
package policies

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/cache"
)

//go:embed */*.rego */*/*.rego */*/*.yaml
var builtin embed.FS

// BuiltIn returns the files of the built-in rules.
func BuiltIn() fs.FS { return builtin }

// Dir is a folder of a user's own rules.
type Dir struct {
	Name string // as the user wrote it, for messages
	FS   fs.FS
}

// Options of Load.
type Options struct {
	BuiltIn fs.FS // nil: the rules that are part of the program
	User    []Dir // packages user.TOPIC.NAME; may add rules, may not shadow one
	Tests   bool  // load the *_test.rego files and the examples, too
	// Examples reads the examples of every rule; without it Engine.Examples
	// reads those of one.
	Examples bool
	// Kept holds what earlier runs read of the rules of the program; nil reads
	// them anew.
	Kept *cache.Store
}

// Engine holds the rules. It is safe for concurrent use.
type Engine struct {
	rules   []candor.Rule
	byID    map[string]*ruleRef
	modules map[string]*ast.Module // by file; of the built-in ones those that were parsed
	texts   map[string]string      // by file: the built-in ones that were not parsed yet
	caps    *ast.Capabilities
	store   storage.Store
	whole   *program // every module, where they are compiled beforehand

	mu   sync.Mutex
	last *program // of the last evaluation
}

// ruleRef says where a rule stands in the tree of packages.
type ruleRef struct {
	rule              *candor.Rule
	tree, topic, name string
	file              string
	examples          func() ([]candor.Example, error)
}

// Limit bounds one evaluation; a policy that takes longer has failed.
const Limit = 60 * time.Second

// Load reads the rules. An error names the file and the line; it is the user's
// own rule that is wrong, or a bug. The user's rules are compiled here, so that
// their mistakes come out before anything is collected; without any, Eval
// compiles what the facts ask for.
func Load(o Options) (*Engine, error) {
	e, err := read(o)
	if err != nil {
		return nil, err
	}
	if len(o.User) > 0 || o.Tests {
		if e.whole, err = e.compile(func(*ruleRef) bool { return true }); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Describe reads the documentation of the rules alone, which is a small part of
// the work: enough to list and explain them.
func Describe(o Options) ([]candor.Rule, error) {
	e, err := read(o)
	if err != nil {
		return nil, err
	}
	return e.rules, nil
}

func read(o Options) (*Engine, error) {
	keeps := o.Kept != nil && o.BuiltIn == nil && !o.Tests
	if o.BuiltIn == nil {
		o.BuiltIn = builtin
	}
	e := &Engine{modules: map[string]*ast.Module{}, texts: map[string]string{}, byID: map[string]*ruleRef{}, caps: capabilities(), store: inmem.New()}
	if !keeps || !e.recall(o.Kept) {
		if err := e.read(Dir{FS: o.BuiltIn}, "candor", o.Tests); err != nil {
			return nil, err
		}
		if keeps {
			e.keep(o.Kept)
		}
	}
	for _, d := range o.User {
		if err := e.read(d, "user", o.Tests); err != nil {
			return nil, err
		}
	}
	if o.Tests || o.Examples {
		for i := range e.rules {
			var err error
			if e.rules[i].Examples, err = e.Examples(e.rules[i].ID); err != nil {
				return nil, err
			}
		}
	}
	sort.Slice(e.rules, func(i, j int) bool { return e.rules[i].ID < e.rules[j].ID })
	for i := range e.rules {
		e.byID[e.rules[i].ID].rule = &e.rules[i]
	}
	return e, nil
}

// Rules lists the rules by id.
func (e *Engine) Rules() []candor.Rule { return e.rules }

// Examples reads the examples of one rule; none for a rule that is not there.
func (e *Engine) Examples(id string) ([]candor.Example, error) {
	r := e.byID[id]
	if r == nil {
		return nil, nil
	}
	ex, err := r.examples()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Dir(r.file), err)
	}
	return ex, nil
}

// Failure is a rule that could not be evaluated; all its subjects are unknown.
type Failure struct {
	Rule string
	Err  error
}

func (f Failure) Error() string { return fmt.Sprintf("policy %s: %v", f.Rule, f.Err) }

// Eval judges the facts by every rule: with the parameters of each use, or
// with the defaults where no use names the rule. A rule that fails gives
// Unknown for each fact that it needed, and a Failure.
func (e *Engine) Eval(ctx context.Context, facts []candor.Fact, uses []candor.RuleUse, now time.Time) ([]candor.Result, []Failure, error) {
	return e.EvalOnly(ctx, facts, uses, now, func(Use) bool { return true })
}

// EvalOnly is Eval by some of the uses that Uses names. What a use gives does not
// depend on which others there are.
func (e *Engine) EvalOnly(ctx context.Context, facts []candor.Fact, asked []candor.RuleUse, now time.Time, only func(Use) bool) ([]candor.Result, []Failure, error) {
	in := newInput(facts, now)
	uses := e.uses(asked, only)
	prog, err := e.programFor(in, uses)
	if err != nil {
		return nil, nil, err
	}
	var results []candor.Result
	var failures []Failure
	// One rule at a time: what it worked out is dropped before the next one, and
	// a rule that fails breaks no other.
	for i, u := range uses {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		var facts *ast.Term
		if prog.holds(u.ref) {
			if facts, err = in.factsFor(u); err != nil {
				return nil, nil, err // of a collector, not of the rule
			}
		}
		rs, err := e.evalOnce(ctx, prog, in, u, facts)
		in.drop(uses[i+1:])
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			failures = append(failures, Failure{Rule: u.ref.rule.ID, Err: err})
			rs = in.unknownFor(u, "the policy failed: "+err.Error())
		}
		results = append(results, rs...)
	}
	return results, failures, nil
}

// uses lists what is to be evaluated: each rule with each set of parameters that
// is asked for, or with the defaults.
func (e *Engine) uses(asked []candor.RuleUse, only func(Use) bool) []use {
	sets := make(map[string][]use)
	for _, u := range asked {
		ref := e.byID[u.Rule]
		if ref == nil {
			continue // a Go check; unknown rules were refused with the configuration
		}
		key := candor.UseKey(u.With)
		if !slices.ContainsFunc(sets[u.Rule], func(have use) bool { return have.key == key }) {
			sets[u.Rule] = append(sets[u.Rule], use{ref: ref, key: key, params: withDefaults(ref.rule, u.With)})
		}
	}
	var out []use
	for i := range e.rules {
		r := &e.rules[i]
		if len(sets[r.ID]) == 0 && !r.ClaimOnly {
			sets[r.ID] = []use{{ref: e.byID[r.ID], params: withDefaults(r, nil)}}
		}
		for _, u := range sets[r.ID] {
			if only(u.public()) {
				out = append(out, u)
			}
		}
	}
	return out
}

// Use is a rule with one set of parameters, as Eval judges by it.
type Use struct {
	Rule   string
	Key    string         // candor.UseKey of what the user gave
	Params map[string]any // with the defaults
	Needs  []string       // the kinds of fact that it reads
}

// Uses lists what Eval judges by. What a use gives follows from its rule, its
// parameters and the facts of the kinds that it needs, unless it is Timed.
func (e *Engine) Uses(asked []candor.RuleUse) []Use {
	var out []Use
	for _, u := range e.uses(asked, func(Use) bool { return true }) {
		out = append(out, u.public())
	}
	return out
}

func (u use) public() Use {
	return Use{Rule: u.ref.rule.ID, Key: u.key, Params: u.params, Needs: u.ref.rule.Needs}
}

// use is one rule with one set of parameters.
type use struct {
	ref    *ruleRef
	key    string // candor.UseKey of what the user gave
	params map[string]any
}

func withDefaults(r *candor.Rule, with map[string]any) map[string]any {
	m := make(map[string]any, len(r.Params))
	for _, p := range r.Params {
		if p.Default != nil {
			m[p.Name] = p.Default
		}
	}
	for k, v := range with {
		m[k] = v
	}
	return m
}
