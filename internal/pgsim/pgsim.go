// Package pgsim plays SQL statements over a model of the Postgres catalog and
// gives what the catalog would hold after the last of them.
package pgsim

import (
	"context"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// Script is one file of a chain.
type Script struct {
	Path string
	// Text is the whole file; what a tool does not run is blanked out of it, so
	// that lines stay what they were.
	Text string
	// Undoes is the line from which the file may undo the migration, by a mark
	// that no known tool writes; 0 for none.
	Undoes int
	// Err says that the file could not be read.
	Err error
}

// Options say how the scripts are run.
type Options struct {
	// Parser reads them; nil starts one for this call.
	Parser *pgparse.Parser
	// Supabase: the platform's own schemas, roles and default privileges are
	// there before the first script.
	Supabase bool
	// Whole: apart from those nothing is there, so that a statement about
	// anything else fails in Postgres, too.
	Whole bool
	// Ordered: the names of the scripts say their order. Where they do not, a
	// statement may come before the table that it is about.
	Ordered bool
	// User is the superuser that runs the scripts; "" is postgres.
	User string
}

// Result is what the scripts come to.
type Result struct {
	Catalog *pgcat.Catalog
	// Gaps are what the scripts say and the simulation can't tell.
	Gaps []Gap
	// Refused are the statements that fail in Postgres, and what they would have
	// changed is not in the catalog.
	Refused []pgcat.Place
	// Alien says why the scripts are for another database than Postgres; "" when nothing does.
	Alien string
}

// Gap is something that the scripts say and the simulation can't tell. What it
// may have changed carries a doubt in the catalog.
type Gap struct {
	State  candor.State
	At     pgcat.Place
	Reason string
	// PoliciesOnly: no table may be missing because of it.
	PoliciesOnly bool
}

// Play plays the scripts in their order, each in a session of its own, as a
// superuser's psql would: each statement on its own, a failing one skipped. The
// error is that of the context.
func Play(ctx context.Context, scripts []Script, o Options) (*Result, error) {
	user := o.User
	if user == "" {
		user = "postgres"
	}
	p := &player{ctx: ctx, parser: o.Parser, cat: newCatalog(user), supabase: o.Supabase, whole: o.Whole, defaultPath: []string{"public"}}
	p.user = p.cat.roles[user]
	p.makes = functionNames(scripts)
	if p.parser == nil {
		p.parser = pgparse.New()
		defer p.parser.Close()
	}
	if o.Supabase {
		if err := p.playPlatform(); err != nil {
			return nil, err
		}
	}
	var late []*unit
	if !o.Ordered && len(scripts) > 1 {
		p.late = &late
	}
	if err := p.playAll(ctx, scripts); err != nil {
		return nil, err
	}
	p.playLate(late)
	return &Result{Catalog: p.export(), Gaps: p.gaps, Refused: p.refused, Alien: p.alien}, nil
}

// playPlatform makes what Supabase makes before the first migration.
func (p *player) playPlatform() error {
	p.onPlatform = true
	err := p.playAll(p.ctx, []Script{{Path: "", Text: supabaseSQL}})
	p.onPlatform = false
	for _, r := range p.cat.rels {
		r.at = place{}
		r.rlsAt = nil
		r.allColumns = false // there are more than migrations lean on
	}
	p.defaultPath = []string{"public", "extensions"}
	return err
}

// functionNames lists the names of the functions that the scripts make, by a
// look at their words.
func functionNames(scripts []Script) map[string]bool {
	out := make(map[string]bool)
	for _, s := range scripts {
		low := strings.ToLower(s.Text)
		for _, word := range []string{"function", "procedure", "aggregate"} {
			for rest := low; ; {
				i := strings.Index(rest, word)
				if i < 0 {
					break
				}
				rest = rest[i+len(word):]
				n, _, ok := strings.Cut(rest[:min(len(rest), 200)], "(")
				if ok {
					out[parseName(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(n), "if not exists"))).Rel] = true
				}
			}
		}
	}
	return out
}
