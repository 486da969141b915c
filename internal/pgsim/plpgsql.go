package pgsim

import (
	"encoding/json"
	"strings"
)

// plNode is one node of the PL/pgSQL tree: {"PLpgSQL_stmt_if": {...}}.
type plNode map[string]plBody

type plBody struct {
	Line      int `json:"lineno"`
	Body      []plNode
	Then      []plNode `json:"then_body"`
	Else      []plNode `json:"else_body"`
	Elsif     []plNode `json:"elsif_list"`
	Stmts     []plNode
	Cond      plNode
	SQL       plNode          `json:"sqlstmt"`
	Query     json.RawMessage // a text in an expression, a node in a statement
	Expr      plNode
	Action    json.RawMessage // one node of a function, a list in a handler
	Except    plNode          `json:"exceptions"`
	ExcList   []plNode        `json:"exc_list"`
	Into      bool
	IsExit    bool `json:"is_exit"`
	Label     string
	Target    plNode
	Fields    []struct{ Name string }
	Datums    []plNode
	Name      string `json:"refname"`
	Default   plNode `json:"default_val"`
	Var       plNode
	Row       plNode
	Varno     int
	CaseWhen  []plNode `json:"case_when_list"`
	ElseStmts []plNode `json:"else_stmts"`
}

// only returns the one node of a wrapper and its name.
func (n plNode) only() (string, plBody) {
	for k, b := range n {
		return k, b
	}
	return "", plBody{}
}

// expr is the text of an expression wrapper, "" when there is none.
func (n plNode) expr() string {
	_, b := n.only()
	var s string
	if json.Unmarshal(b.Query, &s) != nil {
		return ""
	}
	return s
}

type plText struct {
	text    string
	line    int
	dynamic bool
}

// texts lists the SQL below a node with the lines that it stands on.
func (b *block) texts(n plNode) []plText {
	var out []plText
	for _, s := range n {
		for _, w := range []plNode{s.SQL, s.Expr} {
			if t := w.expr(); t != "" {
				out = append(out, plText{t, s.Line, false})
			}
		}
		var q plNode
		if json.Unmarshal(s.Query, &q) == nil {
			if t := q.expr(); t != "" {
				if !touches(t).any() && mayBeDDL(t) && n["PLpgSQL_stmt_dynexecute"].Line > 0 {
					t = b.body
				}
				out = append(out, plText{t, s.Line, true})
			}
		}
		for _, list := range [][]plNode{s.Body, s.Then, s.Else, s.Elsif, s.Stmts, s.CaseWhen, s.ElseStmts} {
			for _, c := range list {
				out = append(out, b.texts(c)...)
			}
		}
		for _, h := range handlers(s.Except) {
			out = append(out, b.texts(h)...)
		}
	}
	return out
}

// handlers lists the statements that run when a block fails.
func handlers(n plNode) []plNode {
	var out []plNode
	_, e := n.only()
	for _, x := range e.ExcList {
		_, h := x.only()
		var list []plNode
		if json.Unmarshal(h.Action, &list) == nil {
			out = append(out, list...)
		}
	}
	return out
}

// targets names the variables that a statement or loop fills.
func (n plNode) targets() []string {
	_, x := n.only()
	if len(x.Fields) == 0 {
		if x.Name == "" {
			return nil
		}
		return []string{strings.ToLower(x.Name)}
	}
	var out []string
	for _, f := range x.Fields {
		out = append(out, strings.ToLower(f.Name))
	}
	return out
}
