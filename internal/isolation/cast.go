package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// wideTypes hold every value of the types that identities have, so that a cast
// to them keeps different values apart.
func wideType(t *pg_query.TypeName) bool {
	schema, name := dotted(t.GetNames())
	if len(t.GetTypmods()) > 0 || !ownedByPostgres(schema) && name != "citext" {
		return false
	}
	switch name {
	case "text", "uuid", "varchar", "bpchar", "int8", "int4", "int2", "numeric", "citext", "json", "jsonb", "bool", "regclass", "oid":
		return name != "bool"
	}
	return false
}

// ownCollation reports whether a collation is one that Postgres brings along,
// which holds no different texts for equal.
func ownCollation(schema, name string) bool {
	low := strings.ToLower(name)
	return schema == "pg_catalog" || low == "default" || low == "c" || low == "posix" || low == "ucs_basic" || strings.Contains(low, "_") || strings.HasSuffix(low, "-x-icu")
}

func (e *eval) cast(c *pg_query.TypeCast, v *env) []alt {
	in := e.scalar(c.Arg, v)
	if _, name := dotted(c.TypeName.GetNames()); name == "citext" {
		for i := range in {
			in[i].t.lossy = in[i].t.lossy || merges(in[i].t)
		}
		return in
	}
	if wideType(c.TypeName) {
		return in
	}
	name := typeName(c.TypeName)
	out := make([]alt, len(in))
	for i, a := range in {
		out[i] = a
		switch a.t.kind {
		case tConst:
			if len(c.TypeName.Typmods) > 0 { // cut off or rounded
				out[i].t = opaque(a.t.text+"::"+name, "the cast to "+name+" is not followed")
			}
		case tNull, tOpaque, tElem, tWrite:
		case tIdent, tClaim:
			// an enum or a domain: a cast of its own may do anything
			if a.t.kind == tIdent && !builtinNarrow(typeName(c.TypeName)) {
				out[i].t = term{kind: tOpaque, key: a.t.key + "::" + name, text: a.t.text + "::" + name, deps: a.t.deps}
				out[i].t.deps.bad = "the cast to " + name + " is not followed"
				continue
			}
			if _, rel := dotted(c.TypeName.GetNames()); builtinNarrow(rel) {
				out[i].t = term{kind: tClaim, key: a.t.key + "::" + name, text: a.t.text + "::" + name, deps: a.t.deps}
			}
		default:
			if _, rel := dotted(c.TypeName.GetNames()); builtinNarrow(rel) {
				out[i].t = derive(name, a.t.text+"::"+name, []term{a.t})
			} else {
				d := a.t.deps
				d.bad = "the cast to " + name + " is not followed"
				out[i].t = term{kind: tOpaque, key: a.t.key + "::" + name, text: a.t.text + "::" + name, deps: d}
			}
		}
	}
	return out
}

// merges reports whether a value may be told from others by capitals alone, so
// that a comparison without them takes two for one. Ids are not, and addresses
// are the same person's.
func merges(t term) bool {
	switch t.kind {
	case tIdent:
		low := strings.ToLower(t.ident.text)
		return !strings.Contains(low, "email") && !strings.Contains(low, "uid()") && !strings.Contains(low, "sub")
	case tElem:
		return t.of != nil && merges(*t.of)
	case tCol, tDerived:
		col := t.baseColumn()
		if strings.Contains(strings.ToLower(col), "email") {
			return false
		}
		if t.inst != nil && t.inst.table != nil {
			if c := t.inst.table.Column(col); c != nil {
				switch baseType(c.Type) {
				case "uuid", "int8", "int4", "int2", "numeric", "citext":
					return false
				}
			}
		}
		return true
	}
	return false
}

// builtinNarrow are types of Postgres to which different values cast alike.
func builtinNarrow(t string) bool {
	switch t {
	case "bool", "date", "time", "timetz", "timestamp", "timestamptz", "interval", "float4", "float8", "char", "name", "money", "bit", "varbit",
		"varchar", "bpchar", "text", "numeric": // with a length
		return true
	}
	return false
}

// derive is a value that is computed from others.
func derive(op, text string, args []term) term {
	keys := make([]string, len(args))
	var d deps
	consts := true
	for i, a := range args {
		keys[i] = a.key
		d = d.with(a.deps)
		consts = consts && (a.kind == tConst || a.kind == tNull)
	}
	if slices.ContainsFunc(args, func(a term) bool { return a.kind == tNull }) && !takesNull(op) {
		return nullTerm()
	}
	t := term{kind: tOpaque, key: op + "(" + strings.Join(keys, ",") + ")", text: text, deps: d}
	t.lossy = !apart(op, args)
	switch {
	case d.bad != "":
	case d.written && len(d.insts) == 0:
		t.kind = tWrite
	case d.session && len(d.insts) == 0:
		t.kind = tClaim
	case len(d.insts) == 1 && !d.session && !d.written:
		t.kind, t.inst, t.col = tDerived, d.insts[0], text
	}
	return t
}

// apart reports whether a value that is computed names what it is computed from
// or a part of it that stands for itself, as a field of a document or a folder
// of a path does. A length, a first letter or a remainder does not.
func apart(op string, args []term) bool {
	if slices.ContainsFunc(args, func(a term) bool { return a.lossy }) {
		return false
	}
	switch op {
	case "sub", "split_part", "foldername", "string_to_array", "lower", "upper", "btrim", "text", "uuid", "to_jsonb", "to_json", "prefix",
		"->", "->>", "#>", "#>>":
		return true
	}
	return strings.HasPrefix(op, "json:")
}

// takesNull reports whether a function gives a value for NULL.
func takesNull(op string) bool {
	switch op {
	case "concat", "concat_ws", "num_nulls", "num_nonnulls", "jsonb_build_object", "jsonb_build_array", "array_append", "array_remove", "array_cat", "array_position",
		"IS_GREATEST", "IS_LEAST":
		return true
	}
	return false
}
