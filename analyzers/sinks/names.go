package sinks

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
	"unicode"
)

// words splits a Go or SQL name: "HasPermissionTo" and "has_permission_to"
// give has, permission, to; "HTTPServer" gives http, server.
func words(name string) []string {
	var out []string
	start := 0
	rs := []rune(name)
	flush := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(string(rs[start:end])))
		}
	}
	for i, r := range rs {
		switch {
		case r == '_' || r == '-' || r == '.' || r == '$':
			flush(i)
			start = i + 1
		case unicode.IsUpper(r) && i > start && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])):
			flush(i)
			start = i
		}
	}
	flush(len(rs))
	return out
}

// style is how a library names the table of a model.
type style int

const (
	plural   style = iota // Invoice: invoices
	singular              // Invoice: invoice
)

// modelOf names the table of the model that a value is of: by what its method
// TableName gives, else by the name of its type.
func modelOf(t types.Type, ix *index, how style) string {
	n := elementOf(t)
	if n == nil || n.Obj().Pkg() == nil || !isModel(n) {
		return ""
	}
	if ix != nil && ix.tables[n.Obj()] != "" {
		return ix.tables[n.Obj()]
	}
	if name := tableMethod(n, ix); name != "" {
		return name
	}
	ws := words(n.Obj().Name())
	if len(ws) == 0 {
		return ""
	}
	if how == plural {
		ws[len(ws)-1] = pluralOf(ws[len(ws)-1])
	}
	return strings.Join(ws, "_")
}

// isModel: a struct that isn't a value of the standard library.
func isModel(n *types.Named) bool {
	if _, ok := n.Underlying().(*types.Struct); !ok {
		return false
	}
	switch n.Obj().Pkg().Path() {
	case "time", "reflect", "bytes", "sync", "math/big", "database/sql":
		return false
	}
	return true
}

// elementOf is the named type behind pointers, slices and maps.
func elementOf(t types.Type) *types.Named {
	for range 6 {
		if t == nil {
			return nil
		}
		t = types.Unalias(t)
		if n, ok := t.(*types.Named); ok {
			switch u := n.Underlying().(type) {
			case *types.Slice:
				t = u.Elem()
				continue
			case *types.Pointer:
				t = u.Elem()
				continue
			}
			return n
		}
		switch u := t.(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		default:
			return nil
		}
	}
	return nil
}

// tableMethod reads "func (T) TableName() string { return "x" }" of the package.
func tableMethod(n *types.Named, ix *index) string {
	if ix == nil || n.Obj().Pkg() != ix.pkg {
		return ""
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(n), true, n.Obj().Pkg(), "TableName")
	fn, ok := obj.(*types.Func)
	if !ok || ix.funcs[fn] == nil || ix.funcs[fn].Body == nil {
		return ""
	}
	body := ix.funcs[fn].Body.List
	if len(body) != 1 {
		return ""
	}
	ret, ok := body[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return ""
	}
	if v := ix.info.Types[ret.Results[0]].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

func pluralOf(w string) string {
	switch {
	case w == "person":
		return "people"
	case w == "child":
		return "children"
	case strings.HasSuffix(w, "data") || strings.HasSuffix(w, "info") || strings.HasSuffix(w, "news") || strings.HasSuffix(w, "equipment"):
		return w
	case len(w) > 1 && strings.HasSuffix(w, "y") && strings.IndexByte("aeiou", w[len(w)-2]) < 0:
		return w[:len(w)-1] + "ies"
	case strings.HasSuffix(w, "s") || strings.HasSuffix(w, "x") || strings.HasSuffix(w, "ch") || strings.HasSuffix(w, "sh"):
		return w + "es"
	}
	return w + "s"
}
