package iac

import (
	"fmt"
	"testing"

	"github.com/candor-dev/candor"
)

// TestSpecial: what is not written is off, on or not told, never guessed.
func TestSpecial(t *testing.T) {
	key, own := Text("arn:aws:kms:eu-central-1:111122223333:key/1", here), Text("alias/aws/kinesis", here)
	hidden := Hidden("parameter P has no default", here)
	on, off := &Node{Kind: Scalar, V: true, From: "literal", At: here}, &Node{Kind: Scalar, V: false, From: "literal", At: here}
	text := func(s string) *Node { return Text(s, here) }
	emr := func(s string) *Node { return Text(`{"EncryptionConfiguration": `+s+`}`, here) }
	tests := []struct {
		name string
		emit func(s *Sink, r Owner)
		want string // encrypted, kms, customer, written
	}{
		{"stream", func(s *Sink, r Owner) { s.Stream(r, text("KMS"), key, nil) }, "true true true true"},
		{"stream of the service's key", func(s *Sink, r Owner) { s.Stream(r, text("KMS"), own, nil) }, "true true false true"},
		{"stream without key", func(s *Sink, r Owner) { s.Stream(r, text("KMS"), nil, nil) }, "? false false false"},
		{"stream of no kind", func(s *Sink, r Owner) { s.Stream(r, hidden, key, nil) }, "? true true true"},
		{"stream off", func(s *Sink, r Owner) { s.Stream(r, text("NONE"), key, nil) }, "false false false true"},
		{"delivery of a stream", func(s *Sink, r Owner) { s.Delivery(r, Delivery{Source: key}) }, "true false false true"},
		{"delivery", func(s *Sink, r Owner) { s.Delivery(r, Delivery{}) }, "false false false false"},
		{"delivery of AWS", func(s *Sink, r Owner) { s.Delivery(r, Delivery{On: on}) }, "true false false true"},
		{"delivery off", func(s *Sink, r Owner) { s.Delivery(r, Delivery{On: off}) }, "false false false true"},
		{"delivery hidden", func(s *Sink, r Owner) { s.Delivery(r, Delivery{On: hidden}) }, "? false false true"},
		{"delivery without kind", func(s *Sink, r Owner) { s.Delivery(r, Delivery{On: object(), Key: key}) }, "? false false false"},
		{"delivery of a customer", func(s *Sink, r Owner) {
			s.Delivery(r, Delivery{On: object(), Kind: text("CUSTOMER_MANAGED_CMK"), Key: key})
		}, "true true true true"},
		{"delivery of a key that is not named", func(s *Sink, r Owner) {
			s.Delivery(r, Delivery{On: object(), Kind: text("CUSTOMER_MANAGED_CMK")})
		}, "? false false true"},
		{"delivery of no kind", func(s *Sink, r Owner) { s.Delivery(r, Delivery{On: object(), Kind: text("AWS_OWN"), Key: key}) }, "? false false true"},
		{"build", func(s *Sink, r Owner) { s.Artifacts(r, nil, "d", nil) }, "true true false false"},
		{"build off", func(s *Sink, r Owner) { s.Artifacts(r, []*Node{object("d", off), object("d", on)}, "d", key) }, "false false false true"},
		{"build hidden", func(s *Sink, r Owner) { s.Artifacts(r, []*Node{object("d", hidden)}, "d", key) }, "? true true true"},
		{"build on", func(s *Sink, r Owner) { s.Artifacts(r, []*Node{object(), object("d", off)}, "d", key) }, "true true true true"},
		{"results", func(s *Sink, r Owner) { s.Results(r, Results{}) }, "true false false false"},
		{"results by KMS", func(s *Sink, r Owner) { s.Results(r, Results{Option: text("SSE_KMS"), Key: key}) }, "true true true true"},
		{"results by S3", func(s *Sink, r Owner) { s.Results(r, Results{Option: text("SSE_S3"), Enforce: on}) }, "true false false true"},
		{"results of nobody's choice", func(s *Sink, r Owner) { s.Results(r, Results{Option: text("SSE_KMS"), Enforce: off}) }, "true false false false"},
		{"results hidden", func(s *Sink, r Owner) { s.Results(r, Results{Option: hidden}) }, "true ? ? true"},
		{"results perhaps held", func(s *Sink, r Owner) { s.Results(r, Results{Option: text("SSE_KMS"), Enforce: hidden}) }, "true ? ? true"},
		{"results by S3's key", func(s *Sink, r Owner) { s.Results(r, Results{Option: text("SSE_KMS")}) }, "true true false true"},
		{"secrets", func(s *Sink, r Owner) { s.ClusterSecrets(r, nil, "resources", "k") }, "true false false false"},
		{"secrets by keys", func(s *Sink, r Owner) {
			s.ClusterSecrets(r, object("k", key, "resources", text("secrets")), "resources", "k")
		}, "true true true true"},
		{"a key for something else", func(s *Sink, r Owner) {
			s.ClusterSecrets(r, object("k", key, "resources", text("other")), "resources", "k")
		}, "true ? ? true"},
		{"a key for what can't be told", func(s *Sink, r Owner) {
			s.ClusterSecrets(r, object("k", key, "resources", hidden), "resources", "k")
		}, "true ? ? true"},
		{"kept", func(s *Sink, r Owner) { s.Kept(r, "x", "always", nil, "") }, "true false false false"},
		{"kept by the service's key", func(s *Sink, r Owner) { s.Kept(r, "x", "always", text(""), "aws/x") }, "true true false false"},
		{"kept by a key", func(s *Sink, r Owner) { s.Kept(r, "x", "always", key, "aws/x") }, "true true true true"},
		{"a key by a short name of the service's", func(s *Sink, r Owner) { s.Kept(r, "x", "always", text("aws/x"), "") }, "true true false true"},
		{"object", func(s *Sink, r Owner) { s.Object(r, nil, nil) }, ""},
		{"object with a key", func(s *Sink, r Owner) { s.Object(r, nil, key) }, "true true true true"},
		{"object with AES256", func(s *Sink, r Owner) { s.Object(r, text("AES256"), nil) }, "true false false true"},
		{"object with KMS", func(s *Sink, r Owner) { s.Object(r, text("aws:kms"), nil) }, "true true false true"},
		{"object hidden", func(s *Sink, r Owner) { s.Object(r, hidden, nil) }, "true ? ? true"},
		{"parameter", func(s *Sink, r Owner) { s.Parameter(r, text("SecureString"), nil) }, "true true false true"},
		{"parameter hidden", func(s *Sink, r Owner) { s.Parameter(r, hidden, key) }, "? true true true"},
		{"file system", func(s *Sink, r Owner) { s.Lustre(r, text("PERSISTENT_2"), nil) }, "true true false false"},
		{"scratch", func(s *Sink, r Owner) { s.Lustre(r, text("SCRATCH_2"), nil) }, "true false false false"},
		{"file system hidden", func(s *Sink, r Owner) { s.Lustre(r, hidden, nil) }, "true ? ? true"},
		{"file system with a key", func(s *Sink, r Owner) { s.Lustre(r, text("SCRATCH_2"), key) }, "true true true true"},
		{"broker", func(s *Sink, r Owner) { s.Messages(r, nil, nil) }, "true false false false"},
		{"broker with MQ's key", func(s *Sink, r Owner) { s.Messages(r, on, nil) }, "true false false true"},
		{"broker with the account's key", func(s *Sink, r Owner) { s.Messages(r, off, nil) }, "true true false true"},
		{"broker hidden", func(s *Sink, r Owner) { s.Messages(r, hidden, nil) }, "true ? ? true"},
		{"secrets in part", func(s *Sink, r Owner) {
			s.ClusterSecrets(r, &Node{Kind: List, Items: []*Node{object("k", key, "resources", text("secrets")), object()}}, "resources", "k")
		}, "true false false false"},
		{"copies", func(s *Sink, r Owner) { s.Copies(r, on, nil) }, "true true false true"},
		{"copies off", func(s *Sink, r Owner) { s.Copies(r, off, nil) }, "? false false false"},
		{"copies hidden", func(s *Sink, r Owner) { s.Copies(r, hidden, nil) }, "? false false true"},
		{"copies unset", func(s *Sink, r Owner) { s.Copies(r, nil, nil) }, "? false false false"},
		{"no cache", func(s *Sink, r Owner) { s.MethodCache(r, off, on, nil) }, ""},
		{"cache", func(s *Sink, r Owner) { s.MethodCache(r, on, nil, off) }, "false ? ? true"},
		{"cache on", func(s *Sink, r Owner) { s.MethodCache(r, nil, on, nil) }, "true ? ? true"},
		{"cache beside one of all methods", func(s *Sink, r Owner) { s.MethodCache(r, on, nil, on) }, "? ? ? true"},
		{"cache off beside one of all methods", func(s *Sink, r Owner) { s.MethodCache(r, on, off, on) }, "false ? ? true"},
		{"EMR", func(s *Sink, r Owner) {
			s.SecurityConfiguration(r, emr(`{"EnableAtRestEncryption": true, "AtRestEncryptionConfiguration": {"LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": "alias/x"}}}`))
		}, "true true true true"},
		{"EMR without disks", func(s *Sink, r Owner) { s.SecurityConfiguration(r, emr(`{"EnableAtRestEncryption": true}`)) }, "false false false false"},
		{"EMR with empty disks", func(s *Sink, r Owner) {
			s.SecurityConfiguration(r, emr(`{"EnableAtRestEncryption": true, "AtRestEncryptionConfiguration": {"LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": ""}}}`))
		}, "false false false true"},
		{"EMR off", func(s *Sink, r Owner) { s.SecurityConfiguration(r, emr(`{"EnableAtRestEncryption": false}`)) }, "false false false true"},
		{"EMR unset", func(s *Sink, r Owner) { s.SecurityConfiguration(r, emr(`{}`)) }, "false false false false"},
		{"EMR odd", func(s *Sink, r Owner) { s.SecurityConfiguration(r, emr(`{"EnableAtRestEncryption": "maybe"}`)) }, "? false false true"},
		{"EMR hidden", func(s *Sink, r Owner) { s.SecurityConfiguration(r, hidden) }, "? false false true"},
		{"Glue", func(s *Sink, r Owner) { s.Modes(r, []*Node{text("SSE-KMS"), text("SSE-KMS")}, []*Node{key, nil}) }, "true true true true"},
		{"Glue in part", func(s *Sink, r Owner) { s.Modes(r, []*Node{text("SSE-KMS"), nil}, []*Node{nil, nil}) }, "false false false false"},
		{"Glue off", func(s *Sink, r Owner) { s.Modes(r, []*Node{text("DISABLED"), text("SSE-KMS")}, []*Node{nil, nil}) }, "false false false true"},
		{"Glue hidden", func(s *Sink, r Owner) { s.Modes(r, []*Node{text("SSE-KMS"), hidden}, []*Node{nil, nil}) }, "? false false true"},
		{"Glue of nothing", func(s *Sink, r Owner) { s.Modes(r, nil, nil) }, "? false false true"},
		{"no insights", func(s *Sink, r Owner) { s.Insights(r, off, key) }, ""},
		{"insights", func(s *Sink, r Owner) { s.Insights(r, on, nil, key) }, "true true true true"},
		{"insights with an empty key", func(s *Sink, r Owner) { s.Insights(r, on, text("")) }, "true false false true"},
		{"variables", func(s *Sink, r Owner) { s.Environment(r, nil) }, "true true false false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			s := &Sink{Emit: func(f candor.Fact) {
				v := candor.Plain(f.Value).(map[string]any)
				for i, k := range []string{"encrypted", "kms", "customer"} {
					if i > 0 {
						got += " "
					}
					if x := v[k].(map[string]any); x["k"] == "known" {
						got += fmt.Sprint(x["v"])
					} else {
						got += "?"
					}
				}
				got += fmt.Sprint(" ", v["written"])
			}}
			tt.emit(s, Owner{Type: "X", Subject: "R", Resource: "R", At: here})
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestCustomer: a hole that may be the alias of a service is no customer's key.
func TestCustomer(t *testing.T) {
	pattern := func(raw string) *Node { return &Node{Kind: Pattern, V: "*", Raw: raw, At: here} }
	for raw, want := range map[string]any{
		"arn:aws:kms:${r}:${a}:alias/aws/s3": false,
		"arn:aws:kms:${r}:${a}:key/${id}":    true,
		"arn:aws:kms:${r}:${a}:${key}":       nil,
	} {
		n := customer(Text("x", here), pattern(raw))
		if v, ok := n.Bool(); ok != (want != nil) || ok && v != want {
			t.Errorf("%s: %+v", raw, n)
		}
	}
}
