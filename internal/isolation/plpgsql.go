package isolation

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// plNode is one node of the PL/pgSQL tree: {"PLpgSQL_stmt_if": {...}}.
type plNode map[string]plBody

type plBody struct {
	Line   int `json:"lineno"`
	Body   []plNode
	Then   []plNode `json:"then_body"`
	Else   []plNode `json:"else_body"`
	Elsif  []plNode `json:"elsif_list"`
	Stmts  []plNode
	Cond   plNode
	SQL    plNode          `json:"sqlstmt"`
	Query  json.RawMessage // a text in an expression, a node in a statement
	Expr   plNode
	Action json.RawMessage // one node of a function, a list in a handler
	Except plNode          `json:"exceptions"`
	List   []plNode        `json:"exc_list"`
	Into   bool
	Target plNode
	Fields []struct{ Name string }
	Datums []plNode
	Name   string `json:"refname"`
	Value  plNode `json:"default_val"`
	Varno  int
	Level  *int `json:"elog_level"`
}

// only returns the one node of a wrapper and its name.
func (n plNode) only() (string, plBody) {
	for k, b := range n {
		return k, b
	}
	return "", plBody{}
}

func (n plNode) text() string {
	_, b := n.only()
	var s string
	if json.Unmarshal(b.Query, &s) != nil {
		return ""
	}
	return s
}

// plpgsql parses the body of a function. The first node holds its variables.
func (p *prover) plpgsql(f *pgcat.Function) ([]plNode, error) {
	js, err := p.plpgsqlTree(f)
	if err != nil {
		return nil, err
	}
	var fns []map[string]plBody
	if err := json.Unmarshal(js, &fns); err != nil {
		return nil, err
	}
	if len(fns) != 1 {
		return nil, errors.New("not one function")
	}
	fn := fns[0]["PLpgSQL_function"]
	var action plNode
	if err := json.Unmarshal(fn.Action, &action); err != nil {
		return nil, err
	}
	return []plNode{{"datums": plBody{Datums: fn.Datums}}, action}, nil
}

// plpgsqlTree gives the tree of a body as the parser writes it.
func (p *prover) plpgsqlTree(f *pgcat.Function) ([]byte, error) {
	var b strings.Builder
	b.WriteString("CREATE FUNCTION f(")
	for i, a := range inputs(f) {
		if i > 0 {
			b.WriteString(", ")
		}
		if a.Name != "" {
			b.WriteString(`"` + strings.ReplaceAll(a.Name, `"`, `""`) + `" `)
		}
		b.WriteString(plainType(a.Type))
	}
	ret := "boolean"
	if f.Set {
		ret = "SETOF text"
	}
	tag := "$candor$"
	for strings.Contains(f.Body, tag) {
		tag = "$c" + tag[1:]
	}
	fmt.Fprintf(&b, ") RETURNS %s LANGUAGE plpgsql AS %s%s%s", ret, tag, f.Body, tag)
	return p.parser.ParsePLpgSQL(p.ctx, b.String())
}

// plainType keeps the types that the parser knows; the others are irrelevant.
func plainType(t string) string {
	switch b := baseType(t); b {
	case "uuid", "text", "int4", "int8", "bool", "jsonb", "json", "varchar", "uuid[]", "text[]":
		return b
	}
	return "text"
}

// frame is how far the reading of a PL/pgSQL body has come on one path.
type frame struct {
	env   *env
	guard dnf
}

func (f frame) set(names []string, t func(i int) *thunk) frame {
	w := *f.env
	w.vars = maps.Clone(w.vars)
	for i, n := range names {
		w.vars[strings.ToLower(n)] = t(i)
	}
	f.env = &w
	return f
}

// maxPaths bounds the paths through one body.
const maxPaths = 16

// machine reads one body.
type machine struct {
	e      *eval
	datums []plNode
	names  map[string]bool // of the variables
	params []string
	outs   []outcome
	bad    string
}

// run lists what a PL/pgSQL body returns on each of its paths.
func (e *eval) run(block []plNode, v *env) ([]outcome, string) {
	if len(block) != 2 {
		return nil, "its body is not read"
	}
	m := &machine{e: e, datums: block[0]["datums"].Datums, names: make(map[string]bool)}
	for _, d := range m.datums {
		kind, b := d.only()
		if b.Name == "" || kind != "PLpgSQL_var" && kind != "PLpgSQL_rec" || b.Name == "sqlstate" || b.Name == "sqlerrm" {
			continue
		}
		if name := strings.ToLower(b.Name); m.names[name] {
			return nil, "it has several variables " + b.Name
		} else {
			m.names[name] = true
		}
	}
	for name := range v.vars {
		m.params = append(m.params, strings.ToLower(name))
	}
	fr := frame{v, always()}
	for _, d := range m.datums {
		kind, b := d.only()
		if kind != "PLpgSQL_var" || b.Line == 0 && b.Name != "found" || b.Name == "sqlstate" || b.Name == "sqlerrm" {
			continue
		}
		if v.vars[b.Name] != nil && b.Line == 0 {
			continue
		}
		t := &thunk{node: nullNode(), env: fr.env}
		if text := b.Value.text(); text != "" {
			if t.node = m.expr(text); t.node == nil {
				return nil, m.bad
			}
		}
		fr = fr.set([]string{b.Name}, func(int) *thunk { return t })
	}
	m.block([]plNode{block[1]}, []frame{fr})
	if m.bad != "" {
		return nil, m.bad
	}
	return m.outs, ""
}

func nullNode() *pg_query.Node {
	return &pg_query.Node{Node: &pg_query.Node_AConst{AConst: &pg_query.A_Const{Isnull: true}}}
}

func (m *machine) fail(format string, args ...any) []frame {
	if m.bad == "" {
		m.bad = fmt.Sprintf(format, args...)
	}
	return nil
}

// expr parses an expression of a statement.
func (m *machine) expr(text string) *pg_query.Node {
	if s := m.query("SELECT " + text); s != nil && len(s.TargetList) == 1 {
		return s.TargetList[0].GetResTarget().GetVal()
	}
	m.fail("the expression %s is not read", oneLine(text))
	return nil
}

func (m *machine) query(text string) *pg_query.SelectStmt {
	list, err := m.e.p.parse(text)
	if err != nil || len(list) != 1 || list[0].GetSelectStmt() == nil {
		m.fail("the statement %s is not followed", oneLine(text))
		return nil
	}
	return list[0].GetSelectStmt()
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:77], "") + "..."
	}
	return s
}

// block reads statements on all paths and returns the paths that go on.
func (m *machine) block(list []plNode, in []frame) []frame {
	for _, s := range list {
		if m.bad != "" || len(in) == 0 {
			return nil
		}
		if len(in) > maxPaths {
			return m.fail("its body has more paths than are followed")
		}
		in = m.step(s, in)
	}
	return in
}

func (m *machine) step(n plNode, in []frame) []frame {
	kind, s := n.only()
	switch kind {
	case "PLpgSQL_stmt_block":
		out := m.block(s.Body, in)
		if _, x := s.Except.only(); len(x.List) > 0 {
			for _, h := range x.List {
				_, hb := h.only()
				var acts []plNode
				if json.Unmarshal(hb.Action, &acts) != nil && len(hb.Action) > 0 {
					return m.fail("its exception handler is not read")
				}
				// An error can strike anywhere, so the handler runs whatever held
				// before; when it does can't be told.
				caught := slices.Clone(in)
				for i := range caught {
					caught[i] = m.forget(caught[i], s.Body)
					caught[i].guard = caught[i].guard.and(unknownDNF("EXCEPTION", "when its exception handler runs can't be told"))
				}
				out = append(out, m.block(acts, caught)...)
			}
		}
		return out
	case "PLpgSQL_stmt_return":
		if len(s.Expr) == 0 {
			return nil // no value, or the end of a set
		}
		stmt := m.query("SELECT " + s.Expr.text())
		for _, f := range in {
			if stmt != nil {
				m.outs = append(m.outs, outcome{f.guard, stmt, f.env})
			}
		}
		return nil
	case "PLpgSQL_stmt_return_query":
		var q plNode
		if json.Unmarshal(s.Query, &q) != nil || len(q) == 0 {
			return m.fail("it returns the rows of a computed statement")
		}
		stmt := m.query(q.text())
		for _, f := range in {
			if stmt != nil {
				m.outs = append(m.outs, outcome{f.guard, stmt, f.env})
			}
		}
		return in
	case "PLpgSQL_stmt_if":
		return m.branch(s, in)
	case "PLpgSQL_stmt_assign":
		return m.assign(s, in)
	case "PLpgSQL_stmt_execsql":
		return m.into(s, in)
	case "PLpgSQL_stmt_perform":
		return m.found(m.query(s.Expr.text()), in)
	case "PLpgSQL_stmt_raise":
		if s.Level == nil || *s.Level >= 21 {
			return nil // an error: nothing is returned
		}
		return in
	case "PLpgSQL_stmt_null":
		return in
	}
	return m.fail("a %s statement is not followed", strings.ReplaceAll(strings.TrimPrefix(kind, "PLpgSQL_stmt_"), "_", " "))
}

// settable reports whether an assignment to a name is followed: to a variable
// of its own, not to a parameter, which has other names too.
func (m *machine) settable(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains(m.params, name) {
		m.fail("it assigns to its parameter %s", name)
		return false
	}
	if !m.names[name] {
		m.fail("it assigns to %s, which is no variable of its own", name)
		return false
	}
	return true
}

// forget takes from a path what is known of the variables, for a handler that
// runs after some of the assignments of a block.
func (m *machine) forget(f frame, body []plNode) frame {
	text, err := json.Marshal(body)
	if err == nil && !strings.Contains(string(text), "PLpgSQL_stmt_assign") && !strings.Contains(string(text), "PLpgSQL_stmt_execsql") &&
		!strings.Contains(string(text), "PLpgSQL_stmt_perform") {
		return f
	}
	for name := range m.names {
		if !slices.Contains(m.params, name) {
			f = f.set([]string{name}, func(int) *thunk { return unknownThunk("the value of " + name + " in an exception handler") })
		}
	}
	return f
}

func (m *machine) branch(s plBody, in []frame) []frame {
	var out []frame
	rest := in
	arm := func(cond string, body []plNode) {
		n := m.expr(cond)
		if n == nil {
			return
		}
		var taken, left []frame
		for _, f := range rest {
			if m.e.spent() {
				m.fail("more work than is done for one policy")
				return
			}
			if g := m.e.cost(f.guard.and(m.e.cond(n, f.env, wTrue))); len(g) > 0 {
				taken = append(taken, frame{f.env, g})
			}
			if g := m.e.cost(f.guard.and(m.e.cond(n, f.env, wNotTrue))); len(g) > 0 {
				left = append(left, frame{f.env, g})
			}
		}
		out = append(out, m.block(body, taken)...)
		rest = left
	}
	arm(s.Cond.text(), s.Then)
	for _, x := range s.Elsif {
		_, b := x.only()
		arm(b.Cond.text(), b.Stmts)
	}
	if m.bad != "" {
		return nil
	}
	return append(out, m.block(s.Else, rest)...)
}

func (m *machine) assign(s plBody, in []frame) []frame {
	text := s.Expr.text()
	name, val, ok := strings.Cut(text, ":=")
	if !ok {
		name, val, ok = strings.Cut(text, "=")
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if !ok || strings.ContainsAny(name, ".[") {
		return m.fail("the assignment %s is not followed", oneLine(text))
	}
	n := m.expr(val)
	if n == nil || !m.settable(name) {
		return nil
	}
	out := make([]frame, len(in))
	for i, f := range in {
		before := f.env
		out[i] = f.set([]string{name}, func(int) *thunk { return &thunk{node: n, env: before} })
	}
	return out
}

// into is SELECT ... INTO: without a row the variables are NULL, which no
// equality survives.
func (m *machine) into(s plBody, in []frame) []frame {
	stmt := m.query(s.SQL.text())
	if stmt == nil {
		return nil
	}
	if !s.Into {
		return m.found(stmt, in)
	}
	kind, target := s.Target.only()
	var out []frame
	for _, f := range in {
		q := &sels{stmt: stmt, env: f.env}
		if kind == "PLpgSQL_rec" || kind == "PLpgSQL_var" {
			if !m.settable(target.Name) {
				return nil
			}
			out = append(out, f.set([]string{target.Name}, func(int) *thunk { return &thunk{sels: q} }))
			continue
		}
		var names []string
		for _, x := range target.Fields {
			if !m.settable(x.Name) {
				return nil
			}
			names = append(names, x.Name)
		}
		out = append(out, f.set(names, func(i int) *thunk { return &thunk{sels: q, col: i} }))
	}
	return m.found(stmt, out)
}

func (m *machine) found(stmt *pg_query.SelectStmt, in []frame) []frame {
	if stmt == nil {
		return nil
	}
	exists := &pg_query.Node{Node: &pg_query.Node_SubLink{SubLink: &pg_query.SubLink{
		SubLinkType: pg_query.SubLinkType_EXISTS_SUBLINK,
		Subselect:   &pg_query.Node{Node: &pg_query.Node_SelectStmt{SelectStmt: stmt}},
	}}}
	out := slices.Clone(in)
	for i, f := range in {
		before := f.env
		out[i] = f.set([]string{"found"}, func(int) *thunk { return &thunk{node: exists, env: before} })
	}
	return out
}
