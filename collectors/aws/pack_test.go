package aws

import (
	"reflect"
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
	if len(a.facts) != 3 {
		t.Fatalf("%d facts, want 3", len(a.facts))
	}
	if err := unpack(a.facts); err != nil {
		t.Fatal(err)
	}
	if got := a.facts[0].Value; !reflect.DeepEqual(got, value) {
		t.Errorf("%#v", got)
	}
	if got := a.facts[1].Value; got != nil {
		t.Errorf("a gap with a value: %#v", got)
	}
	if got := a.facts[2].Value; !reflect.DeepEqual(got, map[string]any{"n": 8}) {
		t.Errorf("%#v", got)
	}
}
