package isolation

import (
	"encoding/json"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// survey is what a body, or the query of a view, can read by any way at all. The
// proof follows FROM and WHERE; what reads elsewhere has to show up here.
type survey struct {
	p      *prover
	view   bool
	reads  []*pgcat.Table
	counts map[*pgcat.Table]int        // how often the body itself names a protected table
	below  map[*pg_query.RangeVar]bool // protected tables in views below it
	seen   map[*pgcat.View]bool        // the views below it
	why    string                      // what can't be followed; empty when all of it is
}

func (p *prover) newSurvey(view bool) *survey {
	return &survey{p: p, view: view, counts: make(map[*pgcat.Table]int), below: make(map[*pg_query.RangeVar]bool), seen: make(map[*pgcat.View]bool)}
}

func (s *survey) doubt(why string) {
	if s.why == "" {
		s.why = why
	}
}

func (s *survey) add(t *pgcat.Table) {
	if !slices.Contains(s.reads, t) {
		s.reads = append(s.reads, t)
	}
}

// surveyOf looks through the body of a function.
func (p *prover) surveyOf(f *pgcat.Function) *survey {
	s := p.newSurvey(false)
	nodes, ok := p.statements(f)
	if !ok {
		s.doubt("its body is not known")
		return s
	}
	path := f.Path
	if f.PinsPath {
		path = f.SearchPath
	}
	if f.Language == "plpgsql" {
		var tree any
		js, err := p.plpgsqlTree(f)
		if err == nil {
			err = json.Unmarshal(js, &tree)
		}
		switch {
		case err != nil:
			s.doubt("its body can't be read: " + err.Error())
		case dynamic(tree, 0):
			s.doubt("it runs SQL that is put together while it runs")
		}
	}
	for _, n := range nodes {
		s.statement(n, path, false)
	}
	return s
}

// dynamic reports whether a PL/pgSQL tree holds SQL made at run time.
func dynamic(x any, depth int) bool {
	if depth > 300 {
		return true
	}
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			switch k {
			case "PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors":
				return true
			case "dynquery":
				if v != nil {
					return true
				}
			}
			if dynamic(v, depth+1) {
				return true
			}
		}
	case []any:
		for _, v := range x {
			if dynamic(v, depth+1) {
				return true
			}
		}
	}
	return false
}

// statement looks through one statement; within is set in a view below.
func (s *survey) statement(n *pg_query.Node, path []string, within bool) {
	if n.GetSelectStmt() == nil && n.GetInsertStmt() == nil && n.GetUpdateStmt() == nil && n.GetDeleteStmt() == nil {
		s.doubt("it does more than to query")
	}
	e := &eval{p: s.p}
	ctes := make(map[string]bool)
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		if c, ok := m.(*pg_query.CommonTableExpr); ok {
			ctes[c.Ctename] = true
		}
	})
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.RangeVar:
			t, v, name := e.relation(m, &env{path: path})
			switch {
			case t != nil:
				s.add(t)
				if s.p.protected(t) && (within || s.view) {
					s.below[m] = true
				} else if s.p.protected(t) {
					s.counts[t]++
				}
			case v != nil:
				s.throughView(v)
			case m.Schemaname == "" && ctes[m.Relname]:
			case m.Schemaname == "information_schema", m.Schemaname == "pg_catalog" && !samples(m.Relname),
				m.Schemaname == "" && strings.HasPrefix(m.Relname, "pg_") && !samples(m.Relname):
			default:
				s.doubt("it reads " + orName(strings.TrimPrefix(name.String(), "."), "a relation") + ", which the sources do not hold")
			}
		case *pg_query.FuncCall:
			s.call(m, path)
		case *pg_query.SQLValueFunction:
			switch m.Op {
			case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_USER, pg_query.SQLValueFunctionOp_SVFOP_CURRENT_ROLE, pg_query.SQLValueFunctionOp_SVFOP_USER:
				if s.view {
					s.doubt("current_user in a view is the caller, whatever the view's owner is")
				}
			}
		case *pg_query.WithClause:
			if m.Recursive {
				s.doubt("a recursive query is not followed")
			}
		case *pg_query.RangeTableSample:
			s.doubt("TABLESAMPLE is not followed")
		case *pg_query.MergeStmt, *pg_query.IntoClause:
			s.doubt("it does more than to query")
		case *pg_query.A_Expr:
			if len(m.Name) > 1 && m.Name[0].GetString_().GetSval() != "pg_catalog" && m.Name[0].GetString_().GetSval() != "extensions" {
				s.doubt("an operator of the sources is not followed")
			}
		}
	})
}

// samples reports whether a relation of the system shows contents of tables.
func samples(rel string) bool {
	return strings.HasPrefix(rel, "pg_stat") || strings.HasPrefix(rel, "pg_largeobject") || strings.HasPrefix(rel, "pg_cursor") || strings.HasPrefix(rel, "pg_prepared")
}

func (s *survey) throughView(v *pgcat.View) {
	if s.seen[v] {
		s.doubt("it reads the view " + v.Name.String() + " more than once")
		return
	}
	s.seen[v] = true
	sub := s.p.newSurvey(true)
	sub.seen = s.seen
	switch q := v.Query.GetSelectStmt(); {
	case v.Materialized:
		s.doubt("it reads " + v.Name.String() + ", a copy of rows that its owner saw")
	case q == nil:
		s.doubt("the query of the view " + v.Name.String() + " is not known")
		return
	}
	if v.Query != nil {
		sub.statement(v.Query, v.Path, true)
	}
	for _, t := range sub.reads {
		s.add(t)
	}
	for r := range sub.below {
		s.below[r] = true
	}
	if sub.why != "" {
		s.doubt(sub.why)
	}
}

// call judges the call of a function: it may read whatever its owner may.
func (s *survey) call(m *pg_query.FuncCall, path []string) {
	schema, name := dotted(m.Funcname)
	if _, ok := (&eval{p: s.p}).sessionCall(schema, name); ok {
		return
	}
	found := false
	for _, f := range s.p.cat.Functions {
		if f.Rel != name || schema != "" && f.Schema != schema {
			continue
		}
		found = true
		if f.Platform && !f.BodyKnown && slices.Contains([]string{"auth", "extensions", "storage"}, f.Schema) && !reader(name) && name != "search" {
			continue
		}
		sub, why := s.p.called(f)
		if sub != nil {
			for _, t := range sub.reads {
				s.add(t)
			}
		}
		if why != "" {
			s.doubt("it calls " + f.Name.String() + ": " + why)
		}
	}
	switch {
	case reader(name) && (!found || schema == "" || schema == "pg_catalog"):
		s.doubt("it calls " + name + ", which runs SQL or reads tables and files on its own")
	case found, schema == "", schema == "pg_catalog", schema == "extensions", schema == "auth", schema == "storage":
	default:
		s.doubt("it calls " + schema + "." + name + ", which the sources do not hold")
	}
}

// reader reports whether a function of Postgres, or of a well-known extension,
// reads tables or files, or runs a text as SQL.
func reader(name string) bool {
	for _, p := range []string{"dblink", "crosstab", "connectby", "pg_read_", "pg_ls_", "pg_stat", "pg_logical_", "lo_", "http", "xpath_table", "pg_background", "pgr_", "pg_file"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	for _, p := range []string{"to_xml", "to_xmlschema", "xml_and_xmlschema"} {
		if strings.HasSuffix(name, p) {
			return true
		}
	}
	return slices.Contains([]string{"ts_stat", "ts_rewrite", "loread", "lowrite", "st_estimatedextent", "st_findextent", "exec", "resolve", "run_sql", "exec_sql"}, name)
}

// called tells why a call of a function within another body is not followed: ""
// when it reads no protected table, or only rows that belong to the caller.
func (p *prover) called(f *pgcat.Function) (*survey, string) {
	if p.calls == nil {
		p.calls = make(map[*pgcat.Function]*callJudgement)
	}
	if j := p.calls[f]; j != nil {
		return j.s, j.why
	}
	j := &callJudgement{why: "it calls itself, which is not followed"}
	p.calls[f] = j
	s := p.surveyOf(f)
	why := s.why
	nodes, _ := p.statements(f)
	_, writes := p.touched(nodes, f.Path)
	switch {
	case why != "":
	case len(writes) > 0:
		why = "it writes"
	case slices.ContainsFunc(s.reads, p.protected):
		tri := pgcat.Unknown
		if len(p.roles) > 0 {
			tri, _ = p.filters(f, p.roles)
		}
		if tri != pgcat.On {
			why = "the rows that it reads are not all tied to the caller"
		}
	}
	j.s, j.why = s, why
	return s, why
}

type callJudgement struct {
	s   *survey
	why string
}

// covered tells which of the protected tables that a body names the proof has
// not come across: "" when it met them all.
func (s *survey) covered(rows []selAlt) string {
	direct := make(map[*pgcat.Table]map[*pg_query.RangeVar]bool)
	met := make(map[*pg_query.RangeVar]bool)
	for _, r := range rows {
		for _, i := range r.c.insts {
			if i.table == nil || i.node == nil {
				continue
			}
			met[i.node] = true
			if i.direct {
				if direct[i.table] == nil {
					direct[i.table] = make(map[*pg_query.RangeVar]bool)
				}
				direct[i.table][i.node] = true
			}
		}
	}
	var missed []string // the first by name is told, so that it is the same one each time
	for t, n := range s.counts {
		if len(direct[t]) < n {
			missed = append(missed, t.Name.String())
		}
	}
	if len(missed) == 0 {
		for r := range s.below {
			if !met[r] {
				missed = append(missed, r.Relname)
			}
		}
	}
	if len(missed) == 0 {
		return ""
	}
	return "it also reads " + slices.Min(missed) + " where that is not followed"
}
