package isolation

import (
	"encoding/json"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

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
