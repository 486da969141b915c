package analyzers

import (
	"testing"

	"github.com/candor-dev/candor"
)

func TestFactsOfPackages(t *testing.T) {
	out := run(t, Options{}, map[string]string{"go.mod": goMod, "a/a.go": in("a", keep), "a/b_plan9.go": in("a", drop)})
	if len(out.Facts) != 1 {
		t.Fatalf("facts: %+v", out.Facts)
	}
	f := out.Facts[0]
	v := f.Value.(map[string]any)
	if f.Kind != KindPackage || f.State != candor.Observed || v["path"] != "example.com/deals/a" ||
		v["module"] != "example.com/deals" || v["files"] != 1 || f.At.Path != "a/a.go" {
		t.Errorf("got %+v", f)
	}
	if x, _ := v["excluded"].([]any); len(x) != 1 || x[0] != "b_plan9.go" {
		t.Errorf("excluded: %v", v["excluded"])
	}
}
