package pgsim

import (
	"encoding/json"
	"regexp"
	"strings"
)

func (b *block) branch(s plBody) bool {
	arms := []struct {
		cond string
		body []plNode
	}{{s.Cond.expr(), s.Then}}
	for _, e := range s.Elsif {
		_, x := e.only()
		arms = append(arms, struct {
			cond string
			body []plNode
		}{x.Cond.expr(), x.Stmts})
	}
	for i, a := range arms {
		switch b.condition(a.cond) {
		case isTrue:
			return b.runAll(a.body)
		case varies:
			if len(arms) == 1 && len(s.Else) == 0 && (b.makesSure(a.body) || makesFunction(a.cond, a.body)) {
				b.settle(a.body)
				return true
			}
			for _, rest := range arms[i:] {
				for _, n := range rest.body {
					b.skip(n, "under a condition", s.Line)
				}
			}
			for _, n := range s.Else {
				b.skip(n, "under a condition", s.Line)
			}
			return true
		}
	}
	return b.runAll(s.Else)
}

var (
	lookForFunction = regexp.MustCompile(`(?is)^\s*not\s+exists\s*\(\s*select\s+\S+\s+from\s+(?:pg_catalog\.)?pg_proc\s+where\s+proname\s*=\s*'(\w+)'\s*\)\s*$`)
	makeFunction    = regexp.MustCompile(`(?is)^\s*create\s+(?:or\s+replace\s+)?function\s+(?:"?(\w+)"?\.)?"?(\w+)"?\s*\(`)
)

// makesFunction tells a branch that makes a function of a name after a look that
// there is none. What was made before the first migration lies in schemas of the
// platform, so a function of one's own is there in the end; were it kept from
// being made by one of the same name elsewhere, whoever uses it later would fail.
func makesFunction(cond string, body []plNode) bool {
	m := lookForFunction.FindStringSubmatch(cond)
	if m == nil || len(body) != 1 {
		return false
	}
	kind, s := body[0].only()
	f := makeFunction.FindStringSubmatch(s.SQL.expr())
	return kind == "PLpgSQL_stmt_execsql" && f != nil && strings.EqualFold(f[2], m[1]) && f[1] != "" && !isPlatform(strings.ToLower(f[1]))
}

// makesSure tells a branch that only makes what is not there yet, as a rule
// after a look whether it is: either way it is there in the end.
func (b *block) makesSure(body []plNode) bool {
	for _, n := range body {
		kind, s := n.only()
		low := strings.ToLower(strings.TrimSpace(s.SQL.expr()))
		switch {
		case kind == "PLpgSQL_stmt_raise":
		case kind != "PLpgSQL_stmt_execsql":
			return false
		case !strings.HasPrefix(low, "create role") && !strings.HasPrefix(low, "create user") && !strings.HasPrefix(low, "create extension") &&
			!strings.HasPrefix(low, "create type") && !strings.HasPrefix(low, "create schema"):
			return false
		}
	}
	return true
}

// settle plays statements of which each may fail on its own.
func (b *block) settle(body []plNode) {
	for _, n := range body {
		b.run(n)
	}
}

func (b *block) assign(s plBody) {
	text := s.Expr.expr()
	left, right, ok := strings.Cut(text, ":=")
	if !ok {
		left, right, ok = strings.Cut(text, "=")
	}
	n := strings.ToLower(strings.TrimSpace(left))
	if !ok {
		return
	}
	if v, known := b.eval(right); known {
		b.vars[n] = v
	} else {
		delete(b.vars, n)
	}
}

// loop runs a body once for each element of a list or row of the catalog.
func (b *block) loop(kind string, s plBody) bool {
	var items []value
	var ok bool
	var into []string
	switch kind {
	case "PLpgSQL_stmt_foreach_a":
		if s.Varno >= 0 && s.Varno < len(b.names) && b.names[s.Varno] != "" {
			into = []string{strings.ToLower(b.names[s.Varno])}
		}
		var v value
		if v, ok = b.eval(s.Expr.expr()); ok && v.list != nil {
			for _, t := range v.list {
				items = append(items, value{text: t})
			}
		} else {
			ok = false
		}
	case "PLpgSQL_stmt_fors":
		into = append(s.Var.targets(), s.Row.targets()...)
		var q plNode
		if json.Unmarshal(s.Query, &q) == nil {
			items, ok = b.rows(q.expr())
		}
	}
	if !ok || len(into) == 0 {
		for _, x := range s.Body {
			b.skip(x, "inside of a loop", s.Line)
		}
		return true
	}
	for _, it := range items {
		b.fill(into, it)
		if !b.runAll(s.Body) {
			return false
		}
		leave := b.leave
		b.leave = ""
		if leave == "exit" || b.returned {
			break
		}
	}
	for _, n := range into {
		delete(b.vars, n)
	}
	return true
}

// leaves follows CONTINUE and EXIT. Under a condition that can't be told, and
// with a label, the rest of the block is a gap.
func (b *block) leaves(s plBody) {
	cond := isTrue
	if e := s.Cond.expr(); e != "" {
		cond = b.condition(e)
	}
	switch {
	case cond == varies || s.Label != "":
		b.cloud(s.Line, "a loop that may be left early", b.body)
	case cond == isTrue && s.IsExit:
		b.leave = "exit"
	case cond == isTrue:
		b.leave = "continue"
	}
}

// fill sets the variables of a loop to one element or row.
func (b *block) fill(into []string, v value) {
	if v.rec == nil || len(into) == 1 && b.recs[into[0]] {
		b.vars[into[0]] = v
		return
	}
	for i, n := range into {
		if i < len(v.cols) {
			b.vars[n] = value{text: v.rec[v.cols[i]]}
		}
	}
}

// forget drops what is known of the variables that a statement fills.
func (b *block) forget(n plNode) {
	for kind, s := range n {
		for _, t := range s.Target.targets() {
			delete(b.vars, t)
		}
		if kind == "PLpgSQL_stmt_assign" && s.Varno >= 0 && s.Varno < len(b.names) {
			delete(b.vars, strings.ToLower(b.names[s.Varno]))
		}
		for _, list := range [][]plNode{s.Body, s.Then, s.Else, s.Elsif, s.Stmts, s.CaseWhen, s.ElseStmts, handlers(s.Except)} {
			for _, c := range list {
				b.forget(c)
			}
		}
	}
}
