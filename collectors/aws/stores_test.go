package aws

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestStores holds the facts of the fake account against what its answers say,
// in the shapes that the rules of templates judge.
func TestStores(t *testing.T) {
	f := gather(t.Context(), t, awstest.New(), Options{Regions: []string{"eu-central-1"}})
	if f == nil {
		t.Fatal("no file")
	}
	got := make(map[string]string)
	for _, x := range f.Facts {
		b, err := json.Marshal(x.Value)
		if err != nil {
			t.Fatal(err)
		}
		key := x.Kind + " " + x.Subject
		if x.Kind == "lambda.url" || x.Kind == "secret.value" { // several of one function
			key += " " + x.At.Resource
		}
		got[key] = string(b)
	}
	for key, part := range map[string]map[string]any{
		"store.encryption ledger":            {"encrypted": true, "customer": true},
		"store.encryption aurora":            {"encrypted": true, "kms": true, "customer": false},
		"store.encryption sessions":          {"customer": true},
		"store.encryption ledgerline/mail":   {"kms": true, "customer": false},
		"store.encryption /ledgerline/api":   {"customer": true},
		"store.encryption /ledgerline/audit": {"encrypted": true, "kms": false},
		"store.backup ledger":                {"days": 14.0},
		"store.backup sessions":              {"days": 20.0},
		"store.copy ledger":                  {"copies": true},
		"store.copy sessions":                {"copies": true},
		"store.copy ledgerline/db":           {"copies": true},
		"store.protection ledger":            {"protected": true},
		"net.exposure ledger":                {"public": false},
		"net.exposure web":                   {"public": true},
		"log.retention /ledgerline/api":      {"days": 90.0},
		"log.retention /ledgerline/audit":    {"days": 0.0},
		"lambda.url export arn:aws:lambda:eu-central-1:111122223333:function:export":                                     {"auth": "AWS_IAM"},
		"lambda.url export arn:aws:lambda:eu-central-1:111122223333:function:export:live":                                {"auth": "NONE"},
		"secret.value export/Environment.Variables.DB_PASSWORD arn:aws:lambda:eu-central-1:111122223333:function:export": {"holds": "literal"},
	} {
		text, ok := got[key]
		if !ok {
			t.Errorf("no fact %s among %v", key, slices.Sorted(maps.Keys(got)))
			continue
		}
		var v map[string]map[string]any
		var plain map[string]any
		if err := json.Unmarshal([]byte(text), &plain); err != nil {
			t.Fatal(err)
		}
		v = make(map[string]map[string]any)
		for k, e := range plain {
			if m, ok := e.(map[string]any); ok {
				v[k] = m
			}
		}
		for k, want := range part {
			if v[k]["k"] != "known" || v[k]["v"] != want {
				t.Errorf("%s: %s is %v, want %v", key, k, v[k], want)
			}
		}
	}
	if _, ok := got["store.backup member"]; ok {
		t.Error("a member of a cluster has no backups of its own")
	}
}
