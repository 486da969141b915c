package sinks

import (
	"go/ast"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// dbxVerbs are the methods of dbx that write rows; where they make a query, the first
// argument is the table.
var dbxVerbs = map[string]string{"Insert": "insert", "Upsert": "upsert", "Update": "update", "Delete": "delete", "TruncateTable": "truncate"}

// dbxLibrary classifies the calls of dbx: a query is made by NewQuery, by a verb
// or by a change of the schema, and nothing is done before it is run.
func dbxLibrary(_ *Classifier, k *callee) []effects.Effect {
	if k.recv == nil {
		return nil
	}
	switch k.typ + "." + k.name {
	case "ModelQuery.Insert", "ModelQuery.Update", "ModelQuery.Delete":
		model := k.chainTable()
		return []effects.Effect{k.mutation(dbxVerbs[k.name], model, label("dbx."+k.name, model))}
	case "Query.Execute":
		return k.dbxQuery(execs)
	case "Query.One", "Query.All", "Query.Row", "Query.Column", "Query.Rows":
		return k.dbxQuery(queries)
	case "Tx.Commit", "DB.Transactional":
		return []effects.Effect{k.mutation(verbCommit, "", "COMMIT")}
	}
	return nil
}

// dbxQuery is what a query does that is run: one effect for each that its
// variable may hold.
func (k *callee) dbxQuery(how run) []effects.Effect {
	var out []effects.Effect
	made := false
	k.read().links(k.recv, 0, func(name string, call *ast.CallExpr) bool {
		if len(call.Args) == 0 {
			return true
		}
		verb := dbxVerbs[name]
		switch {
		case name == "NewQuery":
			made = true
			out = append(out, k.statements(k.read().texts(call.Args[0], 0), how)...)
			return true
		case verb != "":
		case strings.HasSuffix(name, "Table"), strings.HasSuffix(name, "Column"), strings.HasSuffix(name, "Index"), strings.HasSuffix(name, "Key"):
			verb = "ddl"
		default:
			return true
		}
		made = true
		table := k.read().tableOf(call.Args[0])
		out = append(out, k.mutation(verb, table, label(strings.ToUpper(verb), table)))
		return true
	})
	if !made && how == execs {
		// It was made elsewhere.
		e := k.mutation("", "", k.short())
		e.Unread = "the query is made elsewhere"
		return []effects.Effect{e}
	}
	return out
}
