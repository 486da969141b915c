package collector

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

// A gap in a file is of that file alone only where the collector says that files
// have nothing to do with each other, and where it is a file that it reads.
func TestApart(t *testing.T) {
	tree, err := Walk(context.Background(), files("a/[x].sql", "b.txt"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		apart bool
		state candor.State
		path  string
		own   []string
		want  string
	}{
		{true, candor.Error, "a/[x].sql", nil, `a/\[x].sql`},
		{true, candor.Unresolved, "a/[x].sql", nil, `a/\[x].sql`},
		{true, candor.Error, "a/[x].sql", []string{"a/**"}, "a/**"},
		{true, candor.Observed, "a/[x].sql", nil, ""},
		{true, candor.Error, "a", nil, ""},     // a folder
		{true, candor.Error, "", nil, ""},      // no place
		{true, candor.Error, "b.txt", nil, ""}, // not one of its own
		{false, candor.Error, "a/[x].sql", nil, ""},
	} {
		c := testCollector()
		c.Apart = tt.apart
		c.Beside = func(p string) bool { return p == "b.txt" }
		in := NewInput(c, tree, time.Now())
		in.Emit(candor.Fact{Kind: "k", Subject: "s", State: tt.state, At: candor.Location{Path: tt.path}, Within: tt.own})
		got := in.Facts()[0].Within
		if strings.Join(got, " ") != tt.want || len(got) > 0 && tt.own == nil && !candor.MatchGlob(got[0], tt.path) {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
