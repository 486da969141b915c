package sql

import (
	"fmt"
	"runtime"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgparse"
)

// parsed is one file, ready to play.
type parsed struct {
	path   string
	text   string
	lines  *pgparse.Lines
	script *pgparse.Script
	stmts  []pgparse.Stmt
	broken []pgparse.Broken
	hinted int   // line of a mark that may part off what undoes the migration, 0 for none
	err    error // the file could not be read or parsed at all
}

func (f *parsed) at(offset int) place {
	line, col := f.lines.Pos(offset)
	return place{f.path, line, col}
}

// parse parses files at the same time. The error is that of the context.
func (r *run) parse(files []*parsed) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if f.err != nil {
			continue
		}
		g.Go(func() error {
			f.script = pgparse.Split(f.text)
			f.lines = pgparse.NewLines(f.text)
			f.stmts, f.broken, f.err = r.parser.Statements(r.ctx, f.script)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return r.ctx.Err()
}

// maxBroken bounds the gaps of one file.
const maxBroken = 20

// playFile plays one file in a session of its own.
func (p *player) playFile(f *parsed, alien *string) {
	if f.err != nil {
		p.gaps = append(p.gaps, gap{candor.Error, place{path: f.path}, f.err.Error(), bothKinds})
		return
	}
	for i, b := range f.broken {
		if alienSyntax.MatchString(f.text[b.Start:b.End]) {
			line, _ := f.lines.Pos(b.Start)
			*alien = fmt.Sprintf("Postgres refuses %q at %s:%d", firstWords(f.text[b.Start:b.End]), f.path, line)
		}
		at := f.at(b.Start)
		switch line, _ := f.lines.Pos(b.Offset); {
		case i < maxBroken:
			p.gaps = append(p.gaps, gap{candor.Error, at, fmt.Sprintf("%s (line %d)", b.Message, line), bothKinds})
		case i == maxBroken:
			p.gaps = append(p.gaps, gap{candor.Error, at, fmt.Sprintf("%d more statements that Postgres refuses", len(f.broken)-i), bothKinds})
		}
	}
	if f.hinted > 0 && len(f.stmts) > 0 && f.at(f.stmts[len(f.stmts)-1].Start).line > f.hinted {
		p.unresolved(place{f.path, f.hinted, 1}, "what follows may undo the migration; it is read as if it were applied")
	}
	p.session()
	for _, st := range f.stmts {
		p.play(&unit{
			text: f.script.Text[st.Start:st.End], node: st.Node, base: st.Base - st.Start,
			at: func(o int) place { return f.at(st.Start + o) }, alien: alien,
		})
	}
	for _, c := range f.script.Commands {
		p.command(f, c)
	}
	p.endSession()
}

// playLate plays the statements that came before the table that they are
// about, in files whose names say no order.
func (p *player) playLate(late []*unit) {
	p.late = nil
	p.session()
	for _, u := range late {
		if r := p.find(rangeName(subjectOf(u.node))); r != nil && r.created && r.at.path == u.start().path {
			continue // in one file the order is plain: the statement failed
		}
		p.play(u)
	}
	p.endSession()
}

// subjectOf is the relation that a statement changes, nil for none.
func subjectOf(n *pg_query.Node) *pg_query.RangeVar {
	switch {
	case n.GetAlterTableStmt() != nil:
		return n.GetAlterTableStmt().Relation
	case n.GetCreatePolicyStmt() != nil:
		return n.GetCreatePolicyStmt().Table
	case n.GetAlterPolicyStmt() != nil:
		return n.GetAlterPolicyStmt().Table
	case n.GetRenameStmt() != nil:
		return n.GetRenameStmt().Relation
	case n.GetAlterObjectSchemaStmt() != nil:
		return n.GetAlterObjectSchemaStmt().Relation
	}
	return nil
}

// command notes a psql command that does more than talk.
func (p *player) command(f *parsed, c pgparse.Span) {
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(f.text[c.Start:c.End]), `\`), " ")
	switch name {
	case "i", "ir", "include", "include_relative":
		p.unresolved(f.at(c.Start), `\`+name+" reads another file, which is not followed")
	case "if", "elif", "else":
		p.unresolved(f.at(c.Start), `\`+name+" runs statements under a condition, which is not followed")
	case "gexec":
		t := touches(f.text[:c.Start])
		if p.unresolved(f.at(c.Start), `\gexec runs the result of a query, which is not followed`); t.any() {
			p.cloud(f.at(c.Start), `\gexec runs the result of a query, which is not followed`, t)
		}
	}
}

func firstWords(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(3, len(words))], " ")
}
