package compose

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

var hex64 = strings.Repeat("0a", 32)

func TestCollect(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"images": {"services:\n  db:\n    image: postgres:16\n  web:\n    image: nginx@sha256:" + hex64 + "\n  bare: {image: redis}\n",
			[]string{"3:12 db: postgres:16 tag", "5:12 web: nginx hash", "6:17 bare: redis none"}},
		"built":         {"services:\n  api:\n    build: .\n    image: shop/api:dev\n", []string{"4:12 api: shop/api:dev tag internal"}},
		"default":       {"services:\n  db:\n    image: postgres:${V:-16}\n", []string{"3:12 db: postgres:16 tag default V"}},
		"nested":        {"services:\n  db:\n    image: ${I:-postgres:${V:-16}}\n", []string{"3:12 db: postgres:16 tag default V, I"}},
		"variable":      {"services:\n  db:\n    image: postgres:${V}\n", []string{"3:12 db: postgres:${V} [unresolved]"}},
		"required":      {"services:\n  db:\n    image: postgres:${V:?say which}\n", []string{"3:12 db: postgres:${V:?say which} [unresolved]"}},
		"template":      {"services:\n  db:\n    image: \"{{ image }}\"\n", []string{"3:12 db: {{ image }} [unresolved]"}},
		"empty":         {"services:\n  db:\n    image:\n", []string{"3:11 db:  [unresolved]"}},
		"anchors":       {"x-a: &a\n  image: redis:7\nservices:\n  one:\n    <<: *a\n  two: *a\n", []string{"2:10 one: redis:7 tag", "2:10 two: redis:7 tag"}},
		"first form":    {"db:\n  image: postgres:16\n", []string{"2:10 db: postgres:16 tag"}},
		"include":       {"include: [../a.yml]\nservices: {}\n", []string{"1:11 compose.yml:1:11 [unresolved]"}},
		"inline":        {"services:\n  a:\n    build:\n      dockerfile_inline: FROM x\n", []string{"4:26 compose.yml:4:26 [unsupported]"}},
		"context":       {"services:\n  a:\n    build:\n      additional_contexts:\n        base: docker-image://alpine:3\n", []string{"5:15 a: alpine:3 tag"}},
		"broken":        {"services: [\n", []string{"1:0 compose.yml:1 [error]"}},
		"no mapping":    {"- a\n", []string{"1:1 compose.yml:1:1 [error]"}},
		"twice":         {"services:\n  a:\n    image: x:1\n    image: y:1\n", []string{"3:12 a: x:1 tag", "4:5 compose.yml:4:5 [error]"}},
		"short digest":  {"services:\n  a:\n    image: x@sha256:123456\n", []string{"3:12 a: x none"}},
		"nothing at it": {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := collector.Walk(context.Background(), fstest.MapFS{"compose.yml": {Data: []byte(c.src)}}, nil)
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
				s := fmt.Sprintf("%d:%d %s", f.At.Line, f.At.Col, f.Subject)
				if !f.State.Answers() {
					got = append(got, fmt.Sprintf("%s [%s]", s, f.State))
					continue
				}
				v := f.Value.(map[string]any)
				s += fmt.Sprintf(" %s", v["level"])
				if v["internal"] == true {
					s += " internal"
				}
				if v["from"] != "literal" {
					s += fmt.Sprintf(" %s %s", v["from"], v["arg"])
				}
				got = append(got, s)
			}
			seen := map[string]bool{}
			got = slices.DeleteFunc(got, func(s string) bool { old := seen[s]; seen[s] = true; return old })
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestWants(t *testing.T) {
	for p, want := range map[string]bool{"docker-compose.prod.yml": true, "a/compose.yaml": true, "compose-dev.yml": true, "composer.yml": false, ".github/workflows/compose.yml": false, "compose.go": false} {
		if wants(p) != want {
			t.Errorf("%s: not %v", p, want)
		}
	}
}

func FuzzExpand(f *testing.F) {
	f.Add("${A:-${B:-c}}")
	f.Fuzz(func(t *testing.T, s string) { expand(s) })
}
