package isolation

import (
	"encoding/json"
	"regexp"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

var plainFormat = regexp.MustCompile(`(?is)^\s*(?:format\s*\(\s*)?'((?:[^']|'')*)'\s*(?:,.*)?\)?\s*$`)

// stmtOf is one statement of a body.
type stmtOf struct {
	node *pg_query.Node
	into []string // variables that take its result
}

// code is what is read of a body.
type code struct {
	orders  []stmtOf
	ok      bool
	loose   bool     // variables are set by statements that do not name them
	dynamic []string // expressions whose value is run as SQL
	taken   map[string][]taken
}

// taken is what a variable is set to.
type taken struct {
	order *stmtOf
	i     int // which column of its result
}

// codeOf reads a body.
func (p *prover) codeOf(f *pgcat.Function) *code {
	if c := p.ways.codes[f]; c != nil {
		return c
	}
	c := &code{taken: make(map[string][]taken)}
	p.ways.codes[f] = c
	switch {
	case f.Language == "c" || f.Language == "internal":
		c.ok = true
	case !f.BodyKnown:
	case f.Language == "sql":
		list, err := p.parse(f.Body)
		c.ok = err == nil
		for _, n := range list {
			c.orders = append(c.orders, stmtOf{node: n})
		}
	case f.Language == "plpgsql":
		js, err := p.plpgsqlTree(f)
		var tree any
		if err == nil && json.Unmarshal(js, &tree) == nil {
			c.ok = true
			p.orders(tree, c)
		}
	}
	return c
}

func object(x any, keys ...string) map[string]any {
	m, _ := x.(map[string]any)
	for _, k := range keys {
		m, _ = m[k].(map[string]any)
	}
	return m
}

func (p *prover) sqlOf(text string) []*pg_query.Node {
	list, err := p.parse(text)
	if err != nil {
		list, err = p.parse("SELECT " + text)
	}
	if err != nil {
		return nil
	}
	return list
}

// orders gathers the statements of a PL/pgSQL body.
func (p *prover) orders(x any, c *code) {
	switch x := x.(type) {
	case []any:
		for _, v := range x {
			p.orders(v, c)
		}
	case map[string]any:
		for k, v := range x {
			m := object(v)
			switch k {
			case "PLpgSQL_stmt_execsql":
				q, _ := object(m, "sqlstmt", "PLpgSQL_expr")["query"].(string)
				list := p.sqlOf(q)
				c.ok = c.ok && list != nil
				var into []string
				if fields, ok := object(m, "target", "PLpgSQL_row")["fields"].([]any); ok {
					for _, f := range fields {
						n, _ := object(f)["name"].(string)
						into = append(into, n)
					}
				}
				for _, n := range list {
					o := stmtOf{n, into}
					c.orders = append(c.orders, o)
					for i, name := range into {
						c.taken[name] = append(c.taken[name], taken{order: &o, i: i})
					}
				}
			case "PLpgSQL_stmt_assign":
				q, _ := object(m, "expr", "PLpgSQL_expr")["query"].(string)
				name, val, found := strings.Cut(q, ":=")
				if !found {
					name, val, _ = strings.Cut(q, "=")
				}
				list := p.sqlOf("SELECT " + val)
				c.ok = c.ok && list != nil
				name = strings.ToLower(strings.Trim(strings.TrimSpace(name), `"`))
				for _, n := range list {
					o := stmtOf{node: n}
					c.orders = append(c.orders, o)
					c.taken[name] = append(c.taken[name], taken{order: &o})
				}
			case "PLpgSQL_var":
				q, _ := object(m, "default_val", "PLpgSQL_expr")["query"].(string)
				name, _ := m["refname"].(string)
				if q == "" {
					break
				}
				list := p.sqlOf("SELECT " + q)
				c.ok = c.ok && list != nil
				for _, n := range list {
					o := stmtOf{node: n}
					c.orders = append(c.orders, o)
					c.taken[name] = append(c.taken[name], taken{order: &o})
				}
			case "PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors":
				q, _ := object(m, "query", "PLpgSQL_expr")["query"].(string)
				c.dynamic = append(c.dynamic, q)
				p.dynamicInto(m, c)
				p.orders(v, c)
			case "dynquery":
				q, _ := object(m, "PLpgSQL_expr")["query"].(string)
				c.dynamic = append(c.dynamic, q)
				p.orders(v, c)
			case "PLpgSQL_expr":
				if q, _ := m["query"].(string); q != "" {
					list := p.sqlOf(q)
					if _, val, found := strings.Cut(q, ":="); list == nil && found {
						list = p.sqlOf("SELECT " + val)
					}
					c.ok = c.ok && list != nil
					for _, n := range list {
						c.orders = append(c.orders, stmtOf{node: n})
					}
				}
			case "PLpgSQL_stmt_fors", "PLpgSQL_stmt_fori", "PLpgSQL_stmt_foreach_a", "PLpgSQL_stmt_fetch", "PLpgSQL_stmt_call", "PLpgSQL_stmt_getdiag":
				p.dynamicInto(m, c)
				c.loose = c.loose || k != "PLpgSQL_stmt_fors" && k != "PLpgSQL_stmt_fori"
				p.orders(v, c)
			default:
				p.orders(v, c)
			}
		}
	}
}

// dynamicInto marks variables whose value comes from what is not followed.
func (p *prover) dynamicInto(m map[string]any, c *code) {
	for _, k := range []string{"target", "var"} {
		fields, _ := object(m, k, "PLpgSQL_row")["fields"].([]any)
		for _, f := range fields {
			if n, ok := object(f)["name"].(string); ok {
				c.taken[n] = append(c.taken[n], taken{})
			}
		}
		if n, ok := object(m, k, "PLpgSQL_var")["refname"].(string); ok {
			c.taken[n] = append(c.taken[n], taken{})
		}
	}
}

// literal is the text of a constant command; false when parts of it are put in
// by anything but a quoted value.
func literal(q string) (string, bool) {
	m := plainFormat.FindStringSubmatch(q)
	if m == nil || strings.Contains(q, "||") || strings.Contains(m[1], "%s") || strings.Contains(m[1], "%I") || regexp.MustCompile(`%\d+\$[sI]`).MatchString(m[1]) {
		return "", false
	}
	return m[1], true
}
