package precommit

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

const commit = "0123456789abcdef0123456789abcdef01234567"

func TestCollect(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"commit and tag": {"repos:\n- repo: https://x.example.com/a\n  rev: " + commit + " # v1\n- repo: https://x.example.com/b\n  rev: v1.2.3\n",
			[]string{"3 https://x.example.com/a hash", "5 https://x.example.com/b tag"}},
		"no rev":       {"repos:\n- repo: https://x.example.com/a\n", []string{"2 https://x.example.com/a none"}},
		"local":        {"repos:\n- repo: local\n  hooks:\n  - id: x\n    additional_dependencies: [a==1.0, 'b>=1', ./c]\n", []string{"2 local none internal", "5 x: a==1.0 exact", "5 x: b>=1 range", "5 x: ./c range internal"}},
		"template":     {"repos:\n- repo: '{{ x }}'\n  rev: v1\n", []string{"3 {{ x }} [unresolved]"}},
		"without name": {"repos:\n- rev: v1\n", []string{"2 .pre-commit-config.yaml:2:8 [error]"}},
		"not a list":   {"repos: {}\n", []string{"1 .pre-commit-config.yaml:1:1 [error]"}},
		"broken":       {"repos: [\n", []string{"1 .pre-commit-config.yaml:1 [error]"}},
		"twice":        {"repos:\n- repo: a\n  rev: v1\n  rev: v2\n", []string{"3 a tag", "4 .pre-commit-config.yaml:4:3 [error]"}},
		"empty":        {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := collector.Walk(context.Background(), fstest.MapFS{".pre-commit-config.yaml": {Data: []byte(c.src)}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			col := New()
			in := collector.NewInput(col, tree, time.Now())
			if err := col.Collect(context.Background(), in); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range in.Facts() {
				s := fmt.Sprintf("%d %s", f.At.Line, f.Subject)
				if !f.State.Answers() {
					got = append(got, fmt.Sprintf("%s [%s]", s, f.State))
					continue
				}
				v := f.Value.(map[string]any)
				if s += fmt.Sprintf(" %s", v["level"]); v["internal"] == true {
					s += " internal"
				}
				got = append(got, s)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestExact(t *testing.T) {
	for in, want := range map[string]bool{
		"a==1.0": true, "a[x]==1.0; python_version<'3'": true, "a==1.*": false, "a>=1.0": false, "a": false, "a@1.2.3": true, "@s/a@1.2.3": true, "@s/a": false, "a@^1": false,
		"x.example.com/m@v1.2.3": true, "x.example.com/m@latest": false, "cli:ripgrep:14.1.0": true, "a:1": false, "git+https://x.example.com/r@" + commit: true, "git+https://x.example.com/r@v1": false,
	} {
		if exact(in) != want {
			t.Errorf("%q is not %v", in, want)
		}
	}
}
