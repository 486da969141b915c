package policies

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor/internal/cache"
)

// What is kept of the rules is what was read of them, and nothing else is taken up.
func TestKept(t *testing.T) {
	want, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	store, err := cache.Open(cache.Options{Dir: t.TempDir(), Identity: "one"})
	if err != nil {
		t.Fatal(err)
	}
	if (&Engine{}).recall(store) {
		t.Error("something is taken up before anything was kept")
	}
	for _, name := range []string{"first", "again", "over another entry"} {
		if name == "over another entry" {
			store.Put(store.Key(documentation), []byte("no content"))
		}
		got, err := Load(Options{Kept: store})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.rules, got.rules); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(want.texts, got.texts); d != "" || len(got.modules) != len(want.modules) {
			t.Errorf("%s: %s", name, d)
		}
		for id, w := range want.byID {
			g := got.byID[id]
			if g == nil || g.rule.ID != id || g.tree != w.tree || g.topic != w.topic || g.name != w.name || g.file != w.file {
				t.Errorf("%s: %s is %+v", name, id, g)
				continue
			}
			a, _ := want.Examples(id)
			if b, err := got.Examples(id); err != nil || len(a) != len(b) || len(a) == 0 {
				t.Errorf("%s: %s has %d examples, want %d (%v)", name, id, len(b), len(a), err)
			}
		}
	}
	if !(&Engine{}).recall(store) {
		t.Error("nothing was kept")
	}
}
