package pgsim

import (
	"encoding/json"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgparse"
)

// block is the run of one DO block.
type block struct {
	p    *player
	u    *unit
	body string // source of the block
	from int    // offset of body in the text of the unit, -1 when it is escaped
	// lines of body
	lines *pgparse.Lines
	vars  map[string]value // by lower-case name; only those whose value is known
	names []string         // of variables by their number
	recs  map[string]bool  // variables that hold a row
	steps int
	// commands are the rows of pg_event_trigger_ddl_commands.
	commands []map[string]string
	shown    *unit // the statement that runs a function; nil in a DO block
	returned bool
	leave    string // "continue" or "exit" of the loop at hand
}

// maxSteps bounds the statements that the loops of one block play.
const maxSteps = 5000

// maxBlocks bounds blocks within blocks.
const maxBlocks = 4

// do plays a DO block as far as it is static SQL, conditions on the catalog and
// loops over lists that stand in it. Beyond that it is a gap.
func (p *player) do(u *unit, s *pg_query.DoStmt) {
	body, language, _ := bodyOf(s.Args)
	p.calls(u, u.node)
	if !touches(body).any() && len(p.mentionedIn(body)) == 0 && len(p.firedIn(body)) == 0 && !mentionsPath(body) && !altersIn(body) {
		return
	}
	if language != "plpgsql" || p.depth >= maxBlocks {
		p.cloud(u.start(), "a DO block that is not followed", touches(body))
		return
	}
	b := &block{p: p, u: u, body: body, from: strings.Index(u.text, body), lines: pgparse.NewLines(body), vars: make(map[string]value), recs: make(map[string]bool)}
	act, ok := b.prepare(strings.TrimSpace(u.text))
	if !ok {
		p.cloud(u.start(), "a DO block that does not parse", touches(body))
		return
	}
	p.depth++
	ok = b.run(act)
	p.depth--
	if !ok {
		p.fail() // a DO block takes effect as a whole
	}
}

func mentionsPath(body string) bool { return strings.Contains(strings.ToLower(body), "search_path") }

// at is the place of a line of the body, or of an offset into it.
func (b *block) at(line, offset int) place {
	if b.shown != nil {
		return b.shown.start()
	}
	if b.from < 0 {
		return b.u.start()
	}
	if offset < 0 {
		offset = b.lines.Offset(line)
		offset += len(b.body[offset:]) - len(strings.TrimLeft(b.body[offset:], " \t"))
	}
	return b.u.at(b.from + offset)
}

func (b *block) cloud(line int, what, text string) {
	b.p.cloud(b.at(line, -1), what, touches(text))
}

// runAll runs statements; false means that one failed and the block with it.
func (b *block) runAll(nodes []plNode) bool {
	for _, n := range nodes {
		if b.steps++; b.steps > maxSteps {
			b.p.cloud(b.u.start(), "a DO block that runs too long to follow", touches(b.body))
			return true
		}
		if !b.run(n) {
			return false
		}
		if b.returned || b.leave != "" {
			return true
		}
	}
	return true
}

func (b *block) run(n plNode) bool {
	kind, s := n.only()
	switch kind {
	case "PLpgSQL_stmt_block":
		if len(s.Except) == 0 {
			return b.runAll(s.Body)
		}
		// Whether a statement of it fails depends on more than is played: what the
		// handlers do may happen all the same.
		before := b.p.cat.mark()
		if b.runAll(s.Body) {
			for _, h := range handlers(s.Except) {
				b.skip(h, "in the handler of an exception", s.Line)
			}
		} else {
			b.p.cat.rollback(before) // the handler swallows the failure; what it does in turn:
			for _, h := range handlers(s.Except) {
				b.skip(h, "the handler of an exception", s.Line)
			}
		}
		return true
	case "PLpgSQL_stmt_execsql":
		b.forget(n)
		return b.static(s.SQL.expr(), s.Line)
	case "PLpgSQL_stmt_perform":
		return b.static(s.Expr.expr(), s.Line)
	case "PLpgSQL_stmt_dynexecute":
		b.forget(n)
		return b.execute(s)
	case "PLpgSQL_stmt_if":
		return b.branch(s)
	case "PLpgSQL_stmt_foreach_a", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_dynfors":
		return b.loop(kind, s)
	case "PLpgSQL_stmt_assign":
		b.assign(s)
	case "PLpgSQL_stmt_exit":
		b.leaves(s)
	case "PLpgSQL_stmt_return":
		b.returned = true
	case "PLpgSQL_stmt_raise", "PLpgSQL_stmt_getdiag":
	default: // loops and cases that are not followed
		b.skip(n, "inside of a loop or a case", s.Line)
	}
	return true
}

// skip leaves statements alone. What they may do to the catalog is a gap.
func (b *block) skip(n plNode, where string, line int) {
	b.forget(n)
	for _, t := range b.texts(n) {
		if touches(t.text).any() && !b.harmless(t) {
			b.cloud(max(t.line, line), "a statement "+where+" that may or may not run", t.text)
		}
		if t.dynamic || rowChange(t.text) {
			for _, f := range b.p.firedIn(t.text) {
				b.p.cloud(b.at(max(t.line, line), -1), "a statement "+where+" that may fire "+f.Rel, b.p.reach(f))
			}
		}
	}
}

// harmless reports whether a static statement only looks like one that changes
// tables or policies: ALTER PUBLICATION ... DROP TABLE.
func (b *block) harmless(t plText) bool {
	if t.dynamic {
		return false
	}
	tree, err := b.p.parser.Parse(b.p.ctx, t.text)
	if err != nil || len(tree.Stmts) != 1 {
		return false
	}
	switch n := tree.Stmts[0].Stmt; {
	case n.GetAlterPublicationStmt() != nil, n.GetInsertStmt() != nil, n.GetUpdateStmt() != nil, n.GetDeleteStmt() != nil,
		n.GetCreatePublicationStmt() != nil, n.GetCommentStmt() != nil:
		return true
	}
	return false
}

// static plays one SQL statement of the block.
func (b *block) static(query string, line int) bool {
	offset := -1
	start := b.lines.Offset(line)
	if i := strings.Index(b.body[start:], query); i >= 0 && query != "" {
		offset = start + i
	}
	return b.sql(query, func(o int) place {
		if offset < 0 || b.from < 0 {
			return b.at(line, -1)
		}
		return b.at(0, offset+o)
	})
}

// sql parses and plays a text; false when it failed.
func (b *block) sql(query string, at func(int) place) bool {
	if t := touches(query); !t.any() && len(b.p.mentionedIn(query)) == 0 && !mentionsPath(query) && !altersFirst(query) && !(rowChange(query) && b.p.loaded()) {
		return true
	}
	tree, err := b.p.parser.Parse(b.p.ctx, query)
	if err != nil {
		b.p.cloud(at(0), "a statement that does not parse", touches(query))
		return true
	}
	for _, raw := range tree.Stmts {
		b.p.play(&unit{text: query, node: raw.Stmt, at: at})
		if b.p.failed {
			b.p.failed = false
			return false
		}
	}
	return true
}

// altersFirst reports whether a statement is one of those that touches leaves
// out because they change nothing but columns, names and the like.
func altersFirst(query string) bool {
	low := strings.ToLower(strings.TrimSpace(query))
	for _, word := range []string{"alter ", "create ", "drop ", "comment "} {
		if strings.HasPrefix(low, word) {
			return true
		}
	}
	return false
}

// altersIn reports whether a block holds such a statement.
func altersIn(body string) bool {
	low := strings.ToLower(body)
	for _, word := range []string{"alter table", "create ", "drop ", "alter type", "alter function"} {
		if strings.Contains(low, word) {
			return true
		}
	}
	return false
}

// execute plays dynamic SQL when its text can be told.
func (b *block) execute(s plBody) bool {
	var q plNode
	if json.Unmarshal(s.Query, &q) != nil {
		return true
	}
	text := q.expr()
	v, ok := b.eval(text)
	if !ok || !v.plain() {
		t := touches(text)
		if !t.any() && mayBeDDL(text) {
			t = touches(b.body)
		}
		for _, f := range b.p.firedIn("execute " + text) {
			t = t.or(b.p.reach(f))
		}
		b.p.cloud(b.at(s.Line, -1), "EXECUTE of a text that can't be told", t)
		return true
	}
	at := b.at(s.Line, -1)
	return b.sql(v.text, func(int) place { return at })
}

// mayBeDDL reports whether a text is put together from variables, so that its
// words do not show what it does.
func mayBeDDL(text string) bool {
	low := strings.ToLower(strings.TrimSpace(text))
	for _, dml := range []string{"'select", "'insert", "'update", "'delete", "format('select", "format('insert", "format('update", "format('delete"} {
		if strings.HasPrefix(low, dml) {
			return false
		}
	}
	return true
}
