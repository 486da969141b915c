package isolation

import (
	"fmt"
	"maps"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

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
