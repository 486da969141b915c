// Package sql reads SQL migrations and schema files and tells the state of each
// table and policy after the last of them, by playing the statements over a
// model of the Postgres catalog.
package sql

import (
	"context"
	"path"
	"regexp"
	"runtime"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/pgparse"
)

// The kinds of fact that the collector emits.
const (
	kindTable  = "sql.table"
	kindPolicy = "sql.policy"
)

// New returns the collector. Its parser starts with the first file that holds
// tables or policies and stays for later runs.
func New() *collector.Collector {
	parser := pgparse.New()
	return &collector.Collector{
		ID:      "sql",
		Version: "1",
		Doc:     "tables, row-level security and policies from Postgres migrations and schema files (*.sql)",
		Kinds:   []string{kindTable, kindPolicy},
		Wants:   func(p string) bool { return strings.EqualFold(path.Ext(p), ".sql") },
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
	whole  bool
}

func (r *run) collect() error {
	var played []*outcome
	for _, c := range chains(r.in.Files) {
		if c.aside() {
			continue
		}
		o, err := r.play(c)
		if err != nil {
			return err
		}
		if o != nil {
			played = append(played, o)
		}
	}
	doubtOutside(played)
	for _, o := range played {
		o.emit(r.in)
	}
	return nil
}

// outcome is what one chain came to.
type outcome struct {
	chain *chain
	*player
	supabase bool
	alien    string // why the chain is for another database
	first    place
}

// play reads a chain and plays it. It returns nil for one that holds no tables.
func (r *run) play(c *chain) (*outcome, error) {
	files, o, err := r.read(c)
	if err != nil || files == nil {
		return o, err
	}
	p := o.player
	var late []*unit
	if !c.ordered() {
		p.late = &late
	}
	alien := ""
	for len(files) > 0 {
		n := min(len(files), 4*runtime.GOMAXPROCS(0))
		if err := r.parse(files[:n]); err != nil {
			return nil, err
		}
		for i, f := range files[:n] {
			if err := r.ctx.Err(); err != nil {
				return nil, err
			}
			p.playFile(f, &alien)
			files[i] = nil // its syntax tree is no longer needed
		}
		files = files[n:]
	}
	p.playLate(late)
	if o.alien == "" {
		o.alien = alien
	}
	return o, nil
}

// read reads the files of a chain, tells its tool and puts them into order.
func (r *run) read(c *chain) ([]*parsed, *outcome, error) {
	files := make(map[string]*parsed, len(c.files))
	held := false
	o := &outcome{chain: c, player: &player{ctx: r.ctx, parser: r.parser, cat: newCatalog(), whole: r.whole}}
	for _, f := range c.files {
		if err := r.ctx.Err(); err != nil {
			return nil, nil, err
		}
		if c.tool == supabase && !supabaseName.MatchString(path.Base(f.Path)) {
			o.gaps = append(o.gaps, gap{candor.Unresolved, place{f.Path, 1, 1}, "the Supabase CLI passes over a migration that is not named <digits>_<name>.sql", bothKinds})
			continue
		}
		b, err := f.Read()
		if err != nil {
			held = true
			files[f.Path] = &parsed{path: f.Path, err: err}
			continue
		}
		holds := mayHoldTables(b)
		if !holds && c.tool == plain && !isNumbered(f.Path) {
			continue // queries, seeds
		}
		held = held || holds
		if what := alienFile(f.Path); what != "" {
			o.gaps = append(o.gaps, gap{candor.Unsupported, place{f.Path, 1, 1}, "not for Postgres (" + what + "); candor reads Postgres only", bothKinds})
			continue
		}
		text, tool, hinted := forward(string(b))
		if tool != "" && c.tool == plain {
			c.tool = tool
		}
		o.supabase = o.supabase || usesSupabase(text)
		files[f.Path] = &parsed{path: f.Path, text: text, hinted: hinted}
	}
	if !held {
		return nil, nil, nil
	}
	o.supabase = o.supabase || c.tool == supabase
	c.order()
	var out []*parsed
	for _, f := range c.files {
		if p := files[f.Path]; p != nil {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, o, nil
	}
	o.first = place{out[0].path, 1, 1}
	if o.alien = alienFolder(out[0].path); o.alien == "" {
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
			o.gaps = append(o.gaps, gap{candor.Unsupported, place{f.Path, 1, 1}, "a migration written in Go is not read", bothKinds})
		}
	}
}

// aside reports whether a chain is never applied to the database that counts:
// the tests of a Supabase project run in transactions that are rolled back.
func (c *chain) aside() bool {
	return strings.Contains("/"+c.root+"/", "/supabase/tests/")
}
