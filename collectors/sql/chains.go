package sql

import (
	"context"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

// Chain is one folder of migrations, played.
type Chain struct {
	Root, Tool string
	Catalog    *pgcat.Catalog
	Gaps       []pgsim.Gap
	Alien      string // why it is for another database; "" when it is not
}

// Chains plays every folder of migrations among the files of in, as the
// collector does, for those who need the catalogs themselves. The error is that
// of the context, or of a parser that does not start.
func Chains(ctx context.Context, in *collector.Input, parser *pgparse.Parser) ([]Chain, error) {
	r := &run{ctx: ctx, in: in, parser: parser}
	played, err := r.playAll()
	if err != nil {
		return nil, err
	}
	out := make([]Chain, 0, len(played))
	for _, o := range played {
		out = append(out, Chain{Root: o.chain.root, Tool: o.chain.tool, Catalog: o.catalog, Gaps: o.gaps, Alien: o.alien})
	}
	return out, nil
}
