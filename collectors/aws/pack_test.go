package aws

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// TestPack: values come out as they went in.
func TestPack(t *testing.T) {
	r := &run{o: Options{Now: testNow}, specs: map[string]*live.Spec{}}
	a := r.newAccount("111122223333", "aws", "", aws.Config{})
	value := map[string]any{"n": 7, "f": 1.5, "text": "<a&b>", "none": nil, "list": []any{1, "2", true, map[string]any{"x": -3}}, "empty": []any{}}
	a.in.Emit(candor.Fact{Kind: "k", Subject: "one", State: candor.Observed, Value: value})
	a.in.Emit(candor.Fact{Kind: "k", Subject: "gap", State: candor.Denied, Reason: "no"})
	a.pack()
	a.in.Emit(candor.Fact{Kind: "k", Subject: "two", State: candor.Observed, Value: map[string]any{"n": 8}})
	a.pack()
	a.pack()
	waits := &candor.Call{}
	a.in.Emit(candor.Fact{Kind: "k", Subject: "three", State: candor.Observed, Value: true, From: candor.Provenance{Collector: ID, Call: waits}})
	a.pack()
	if len(a.facts) != 1 {
		t.Fatalf("%d facts wait for their call, want 1", len(a.facts))
	}
	waits.Operation, a.calls[waits] = "o", "sha256:x"
	a.items = append(a.items, &live.Item{Spec: "o", Requests: []live.Request{{ID: "r", Started: testNow}}, Reason: "<&>"})
	a.pack()
	for range 1000 { // more than a block
		a.in.Emit(candor.Fact{Kind: "k", Subject: "more", State: candor.Observed, Value: strings.Repeat("x", 100)})
	}
	a.pack()
	if len(a.facts) != 0 || len(a.items) != 0 {
		t.Errorf("%d facts and %d items are not packed", len(a.facts), len(a.items))
	}
	facts, items, err := a.unpack()
	if err != nil || len(facts) != 1004 || len(items) != 1 {
		t.Fatalf("%d facts, %d items: %v", len(facts), len(items), err)
	}
	if err := readValues(facts); err != nil {
		t.Fatal(err)
	}
	if got := facts[0].Value; !reflect.DeepEqual(got, value) {
		t.Errorf("%#v", got)
	}
	if got := facts[1].Value; got != nil || facts[1].State != candor.Denied {
		t.Errorf("a gap with a value: %#v", facts[1])
	}
	if got := facts[2].Value; !reflect.DeepEqual(got, map[string]any{"n": 8}) {
		t.Errorf("%#v", got)
	}
	if f := facts[3]; f.Value != true || f.From.Digest != "sha256:x" || f.From.Call.Operation != "o" {
		t.Errorf("%#v", f)
	}
	if it := items[0]; it.Reason != "<&>" || it.Requests[0].ID != "r" || !it.Requests[0].Started.Equal(testNow) {
		t.Errorf("%#v", it)
	}
}
