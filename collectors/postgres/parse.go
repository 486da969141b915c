package postgres

import (
	"context"
	"errors"
	"runtime"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgfacts"
	"github.com/candor-dev/candor/internal/pgparse"
)

// pending is a text that waits to be parsed, with what it belongs to.
type pending struct {
	text string
	expr *pgcat.Expr
	view *pgcat.View
}

// batchSize is how much text goes to the parser at once, in bytes: a call costs
// more than a short expression.
const batchSize = 32 << 10

// expr takes an expression as the server writes it out. The search_path was
// empty, so that every name in it is qualified, but for those of pg_catalog.
func (b *builder) expr(text *string) *pgcat.Expr {
	if text == nil {
		return nil
	}
	e := &pgcat.Expr{Text: *text, Path: []string{}}
	b.exprs = append(b.exprs, pending{text: "SELECT (" + *text + "\n)", expr: e})
	return e
}

// parse parses each distinct text once, many in one call.
func (b *builder) parse(ctx context.Context, p *pgparse.Parser) error {
	if len(b.exprs) == 0 {
		return nil
	}
	if p == nil {
		p = pgparse.New()
		defer p.Close()
	}
	at := make(map[string]int)
	var texts []string
	for _, x := range b.exprs {
		if _, ok := at[x.text]; !ok {
			at[x.text] = len(texts)
			texts = append(texts, x.text)
		}
	}
	nodes := make([]*pg_query.Node, len(texts))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(texts); {
		to, size := from, 0
		for to < len(texts) && (to == from || size+len(texts[to]) <= batchSize) {
			size += len(texts[to])
			to++
		}
		part, out := texts[from:to], nodes[from:to]
		g.Go(func() error { return parseBatch(gctx, p, part, out) })
		from = to
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, x := range b.exprs {
		b.settled(x, nodes[at[x.text]])
	}
	return nil
}

func (b *builder) settled(x pending, n *pg_query.Node) {
	switch {
	case x.view != nil && n != nil:
		x.view.Query = n
	case x.view != nil:
		b.gaps = append(b.gaps, Gap{State: candor.Unsupported, What: "the definition of view " + x.view.String(), Kinds: []string{pgfacts.View},
			Reason: "the definition of view " + x.view.String() + " is written in a grammar that candor does not know"})
	default:
		if list := n.GetSelectStmt().GetTargetList(); len(list) == 1 {
			x.expr.Node = list[0].GetResTarget().GetVal()
		}
	}
}

// parseBatch parses texts together and, where that fails, one by one. A text
// that the grammar refuses leaves its node nil.
func parseBatch(ctx context.Context, p *pgparse.Parser, texts []string, out []*pg_query.Node) error {
	tree, err := p.Parse(ctx, strings.Join(texts, ";\n"))
	if err == nil && len(tree.Stmts) == len(texts) {
		for i, s := range tree.Stmts {
			out[i] = s.Stmt
		}
		return nil
	}
	var syntax *pgparse.Error
	if err != nil && !errors.As(err, &syntax) {
		return err
	}
	if len(texts) == 1 {
		return nil
	}
	for i := range texts {
		if err := parseBatch(ctx, p, texts[i:i+1], out[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}
