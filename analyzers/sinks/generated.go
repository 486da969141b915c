package sinks

import (
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// rpcCall classifies a call of a generated client: another service does the
// write, so that its name is all that tells. ok is false for other calls.
func rpcCall(k *callee) (es []effects.Effect, ok bool) {
	ps := k.sig.Params()
	if ps.Len() < 2 || k.typ == "" || !strings.HasSuffix(strings.ToLower(k.typ), "client") {
		return nil, false
	}
	last := ps.At(ps.Len() - 1).Type()
	grpc := false
	if s, isSlice := last.(*types.Slice); isSlice && k.sig.Variadic() {
		p, n := typeName(s.Elem())
		grpc = n == "CallOption" && (strings.HasPrefix(p, "google.golang.org/grpc") || strings.HasPrefix(p, "github.com/googleapis/gax-go"))
	}
	if !grpc {
		p, n := typeName(ps.At(1).Type())
		if n != "Request" || rootOf(p) != "connectrpc.com/connect" && rootOf(p) != "github.com/bufbuild/connect-go" {
			return nil, false
		}
	}
	if readOperation(k.name) {
		return nil, true
	}
	service := k.typ[:len(k.typ)-len("client")]
	e := k.mutation("call", strings.ToUpper(service[:min(1, len(service))])+service[min(1, len(service)):], "rpc "+service+"."+k.name)
	e.Weak = true
	return []effects.Effect{e}, true
}

// entVerbs are the endings of the builders that ent generates.
var entVerbs = []struct{ suffix, verb string }{
	{"CreateBulk", "insert"}, {"UpsertBulk", "upsert"}, {"UpsertOne", "upsert"}, {"Create", "insert"},
	{"UpdateOne", "update"}, {"Update", "update"}, {"DeleteOne", "delete"}, {"Delete", "delete"},
}

// entCall tells a builder of ent by its name and by the mutation inside.
func entCall(k *callee) (effects.Effect, bool) {
	switch k.name {
	case "Save", "SaveX", "Exec", "ExecX":
	default:
		return effects.Effect{}, false
	}
	for _, v := range entVerbs {
		entity, ok := strings.CutSuffix(k.typ, v.suffix)
		if !ok || entity == "" {
			continue
		}
		if !holdsMutation(k.fn.Signature().Recv().Type(), entity, 0) {
			return effects.Effect{}, false
		}
		ws := words(entity)
		if len(ws) == 0 {
			return effects.Effect{}, false
		}
		ws[len(ws)-1] = pluralOf(ws[len(ws)-1])
		table := strings.Join(ws, "_")
		return k.mutation(v.verb, table, label(strings.ToUpper(v.verb), table)), true
	}
	return effects.Effect{}, false
}

// holdsMutation looks for the field or method of type *EntityMutation, or the
// builder that a builder of many or of one is made of.
func holdsMutation(t types.Type, entity string, depth int) bool {
	n := namedOf(t)
	if n == nil || depth > 3 {
		return false
	}
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		el := elementOf(f.Type())
		if el == nil {
			continue
		}
		name := el.Obj().Name()
		if name == entity+"Mutation" {
			return true
		}
		if el != n && strings.HasPrefix(name, entity) && holdsMutation(el, entity, depth+1) {
			return true
		}
	}
	return false
}

// boilerCall tells a generated model of sqlboiler by the executor that its
// methods take.
func boilerCall(k *callee) []effects.Effect {
	if k.recv == nil {
		return nil
	}
	verb := ""
	switch {
	case strings.HasPrefix(k.name, "Insert"):
		verb = "insert"
	case strings.HasPrefix(k.name, "Update"):
		verb = "update"
	case strings.HasPrefix(k.name, "Upsert"):
		verb = "upsert"
	case strings.HasPrefix(k.name, "Delete"):
		verb = "delete"
	default:
		return nil
	}
	for p := range k.sig.Params().Variables() {
		path, n := typeName(p.Type())
		if (n == "ContextExecutor" || n == "Executor") && strings.HasSuffix(path, "/boil") {
			table := modelOf(k.info.TypeOf(k.recv), k.scope.build(), plural)
			return []effects.Effect{k.mutation(verb, table, label(strings.ToUpper(verb), table))}
		}
	}
	return nil
}

// readVerbs begin the names of operations that read, in the words that remote
// services use.
var readVerbs = set(`get list watch read search query find check describe count lookup fetch validate ping health head
	scan exists is has can resolve stat stats status load export download preview estimate evaluate simulate verify
	subscribe select show view retrieve batchget echo version info compare detect test`)

// readOperation reports whether a remote operation reads, by its first word.
func readOperation(name string) bool {
	ws := words(name)
	if len(ws) == 0 {
		return false
	}
	if ws[0] == "batch" || ws[0] == "stream" || ws[0] == "bulk" || ws[0] == "admin" {
		ws = ws[1:]
	}
	return len(ws) > 0 && readVerbs[ws[0]]
}
