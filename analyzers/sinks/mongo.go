package sinks

import (
	"go/ast"
	"go/constant"

	"github.com/candor-dev/candor/internal/effects"
)

// mongoLibrary classifies the calls of the MongoDB driver.
func mongoLibrary(_ *Classifier, k *callee) []effects.Effect {
	verb, ok := mongoVerbs[k.name]
	if !ok {
		return nil
	}
	switch k.typ {
	case "Collection", "Database", "IndexView", "Bucket", "GridFSBucket", "SearchIndexView":
	case "Session", "Client":
		if verb != verbCommit && k.name != "BulkWrite" {
			return nil
		}
	default:
		return nil
	}
	if verb == verbCommit {
		return []effects.Effect{k.mutation(verb, "", "COMMIT")}
	}
	model := ""
	if k.typ != "Database" {
		model = named("Collection")(k)
	}
	if k.name == "RunCommand" {
		e := k.mutation("call", "", "mongo.RunCommand")
		e.Weak = !k.writesByCommand()
		return []effects.Effect{e}
	}
	return []effects.Effect{k.mutation(verb, model, label("mongo."+k.name, model))}
}

var mongoVerbs = map[string]string{
	"InsertOne": "insert", "InsertMany": "insert", "UpdateOne": "update", "UpdateMany": "update", "UpdateByID": "update",
	"ReplaceOne": "update", "DeleteOne": "delete", "DeleteMany": "delete", "BulkWrite": "write",
	"FindOneAndUpdate": "update", "FindOneAndReplace": "update", "FindOneAndDelete": "delete", "Drop": "ddl",
	"CreateCollection": "ddl", "CreateView": "ddl", "CreateOne": "ddl", "CreateMany": "ddl", "DropOne": "ddl", "DropAll": "ddl",
	"UploadFromStream": "write", "OpenUploadStream": "write", "OpenUploadStreamWithID": "write", "UploadFromStreamWithID": "write",
	"Delete": "delete", "Rename": "update", "RunCommand": "call", "CommitTransaction": verbCommit, "WithTransaction": verbCommit,
}

// writesByCommand reports whether the first key of a literal command writes.
func (k *callee) writesByCommand() bool {
	writes := false
	for _, a := range k.call.Args {
		ast.Inspect(a, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if v := k.info.Types[e].Value; v != nil && v.Kind() == constant.String {
					switch constant.StringVal(v) {
					case "insert", "update", "delete", "findAndModify", "drop", "create", "createIndexes":
						writes = true
					}
				}
			}
			return !writes
		})
	}
	return writes
}
