// Package sql reads SQL migrations and schema files and tells what the database
// holds after the last of them, and which rows each role reaches, by playing the
// statements over a model of the Postgres catalog.
package sql

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgfacts"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

// New returns the collector. Its parser starts with the first file that holds
// tables or policies and stays for later runs.
func New() *collector.Collector {
	parser := pgparse.New()
	return &collector.Collector{
		ID:      "sql",
		Version: "2",
		Doc:     "tables, row-level security, policies, functions, views and roles from Postgres migrations and schema files (*.sql)",
		Kinds:   pgfacts.Kinds(),
		Wants:   func(p string) bool { return strings.EqualFold(path.Ext(p), ".sql") },
		Beside:  func(p string) bool { return goMigration.MatchString(path.Base(p)) },
		Collect: func(ctx context.Context, in *collector.Input) error {
			r := &run{ctx: ctx, in: in, parser: parser}
			return r.collect()
		},
	}
}

// run is one run of the collector.
type run struct {
	ctx    context.Context
	in     *collector.Input
	parser *pgparse.Parser
}

func (r *run) collect() error {
	played, err := r.playAll()
	if err != nil {
		return err
	}
	missed, proved := make(map[string]int), 0
	for _, o := range played {
		report := isolation.Prove(o.catalog, r.options())
		o.emit(r.in, report)
		if o.alien == "" {
			proved++
			for _, p := range report.Problems {
				missed[p]++
			}
		}
	}
	// A name of candor.yaml may belong to one database of several; one that no
	// database has is a mistake, and what was proved without it is not what was asked.
	for p, n := range missed {
		if n == proved {
			r.in.Gap(candor.Unresolved, candor.Location{Path: config.FileName}, p, pgfacts.Access)
		}
	}
	return nil
}

// playAll plays every chain of the tree.
func (r *run) playAll() ([]*outcome, error) {
	var played []*outcome
	for _, c := range chains(r.in.Files, r.in.Database.Migrations) {
		if c.aside() {
			continue
		}
		o, err := r.play(c)
		if err != nil {
			return nil, err
		}
		if o != nil {
			played = append(played, o)
		}
	}
	doubtOutside(played)
	return played, nil
}

// options are what candor.yaml says of tenants and roles.
func (r *run) options() isolation.Options {
	d := &r.in.Database
	o := isolation.Options{Parser: r.parser, Identities: d.Identities, Roles: d.Roles, Exposed: d.Exposed,
		Public: d.Public, AdminOnly: d.AdminOnly, Admins: d.Admins, AppendOnly: d.AppendOnly}
	for _, t := range d.Tenants {
		o.Tenants = append(o.Tenants, isolation.TenantColumn{Table: t.Table, Column: t.Column})
	}
	return o
}

// outcome is what one chain came to.
type outcome struct {
	chain    *chain
	catalog  *pgcat.Catalog
	gaps     []pgsim.Gap
	supabase bool
	alien    string // why the chain is for another database
	first    pgcat.Place
}

// play reads a chain and plays it. It returns nil for one that holds no tables.
func (r *run) play(c *chain) (*outcome, error) {
	scripts, o, err := r.read(c)
	if err != nil || scripts == nil {
		return o, err
	}
	res, err := pgsim.Play(r.ctx, scripts, pgsim.Options{Parser: r.parser, Supabase: o.supabase, Ordered: c.ordered()})
	if err != nil {
		return nil, err
	}
	o.catalog, o.gaps = res.Catalog, append(o.gaps, res.Gaps...)
	o.catalog.Tool = c.tool
	if o.alien == "" {
		o.alien = res.Alien
	}
	o.gaps = append(o.gaps, refusals(res.Refused)...)
	return o, nil
}

// refusals make one gap of the statements that Postgres refuses as candor reads
// them. Either something that comes before is not in the tree, or the tool stops
// there, or candor is wrong: what holds after it is not known.
func refusals(places []pgcat.Place) []pgsim.Gap {
	if len(places) == 0 {
		return nil
	}
	g := pgsim.Gap{State: candor.Unresolved, At: places[0], Reason: "Postgres refuses this statement after those that come before it"}
	if more := len(places) - 1; more > 0 {
		g.Reason += fmt.Sprintf(", and %d more of these migrations", more)
	}
	return []pgsim.Gap{g}
}

// read reads the files of a chain, tells its tool and puts them into order.
func (r *run) read(c *chain) ([]pgsim.Script, *outcome, error) {
	files := make(map[string]*pgsim.Script, len(c.files))
	held := false
	o := &outcome{chain: c, catalog: &pgcat.Catalog{}}
	gap := func(state candor.State, path, reason string) {
		o.gaps = append(o.gaps, pgsim.Gap{State: state, At: pgcat.Place{Path: path, Line: 1, Col: 1}, Reason: reason})
	}
	for _, f := range c.files {
		if err := r.ctx.Err(); err != nil {
			return nil, nil, err
		}
		if c.tool == supabase && !supabaseName.MatchString(path.Base(f.Path)) {
			gap(candor.Unresolved, f.Path, "the Supabase CLI passes over a migration that is not named <digits>_<name>.sql")
			continue
		}
		b, err := f.Read()
		if err != nil {
			held = true
			files[f.Path] = &pgsim.Script{Path: f.Path, Err: err}
			continue
		}
		holds := mayHoldTables(b)
		if !holds && c.tool == plain && !isNumbered(f.Path) {
			continue // queries, seeds
		}
		held = held || holds
		if what := alienFile(f.Path); what != "" {
			gap(candor.Unsupported, f.Path, "not for Postgres ("+what+"); candor reads Postgres only")
			continue
		}
		text, tool, hinted := forward(string(b))
		if tool != "" && c.tool == plain && saidOf(f.Path, r.in.Database.Migrations) == nil {
			c.tool = tool
		}
		o.supabase = o.supabase || usesSupabase(text)
		files[f.Path] = &pgsim.Script{Path: f.Path, Text: text, Undoes: hinted}
	}
	if !held {
		return nil, nil, nil
	}
	o.supabase = o.supabase || c.tool == supabase
	c.order()
	var out []pgsim.Script
	for _, f := range c.files {
		if s := files[f.Path]; s != nil {
			out = append(out, *s)
		}
	}
	if len(out) == 0 {
		return nil, o, nil
	}
	o.first = pgcat.Place{Path: out[0].Path, Line: 1, Col: 1}
	if o.alien = alienFolder(out[0].Path); o.alien == "" {
		o.alien = alienTool(c, r.in.Tree)
	}
	if o.alien != "" {
		return nil, o, nil
	}
	r.goMigrations(o)
	return out, o, nil
}

func isNumbered(p string) bool { return leadNumber.MatchString(path.Base(p)) }

var goMigration = regexp.MustCompile(`^[0-9]+_.*\.go$`)

// goMigrations notes migrations that are written in Go, which goose runs among the others.
func (r *run) goMigrations(o *outcome) {
	if o.chain.tool != goose {
		return
	}
	for _, f := range r.in.Tree.Files {
		if path.Dir(f.Path) == o.chain.root && goMigration.MatchString(path.Base(f.Path)) && !strings.HasSuffix(f.Path, "_test.go") {
			o.gaps = append(o.gaps, pgsim.Gap{State: candor.Unsupported, At: pgcat.Place{Path: f.Path, Line: 1, Col: 1}, Reason: "a migration written in Go is not read"})
		}
	}
}

// aside reports whether a chain is never applied to the database that counts:
// the tests of a Supabase project run in transactions that are rolled back.
func (c *chain) aside() bool {
	return strings.Contains("/"+c.root+"/", "/supabase/tests/")
}
