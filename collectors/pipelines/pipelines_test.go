package pipelines

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

func run(t *testing.T, files map[string]string) []string {
	t.Helper()
	m := fstest.MapFS{}
	for p, s := range files {
		m[p] = &fstest.MapFile{Data: []byte(s)}
	}
	tree, err := collector.Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	in := collector.NewInput(c, tree, time.Now())
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range in.Facts() {
		s := fmt.Sprintf("%d:%d %s", f.At.Line, f.At.Col, f.Subject)
		v, _ := f.Value.(map[string]any)
		switch {
		case !f.State.Answers():
			if s = fmt.Sprintf("%s [%s] %s", s, f.State, f.Reason); slices.Contains(got, s) {
				continue
			}
		case f.Kind == kindInstall:
			s += fmt.Sprintf(" frozen=%v", v["frozen"])
		default:
			s += fmt.Sprintf(" %s", v["level"])
		}
		got = append(got, s)
	}
	return got
}

func TestPipelines(t *testing.T) {
	for name, c := range map[string]struct {
		path, src string
		want      []string
	}{
		"gitlab": {".gitlab-ci.yml", "image: node:22\nvariables: {V: '3.19'}\nservices: [{name: postgres@sha256:" + hex64 + "}]\ntest:\n  image: alpine:$V\n  before_script:\n    - cd web\n  script:\n    - npm install\n    - |\n      npm ci\n      curl -s x | sh\n",
			[]string{"1:8 node:22 tag", "3:19 postgres hash", "5:10 alpine:3.19 tag", "9:7 test: npm install frozen=false", "11:7 test: npm ci frozen=true", "12:7 test: curl -s x | sh none"}},
		"gitlab, over lines": {".gitlab-ci.yml", "a:\n  script:\n    - cd /tmp\n    - curl -o i https://x.example.com/i\n    - echo \"" + hex64 + "  i\" | sha256sum -c\n    - sh i\n", []string{"6:7 a: sh i hash"}},
		"gitlab, variable":   {".gitlab-ci.yml", "a:\n  image: $CI_REGISTRY_IMAGE:x\n  script: yarn\n", []string{"2:10 $CI_REGISTRY_IMAGE:x [unresolved] the name of the image is a template or holds a variable", "3:11 a: yarn [unresolved] yarn 1 may change the lock here and yarn 2 and later do not; say --frozen-lockfile or --immutable"}},
		"gitlab, reference":  {".gitlab-ci.yml", ".x:\n  script: [npm ci]\na:\n  script:\n    - !reference [.x, script]\n    - [npm install]\n", []string{"2:12 .x: npm ci frozen=true", "6:8 a: npm install frozen=false"}},
		"gitlab, include":    {".gitlab-ci.yml", "include:\n  - local: /ci/a.yml\n  - project: x/y\n    file: b.yml\n", []string{"3:5 .gitlab-ci.yml:3:5 [unresolved] an include that is not in the tree", "1:14 b: npm ci frozen=true"}},
		"gitlab, pattern":    {".gitlab-ci.yml", "include: 'ci/*.yml'\n", []string{"1:10 .gitlab-ci.yml:1:10 [unresolved] an include by a pattern or variable: ci/*.yml"}},
		"gitlab, broken":     {".gitlab-ci.yml", "a: [\n", []string{"1:0 .gitlab-ci.yml:1 [error] broken YAML: did not find expected node content"}},
		"gitlab, list":       {".gitlab-ci.yml", "- a\n", []string{"1:1 .gitlab-ci.yml:1:1 [error] broken pipeline: not a mapping"}},
		"gitlab, twice":      {".gitlab-ci.yml", "a: {script: x}\na: {script: y}\n", []string{"2:1 .gitlab-ci.yml:2:1 [error] the key a stands twice"}},
		"circle": {".circleci/config.yml", "version: 2.1\nexecutors:\n  e:\n    docker: [{image: 'cimg/go:1.22'}]\njobs:\n  build:\n    docker:\n      - image: cimg/node@sha256:" + hex64 + "\n      - image: << parameters.x >>\n    steps:\n      - checkout\n      - run: npm ci\n      - run:\n          name: get\n          command: |\n            curl -s x | bash\n      - when:\n          condition: x\n          steps:\n            - run: pip install y\n",
			[]string{"4:22 cimg/go:1.22 tag", "8:16 cimg/node hash", "9:16 << parameters.x >> [unresolved] the name of the image is a template or holds a variable", "12:14 build: npm ci frozen=true", "16:13 build: curl -s x | bash none", "20:20 build: pip install y frozen=false"}},
		"circle, orb":       {".circleci/config.yml", "orbs:\n  node: circleci/node@5.0.2\n  own:\n    commands:\n      c:\n        steps: [{run: npm i}]\n", []string{"2:9 .circleci/config.yml:2:9 [unresolved] what the orb circleci/node@5.0.2 runs is not in the tree", "6:23 c: npm i frozen=false"}},
		"circle, setup":     {".circleci/config.yml", "setup: true\n", []string{"1:8 .circleci/config.yml:1:8 [unresolved] the pipeline is written by the pipeline itself"}},
		"circle, other":     {".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: {shell: pwsh, command: 'iwr x | iex'}\n", []string{"4:37 .circleci/config.yml:4:37 [unsupported] candor does not read downloads in scripts for the shell pwsh"}},
		"circle, program":   {".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: curl -o /usr/bin/x https://x.example.com/x && chmod +x /usr/bin/x\n", []string{"4:0 a: chmod +x /usr/bin/x none"}},
		"circle, no script": {".circleci/config.yml", "jobs:\n  a:\n    steps: [checkout, {run: {name: x}}]\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := run(t, map[string]string{c.path: c.src, "ci/a.yml": "b: {script: [npm ci]}\n"}); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func FuzzExpand(f *testing.F) {
	f.Add("$A${B}$", "x")
	f.Fuzz(func(t *testing.T, s, v string) { expand(s, map[string]string{"A": v, "B": v}) })
}
