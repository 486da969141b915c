package npm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

const (
	sha512a = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
	sha1a   = "sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA="
	commit  = "0123456789abcdef0123456789abcdef01234567"
)

// run collects from files.
func run(t testing.TB, files map[string]string) []candor.Fact {
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
	for _, f := range in.Facts() {
		if !slices.Contains(c.Kinds, f.Kind) {
			t.Errorf("fact of undeclared kind %s", f.Kind)
		}
		plain(t, f.Value)
		if strings.ContainsFunc(f.Subject+f.Reason, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Errorf("control character in %q / %q", f.Subject, f.Reason)
		}
	}
	return in.Facts()
}

// plain fails on a value that is no plain tree.
func plain(t testing.TB, v any) {
	t.Helper()
	switch v := v.(type) {
	case nil, bool, string, int, float64:
	case []any:
		for _, x := range v {
			plain(t, x)
		}
	case map[string]any:
		for _, x := range v {
			plain(t, x)
		}
	default:
		t.Errorf("%T is no plain value", v)
	}
}

// short writes the facts of a kind as the tables below do.
func short(facts []candor.Fact, kind string) []string {
	var out []string
	for _, f := range facts {
		v, _ := f.Value.(map[string]any)
		if f.Kind != kind {
			continue
		}
		s := fmt.Sprintf("%s %s", f.At, f.Subject)
		switch {
		case !f.State.Answers():
			s += fmt.Sprintf(" [%s] %s", f.State, f.Reason)
		case kind == kindManifest:
			s += fmt.Sprintf(" %s v%v sync=%v", v["lock_state"], v["lock_version"], v["in_sync"])
			for _, e := range v["sync_errors"].([]any) {
				m := e.(map[string]any)
				s += fmt.Sprintf(" %s:%s@%s:%d", m["kind"], m["name"], m["path"], m["line"])
			}
		default:
			s += fmt.Sprintf(" %s", v["level"])
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func compare(t *testing.T, got, want []string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func lockV3(root, packages string) string {
	return "{\n\"lockfileVersion\": 3,\n\"packages\": {\n\"\": " + root + packages + "\n}}"
}

func pkg(key, version, integrity string) string {
	return fmt.Sprintf(",\n%q: {\"version\": %q, \"integrity\": %q}", key, version, integrity)
}

// TestSync is what npm ci was seen to do on changes of a good lock, and what
// candor says of each: it is stricter where npm ci looks away.
func TestSync(t *testing.T) {
	const pj = "{\"dependencies\": {\n\"ms\": \"^2.1.0\"}}"
	const mirror = "{\"dependencies\": {\"ms\": \"^2.1.0\"}}"
	good := lockV3(mirror, pkg("node_modules/ms", "2.1.3", sha512a))
	tests := []struct {
		name, manifest, lock string
		want, ref            string
	}{
		{"in sync", pj, good, "package.json:1:2 package.json present v3 sync=true", "ms@2.1.3 hash"},
		{"no lock", pj, "", "package.json:1:2 package.json absent v0 sync=false", ""},
		{"locked version outside the range", pj, lockV3(mirror, pkg("node_modules/ms", "1.0.0", sha512a)),
			"package.json:1:2 package.json present v3 sync=false range:ms@package-lock.json:5", "ms@1.0.0 hash"},
		{"range changed in the manifest", "{\"dependencies\": {\n\"ms\": \"^0.7.0\"}}", good,
			"package.json:1:2 package.json present v3 sync=false specifier:ms@package.json:2", "ms@2.1.3 hash"},
		{"missing in the lock", "{\"dependencies\": {\n\"ms\": \"^2.1.0\",\n\"is-odd\": \"1\"}}", good,
			"package.json:1:2 package.json present v3 sync=false missing:is-odd@package.json:3", "ms@2.1.3 hash"},
		{"removed from the manifest (npm ci: fine)", "{}", good,
			"package.json:1:1 package.json present v3 sync=false extraneous:ms@package-lock.json:4", "ms@2.1.3 hash"},
		{"no integrity (npm ci: installs)", pj, lockV3(mirror, ",\n\"node_modules/ms\": {\"version\": \"2.1.3\"}"),
			"package.json:1:2 package.json present v3 sync=true", "ms@2.1.3 lock"},
		{"sha1 (npm ci: installs)", pj, lockV3(mirror, pkg("node_modules/ms", "2.1.3", sha1a)),
			"package.json:1:2 package.json present v3 sync=true", "ms@2.1.3 lock"},
		{"version 1 without hashes (npm ci: installs)", pj, "{\"lockfileVersion\": 1, \"dependencies\": {\n\"ms\": {\"version\": \"2.1.3\"}}}",
			"package.json:1:2 package.json present v1 sync=true", "ms@2.1.3 lock"},
		{"overrides only in the manifest", "{\"dependencies\": {\"ms\": \"^2.1.0\"},\n\"overrides\": {\"ms\": \"2.0.0\"}}", good,
			"package.json:1:2 package.json present v3 sync=false range:ms@package.json:2", "ms@2.1.3 hash"},
		{"another sha512 (only the registry knows)", pj, lockV3(mirror, pkg("node_modules/ms", "2.1.3", strings.Replace(sha512a, "AAAA", "BBBB", 1))),
			"package.json:1:2 package.json present v3 sync=true", "ms@2.1.3 hash"},
		{"half a sha512", pj, lockV3(mirror, pkg("node_modules/ms", "2.1.3", "sha512-AAAA")),
			"package.json:1:2 package.json present v3 sync=true", "ms@2.1.3 lock"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"package.json": tt.manifest}
			if tt.lock != "" {
				files["package-lock.json"] = tt.lock
			}
			facts := run(t, files)
			compare(t, short(facts, kindManifest), []string{tt.want})
			refs := short(facts, kindLock)
			got := ""
			if len(refs) > 0 {
				_, got, _ = strings.Cut(refs[0], " ")
			}
			if len(refs) > 1 || got != tt.ref {
				t.Errorf("refs: got %q, want %q", refs, tt.ref)
			}
		})
	}
}

func TestSyncDetails(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"every section, both directions", map[string]string{
			"package.json": "{\"dependencies\": {\"a\": \"1.0.0\", \"o\": \"1.0.0\"},\n\"devDependencies\": {\"d\": \"1\"},\n\"optionalDependencies\": {\"o\": \"1.0.0\"},\n\"peerDependencies\": {\"p\": \"1\", \"q\": \"1\"},\n\"peerDependenciesMeta\": {\"q\": {\"optional\": true}}}",
			"package-lock.json": lockV3(`{"dependencies": {"a": "1.0.0"}, "devDependencies": {"d": "1"}, "optionalDependencies": {"o": "1.0.0", "gone": "1"}, "peerDependencies": {"p": "1", "q": "1"}}`,
				pkg("node_modules/a", "1.0.0", sha512a)+pkg("node_modules/d", "1.9.0", sha512a)),
		}, []string{"package.json:1:2 package.json present v3 sync=false extraneous:gone@package-lock.json:4 missing:p@package.json:4"}},
		{"peers left out on purpose", map[string]string{
			"package.json":      `{"peerDependencies": {"p": "1"}}`,
			".npmrc":            "//r.example.com/:_authToken=secret\nlegacy-peer-deps = true\n",
			"package-lock.json": lockV3(`{"peerDependencies": {"p": "1"}}`, ""),
		}, []string{"package.json:1:2 package.json present v3 sync=true"}},
		{"alias", map[string]string{
			"package.json":      `{"dependencies": {"x": "npm:real@^1.0.0", "y": "npm:real@^1.0.0"}}`,
			"package-lock.json": lockV3(`{"dependencies": {"x": "npm:real@^1.0.0", "y": "npm:real@^1.0.0"}}`, ",\n\"node_modules/x\": {\"name\": \"real\", \"version\": \"1.2.0\"},\n\"node_modules/y\": {\"name\": \"fake\", \"version\": \"1.2.0\"}"),
		}, []string{"package.json:1:2 package.json present v3 sync=false range:y@package-lock.json:6"}},
		{"inside the lock", map[string]string{
			"package.json": `{"dependencies": {"a": "1.0.0"}}`,
			"package-lock.json": lockV3(`{"dependencies": {"a": "1.0.0"}}`, ",\n\"node_modules/a\": {\"version\": \"1.0.0\", \"dependencies\": {\n\"b\": \"^2.0.0\",\n\"c\": \"1\"}}"+
				pkg("node_modules/b", "3.0.0", sha512a)),
		}, []string{"package.json:1:2 package.json present v3 sync=false missing:c@package-lock.json:7 range:b@package-lock.json:8"}},
		{"overrides explain a version", map[string]string{
			"package.json":      `{"dependencies": {"a": "1.0.0"}, "overrides": {"b": "3.0.0", "a": {"c": "^4"}}}`,
			"package-lock.json": lockV3(`{"dependencies": {"a": "1.0.0"}}`, ",\n\"node_modules/a\": {\"version\": \"1.0.0\", \"dependencies\": {\"b\": \"^2.0.0\", \"c\": \"1\"}}"+pkg("node_modules/b", "3.0.0", sha512a)+pkg("node_modules/c", "4.1.0", sha512a)),
		}, []string{"package.json:1:2 package.json present v3 sync=true"}},
		{"a folder outside", map[string]string{
			"docs/package.json":      `{"dependencies": {"a": "file:../node/node_modules/a"}}`,
			"docs/package-lock.json": lockV3(`{"dependencies": {"a": "file:../node/node_modules/a"}}`, ",\n\"../node/node_modules/a\": {\"version\": \"1.0.0\", \"dependencies\": {\"b\": \"1.0.0\"}},\n\"node_modules/a\": {\"resolved\": \"../node/node_modules/a\", \"link\": true}"),
		}, []string{"docs/package.json:1:2 docs/package.json present v3 sync=true"}},
		{"workspace", map[string]string{
			"package.json":              `{"workspaces": ["packages/*", "!packages/out"]}`,
			"packages/a/package.json":   `{"name": "a", "dependencies": {"b": "^1.0.0", "ms": "^2.0.0"}}`,
			"packages/b/package.json":   "{\"name\": \"b\", \"devDependencies\": {\n\"ms\": \"^2.1.0\"}}",
			"packages/c/package.json":   `{"dependencies": {"ms": "1"}}`,
			"packages/out/package.json": `{"dependencies": {"ms": "1"}}`,
			"package-lock.json":         lockV3(`{"workspaces": ["packages/*"]}`, ",\n\"packages/a\": {\"name\": \"a\", \"dependencies\": {\"b\": \"^1.0.0\", \"ms\": \"^2.0.0\"}},\n\"packages/b\": {\"name\": \"b\", \"version\": \"1.0.1\", \"devDependencies\": {\"ms\": \"^2.0.0\"}},\n\"node_modules/a\": {\"resolved\": \"packages/a\", \"link\": true},\n\"node_modules/b\": {\"resolved\": \"packages/b\", \"link\": true}"+pkg("node_modules/ms", "2.1.3", sha512a)),
		}, []string{
			"package.json:1:1 package.json present v3 sync=true",
			"packages/a/package.json:1:15 packages/a/package.json present v3 sync=true",
			"packages/b/package.json:1:15 packages/b/package.json present v3 sync=false specifier:ms@packages/b/package.json:2",
			"packages/c/package.json:1:2 packages/c/package.json present v3 sync=false missing:packages/c@packages/c/package.json:1",
			"packages/out/package.json:1:2 packages/out/package.json absent v0 sync=false",
		}},
		{"shrinkwrap outranks the lock", map[string]string{
			"package.json":        `{"dependencies": {"ms": "1.0.0"}}`,
			"package-lock.json":   "{broken",
			"npm-shrinkwrap.json": lockV3(`{"dependencies": {"ms": "1.0.0"}}`, pkg("node_modules/ms", "1.0.0", sha512a)),
		}, []string{"package.json:1:2 package.json present v3 sync=true"}},
		{"truncated lock", map[string]string{
			"package.json":      `{"dependencies": {"ms": "1.0.0"}}`,
			"package-lock.json": "{\n\"lockfileVersion\": 3,\n\"packages\": {",
		}, []string{"package.json:1:2 package.json [error] package-lock.json:3:14: broken JSON: the file ends too early"}},
		{"unknown version", map[string]string{
			"package.json":      `{"dependencies": {"ms": "1.0.0"}}`,
			"package-lock.json": "{\n\"lockfileVersion\": 9, \"packages\": {}}",
		}, []string{"package.json:1:2 package.json [unsupported] package-lock.json:2:20: candor does not know lockfileVersion \"9\"; it reads 1, 2 and 3"}},
		{"an empty lock", map[string]string{"package.json": `{"dependencies": {"ms": "1.0.0"}}`, "pnpm-lock.yaml": ""},
			[]string{"package.json:1:2 package.json [error] pnpm-lock.yaml:1:1: broken lock: no mapping"}},
		{"pnpm workspace", map[string]string{"web/package.json": `{"dependencies": {"ms": "1.0.0"}}`, "pnpm-lock.yaml": "lockfileVersion: '9.0'", "pnpm-workspace.yaml": "packages: [web]"},
			[]string{"web/package.json:1:2 web/package.json present v9 sync=false missing:web@web/package.json:1"}},
		{"two managers", map[string]string{"package.json": `{"dependencies": {"ms": "1.0.0"}}`, "yarn.lock": "", "package-lock.json": lockV3(`{"dependencies": {"ms": "1.0.0"}}`, pkg("node_modules/ms", "1.0.0", sha512a))},
			[]string{"package.json:1:2 package.json [unresolved] package-lock.json and yarn.lock are both there and packageManager does not say which one counts"}},
		{"two managers, npm named", map[string]string{"package.json": `{"packageManager": "npm@11.0.0", "dependencies": {"ms": "1.0.0"}}`, "yarn.lock": "", "package-lock.json": lockV3(`{"dependencies": {"ms": "1.0.0"}}`, pkg("node_modules/ms", "1.0.0", sha512a))},
			[]string{"package.json:1:34 package.json present v3 sync=true"}},
		{"two managers, yarn named", map[string]string{"package.json": `{"packageManager": "yarn@4.0.0", "dependencies": {"ms": "1.0.0"}}`, "yarn.lock": "", "package-lock.json": lockV3(`{"dependencies": {"ms": "1.0.0"}}`, pkg("node_modules/ms", "1.0.0", sha512a))},
			[]string{"package.json:1:34 package.json [error] yarn.lock:1:1: the lock is empty: neither packages nor the line that says which yarn wrote it"}},
		{"lock without manifest", map[string]string{"package-lock.json": lockV3("{}", "")},
			[]string{"package-lock.json:1 package-lock.json:1 [unresolved] there is no package.json beside this lock to hold it against"}},
		{"nothing asked for", map[string]string{"package.json": `{"name": "x"}`}, nil},
		{"broken manifest", map[string]string{"package.json": "{\n\"dependencies\": {\"a\": \"1\",}}"},
			[]string{"package.json:2:27 package.json:2:27 [error] broken package.json: unexpected '}', want a key in quotes"}},
		{"a section twice", map[string]string{"package.json": "{\"dependencies\": {},\n\"dependencies\": {}}"},
			[]string{"package.json:2:1 package.json:2:1 [error] the key \"dependencies\" stands twice in one object"}},
		{"version 1", map[string]string{
			"package.json":      "{\"dependencies\": {\"a\": \"^1.0.0\", \"b\": \"2\",\n\"no\": \"1\"}}",
			"package-lock.json": "{\"lockfileVersion\": 1, \"dependencies\": {\n\"a\": {\"version\": \"1.0.0\", \"requires\": {\"c\": \"1\"}, \"dependencies\": {\"c\": {\"version\": \"1.0.0\"}}},\n\"b\": {\"version\": \"3.0.0\"},\n\"left\": {\"version\": \"1.0.0\"}}}",
		}, []string{"package.json:1:2 package.json present v1 sync=false range:b@package-lock.json:3 extraneous:left@package-lock.json:4 missing:no@package.json:2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			compare(t, short(run(t, tt.files), kindManifest), tt.want)
		})
	}
}
