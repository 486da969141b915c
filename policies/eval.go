package policies

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/candor-dev/candor"
)

// evalOnce runs the prepared query for one rule and adds, for each fact that
// could not be read, an Unknown if the rule needs it.
func (e *Engine) evalOnce(ctx context.Context, prog *program, in *input, u use, facts *ast.Term) ([]candor.Result, error) {
	ctx, stop := context.WithTimeout(ctx, Limit)
	defer stop()
	out := in.unreadFor(u)
	if !prog.holds(u.ref) {
		return out, nil
	}
	term, err := in.forUse(u, facts)
	if err != nil {
		return nil, err
	}
	q, done, err := e.prepare(ctx, prog.compiler, prog.query, in.own)
	if err != nil {
		return nil, err
	}
	defer done()
	set, err := q.WithInput(term).Run(ctx)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fmt.Errorf("took longer than %s", Limit)
		}
		return nil, err
	}
	var report ast.Object
	if len(set) == 1 {
		report, _ = set[0]["report"].Value.(ast.Object)
	}
	t := find(report, u.ref.tree, u.ref.topic, u.ref.name)
	if t == nil {
		return nil, fmt.Errorf("rule %s gave no set of results", u.ref.rule.ID)
	}
	rs, err := in.decode(u, t)
	if err != nil {
		return nil, err
	}
	return append(out, rs...), nil
}

// prepare makes a run of a compiled query that ends with the context.
func (e *Engine) prepare(ctx context.Context, c *ast.Compiler, body ast.Body, own map[string]*topdown.Builtin) (*topdown.Query, func(), error) {
	txn, err := e.store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return nil, nil, err
	}
	cancel := topdown.NewCancel()
	unhook := context.AfterFunc(ctx, cancel.Cancel)
	q := topdown.NewQuery(body).
		WithCompiler(c).
		WithStore(e.store).
		WithTransaction(txn).
		WithCancel(cancel).
		WithBuiltins(own).
		WithStrictBuiltinErrors(true)
	return q, func() {
		unhook()
		e.store.Abort(ctx, txn)
	}, nil
}

func find(o ast.Object, path ...string) *ast.Term {
	for i, p := range path {
		if o == nil {
			return nil
		}
		t := o.Get(ast.StringTerm(p))
		if t == nil {
			return nil
		}
		if i == len(path)-1 {
			return t
		}
		o, _ = t.Value.(ast.Object)
	}
	return nil
}

// unreadFor gives the Unknown of each fact that the rule needs and nobody could read.
func (in *input) unreadFor(u use) []candor.Result {
	var out []candor.Result
	for i := range in.facts {
		f := &in.facts[i]
		if !f.State.Answers() && slices.Contains(u.ref.rule.Needs, f.Kind) {
			out = append(out, u.unknown(f, f.Reason))
		}
	}
	return out
}

// unknownFor gives an Unknown for every fact that the rule needs, read or not.
func (in *input) unknownFor(u use, why string) []candor.Result {
	var out []candor.Result
	for i := range in.facts {
		f := &in.facts[i]
		if !slices.Contains(u.ref.rule.Needs, f.Kind) {
			continue
		}
		if !f.State.Answers() {
			out = append(out, u.unknown(f, f.Reason))
			continue
		}
		out = append(out, u.unknown(f, why))
	}
	return out
}

func (u use) unknown(f *candor.Fact, why string) candor.Result {
	r := u.result(f.Subject, f.At)
	r.Message = why
	if why == "" {
		r.Message = "could not be read (" + f.State.String() + ")"
	}
	r.Facts = []candor.Provenance{f.From}
	return r
}

// result starts a result of the use; its outcome is Unknown until decided.
func (u use) result(subject string, at candor.Location) candor.Result {
	rule := u.ref.rule
	return candor.Result{Rule: rule.ID, Use: u.key, Severity: rule.Severity, Control: rule.Control, Subject: subject, At: at}
}
