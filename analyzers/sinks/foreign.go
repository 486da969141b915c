package sinks

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// receipts are the types whose values say what a write did: whatever gives one
// together with an error writes, whoever declares it.
var receipts = map[string]map[string]string{
	"database/sql":                {"Result": "sql"},
	"github.com/jackc/pgx":        {"CommandTag": "sql"},
	"github.com/jackc/pgconn":     {"CommandTag": "sql"},
	"github.com/go-pg/pg":         {"Result": "sql"},
	"go.mongodb.org/mongo-driver": {"InsertOneResult": "insert", "InsertManyResult": "insert", "UpdateResult": "update", "DeleteResult": "delete", "BulkWriteResult": "write"},
}

// rowTypes are what a query gives.
var rowTypes = map[string]bool{"database/sql": true, "github.com/jackc/pgx": true, "github.com/jmoiron/sqlx": true}

// foreign classifies a call into a package that no table knows: the project's
// own, and libraries that nobody here heard of.
func (c *Classifier) foreign(k *callee) []effects.Effect {
	if out := c.byShape(k); out != nil {
		return out
	}
	if out := c.byName(k); out != nil {
		return out
	}
	return c.passed(k)
}

// byShape tells a call by the types that it takes and gives, which generated
// code and the interfaces around a library share with it.
func (c *Classifier) byShape(k *callee) []effects.Effect {
	res := k.sig.Results()
	if res.Len() > 0 {
		if p, name := typeName(res.At(0).Type()); p != "" {
			root := rootOf(p)
			if verb := receipts[root][name]; verb != "" && k.givesError() {
				return c.receipt(k, verb)
			}
			if rowTypes[root] && (name == "Row" || name == "Rows") {
				if k.statementArg() >= 0 && (k.iface || !c.own(k)) {
					return c.given(k, k.statementTexts(), queries)
				}
				return c.passed(k)
			}
			if op, service := awsShape(k, p, name); op != "" && k.iface {
				return awsOperation(k, service, op)
			}
		}
	}
	if es, ok := rpcCall(k); ok {
		return es
	}
	if k.recv != nil && (strings.HasPrefix(k.name, "Save") || strings.HasPrefix(k.name, "Exec")) {
		if e, ok := entCall(k); ok {
			return []effects.Effect{e}
		}
	}
	return boilerCall(k)
}

// receipt: a function of the project that has a body tells by it what it
// writes, so that only what it is given counts here. An interface's method, and
// what is not judged, have none that is seen.
func (c *Classifier) receipt(k *callee, verb string) []effects.Effect {
	blind := k.iface || !c.own(k)
	if verb != "sql" {
		if blind {
			return []effects.Effect{k.mutation(verb, "", k.short())}
		}
		return []effects.Effect{k.mutation(verbReceipt, "", k.short())}
	}
	own := k.mutation(verbReceipt, "", k.short())
	if blind {
		own.Verb = verbWrite
	}
	switch {
	case k.statementArg() < 0:
		return []effects.Effect{own}
	case blind:
		// A text that is no statement is no text of one: Publish(name string) (Result, error).
		ts := k.statementTexts()
		if len(ts) == 1 && ts[0].stmt == nil && ts[0].param == nil && !strings.HasPrefix(ts[0].s, hole) && len(statements(ts[0].s)) == 0 {
			return []effects.Effect{own}
		}
		return c.given(k, ts, execs)
	}
	out := c.passed(k)
	if len(out) == 0 || out[0].TextParam > 0 {
		// Lost, its error loses a write all the same.
		return append(out, own)
	}
	return out
}

// statementParams are the names that parameters with a statement bear.
var statementParams = set("query sql q stmt statement sqlstr sqlstmt querystring querystr sqltext psql cmd")

// runsStatements are the words in the names of functions that run one.
var runsStatements = set("exec query execute queryrow select get insert update delete run prepare raw scan fetch find one all")

// onlyReads reports the name of a function that takes a statement apart and, by
// its name, does no more: ParseSQL, but not ParseAndRun.
func onlyReads(name string) bool {
	ws := words(name)
	if len(ws) == 0 || !parses[ws[0]] {
		return false
	}
	for _, w := range ws[1:] {
		if runsStatements[w] {
			return false
		}
	}
	return true
}

var parses = set("parse tokenize lex")

// passed finds a statement that is given to a function which hands it on. What
// gives a text is no such function: it only changes the text.
func (c *Classifier) passed(k *callee) []effects.Effect {
	if res := k.sig.Results(); res.Len() > 0 && isString(res.At(0).Type()) || logNames[strings.ToLower(k.name)] || onlyReads(k.name) {
		return nil
	}
	for i, a := range k.call.Args {
		t := k.info.TypeOf(a)
		if t == nil || !givesStatement(t) && (!isString(t) || !c.mayBeStatement(k, i, a)) {
			continue
		}
		out := c.given(k, k.read().texts(a, 0), noRun)
		if len(out) > 0 && (out[0].TextParam == 0 || givesStatement(t) || k.takesStatement(i)) {
			return out
		}
	}
	return nil
}

// takesStatement reports whether a parameter is surely one for a statement: by
// its name, or by the arguments that follow it. A word that somebody searches
// for is called a query, too.
func (k *callee) takesStatement(i int) bool {
	name := strings.ToLower(k.paramName(i))
	if !statementParams[name] {
		return false
	}
	if name != "query" && name != "q" && name != "cmd" {
		return true
	}
	ps := k.sig.Params()
	return k.sig.Variadic() && i < ps.Len()-1 && types.IsInterface(ps.At(ps.Len()-1).Type().(*types.Slice).Elem())
}

// given gives the effects of a statement that a function is called with. One
// that only reads is an effect, too, when the function is of the project: its
// own summary says that the statement is its caller's.
func (c *Classifier) given(k *callee, ts []text, how run) []effects.Effect {
	var out []effects.Effect
	for _, e := range k.statements(ts, how) {
		if how == noRun {
			if e.Unread != "" && (e.TextParam == 0 || !c.own(k)) || e.Verb == verbCommit {
				continue
			}
			e.Passed = true
			if e.TextParam > 0 {
				e.What, e.Weak = "statement of the caller, handed on", true
			}
		}
		out = append(out, e)
	}
	if len(out) > 0 || !c.own(k) {
		return out
	}
	for _, x := range ts {
		for _, s := range textStatements(x) {
			if s.kind == reads || s.kind == commits {
				e := k.effect(effects.Read, strings.ToUpper(s.verb))
				e.Passed = true
				out = append(out, e)
				return out
			}
		}
	}
	return out
}

// logNames are functions to which a text that looks like a statement is a message.
var logNames = set("debug debugf info infof warn warnf warning error errorf trace tracef fatal fatalf panic panicf print printf println log logf new newf wrap wrapf")

func textStatements(t text) []statement {
	if t.stmt != nil {
		return []statement{*t.stmt}
	}
	return statements(t.s)
}

// mayBeStatement spares most calls the search for a text: an argument is
// looked at when a constant begins like a statement, or when the parameter or
// the function is named like one that takes a statement.
func (c *Classifier) mayBeStatement(k *callee, i int, a ast.Expr) bool {
	named := statementParams[strings.ToLower(k.paramName(i))]
	runs := c.nameKind(k.name)&nameRuns != 0
	if v := k.info.Types[a].Value; v != nil {
		if v.Kind() != constant.String {
			return false
		}
		s := strings.TrimLeft(constant.StringVal(v), " \t\r\n(")
		if len(s) < 8 || !strings.ContainsAny(s, " \t\n") {
			return false
		}
		n := nameLen(s)
		if !statementWords[strings.ToLower(s[:n])] && !strings.HasPrefix(s, "--") && !strings.HasPrefix(s, "/*") {
			return false
		}
		// "delete from the cache failed" is a message.
		return named || runs && (s[:n] == strings.ToUpper(s[:n]) || strings.ContainsAny(s, "?$:=*(\n")) ||
			dataWords[s[:min(n, len(s))]]
	}
	return named || runs && k.givesError()
}

var statementWords = set(`insert update delete merge replace upsert truncate copy with select call exec do
	create alter drop grant revoke values`)

// dataWords begin a statement wherever they stand in capitals.
var dataWords = set("INSERT UPDATE DELETE MERGE REPLACE SELECT WITH")

func (k *callee) paramName(i int) string {
	ps := k.sig.Params()
	if ps.Len() == 0 {
		return ""
	}
	if i >= ps.Len() {
		i = ps.Len() - 1
	}
	return ps.At(i).Name()
}

// Failure is how a call tells that it failed.
type Failure int

// The ways, in the order in which a caller comes to the error.
const (
	FailsSilently Failure = iota // by nothing that it gives
	FailsByError                 // its last result is an error
	FailsByRow                   // its row gives the error when it is read
	FailsByRows                  // its last result is an error; the rows may give another
	FailsInside                  // its result holds the error: gorm's DB.Error, redis' Cmd.Err()
)

// FailureOf says how a call tells that it failed.
func FailureOf(info *types.Info, call *ast.CallExpr) Failure {
	k := resolve(info, call, Scope{})
	if k == nil {
		return FailsSilently
	}
	return k.failure()
}

func (k *callee) failure() Failure {
	res := k.sig.Results()
	if res.Len() == 0 {
		return FailsSilently
	}
	first := res.At(0).Type()
	if k.givesError() {
		if res.Len() == 2 && (isRow(first, "Rows") || strings.Contains(k.name, "Query") && has(first, "Next", "Scan")) {
			return FailsByRows
		}
		return FailsByError
	}
	if res.Len() != 1 {
		return FailsSilently
	}
	switch {
	case isRow(first, "Row") || strings.HasPrefix(k.name, "QueryRow") && has(first, "Scan"):
		return FailsByRow
	case strings.HasPrefix(k.typ, "Pipelin") || strings.HasPrefix(k.receiverName(), "Pipelin"):
		return FailsSilently // when the pipeline is executed
	case errorField(first) || has(first, "Err"):
		return FailsInside
	}
	return FailsSilently
}

func (k *callee) receiverName() string {
	if k.recv == nil {
		return ""
	}
	_, n := typeName(k.info.TypeOf(k.recv))
	return n
}

func isRow(t types.Type, name string) bool {
	p, n := typeName(t)
	return n == name && rowTypes[rootOf(p)]
}

func has(t types.Type, methods ...string) bool {
	for _, m := range methods {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, m)
		if _, ok := obj.(*types.Func); !ok {
			return false
		}
	}
	return true
}

func errorField(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Error")
	v, ok := obj.(*types.Var)
	return ok && isError(v.Type())
}
