package collectors

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// TestApart: where a collector says that its files have nothing to do with each
// other, breaking one leaves what is said of the others as it is, and every gap
// that it leaves is of that file.
func TestApart(t *testing.T) {
	whole := fstest.MapFS{}
	for name, text := range map[string]string{
		"a/Dockerfile":                "ARG V=1.2\nFROM golang:$V AS build\nRUN curl -fsSL https://example.com/a.tgz | tar xz && npm ci\nFROM $NOWHERE\nCOPY --from=build /x /x\n",
		"b/Dockerfile":                "FROM alpine:3.20\nRUN npm install && apt-get install -y jq\n",
		"b/db.dockerfile":             "FROM postgres:16\n",
		"b/package.json":              `{"name": "b", "dependencies": {"left-pad": "1.0.0"}}`,
		".github/workflows/ci.yml":    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    container: node:22\n    steps:\n      - uses: actions/checkout@v4\n      - uses: ./tools\n      - run: npm ci\n",
		".github/workflows/other.yml": "on: push\njobs:\n  b:\n    uses: ./.github/workflows/ci.yml\n",
		"tools/action.yml":            "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v4\n    - run: npm install\n      shell: bash\n",
		".pre-commit-config.yaml":     "repos:\n  - repo: https://example.com/hooks\n    rev: v1\n    hooks: [{id: x}]\n",
		"a/.pre-commit-config.yaml":   "repos:\n  - repo: https://example.com/more\n    rev: main\n    hooks: [{id: y, additional_dependencies: [z]}]\n",
	} {
		whole[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tried := 0
	for _, c := range All() {
		if !c.Apart {
			continue
		}
		before := told(t, c, whole)
		for name := range whole {
			if !c.Wants(name) {
				continue
			}
			tried++
			if len(before[name]) == 0 {
				t.Errorf("%s: nothing is told of %s", c.ID, name)
			}
			for _, text := range []string{"\xff", "\x00", "FROM [\n{", "a: [b\n- c: d\n"} {
				m := fstest.MapFS{}
				for other, f := range whole {
					m[other] = f
				}
				m[name] = &fstest.MapFile{Data: []byte(text)}
				after := told(t, c, m)
				for other := range whole {
					if other != name && before[other] != after[other] {
						t.Errorf("%s: with %s broken, of %s is told\n%s\nbefore\n%s", c.ID, name, other, after[other], before[other])
					}
				}
				if strings.Contains(after[name], `"state":"error"`) && !strings.Contains(after[name], fmt.Sprintf(`"within":[%q]`, name)) {
					t.Errorf("%s: a gap in %s is no gap of that file: %s", c.ID, name, after[name])
				}
			}
		}
	}
	if tried < 8 {
		t.Errorf("%d files were broken", tried)
	}
}

// told are the facts of a collector by the file in which they stand.
func told(t *testing.T, c *collector.Collector, m fstest.MapFS) map[string]string {
	t.Helper()
	tree, err := collector.Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Time{})
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	for _, f := range in.Facts() {
		f.From = candor.Provenance{}
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f.At.Path] += string(b) + "\n"
	}
	return out
}
