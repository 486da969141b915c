package isolation

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

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
