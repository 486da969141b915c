package sinks

import (
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// googleVerbs are the writes of the hand-written clients of Google Cloud, by
// package and then by function.
var googleVerbs = map[string]map[string]string{
	"storage": {"ObjectHandle.NewWriter": "write", "ObjectHandle.Delete": "delete", "ObjectHandle.Update": "update", "Copier.Run": "write",
		"Composer.Run": "write", "BucketHandle.Create": "create", "BucketHandle.Delete": "delete", "BucketHandle.Update": "update",
		"ACLHandle.Set": "update", "ACLHandle.Delete": "delete", "Client.CreateHMACKey": "create"},
	"pubsub": {"Topic.Publish": "send", "Publisher.Publish": "send", "Client.CreateTopic": "ddl", "Client.CreateSubscription": "ddl", "Topic.Delete": "ddl"},
	"firestore": {"DocumentRef.Set": "write", "DocumentRef.Create": "insert", "DocumentRef.Update": "update", "DocumentRef.Delete": "delete",
		"CollectionRef.Add": "insert", "WriteBatch.Set": "write", "WriteBatch.Create": "insert", "WriteBatch.Update": "update", "WriteBatch.Delete": "delete",
		"Transaction.Set": "write", "Transaction.Create": "insert", "Transaction.Update": "update", "Transaction.Delete": "delete",
		"BulkWriter.Set": "write", "BulkWriter.Create": "insert", "BulkWriter.Update": "update", "BulkWriter.Delete": "delete",
		"WriteBatch.Commit": verbCommit, "Client.RunTransaction": verbCommit},
	"datastore": {"Client.Put": "upsert", "Client.PutMulti": "upsert", "Client.Delete": "delete", "Client.DeleteMulti": "delete", "Client.Mutate": "write",
		"Transaction.Put": "upsert", "Transaction.PutMulti": "upsert", "Transaction.Delete": "delete", "Transaction.DeleteMulti": "delete",
		"Transaction.Mutate": "write", "Transaction.Commit": verbCommit, "Client.RunInTransaction": verbCommit},
	"bigquery": {"Inserter.Put": "insert", "Loader.Run": "insert", "Copier.Run": "insert", "Table.Create": "ddl", "Table.Delete": "ddl", "Table.Update": "ddl", "Dataset.Create": "ddl", "Dataset.Delete": "ddl"},
	"spanner": {"Client.Apply": "write", "ReadWriteTransaction.BufferWrite": "write", "Client.ReadWriteTransaction": verbCommit,
		"Client.PartitionedUpdate": "update", "ReadWriteTransaction.Update": "sql", "ReadWriteTransaction.BatchUpdate": "update",
		"Insert": "insert", "InsertOrUpdate": "upsert", "Replace": "upsert", "Update": "update", "Delete": "delete"},
	"bigtable": {"Table.Apply": "write", "Table.ApplyBulk": "write", "Table.ApplyReadModifyWrite": "write"},
	"logging":  {},
}

// googleLibrary classifies the calls of Google Cloud's clients: the
// hand-written ones by the table, the generated ones by the name of the
// operation.
func googleLibrary(_ *Classifier, k *callee) []effects.Effect {
	parts := strings.Split(k.sub(), "/")
	table, ok := googleVerbs[parts[0]]
	if ok && (len(parts) == 1 || isVersion(parts[len(parts)-1])) {
		verb := table[k.name]
		if k.typ != "" {
			verb = table[k.typ+"."+k.name]
		}
		switch verb {
		case "":
			return nil
		case verbCommit:
			return []effects.Effect{k.mutation(verb, "", "COMMIT")}
		}
		if verb == "sql" {
			verb = "update"
		}
		model := named("Bucket Collection Doc Topic Publisher Table Dataset Open")(k)
		if model == "" && parts[0] == "spanner" {
			model = k.constant(0)
		}
		if model == "" && parts[0] != "firestore" && parts[0] != "spanner" && parts[0] != "datastore" {
			model = parts[0]
		}
		if parts[0] == "firestore" && strings.Contains(model, "/") {
			model, _, _ = strings.Cut(model, "/")
		}
		return []effects.Effect{k.mutation(verb, model, parts[0]+"."+k.name)}
	}
	// Generated clients stand in packages apiv1, apiv1beta1, ...
	if !strings.Contains(k.sub(), "apiv") || !strings.HasSuffix(k.typ, "Client") || k.name == "Close" || readOperation(k.name) {
		return nil
	}
	if es, ok := rpcCall(k); ok && len(es) == 1 {
		e := es[0]
		e.Weak = strings.HasPrefix(k.name, "Generate") || strings.HasPrefix(k.name, "Predict") || strings.HasPrefix(k.name, "Encrypt") || strings.HasPrefix(k.name, "Decrypt") || strings.HasPrefix(k.name, "Access")
		e.Verb, e.Model, e.What = "write", parts[0], parts[0]+"."+k.name
		if strings.HasPrefix(k.name, "Access") {
			return nil
		}
		return []effects.Effect{e}
	}
	return nil
}
