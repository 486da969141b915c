package pgsim

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgparse"
)

// parsed is one file, ready to play.
type parsed struct {
	*Script
	lines  *pgparse.Lines
	script *pgparse.Script
	stmts  []pgparse.Stmt
	broken []pgparse.Broken
}

func (f *parsed) at(offset int) place {
	line, col := f.lines.Pos(offset)
	return place{Path: f.Path, Line: line, Col: col}
}

// parse parses files at the same time. The error is that of the context.
func (p *player) parse(files []*parsed) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if f.Err != nil {
			continue
		}
		g.Go(func() error {
			f.script = pgparse.Split(f.Text)
			f.lines = pgparse.NewLines(f.Text)
			f.stmts, f.broken, f.Err = p.parser.Statements(p.ctx, f.script)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return p.ctx.Err()
}

// playAll parses and plays the files in windows, so that few syntax trees are
// held at a time.
func (p *player) playAll(ctx context.Context, scripts []Script) error {
	for len(scripts) > 0 {
		n := min(len(scripts), 4*runtime.GOMAXPROCS(0))
		files := make([]*parsed, n)
		for i := range files {
			s := scripts[i]
			files[i] = &parsed{Script: &s}
		}
		if err := p.parse(files); err != nil {
			return err
		}
		for i, f := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.playFile(f)
			files[i] = nil // its syntax tree is no longer needed
		}
		scripts = scripts[n:]
	}
	return nil
}

// maxBroken bounds the gaps of one file.
const maxBroken = 20

// playFile plays one file in a session of its own.
func (p *player) playFile(f *parsed) {
	if f.Err != nil {
		p.gaps = append(p.gaps, Gap{State: candor.Error, At: place{Path: f.Path}, Reason: f.Err.Error()})
		return
	}
	for i, b := range f.broken {
		if alienSyntax.MatchString(f.Text[b.Start:b.End]) {
			line, _ := f.lines.Pos(b.Start)
			p.alien = fmt.Sprintf("Postgres refuses %q at %s:%d", firstWords(f.Text[b.Start:b.End]), f.Path, line)
		}
		at := f.at(b.Start)
		p.refused = append(p.refused, at)
		switch line, _ := f.lines.Pos(b.Offset); {
		case i < maxBroken:
			p.gaps = append(p.gaps, Gap{State: candor.Error, At: at, Reason: fmt.Sprintf("%s (line %d)", b.Message, line)})
		case i == maxBroken:
			p.gaps = append(p.gaps, Gap{State: candor.Error, At: at, Reason: fmt.Sprintf("%d more statements that Postgres refuses", len(f.broken)-i)})
		}
	}
	if f.Undoes > 0 && len(f.stmts) > 0 && f.at(f.stmts[len(f.stmts)-1].Start).Line > f.Undoes {
		p.unresolved(place{Path: f.Path, Line: f.Undoes, Col: 1}, "what follows may undo the migration; it is read as if it were applied")
	}
	p.session()
	for _, st := range f.stmts {
		p.play(&unit{
			text: f.script.Text[st.Start:st.End], node: st.Node, base: st.Base - st.Start,
			at: func(o int) place { return f.at(st.Start + o) },
		})
	}
	for _, c := range f.script.Commands {
		p.command(f, c)
	}
	p.endSession()
}

// command notes a psql command that does more than talk.
func (p *player) command(f *parsed, c pgparse.Span) {
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(f.Text[c.Start:c.End]), `\`), " ")
	switch name {
	case "i", "ir", "include", "include_relative":
		p.unresolved(f.at(c.Start), `\`+name+" reads another file, which is not followed")
	case "if", "elif", "else":
		p.unresolved(f.at(c.Start), `\`+name+" runs statements under a condition, which is not followed")
	case "gexec":
		t := touches(f.Text[:c.Start])
		if p.unresolved(f.at(c.Start), `\gexec runs the result of a query, which is not followed`); t.any() {
			p.cloud(f.at(c.Start), `\gexec runs the result of a query, which is not followed`, t)
		}
	}
}

func firstWords(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(3, len(words))], " ")
}
