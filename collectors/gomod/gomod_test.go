package gomod

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
)

const h1 = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

func run(t testing.TB, files map[string]string) []string {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Unix(0, 0))
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range in.Facts() {
		v := f.Value.(map[string]any)
		s := fmt.Sprintf("%s %s", f.At, f.Subject)
		switch {
		case !f.State.Answers():
			s += fmt.Sprintf(" [%s] %s", f.State, f.Reason)
		case f.Kind == kindManifest:
			s += fmt.Sprintf(" %s sync=%v direct=%v", v["lock_state"], v["in_sync"], v["direct"])
		default:
			s += fmt.Sprintf(" %s", v["level"])
			for _, k := range []string{"internal", "outside"} {
				if v[k] == true {
					s += " " + k
				}
			}
			if v["replaced"] != "" {
				s += fmt.Sprintf(" %s=%s", v["replaced"], v["replaced_by"])
			}
		}
		if strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 }) {
			t.Errorf("control character in %q", s)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func TestCollect(t *testing.T) {
	const head = "module example.com/m\n\ngo 1.26\n\n"
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"hashes", map[string]string{
			"go.mod": head + "require (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0 // indirect\n\texample.com/c v1.0.0\n)\n",
			"go.sum": "example.com/a v1.0.0 " + h1 + "\nexample.com/a v1.0.0/go.mod " + h1 + "\nexample.com/b v1.0.0/go.mod " + h1 + "\nexample.com/c v1.0.0/go.mod " + h1 + "\n",
		}, []string{
			"go.mod:6:2 example.com/a@v1.0.0 hash",
			"go.mod:6:2 go.mod present sync=false direct=2",
			"go.mod:7:2 example.com/b@v1.0.0 hash",
			"go.mod:8:2 example.com/c@v1.0.0 exact",
		}},
		{"no go.sum", map[string]string{"go.mod": head + "require example.com/a v1.0.0\n"}, []string{
			"go.mod:5:1 example.com/a@v1.0.0 exact", "go.mod:5:1 go.mod absent sync=false direct=1",
		}},
		{"nothing required", map[string]string{"go.mod": head}, nil},
		{"replaced", map[string]string{
			"svc/go.mod": head + "require (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n\texample.com/c v1.0.0\n)\nreplace example.com/a => ../a\nreplace example.com/b => ../../b\nreplace example.com/c v1.0.0 => example.com/fork v1.0.1\n",
			"svc/go.sum": "example.com/fork v1.0.1 " + h1 + "\n",
		}, []string{
			"svc/go.mod:6:2 example.com/a@v1.0.0 exact internal path=../a",
			"svc/go.mod:6:2 svc/go.mod present sync=true direct=3",
			"svc/go.mod:7:2 example.com/b@v1.0.0 none outside path=../../b",
			"svc/go.mod:8:2 example.com/c@v1.0.0 hash module=example.com/fork@v1.0.1",
		}},
		{"workspace", map[string]string{
			"go.work": "go 1.26\nuse (\n\t./a\n\t./b\n\t./gone\n)\n", "go.work.sum": "example.com/x v1.0.0 " + h1 + "\n",
			"a/go.mod": "module example.com/a\nrequire (\n\texample.com/b v0.0.0\n\texample.com/x v1.0.0\n)\n", "b/go.mod": "module example.com/b\n",
		}, []string{
			"a/go.mod:3:2 a/go.mod absent sync=true direct=2",
			"a/go.mod:3:2 example.com/b@v0.0.0 exact internal",
			"a/go.mod:4:2 example.com/x@v1.0.0 hash",
		}},
		{"broken go.mod", map[string]string{"go.mod": "module example.com/m\n\nrequire example.com/a\n"}, []string{
			"go.mod:3:1 go.mod:3:1 [error] broken go.mod: usage: require module/path v1.2.3",
			"go.mod:3:1 go.mod:3:1 [error] broken go.mod: usage: require module/path v1.2.3",
		}},
		{"broken go.sum", map[string]string{
			"go.mod": head + "require (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n)\n",
			"go.sum": "example.com/a v1.0.0 " + h1 + "\n<<<<<<< ours\nexample.com/b v1.0.0 h1:AAAA\n",
		}, []string{
			"go.mod:6:2 example.com/a@v1.0.0 hash",
			"go.mod:6:2 go.mod [error] go.sum could not be read whole",
			"go.mod:7:2 example.com/b@v1.0.0 [error] go.sum is broken, so its hash may be hidden",
			"go.sum:2 go.sum:2 [error] broken go.sum: want module, version and hash",
		}},
		{"binary", map[string]string{"go.mod": "module x\x00"}, []string{
			"go.mod:1 go.mod:1 [error] a binary file, not text", "go.mod:1 go.mod:1 [error] a binary file, not text",
		}},
		{"broken go.work", map[string]string{"go.work": "go 1.26\nuse\n"}, []string{"go.work:2:1 go.work:2:1 [error] broken go.work: usage: use local/dir"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if g, w := strings.Join(run(t, tt.files), "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func FuzzSum(f *testing.F) {
	f.Add("module m\nrequire example.com/a v1.0.0\nreplace example.com/a => ../a\n", "example.com/a v1.0.0/go.mod "+h1)
	f.Add("require \"\\x1b\" v1.0.0", "a b c d")
	f.Fuzz(func(t *testing.T, mod, sum string) { run(t, map[string]string{"go.mod": mod, "go.sum": sum}) })
}
