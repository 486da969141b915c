package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgcat"
)

// plainFunctions are functions of Postgres that give one value for each call:
// none of them is an aggregate.
var plainFunctions = func() map[string]bool {
	m := make(map[string]bool)
	for _, n := range []string{
		"lower", "upper", "btrim", "text", "uuid", "to_jsonb", "to_json", "now", "statement_timestamp", "transaction_timestamp", "clock_timestamp",
		"split_part", "substring", "substr", "left", "right", "ltrim", "rtrim", "trim", "replace", "regexp_replace", "concat", "concat_ws",
		"length", "char_length", "array_length", "cardinality", "date_trunc", "date_part", "extract", "age", "to_char", "md5", "encode", "decode",
		"position", "strpos", "starts_with", "jsonb_array_length", "json_array_length", "abs", "floor", "ceil", "round", "string_to_array",
		"array_to_string", "array_position", "jsonb_exists", "array_remove", "array_append", "array_cat", "jsonb_typeof", "json_typeof",
		"regexp_match", "translate", "make_interval", "date", "jsonb_build_object", "jsonb_build_array", "json_build_object", "json_build_array",
		"num_nonnulls", "num_nulls", "isfinite", "regexp_split_to_array", "to_timestamp", "jsonb_path_exists", "int4", "int8",
		"current_setting", "current_database", "pg_has_role", "has_table_privilege", "has_schema_privilege", "gen_random_uuid", "random",
		"json_extract_path", "json_extract_path_text", "jsonb_extract_path", "jsonb_extract_path_text", "row_to_json",
		"unnest", "jsonb_array_elements", "jsonb_array_elements_text", "json_array_elements", "json_array_elements_text", "string_to_table",
		"regexp_split_to_table", "jsonb_object_keys", "generate_series", "timezone", "pg_backend_pid",
	} {
		m[n] = true
	}
	return m
}()

func ownedByPostgres(schema string) bool { return schema == "" || schema == "pg_catalog" }

// mixed says why a query may give a row though no row meets its WHERE: it
// computes an aggregate over all of them, or may. "" when it does not.
func (e *eval) mixed(s *pg_query.SelectStmt, v *env) string {
	plain := len(s.GroupClause) > 0
	for _, g := range s.GroupClause {
		if g.GetGroupingSet() != nil {
			return "GROUPING SETS are not followed"
		}
	}
	if plain {
		return "" // a group has a row
	}
	if s.HavingClause != nil {
		return "HAVING is not followed"
	}
	why := ""
	for _, list := range [][]*pg_query.Node{s.TargetList, s.SortClause, s.DistinctClause, s.WindowClause} {
		for _, n := range list {
			walk(n.ProtoReflect(), 0, func(m proto.Message) {
				if c, ok := m.(*pg_query.FuncCall); ok && why == "" && !e.plainCall(c, v) {
					schema, f := dotted(c.Funcname)
					if schema != "" && schema != "pg_catalog" && len(e.p.functions[pgcat.Name{Schema: schema, Rel: f}]) == 0 {
						why = "function " + schema + "." + f + " is not in the sources"
						return
					}
					why = "a query that computes " + f + "(...) may give a row when nothing is found"
				}
				switch m.(type) {
				case *pg_query.JsonObjectAgg, *pg_query.JsonArrayAgg, *pg_query.GroupingFunc:
					why = "an aggregate gives a row when nothing is found"
				}
			})
		}
	}
	return why
}

// plainCall reports whether a call is certainly no aggregate.
func (e *eval) plainCall(c *pg_query.FuncCall, v *env) bool {
	if c.AggStar || c.AggDistinct || c.AggWithinGroup || c.AggFilter != nil || len(c.AggOrder) > 0 {
		return c.Over != nil
	}
	schema, name := dotted(c.Funcname)
	if _, ok := e.sessionCall(schema, name); ok || c.Over != nil {
		return true
	}
	if ownedByPostgres(schema) && plainFunctions[name] {
		return true
	}
	if e.p.cat.Supabase && (schema == "storage" || schema == "auth" || schema == "realtime") || e.declaredCall(schema, name, v) != nil {
		return true
	}
	return len(e.lookup(schema, name, len(c.Args), v)) > 0
}

// sole gives the aggregate that is all that a query computes: with it the query
// gives exactly one row.
func sole(s *pg_query.SelectStmt) (*pg_query.FuncCall, string) {
	if s.Op != pg_query.SetOperation_SETOP_NONE || len(s.GroupClause) > 0 || s.HavingClause != nil || len(s.TargetList) != 1 ||
		s.LimitOffset != nil || cut(s) || s.WithClause != nil && s.WithClause.Recursive {
		return nil, ""
	}
	agg, name := aggregate(s.TargetList)
	if agg == nil {
		return nil, ""
	}
	if schema, _ := dotted(agg.Funcname); !ownedByPostgres(schema) {
		return nil, ""
	}
	nested := false
	for _, list := range [][]*pg_query.Node{agg.Args, s.SortClause, s.DistinctClause} {
		for _, a := range list {
			walk(a.ProtoReflect(), 0, func(m proto.Message) { nested = nested || isSub(m) })
		}
	}
	if nested {
		return nil, ""
	}
	return agg, name
}

func isSub(m proto.Message) bool { _, ok := m.(*pg_query.SubLink); return ok }

// cut reports whether a LIMIT may leave nothing of a row that is there.
func cut(s *pg_query.SelectStmt) bool {
	if s.LimitOffset != nil {
		return true
	}
	if s.LimitCount == nil {
		return false
	}
	c := s.LimitCount.GetAConst()
	return c == nil || !c.Isnull && (c.GetIval() == nil || c.GetIval().Ival <= 0)
}

// ctesOf lists the names of the WITH queries in an expression.
func ctesOf(m protoreflect.Message) map[string]bool {
	out := make(map[string]bool)
	walk(m, 0, func(m proto.Message) {
		if c, ok := m.(*pg_query.CommonTableExpr); ok {
			out[c.Ctename] = true
		}
	})
	return out
}

func mayMiss(rows []selAlt) []selAlt {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].c.maybe = true
	}
	return rows
}
