package sinks

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// How a function treats the statement that it is given.
type run int

const (
	noRun   run = iota
	execs       // it is there for statements that give no rows
	queries     // it reads rows, which an insert with RETURNING gives, too
)

var execNames = set(`Exec ExecContext MustExec MustExecContext NamedExec NamedExecContext ExecParams ExecOne ExecOneContext
	AsyncInsert Queue ExecContextWith ExecWith`)

var queryNames = set(`Query QueryContext QueryRow QueryRowContext Queryx QueryRowx QueryxContext QueryRowxContext
	NamedQuery NamedQueryContext Get GetContext Select SelectContext QueryFunc QueryOne QueryOneContext Raw NewRaw
	SelectOne SelectInt SelectNullInt SelectStr SelectNullStr SelectFloat SelectNullFloat QueryWith QueryRowWith
	QueryContextWith QueryRowContextWith ScanWith BindQuery`)

func runOf(name string) run {
	switch {
	case execNames[name]:
		return execs
	case queryNames[name]:
		return queries
	}
	return noRun
}

// sqlLibrary classifies the calls of drivers and what lies thinly above them.
func sqlLibrary(c *Classifier, k *callee) []effects.Effect {
	switch {
	case builderTypes[k.root] != nil && k.recv != nil && builderOf(k.info.TypeOf(k.recv)) != "":
		return k.runsBuilder()
	case strings.HasSuffix(k.typ, "Stmt") && runOf(k.name) != noRun:
		return k.statements(k.prepared(k.recv, 0), runOf(k.name))
	case k.name == "CopyFrom":
		table := k.copyTable()
		return []effects.Effect{k.mutation("insert", table, label("COPY", table))}
	case k.name == "CopyIn" && k.typ == "":
		table := k.constant(0)
		return []effects.Effect{k.mutation("insert", table, label("COPY", table))}
	case k.name == "Commit" || k.name == "BeginFunc" || k.name == "BeginTxFunc" || k.name == "RunInTx" || k.name == "RunInTransaction":
		return []effects.Effect{k.mutation(verbCommit, "", "COMMIT")}
	case k.typ == "BatchResults" && k.name == "Exec":
		return k.batchResult()
	case k.name == "SendBatch":
		return k.sendBatch()
	case k.name == "PrepareBatch" && k.root != "database/sql":
		return k.statements(k.statementTexts(), execs)
	}
	if k.typ == "QueryExecutor" {
		if strings.HasPrefix(k.name, "Exec") || strings.HasPrefix(k.name, "Scan") {
			return k.statements(k.read().texts(k.recv, 0), execs)
		}
		return nil
	}
	how := runOf(k.name)
	if how == noRun || how == queries && k.statementArg() < 0 || builderTypes[k.root] != nil && selectsNames[k.name] {
		return nil
	}
	return k.statements(k.statementTexts(), how)
}

// selectsNames begin a query in the words of a query builder.
var selectsNames = set("Select Get SelectContext GetContext Raw")

// statementArg is the argument that carries the statement: the first text or
// builder.
func (k *callee) statementArg() int {
	for i, a := range k.call.Args {
		t := k.info.TypeOf(a)
		if isString(t) || t != nil && givesStatement(t) {
			return i
		}
	}
	return -1
}

func (k *callee) statementTexts() []text {
	i := k.statementArg()
	if i < 0 {
		return holes
	}
	ts := k.read().texts(k.call.Args[i], 0)
	if len(ts) == 0 {
		return holes
	}
	return ts
}

// prepared finds the text of a prepared statement where it is prepared.
func (k *callee) prepared(e ast.Expr, depth int) []text {
	if e == nil || depth > 4 {
		return holes
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return holes
		}
		for _, a := range call.Args {
			switch {
			case strings.HasPrefix(sel.Sel.Name, "Prepare") && isString(k.info.TypeOf(a)):
				return k.read().texts(a, 0)
			case strings.Contains(sel.Sel.Name, "Stmt"):
				if _, name := typeName(k.info.TypeOf(a)); strings.HasSuffix(name, "Stmt") {
					return k.prepared(a, depth+1) // tx.Stmt(stmt)
				}
			}
		}
		return holes
	}
	v := variable(k.info, e)
	ix := k.scope.build()
	if v == nil || ix == nil || v.Pkg() != ix.pkg {
		return holes
	}
	var out []text
	for _, d := range ix.defs[v] {
		if d.expr == nil || d.n > 0 {
			return holes
		}
		if id, ok := ast.Unparen(d.expr).(*ast.Ident); ok && id.Name == "nil" {
			continue
		}
		out = append(out, k.prepared(d.expr, depth+1)...)
	}
	if len(out) == 0 {
		return holes
	}
	return out
}

// maxParts is how many statements of one text are numbered.
const maxParts = 64

// statements gives the effects of running one of the texts.
func (k *callee) statements(ts []text, how run) []effects.Effect {
	var out []effects.Effect
	open, param, mixed := false, 0, false
	for i, t := range ts {
		list := []statement{}
		if t.stmt != nil {
			list = append(list, *t.stmt)
		} else {
			list = statements(t.s)
		}
		if len(list) == 0 && strings.TrimSpace(t.s) != "" && how == execs {
			open, mixed = true, true // a word that begins no known statement
		}
		for _, s := range list {
			switch s.kind {
			case writes, ddl, calls:
				e := k.mutation(s.verb, s.table, s.what)
				e.Weak = s.kind == calls
				if slices.ContainsFunc(list, func(o statement) bool { return o.n == s.n && o.what != s.what && o.kind == writes }) {
					e.Statement = 1 + i*maxParts + min(s.n, maxParts-1)
				}
				out = append(out, e)
			case commits:
				out = append(out, k.mutation(verbCommit, "", s.what))
			case unread:
				open = true
				if n := k.paramOf(t.param); n > 0 && (param == 0 || param == n) {
					param = n
				} else {
					mixed = true
				}
			}
		}
	}
	if open && !slices.ContainsFunc(out, func(e effects.Effect) bool { return !e.Weak }) {
		e := k.mutation("", "", "SQL that can't be read")
		e.Unread = "its text is put together where the source doesn't tell"
		e.Weak = how == queries
		if param > 0 && !mixed {
			e.TextParam, e.Unread = param, "its text is given by the caller"
		}
		out = append(out, e)
	}
	return unique(out)
}

// paramOf is 1 + the index of the parameter of the function around the call.
func (k *callee) paramOf(v *types.Var) int {
	ix := k.scope.build()
	if v == nil || ix == nil {
		return 0
	}
	p, ok := ix.params[v]
	if !ok || p.fn != ix.around(k.call.Pos()) {
		return 0
	}
	return p.n + 1
}

// runsBuilder is a method of a query builder that executes it.
func (k *callee) runsBuilder() []effects.Effect {
	if !runs[k.name] {
		return nil
	}
	return k.statements(k.read().texts(k.recv, 0), execs)
}

// copyTable reads pgx.Identifier{"schema", "table"}.
func (k *callee) copyTable() string {
	for _, a := range k.call.Args {
		if _, name := typeName(k.info.TypeOf(a)); name != "Identifier" {
			continue
		}
		lit, ok := ast.Unparen(a).(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			return ""
		}
		return k.known(lit.Elts[len(lit.Elts)-1])
	}
	return ""
}

// sendBatch is silent where the function queues the statements itself: they
// are effects of their own.
func (k *callee) sendBatch() []effects.Effect {
	ix := k.scope.build()
	if ix == nil {
		return nil
	}
	fn, ok := ix.around(k.call.Pos()).(*ast.FuncDecl)
	if !ok {
		return nil
	}
	queued := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Queue" {
			queued = true
		}
		return !queued
	})
	if queued {
		return nil
	}
	e := k.mutation("", "", "batch of statements that are queued elsewhere")
	e.Weak, e.Unread = true, "the statements of the batch are queued in another function"
	return []effects.Effect{e}
}

// batchResult: Exec of a batch's results tells the failure of a statement that
// gives no rows.
func (k *callee) batchResult() []effects.Effect {
	return []effects.Effect{k.mutation(verbReceipt, "", "statement of a batch")}
}
