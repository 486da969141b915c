package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// function is a call used as a value.
func (e *eval) function(n *pg_query.Node, v *env) []alt {
	call := n.GetFuncCall()
	schema, name := dotted(call.Funcname)
	text := show(n)
	if key, ok := e.sessionCall(schema, name); ok {
		return []alt{{t: e.session(v, key, text)}}
	}
	if schema == "realtime" && name == "topic" {
		if e.row != nil && e.row.table != nil && e.row.table.Name.String() == "realtime.messages" {
			return []alt{{t: e.colTerm(e.row, "topic")}}
		}
		return []alt{{t: written("http:realtime.topic", text)}}
	}
	if schema == "" || schema == "pg_catalog" {
		switch {
		case name == "current_setting" && len(call.Args) > 0:
			arg := call.Args[0]
			for arg.GetTypeCast() != nil {
				arg = arg.GetTypeCast().Arg
			}
			if s := arg.GetAConst().GetSval(); s != nil {
				return []alt{{t: e.session(v, settingKey(s.Sval), text)}}
			}
			return []alt{{t: opaque(text, "the name of the setting in "+text+" is computed")}}
		case strings.HasPrefix(name, "json") && plainFunctions[name] && (strings.HasSuffix(name, "extract_path_text") || strings.HasSuffix(name, "extract_path")):
			var path []string
			for _, a := range call.Args[min(1, len(call.Args)):] {
				path = append(path, constText(a.GetAConst()))
			}
			if len(call.Args) > 0 {
				return e.fields(e.scalar(call.Args[0], v), path, v, text)
			}
		case setFunction(name):
			if a, ok := e.unnested(call, v); ok {
				return a
			}
		}
	}
	if id := e.declaredCall(schema, name, v); id != nil {
		return []alt{{t: identTerm(id, text)}}
	}
	if schema == "storage" && e.p.cat.Supabase {
		return e.builtin(n, schema, name, v)
	}
	f, outs, found, bad := e.enter(call, v)
	switch {
	case found && bad != "":
		return []alt{{t: opaque(text, e.why(f, text, bad))}}
	case found:
		e.deep++
		defer func() { e.deep-- }()
		var out []alt
		note := clause{notes: []Step{e.noteOf(f)}}
		for _, o := range outs {
			vals := e.queryValue(o.stmt, o.env)
			for _, g := range o.guard {
				for _, a := range vals {
					out = append(out, alt{a.t, g.and(a.c).and(note)})
				}
			}
		}
		return out
	}
	return e.builtin(n, schema, name, v)
}

func (e *eval) why(f *pgcat.Function, text, bad string) string {
	if f == nil {
		return text + ": " + bad
	}
	return f.Name.String() + ": " + bad
}

func (e *eval) declaredCall(schema, name string, v *env) *ident {
	if schema != "" {
		return e.p.declared["fn:"+schema+"."+name]
	}
	for _, s := range v.path {
		if id := e.p.declared["fn:"+s+"."+name]; id != nil {
			return id
		}
	}
	return nil
}

// builtin is a function of Postgres or of the platform.
func (e *eval) builtin(n *pg_query.Node, schema, name string, v *env) []alt {
	call, text := n.GetFuncCall(), show(n)
	keeps := false
	switch {
	case schema != "" && schema != "pg_catalog" && schema != "storage" && schema != "extensions":
		return []alt{{t: opaque(text, "the function "+schema+"."+name+" is not in the sources")}}
	case schema == "storage":
		if name != "foldername" && name != "filename" && name != "extension" {
			return []alt{{t: opaque(text, "the function storage."+name+" is not followed")}}
		}
	}
	switch name {
	case "lower", "upper", "btrim", "text", "uuid", "to_jsonb", "to_json":
		keeps = len(call.Args) == 1
	case "now", "statement_timestamp", "transaction_timestamp":
		return []alt{{t: term{kind: tOpaque, key: name + "()", text: name + "()"}}}
	case "split_part", "substring", "substr", "left", "right", "ltrim", "rtrim", "trim", "replace", "regexp_replace", "concat", "concat_ws", "length", "char_length",
		"array_length", "cardinality", "date_trunc", "date_part", "extract", "age", "to_char", "md5", "encode", "decode", "position", "strpos",
		"starts_with", "jsonb_array_length", "abs", "floor", "ceil", "round", "string_to_array", "array_to_string", "array_position", "jsonb_exists",
		"array_remove", "array_append", "foldername", "filename", "extension", "jsonb_typeof", "regexp_match", "translate", "make_interval", "date", "jsonb_build_object", "jsonb_build_array",
		"num_nonnulls", "num_nulls", "isfinite", "regexp_split_to_array", "to_timestamp", "jsonb_path_exists", "array_cat", "int4", "int8":
	case "pg_has_role", "has_table_privilege", "has_schema_privilege":
		return []alt{{t: term{kind: tClaim, key: "role:" + text, text: text, deps: deps{session: true, hard: true}}}}
	default:
		return []alt{{t: opaque(text, "the function "+name+" is not in the sources")}}
	}
	if keeps {
		in := e.scalar(call.Args[0], v)
		for i := range in {
			fold := (name == "lower" || name == "upper") && merges(in[i].t)
			if in[i].t.kind == tCol || in[i].t.kind == tDerived {
				in = slices.Clone(in)
				in[i].t = derive(name, text, []term{in[i].t})
			}
			in[i].t.lossy = in[i].t.lossy || fold
		}
		return in
	}
	return e.build(name, text, call.Args, v)
}

func setFunction(name string) bool {
	switch name {
	case "unnest", "jsonb_array_elements", "jsonb_array_elements_text", "json_array_elements", "json_array_elements_text", "string_to_table", "regexp_split_to_table", "jsonb_object_keys":
		return true
	}
	return false
}

// unnested is a function of Postgres that turns one array into rows.
func (e *eval) unnested(call *pg_query.FuncCall, v *env) ([]alt, bool) {
	schema, name := dotted(call.Funcname)
	if schema != "" && schema != "pg_catalog" || !setFunction(name) || len(call.Args) == 0 || name == "unnest" && len(call.Args) != 1 {
		return nil, false
	}
	if name == "unnest" {
		return e.elements(call.Args[0], v), true
	}
	return e.elementOf(e.scalar(call.Args[0], v)), true
}

// functionElements is a function that returns an array.
func (e *eval) functionElements(n *pg_query.Node, v *env) ([]alt, bool) {
	call := n.GetFuncCall()
	schema, name := dotted(call.Funcname)
	if schema == "" || schema == "pg_catalog" {
		switch name {
		case "string_to_array", "regexp_split_to_array", "array_remove":
			if len(call.Args) > 0 {
				return e.elementOf(e.scalar(call.Args[0], v)), true
			}
		}
	}
	if _, ok := e.sessionCall(schema, name); ok || e.declaredCall(schema, name, v) != nil {
		return nil, false
	}
	f, outs, found, bad := e.enter(call, v)
	if !found || bad != "" {
		return nil, false
	}
	e.deep++
	defer func() { e.deep-- }()
	note := clause{notes: []Step{e.noteOf(f)}}
	var out []alt
	for _, o := range outs {
		elems := e.queryElements(o.stmt, o.env)
		if f.Set {
			elems = e.queryValue(o.stmt, o.env)
		}
		for _, g := range o.guard {
			for _, a := range elems {
				out = append(out, alt{a.t, g.and(a.c).and(note)})
			}
		}
	}
	return out, true
}

// setCall is a function of the sources used as a relation.
func (e *eval) setCall(call *pg_query.FuncCall, v *env) ([]selAlt, bool) {
	schema, name := dotted(call.Funcname)
	if _, ok := e.sessionCall(schema, name); ok {
		return nil, false
	}
	f, outs, found, bad := e.enter(call, v)
	if !found || bad != "" {
		return nil, false
	}
	e.deep++
	defer func() { e.deep-- }()
	note := clause{notes: []Step{e.noteOf(f)}}
	var names []string
	for _, a := range f.Args {
		if a.Mode == "table" || a.Mode == "out" || a.Mode == "inout" {
			names = append(names, a.Name)
		}
	}
	var rows []selAlt
	for _, o := range outs {
		for _, r := range e.sel(o.stmt, o.env) {
			if len(names) > 0 {
				cols, _ := e.outputs(r)
				r.named = slices.Clone(cols)
				for i := range min(len(names), len(r.named)) {
					r.named[i].name = names[i]
				}
			}
			for _, g := range o.guard {
				s := r
				s.c = r.c.and(g).and(note)
				rows = append(rows, s)
			}
		}
	}
	return rows, true
}

// condCall is a call used as a condition.
func (e *eval) condCall(n *pg_query.Node, v *env, w want) dnf {
	call := n.GetFuncCall()
	schema, name := dotted(call.Funcname)
	_, session := e.sessionCall(schema, name)
	if session || e.declaredCall(schema, name, v) != nil {
		return e.truth(e.function(n, v), n, w)
	}
	f, outs, found, bad := e.enter(call, v)
	switch {
	case !found:
		return e.opaqueCond(n, v, w)
	case bad != "":
		return unknownDNF(show(n), e.why(f, show(n), bad))
	}
	e.deep++
	defer func() { e.deep-- }()
	note := dnf{{notes: []Step{e.noteOf(f)}}}
	var out dnf
	for _, o := range outs {
		sub := &pg_query.Node{Node: &pg_query.Node_SubLink{SubLink: &pg_query.SubLink{
			SubLinkType: pg_query.SubLinkType_EXPR_SUBLINK,
			Subselect:   &pg_query.Node{Node: &pg_query.Node_SelectStmt{SelectStmt: o.stmt}},
		}}}
		out = out.or(o.guard.and(e.subLink(sub, o.env, w)))
	}
	return out.and(note)
}

func (p *prover) function(n pgcat.Name) *pgcat.Function {
	if fs := p.functions[n]; len(fs) > 0 {
		return fs[0]
	}
	return nil
}
