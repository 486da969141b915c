package sinks

import (
	"go/ast"
	"go/types"
	"strings"
)

// builderTypes are the types of the query builders that hold a statement until
// it is run, by the root of the module: what each does.
var builderTypes = map[string]map[string]string{
	"github.com/Masterminds/squirrel":     squirrelTypes,
	"gopkg.in/Masterminds/squirrel":       squirrelTypes,
	"github.com/mattermost/squirrel":      squirrelTypes,
	"github.com/lann/squirrel":            squirrelTypes,
	"github.com/elgris/sqrl":              squirrelTypes,
	"github.com/huandu/go-sqlbuilder":     squirrelTypes,
	"github.com/doug-martin/goqu":         {"InsertDataset": "insert", "UpdateDataset": "update", "DeleteDataset": "delete", "TruncateDataset": "truncate", "SelectDataset": "read"},
	"github.com/uptrace/bun":              bunTypes,
	"github.com/go-pg/pg":                 {},
	"github.com/gocraft/dbr":              dbrTypes,
	"github.com/mailru/dbr":               dbrTypes,
	"github.com/go-jet/jet":               {"InsertStatement": "insert", "UpdateStatement": "update", "DeleteStatement": "delete", "SelectStatement": "read"},
	"github.com/volatiletech/sqlboiler":   {},
	"github.com/ClickHouse/clickhouse-go": {},
}

var squirrelTypes = map[string]string{"InsertBuilder": "insert", "UpdateBuilder": "update", "DeleteBuilder": "delete",
	"SelectBuilder": "read", "UnionBuilder": "read", "CreateTableBuilder": "ddl"}

var bunTypes = map[string]string{"InsertQuery": "insert", "UpdateQuery": "update", "DeleteQuery": "delete", "MergeQuery": "upsert",
	"TruncateTableQuery": "truncate", "CreateTableQuery": "ddl", "DropTableQuery": "ddl", "CreateIndexQuery": "ddl",
	"DropIndexQuery": "ddl", "AddColumnQuery": "ddl", "DropColumnQuery": "ddl", "SelectQuery": "read", "ValuesQuery": "read"}

var dbrTypes = map[string]string{"InsertStmt": "insert", "UpdateStmt": "update", "DeleteStmt": "delete", "SelectStmt": "read",
	"InsertBuilder": "insert", "UpdateBuilder": "update", "DeleteBuilder": "delete", "SelectBuilder": "read"}

// runs are the methods of a builder that execute it.
var runs = set(`Exec ExecContext Query QueryContext QueryRow QueryRowContext Scan ScanContext
	Load LoadContext LoadOne LoadOneContext ScanAndCount ExecContextWith`)

// givesText are the methods of a builder that give its statement, as text or
// to be executed.
var givesText = set("ToSql MustSql ToSQL MustToSql Sql Build BuildWithFlavor Executor")

// builderOf says what a value of a builder's type does, "" for other types.
func builderOf(t types.Type) string {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return ""
	}
	return builderTypes[rootOf(n.Obj().Pkg().Path())][n.Obj().Name()]
}

// givesStatement reports whether a value holds a statement: a builder, or the
// interface that builders have in common.
func givesStatement(t types.Type) bool {
	if builderOf(t) != "" {
		return true
	}
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	_, known := builderTypes[rootOf(n.Obj().Pkg().Path())]
	return known && (n.Obj().Name() == "Sqlizer" || n.Obj().Name() == "Builder" || n.Obj().Name() == "SQLExpression")
}

// built is the statement that a builder's expression holds.
func (r *reader) built(verb string, e ast.Expr) *statement {
	if verb == "read" {
		return &statement{kind: reads, verb: "select"}
	}
	s := &statement{kind: writes, verb: verb, table: r.builderTable(e)}
	if verb == "ddl" {
		s.kind = ddl
	}
	s.what = label(strings.ToUpper(verb), s.table)
	return s
}

// namesTable are the methods of builders whose argument is the table.
var namesTable = set(`Insert Update Delete Into InsertInto InsertIgnoreInto ReplaceInto Table From DeleteFrom Replace
	TableExpr ModelTableExpr Truncate CreateTable UpdateTable NewUpdate`)

// namesModel are the methods of builders whose argument is a value of the model.
var namesModel = set("Model")

// builderTable walks a chain of calls back to the one that names the table.
func (r *reader) builderTable(e ast.Expr) string {
	table := ""
	r.links(e, 0, func(name string, call *ast.CallExpr) bool {
		if len(call.Args) == 0 {
			return true
		}
		switch {
		case namesTable[name]:
			table = r.tableOf(call.Args[0])
		case namesModel[name]:
			table = modelOf(r.info.TypeOf(call.Args[0]), r.ix(), plural)
		}
		return table == ""
	})
	return table
}

// tableOf is the table that a constant names, alone or as "name AS alias".
func (r *reader) tableOf(e ast.Expr) string {
	if !isString(r.info.TypeOf(e)) {
		return ""
	}
	ts := r.texts(e, 6)
	if len(ts) != 1 || ts[0].stmt != nil {
		return ""
	}
	name, _ := tableName(sqlTokens(ts[0].s))
	return name
}

// maxLinks bounds the walk along a chain.
const maxLinks = 200

// links calls f for each method of a chain, last first, through the variables
// that hold a part of it, until f gives false.
func (r *reader) links(e ast.Expr, depth int, f func(string, *ast.CallExpr) bool) bool {
	for {
		r.chain++
		if r.chain > maxLinks || depth > maxDepth {
			return false
		}
		switch x := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			switch fun := ast.Unparen(x.Fun).(type) {
			case *ast.SelectorExpr:
				if !f(fun.Sel.Name, x) {
					return false
				}
				e = fun.X
				if r.info.Selections[fun] == nil {
					return true // a function of a package: the chain begins here
				}
				continue
			case *ast.Ident:
				return f(fun.Name, x)
			}
			return true
		case *ast.UnaryExpr:
			e = x.X
			continue
		case *ast.Ident:
			v := variable(r.info, x)
			if v == nil || r.ix() == nil {
				return true
			}
			for _, d := range r.ix().defs[v] {
				if d.expr != nil && d.n <= 0 && d.op == sets && !r.links(d.expr, depth+4, f) {
					return false
				}
			}
		}
		return true
	}
}
