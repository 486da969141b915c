package sinks

import (
	"go/ast"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
)

// orms are the mappers whose methods take a value of the model.
var orms = []struct {
	roots    string
	classify library
}{
	{"github.com/go-gorp/gorp gopkg.in/gorp github.com/coopernurse/gorp", mapper("gorp", singular, "insert: Insert; update: Update UpdateColumns; delete: Delete; truncate: TruncateTables; ddl: CreateTables CreateTablesIfNotExists DropTable DropTables DropTablesIfExists CreateIndex")},
	{"xorm.io/xorm github.com/go-xorm/xorm", mapper("xorm", singular, "insert: Insert InsertOne InsertMulti; update: Update; delete: Delete Truncate; ddl: Sync Sync2 CreateTables DropTables CreateIndexes CreateUniques DropIndexes DropTable CreateTable")},
	{"github.com/go-pg/pg", mapper("pg", plural, "insert: Insert Model.Insert; update: Update UpdateNotZero; delete: Delete ForceDelete; save: SelectOrInsert; ddl: CreateTable DropTable")},
	{"github.com/gobuffalo/pop", mapper("pop", plural, "insert: Create ValidateAndCreate; update: Update ValidateAndUpdate UpdateColumns UpdateQuery; save: Save ValidateAndSave; delete: Destroy Delete; truncate: TruncateAll")},
	{"github.com/beego/beego github.com/astaxie/beego", mapper("orm", singular, "insert: Insert InsertWithCtx InsertMulti InsertMultiWithCtx; save: InsertOrUpdate InsertOrUpdateWithCtx ReadOrCreate ReadOrCreateWithCtx; update: Update UpdateWithCtx; delete: Delete DeleteWithCtx")},
	{"github.com/upper/db upper.io/db", mapper("db", plural, "insert: Insert InsertReturning InsertInto; update: Update UpdateReturning; save: Save; delete: Delete DeleteFrom; truncate: Truncate")},
	{"github.com/go-rel/rel", mapper("rel", plural, "insert: Insert MustInsert InsertAll MustInsertAll; update: Update MustUpdate UpdateAny MustUpdateAny; delete: Delete MustDelete DeleteAll MustDeleteAll DeleteAny MustDeleteAny; ~call: Exec MustExec")},
	{"gopkg.in/reform", mapper("reform", plural, "insert: Insert InsertColumns InsertMulti; update: Update UpdateColumns UpdateView; save: Save; delete: Delete DeleteFrom")},
	{"gopkg.in/src-d/go-kallax", mapper("kallax", plural, "insert: Insert; update: Update; save: Save; delete: Delete")},
	{"entgo.io/ent", mapper("ent", plural, "ddl: Schema.Create; commit: Tx.Commit")},
}

// mapper classifies the calls of a mapper: its own methods by name with the
// model of the first argument that is one, its statements by their text.
func mapper(name string, how style, verbs string) library {
	t := store{name: name, verbs: verbs}.compile()
	return func(c *Classifier, k *callee) []effects.Effect {
		v, ok := t.byName[k.name]
		if !ok {
			if v, ok = t.byName[k.typ+"."+k.name]; !ok {
				return sqlLibrary(c, k)
			}
		}
		if v.verb == verbCommit {
			return []effects.Effect{k.mutation(verbCommit, "", "COMMIT")}
		}
		model := k.chainTable()
		for i := 0; model == "" && i < len(k.call.Args); i++ {
			if k.name == "DeleteFrom" || k.name == "InsertInto" {
				model = k.constant(i)
				continue
			}
			if t := k.info.TypeOf(k.call.Args[i]); !isContext(t) {
				model = modelOf(t, k.scope.build(), how)
			}
		}
		e := k.mutation(v.verb, model, label(name+"."+k.name, model))
		e.Weak = v.weak
		return []effects.Effect{e}
	}
}

func isContext(t types.Type) bool {
	p, n := typeName(t)
	return p == "context" && n == "Context"
}

// chainTable is the table that an earlier call of the chain names.
func (k *callee) chainTable() string {
	table := ""
	if k.recv == nil {
		return ""
	}
	k.read().links(k.recv, 0, func(name string, call *ast.CallExpr) bool {
		if len(call.Args) == 0 {
			return true
		}
		switch name {
		case "Table", "From", "Collection", "DeleteFrom", "InsertInto", "UpdateTable":
			table = k.read().tableOf(call.Args[0])
		case "Model":
			table = modelOf(k.info.TypeOf(call.Args[0]), k.scope.build(), plural)
		}
		return table == ""
	})
	return table
}

var gormVerbs = map[string]string{
	"Create": "insert", "CreateInBatches": "insert", "Save": "save", "Update": "update", "Updates": "update",
	"UpdateColumn": "update", "UpdateColumns": "update", "Delete": "delete", "FirstOrCreate": "save",
	"AutoMigrate": "ddl", "CreateTable": "ddl", "DropTable": "ddl", "DropTableIfExists": "ddl", "AddColumn": "ddl", "DropColumn": "ddl",
	"AlterColumn": "ddl", "ModifyColumn": "ddl", "RenameColumn": "ddl", "RenameTable": "ddl", "CreateIndex": "ddl", "DropIndex": "ddl",
	"AddIndex": "ddl", "AddUniqueIndex": "ddl", "RemoveIndex": "ddl", "CreateConstraint": "ddl", "DropConstraint": "ddl", "AddForeignKey": "ddl",
	"UpdateSimple": "update", "UpdateColumnSimple": "update",
}

var gormLinks = map[string]string{"Append": "insert", "Replace": "update", "Delete": "delete", "Clear": "delete"}

// gormLibrary classifies the calls of gorm, of its generic interface and of
// the code that gen makes.
func gormLibrary(c *Classifier, k *callee) []effects.Effect {
	switch {
	case k.typ == "Association":
		verb, ok := gormLinks[k.name]
		if !ok {
			return nil
		}
		model := k.gormModel()
		return []effects.Effect{k.mutation(verb, model, label("gorm.Association."+k.name, model))}
	case k.name == "Exec" || k.name == "Raw":
		how := execs
		if k.name == "Raw" {
			how = queries
		}
		return k.statements(k.statementTexts(), how)
	case k.name == "Commit" || k.name == "Transaction" || k.name == "CommitTransaction":
		return []effects.Effect{k.mutation(verbCommit, "", "COMMIT")}
	}
	verb, ok := gormVerbs[k.name]
	if !ok || k.recv == nil {
		return nil
	}
	model := k.gormModel()
	return []effects.Effect{k.mutation(verb, model, label("gorm."+k.name, model))}
}

// gormModel is the table of the call: that of Table or Model in the chain, of
// the value that is written, or of the type parameter.
func (k *callee) gormModel() string {
	if t := k.chainTable(); t != "" {
		return t
	}
	ix := k.scope.build()
	for _, a := range k.call.Args {
		if t := k.info.TypeOf(a); t != nil && !isContext(t) {
			if m := modelOf(t, ix, plural); m != "" {
				return m
			}
		}
	}
	if n := namedOf(k.info.TypeOf(k.recv)); n != nil && n.TypeArgs().Len() == 1 {
		return modelOf(n.TypeArgs().At(0), ix, plural)
	}
	// A chain of a generic interface: gorm.G[User](db).Where(...).
	table := ""
	k.read().links(k.recv, 0, func(_ string, call *ast.CallExpr) bool {
		if t := k.info.TypeOf(call); t != nil {
			if n := namedOf(t); n != nil && n.TypeArgs().Len() == 1 {
				table = modelOf(n.TypeArgs().At(0), ix, plural)
			}
		}
		return table == ""
	})
	return table
}
