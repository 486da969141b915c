package sinks

import (
	"go/ast"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// libraries are the modules whose writes are known, by the root of the import
// path (see rootOf).
func libraries() map[string]library {
	m := map[string]library{
		"os": files, "io/ioutil": files, "os/exec": processes, "net/smtp": mail, "net/http": httpLibrary, "reflect": reflection,
		"crypto/hmac": signatures, "crypto/subtle": signatures, "crypto/ed25519": signatures, "crypto/rsa": signatures,
		"crypto/ecdsa": signatures, "crypto": signatures,
		"github.com/aws/aws-sdk-go-v2": awsLibrary, "github.com/aws/aws-sdk-go": awsLibrary,
		"gorm.io/gorm": gormLibrary, "github.com/jinzhu/gorm": gormLibrary, "gorm.io/gen": gormLibrary,
		"go.mongodb.org/mongo-driver": mongoLibrary,
		"cloud.google.com/go":         googleLibrary,
		"github.com/pocketbase/dbx":   dbxLibrary, "github.com/go-ozzo/ozzo-dbx": dbxLibrary,
		"google.golang.org/grpc": grpcLibrary,
	}
	for root := range strings.FieldsSeq(`database/sql github.com/jackc/pgx github.com/jackc/pgconn github.com/jmoiron/sqlx
		github.com/georgysavva/scany github.com/lib/pq github.com/gocql/gocql github.com/ClickHouse/clickhouse-go
		github.com/blockloop/scan crawshaw.io/sqlite zombiezen.com/go github.com/scylladb/gocqlx github.com/randallmlough/pgxscan`) {
		m[root] = sqlLibrary
	}
	for root := range builderTypes {
		m[root] = sqlLibrary
	}
	for _, o := range orms {
		for root := range strings.FieldsSeq(o.roots) {
			m[root] = o.classify
		}
	}
	for _, s := range stores {
		t := s.compile()
		for root := range strings.FieldsSeq(s.roots) {
			m[root] = t.classify
		}
	}
	return m
}

// storeNames lists the functions of each store that write, without their types.
func storeNames() map[string]map[string]bool {
	m := make(map[string]map[string]bool)
	for _, s := range stores {
		names := make(map[string]bool)
		for n := range s.compile().byName {
			names[n[strings.LastIndexByte(n, '.')+1:]] = true
		}
		for root := range strings.FieldsSeq(s.roots) {
			m[root] = names
		}
	}
	return m
}

// store is a module whose writes are told by the names of its functions.
type store struct {
	roots string // import paths, by spaces
	name  string // in front of the function for people: "redis.Set"
	// verbs lists "verb: F Type.M ...; verb: ..."; a "~" before the verb makes
	// the effects weak.
	verbs string
	// model finds what is written; nil: the name of the store.
	model func(k *callee) string
}

// compiled is a store whose names are read.
type compiled struct {
	store
	byName map[string]storeVerb
}

type storeVerb struct {
	verb string
	weak bool
}

func (s store) compile() compiled {
	c := compiled{store: s, byName: make(map[string]storeVerb)}
	for part := range strings.SplitSeq(s.verbs, ";") {
		verb, names, _ := strings.Cut(part, ":")
		verb = strings.TrimSpace(verb)
		v := storeVerb{verb: strings.TrimPrefix(verb, "~"), weak: strings.HasPrefix(verb, "~")}
		for n := range strings.FieldsSeq(names) {
			c.byName[n] = v
		}
	}
	return c
}

func (c compiled) classify(_ *Classifier, k *callee) []effects.Effect {
	v, ok := c.byName[k.name]
	if !ok {
		if v, ok = c.byName[k.typ+"."+k.name]; !ok {
			return nil
		}
	}
	if k.name == "OpenFile" && !k.opensToWrite() {
		return nil
	}
	model := c.name
	if c.model != nil {
		model = c.model(k)
	}
	what := c.name + "." + k.name
	if c.model != nil {
		what = label(what, model)
	}
	e := k.mutation(v.verb, model, what)
	e.Weak = v.weak
	return []effects.Effect{e}
}

// named gives the constant that a method in the chain before the call names
// the store's part with: client.Database("app").Collection("deals").
func named(methods string) func(k *callee) string {
	in := set(methods)
	return func(k *callee) string {
		out := ""
		if k.recv == nil {
			return ""
		}
		k.read().links(k.recv, 0, func(name string, call *ast.CallExpr) bool {
			if in[name] && len(call.Args) > 0 {
				out = k.known(call.Args[0])
			}
			return out == ""
		})
		return out
	}
}
