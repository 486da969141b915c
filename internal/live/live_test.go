package live

import (
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

func TestCheckAll(t *testing.T) {
	good := Spec{ID: "s3.ListBuckets", Doc: "lists the buckets", Kinds: []string{"store.region"}, TTL: time.Hour}
	for name, c := range map[string]struct {
		change func(*Spec)
		want   string
	}{
		"whole":      {func(*Spec) {}, ""},
		"no kinds":   {func(s *Spec) { s.Kinds = nil }, "no kind of fact"},
		"no doc":     {func(s *Spec) { s.Doc = "" }, "id and doc"},
		"for ever":   {func(s *Spec) { s.TTL = 0 }, "how long"},
		"nameless":   {func(s *Spec) { s.Needs = []Permission{{}} }, "without a name"},
		"two senses": {func(s *Spec) { s.Absent, s.Unsupported = []string{"NoSuchKey"}, []string{"NoSuchKey"} }, "not both"},
	} {
		t.Run(name, func(t *testing.T) {
			s := good
			c.change(&s)
			err := CheckAll([]Spec{s})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if err := CheckAll([]Spec{good, good}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("twins: %v", err)
	}
}

func TestSeal(t *testing.T) {
	it := Item{Spec: "s3.ListBuckets", Source: Source{Kind: "aws", Account: "111122223333"}, State: candor.Observed, Requests: []Request{{ID: "r1"}, {ID: "r2"}}}
	it.Seal()
	first := it.ID
	it.Seal()
	if it.ID != first || !strings.HasPrefix(first, "sha256:") {
		t.Errorf("sealed twice: %s, %s", first, it.ID)
	}
	if c := it.Call(); c.RequestID != "r2" || c.Item != first {
		t.Errorf("call: %+v", c)
	}
	it.Source.Emulated = true
	if it.Seal(); it.ID == first {
		t.Error("an emulated item has the id of a real one")
	}
}

func TestCount(t *testing.T) {
	var m Manifest
	for _, it := range []Item{
		{Spec: "a", State: candor.Observed, Requests: make([]Request, 3), Population: &Population{Pages: 2}},
		{Spec: "a", State: candor.Denied, Requests: make([]Request, 1)},
		{Spec: "a", State: candor.Throttled, Requests: make([]Request, 4)},
		{Spec: "b", State: candor.Absent},
		{Spec: "b", State: candor.Error},
	} {
		m.Count(&it)
	}
	if got, want := m.Counters["a"], (Counter{Calls: 3, Retries: 4, Throttled: 1, Denied: 1}); got != want {
		t.Errorf("a: %+v, want %+v", got, want)
	}
	if got, want := m.Counters["b"], (Counter{Calls: 2, Absent: 1, Failed: 1}); got != want {
		t.Errorf("b: %+v, want %+v", got, want)
	}
	if m.Items != 5 {
		t.Errorf("%d items", m.Items)
	}
}
