package workflows

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

const (
	commit = "0123456789abcdef0123456789abcdef01234567"
	wf     = ".github/workflows/ci.yml"
)

var hex64 = strings.Repeat("0a", 32)

func run(t testing.TB, name, text string) (refs, installs []string) {
	t.Helper()
	tree, err := collector.Walk(context.Background(), fstest.MapFS{name: {Data: []byte(text)}, ".github/actions/x/action.yml": {}, "tools/y/action.yaml": {}}, nil)
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
	for _, f := range in.Facts() {
		if !slices.Contains(c.Kinds, f.Kind) || f.At.Line < 1 || f.At.Path != name {
			t.Errorf("bad fact %+v", f)
		}
		v := f.Value.(map[string]any)
		s := fmt.Sprintf("%d:%d %s", f.At.Line, f.At.Col, f.Subject)
		if strings.ContainsFunc(s+f.Reason, func(r rune) bool { return r < 0x20 }) {
			t.Errorf("control character in %q", s)
		}
		switch {
		case !f.State.Answers():
			s += fmt.Sprintf(" [%s] %s", f.State, f.Reason)
		case f.Kind == kindRun:
			s += fmt.Sprintf(" %s %s", v["how"], v["level"])
		case f.Kind == kindInstall:
			s += fmt.Sprintf(" frozen=%v", v["frozen"])
		case v["internal"] == true:
			s += " internal"
		default:
			s += fmt.Sprintf(" %s %s", v["ecosystem"], v["level"])
		}
		if f.Kind == kindInstall {
			installs = append(installs, s)
		} else if len(refs) == 0 || refs[len(refs)-1] != s || f.State.Answers() {
			refs = append(refs, s) // one gap is a fact of both kinds
		}
	}
	return refs, installs
}

func compare(t *testing.T, got, want []string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// steps is a workflow of one job with those steps; the first stands on line 4.
func steps(s string) string { return "jobs:\n  build:\n    steps:\n" + s }

func TestUses(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string
	}{
		{"levels", steps("      - uses: actions/checkout@v4\n      - uses: actions/checkout@" + commit + " # v4\n      - uses: 'a/b/c@main'\n      - uses: a/b@a81bbbf\n      - uses: a/b\n      - uses: ./.github/actions/x\n"),
			[]string{"4:15 actions/checkout@v4 gha tag", "5:15 actions/checkout@" + commit + " gha hash", "6:15 a/b/c@main gha tag", "7:15 a/b@a81bbbf gha tag", "8:15 a/b gha none", "9:15 ./.github/actions/x internal"}},
		{"images as actions", steps("      - uses: docker://a/b:1\n      - uses: docker://a/b@sha256:" + hex64 + "\n      - uses: docker://a/b@sha256:123456\n"),
			[]string{"4:15 a/b:1 docker tag", "5:15 a/b docker hash", "6:15 a/b #2 docker none"}},
		{"block scalar", steps("      - uses: >-\n          a/b@v1\n      - uses: |\n          a/b@v1\n"), []string{"4:15 a/b@v1 gha tag", "6:15 a/b@v1 #2 gha tag"}},
		{"anchors", "x: &s\n  - uses: a/b@v1\njobs:\n  one:\n    steps: *s\n  two:\n    steps:\n      - &t\n        uses: c/d@v1\n      - *t\n",
			[]string{"2:11 a/b@v1 gha tag", "9:15 c/d@v1 gha tag", "9:15 c/d@v1 #2 gha tag"}},
		{"reusable workflows", "jobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n  b:\n    uses: ./.github/workflows/y.yml\n",
			[]string{"3:11 o/r/.github/workflows/x.yml@v1 gha tag", "5:11 ./.github/workflows/y.yml internal"}},
		{"containers and services", "jobs:\n  a:\n    container: node:20\n    services:\n      db: {image: 'postgres:16'}\n      x:\n        image: ${{ matrix.image }}\n  b:\n    container:\n      image: node@sha256:" + hex64 + "\n  c:\n    container: ''\n",
			[]string{"3:16 node:20 docker tag", "5:19 postgres:16 docker tag", "7:16 ${{ matrix.image }} [unresolved] the image is an expression, which is known only when the workflow runs", "10:14 node docker hash"}},
		{"expression", steps("      - uses: ${{ inputs.x }}@v1\n"), []string{"4:15 ${{ inputs.x }}@v1 [unresolved] uses holds an expression"}},
		{"local actions", steps("      - uses: ./tools/y/\n      - uses: ./elsewhere/x\n      - uses: ./.github/../../x\n"), []string{"4:15 ./tools/y/ internal",
			"5:15 ./elsewhere/x [unresolved] the action is not in the tree: an earlier step may fetch it", "6:15 ./.github/../../x [unresolved] the action is not in the tree: an earlier step may fetch it"}},
		{"commit in capitals", steps("      - uses: a/b@" + strings.ToUpper(commit) + "\n"), []string{"4:15 a/b@" + strings.ToUpper(commit) + " [unresolved] the commit is written in capitals: whether it is read as a commit is not certain"}},
		{"nothing named", steps("      - uses:\n      - uses: [a]\n"), []string{"4:14 .github/workflows/ci.yml:4:14 [error] uses names nothing", "5:15 .github/workflows/ci.yml:5:15 [error] uses names nothing"}},
		{"twice", steps("      - uses: a/b@v1\n        uses: a/b@v2\n"), []string{"5:9 .github/workflows/ci.yml:5:9 [error] the key \"uses\" stands twice", "4:15 a/b@v1 gha tag"}},
		{"broken", "jobs:\n  a:\n   - b\n  c: [\n", []string{"4:0 .github/workflows/ci.yml:4 [error] broken YAML: did not find expected node content"}},
		{"two documents", "jobs: {}\n---\njobs: {}\n", []string{"2:0 .github/workflows/ci.yml:2 [error] broken YAML: more than one document in the file"}},
		{"empty", "", nil},
		{"no workflow", "[]", []string{"1:1 .github/workflows/ci.yml:1:1 [error] broken workflow: not a mapping"}},
		{"steps of another kind", "jobs:\n  a:\n    steps: x\n", []string{"3:12 .github/workflows/ci.yml:3:12 [error] broken workflow: steps is not a list"}},
		{"escapes", steps("      - uses: \"a/b\\e[31m@v1\"\n"), []string{`4:15 a/b\x1b[31m@v1 gha tag`}},
		{"matrix is left alone", "jobs:\n  a:\n    strategy: {matrix: {uses: [x]}}\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refs, _ := run(t, wf, tt.file)
			compare(t, refs, tt.want)
		})
	}
}

func TestAction(t *testing.T) {
	refs, installs := run(t, "x/action.yml", "runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n    - run: npm install\n      shell: bash\n")
	compare(t, refs, []string{"4:13 a/b@v1 gha tag"})
	compare(t, installs, []string{"5:12 action/step 2: npm install frozen=false"})
	refs, _ = run(t, "action.yaml", "runs: {using: docker, image: 'docker://a/b:1'}\n")
	compare(t, refs, []string{"1:30 a/b:1 docker tag"})
	refs, installs = run(t, "y/action.yml", "something: else\n")
	compare(t, append(refs, installs...), nil)
}

func TestRun(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string
	}{
		{"one line", steps("      - run: npm ci && npm install\n      - run: \"npm ci\"\n"),
			[]string{"4:14 build/step 1: npm ci frozen=true", "4:24 build/step 1: npm install frozen=false", "5:15 build/step 2: npm ci frozen=true"}},
		{"literal block", steps("      - name: Install\n        run: |\n          cd web\n\n          npm install \\\n            foo\n          if x; then npm ci; fi\n"),
			[]string{"8:11 build/Install: npm install foo frozen=false", "10:22 build/Install: npm ci frozen=true"}},
		{"folded block", steps("      - id: i\n        run: >\n          cd web &&\n          npm ci &&\n          npm install foo\n"),
			[]string{"7:11 build/i: npm ci frozen=true", "8:11 build/i: npm install foo frozen=false"}},
		{"powershell", steps("      - shell: pwsh\n        run: |\n          npm `\n            ci\n"), []string{"6:11 build/step 1: npm ci frozen=true"}},
		{"python", steps("      - shell: python\n        run: os.system('npm install')\n      - shell: python\n        run: print(1)\n"),
			[]string{"5:14 .github/workflows/ci.yml:5:14 [unsupported] candor does not read scripts for the shell python"}},
		{"default shell", "defaults: {run: {shell: python}}\njobs:\n  a:\n    defaults: {run: {shell: bash}}\n    steps:\n      - run: npm ci\n", []string{"6:14 a/step 1: npm ci frozen=true"}},
		{"pnpm and yarn", steps("      - run: pnpm i\n      - run: yarn\n"), []string{"4:14 build/step 1: pnpm i frozen=true",
			"5:14 build/step 2: yarn [unresolved] yarn 1 may change the lock here and yarn 2 and later do not; say --frozen-lockfile or --immutable"}},
		{"chosen at run time", steps("      - run: ${{ steps.d.outputs.manager }} ${{ steps.d.outputs.command }}\n"), []string{"4:14 build/step 1: * * [unresolved] the package manager is chosen when the script runs"}},
		{"secret", steps("      - run: npm i --//r.example.com/:_authToken=${{ secrets.T }} && NPM_TOKEN=abc npm ci\n"), []string{"4:14 build/step 1: npm i --//r.example.com/:_authToken frozen=false", "4:84 build/step 1: npm ci frozen=true"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, installs := run(t, wf, tt.file)
			compare(t, installs, tt.want)
		})
	}
}

func TestBudget(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0\n  - uses: a/b@v1\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	b.WriteString("jobs:\n  x:\n    steps: *a29\n")
	run(t, wf, b.String())
	var c strings.Builder
	c.WriteString("s: &s\n")
	for range 3000 {
		c.WriteString("  - uses: a/b@v1\n")
	}
	c.WriteString("jobs:\n")
	for i := range 100 {
		fmt.Fprintf(&c, "  j%d: {steps: *s}\n", i)
	}
	refs, _ := run(t, wf, c.String())
	if !slices.ContainsFunc(refs, func(s string) bool { return strings.Contains(s, "too many nodes") }) {
		t.Error("the budget was not named")
	}
}

func TestWants(t *testing.T) {
	for p, want := range map[string]bool{
		".github/workflows/a.yml": true, ".github/workflows/a.yaml": true, "x/.github/workflows/a.yml": false, ".github/workflows/x/a.yml": false,
		"action.yml": true, ".github/actions/a/action.yaml": true, ".github/dependabot.yml": false, ".github/workflows/README.md": false,
	} {
		if wants(p) != want {
			t.Errorf("wants(%q) is not %v", p, want)
		}
	}
}

func FuzzCollect(f *testing.F) {
	f.Add(steps("      - uses: a/b@v1\n      - run: |\n          npm ci\n"))
	f.Add("a: &a [*a]\njobs: {x: {steps: *a}}")
	f.Add("jobs: {x: {container: {image: !!binary x}, steps: [{run: >\n npm i\n}]}}")
	f.Fuzz(func(t *testing.T, s string) { run(t, wf, s) })
}

func TestDownloads(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"over steps": {"jobs:\n  a:\n    steps:\n      - run: |\n          curl -o /tmp/i https://x.example.com/i\n          chmod +x /tmp/i\n      - run: /tmp/i\n",
			[]string{"7:14 a/step 2: /tmp/i file none"}},
		"other job": {"jobs:\n  a:\n    steps:\n      - run: curl -o /tmp/i https://x.example.com/i\n  b:\n    steps:\n      - run: sh /tmp/i\n", nil},
		"checked": {"env: {SUM: " + hex64 + "}\njobs:\n  a:\n    steps:\n      - run: |\n          curl -o i https://x.example.com/i\n          echo \"$SUM  i\" | sha256sum -c\n          sh i\n",
			[]string{"8:11 a/step 1: sh i file hash"}},
		"without -e": {"jobs:\n  a:\n    steps:\n      - shell: bash {0}\n        run: |\n          curl -o i https://x.example.com/i\n          echo \"" + hex64 + "  i\" | sha256sum -c\n          sh i\n",
			[]string{"8:11 a/step 1: sh i [unresolved] it is checked, but whether a failure stops what comes next is not certain"}},
		"program":     {"jobs:\n  a:\n    steps:\n      - run: |\n          # get it\n          curl -o i https://x.example.com/i && chmod +x i\n", []string{"6:0 a: chmod +x i install none"}},
		"folded":      {"jobs:\n  a:\n    steps:\n      - run: >\n          curl -s\n          bla | bash\n", []string{"5:11 a/step 1: curl -s bla | bash pipe none"}},
		"expression":  {"jobs:\n  a:\n    steps:\n      - run: echo ${{ x || 'y' }} && curl -s bla | bash\n", []string{"4:38 a/step 1: curl -s bla | bash pipe none"}},
		"powershell":  {"jobs:\n  a:\n    steps:\n      - shell: pwsh\n        run: iwr https://x.example.com | iex\n", []string{"5:14 .github/workflows/ci.yml:5:14 [unsupported] candor does not read downloads in scripts for the shell pwsh"}},
		"on Windows":  {"jobs:\n  a:\n    runs-on: windows-latest\n    steps:\n      - run: iwr https://x.example.com | iex\n", []string{"5:14 .github/workflows/ci.yml:5:14 [unsupported] candor does not read downloads in scripts for the shell pwsh"}},
		"broken":      {"jobs:\n  a:\n    steps:\n      - run: if curl x\n", []string{"4:14 .github/workflows/ci.yml:4:14 [error] broken shell script: 1:1: `if <cond>` must be followed by `then`"}},
		"no download": {"jobs:\n  a:\n    steps:\n      - run: if x\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			refs, _ := run(t, wf, c.text)
			if !slices.Equal(refs, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(refs, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
