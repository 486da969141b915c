package npm

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// lockRefs gives "subject key=value ..." of the refs of a lock.
func lockRefs(t *testing.T, lock string, keys ...string) []string {
	t.Helper()
	var out []string
	for _, f := range run(t, map[string]string{"app/package.json": "{}", "app/package-lock.json": lock}) {
		v, _ := f.Value.(map[string]any)
		if f.Kind != kindLock || f.State != candor.Observed {
			continue
		}
		s := f.Subject
		for _, k := range keys {
			s += fmt.Sprintf(" %s=%v", k, v[k])
		}
		out = append(out, s)
	}
	return out
}

func TestLockEntries(t *testing.T) {
	e := func(key, body string) string { return fmt.Sprintf(",\n%q: {%s}", key, body) }
	keys := []string{"source", "level", "hash_alg", "scheme", "host", "internal", "outside", "url_name", "url_version"}
	tests := []struct{ name, entry, want string }{
		{"registry", e("node_modules/@s/ms", `"version": "1.0.0", "resolved": "https://r.example.com/@s/ms/-/ms-1.0.0.tgz", "integrity": "`+sha512a+`"`),
			"@s/ms@1.0.0 registry hash sha512 https r.example.com false false @s/ms 1.0.0"},
		{"no resolved", e("node_modules/ms", `"version": "1.0.0", "integrity": "`+sha512a+`"`), "ms@1.0.0 registry hash sha512   false false  "},
		{"two hashes", e("node_modules/ms", `"version": "1.0.0", "integrity": "`+sha1a+" "+sha512a+`?x"`), "ms@1.0.0 registry hash sha512   false false  "},
		{"sha1", e("node_modules/ms", `"version": "1.0.0", "integrity": "`+sha1a+`"`), "ms@1.0.0 registry lock sha1   false false  "},
		{"no version", e("node_modules/ms", `"integrity": "`+sha1a+`"`), "ms@ registry none sha1   false false  "},
		{"http", e("node_modules/ms", `"version": "1.0.0", "resolved": "http://R.example.com:8080/ms/-/ms-1.0.1.tgz"`), "ms@1.0.0 registry lock  http r.example.com:8080 false false ms 1.0.1"},
		{"another package", e("node_modules/ms", `"version": "1.0.0", "resolved": "https://r.example.com/npm/evil/-/evil-1.0.0.tgz"`), "ms@1.0.0 registry lock  https r.example.com false false evil 1.0.0"},
		{"alias", e("node_modules/x", `"name": "real", "version": "1.0.0", "resolved": "https://r.example.com/real/-/real-1.0.0.tgz"`), "x@npm:real@1.0.0 registry lock  https r.example.com false false real 1.0.0"},
		{"git with commit", e("node_modules/g", `"version": "1.0.0", "resolved": "git+ssh://git@git.example.com/o/g.git#`+commit+`"`), "g@git:" + commit + " git hash commit git+ssh git.example.com false false  "},
		{"git with branch", e("node_modules/g", `"version": "1.0.0", "resolved": "git+ssh://git@git.example.com/o/g.git#main"`), "g@git:main git tag  git+ssh git.example.com false false  "},
		{"bundled by nobody", e("node_modules/a/node_modules/b", `"version": "1.0.0", "inBundle": true`), "b@1.0.0 registry lock    false false  "},
		{"link", e("node_modules/w", `"resolved": "packages/w", "link": true`), "w@file:packages/w link exact    true false  "},
		{"link to a sibling", e("node_modules/w", `"resolved": "../w", "link": true`), "w@file:../w link exact    true false  "},
		{"link outside", e("node_modules/w", `"resolved": "../../w", "link": true`), "w@file:../../w link none    false true  "},
		{"link far outside", e("node_modules/w", `"resolved": "../../../../etc/passwd", "link": true`), "w@file:../../../../etc/passwd link none    false true  "},
		{"absolute link", e("node_modules/w", `"resolved": "/etc", "link": true`), "w@file:/etc link none    false true  "},
		{"folder", e("packages/w", `"name": "w", "version": "1.0.0"`), "w@file:packages/w folder exact    true false  "},
		{"archive in the tree", e("node_modules/f", `"version": "1.0.0", "resolved": "file:lib/f.tgz", "integrity": "`+sha512a+`"`), "f@1.0.0 file hash sha512 file  false false  "},
		{"archive outside", e("node_modules/f", `"version": "1.0.0", "resolved": "file:../../f.tgz"`), "f@1.0.0 file lock  file  false true  "},
		{"escapes in a name", e("node_modules/a\u001b[31m", `"version": "1.0.0"`), `a\x1b[31m@1.0.0 registry lock    false false  `},
		{"empty host", e("node_modules/ms", `"version": "1.0.0", "resolved": "https:///ms/-/ms-1.0.0.tgz"`), "ms@1.0.0 registry lock  https  false false ms 1.0.0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entry := strings.ReplaceAll(tt.entry, `\x1b`, `\u001b`) // %q is Go's quoting, not JSON's
			got := lockRefs(t, lockV3("{}", entry), keys...)
			if len(got) != 1 {
				t.Fatalf("got %d refs: %q", len(got), got)
			}
			s := got[0]
			for _, k := range keys {
				s = strings.Replace(s, " "+k+"=", " ", 1)
			}
			if s != tt.want {
				t.Errorf("got  %q\nwant %q", s, tt.want)
			}
		})
	}
}

func TestLockPopulation(t *testing.T) {
	t.Run("the same package twice", func(t *testing.T) {
		got := lockRefs(t, lockV3("{}", pkg("node_modules/a/node_modules/ms", "1.0.0", "")+pkg("node_modules/ms", "1.0.0", "")))
		compare(t, got, []string{"ms@1.0.0", "ms@1.0.0 at node_modules/ms"})
	})
	t.Run("bundled", func(t *testing.T) {
		got := lockRefs(t, lockV3("{}", ",\n\"node_modules/a\": {\"version\": \"1.0.0\", \"bundleDependencies\": [\"b\"]}"+
			",\n\"node_modules/a/node_modules/b\": {\"version\": \"1.0.0\", \"inBundle\": true}"+
			",\n\"node_modules/a/node_modules/b/node_modules/c\": {\"version\": \"1.0.0\", \"inBundle\": true}"+
			",\n\"node_modules/a/node_modules/d\": {\"version\": \"1.0.0\", \"inBundle\": true, \"resolved\": \"https://x.example.com/d.tgz\"}"+
			",\n\"node_modules/e\": {\"version\": \"1.0.0\", \"inBundle\": true}"), "source")
		compare(t, got, []string{"a@1.0.0 source=registry", "b@1.0.0 source=bundled", "c@1.0.0 source=bundled", "d@1.0.0 source=registry", "e@1.0.0 source=registry"})
	})
	t.Run("a workspace counts once", func(t *testing.T) {
		got := lockRefs(t, lockV3("{}", ",\n\"w\": {\"version\": \"1.0.0\"},\n\"node_modules/w\": {\"resolved\": \"w\", \"link\": true}"))
		compare(t, got, []string{"w@file:w"})
	})
	t.Run("version 1", func(t *testing.T) {
		lock := `{"lockfileVersion": 1, "dependencies": {
			"a": {"version": "1.0.0", "integrity": "` + sha512a + `", "dependencies": {"b": {"version": "2.0.0", "bundled": true}}},
			"g": {"version": "git+https://git.example.com/o/g.git#` + commit + `"},
			"t": {"version": "https://x.example.com/t.tgz", "integrity": "` + sha512a + `"},
			"x": {"version": "npm:real@1.0.0", "integrity": "` + sha1a + `"},
			"f": {"version": "file:../../f"}, "z": {"version": "file:z.tgz"}}}`
		compare(t, lockRefs(t, lock, "source", "level", "outside"), []string{
			"a@1.0.0 source=registry level=hash outside=false",
			"g@git:" + commit + " source=git level=hash outside=false",
			"t@ source=tarball level=hash outside=false",
			"x@npm:real@1.0.0 source=registry level=lock outside=false",
			"f@file:../../f source=link level=none outside=true",
			"z@ source=file level=none outside=false",
		})
	})
	t.Run("an entry twice", func(t *testing.T) {
		facts := run(t, map[string]string{"package.json": "{}", "package-lock.json": lockV3("{}", pkg("node_modules/a", "1.0.0", "")+pkg("node_modules/a", "1.0.1", "")+",\n\"node_modules/b\": {\"version\": \"1.0.0\", \"version\": \"2.0.0\"}")})
		compare(t, short(facts, kindLock), []string{
			"package-lock.json:5:1 a@1.0.0 lock",
			"package-lock.json:6:1 a@1.0.1 lock",
			"package-lock.json:6:1 package-lock.json:6:1 [error] the key \"node_modules/a\" stands twice in one object",
			"package-lock.json:7:1 b@2.0.0 lock",
			"package-lock.json:7:40 package-lock.json:7:40 [error] the key \"version\" stands twice in one object",
		})
	})
	t.Run("locks of other managers", func(t *testing.T) {
		facts := run(t, map[string]string{"pnpm-lock.yaml": "", "a/yarn.lock": "", "b/bun.lockb": "\x00", "c/bun.lock": ""})
		compare(t, short(facts, kindLock), []string{
			"a/yarn.lock:1:1 a/yarn.lock:1:1 [error] the lock is empty: neither packages nor the line that says which yarn wrote it",
			"b/bun.lockb:1 b/bun.lockb:1 [unsupported] bun.lockb is binary, which candor does not read; bun 1.2 and later keep a text, bun.lock",
			"c/bun.lock:1:1 c/bun.lock:1:1 [error] broken JSON: the file ends too early",
			"pnpm-lock.yaml:1:1 pnpm-lock.yaml:1:1 [error] broken lock: no mapping",
		})
	})
}

func TestManifestRefs(t *testing.T) {
	tests := map[string]string{
		"1.2.3": "exact", "=1.2.3": "exact", "^1.2.3": "range", "1.x": "range", "": "none", "*": "none", "latest": "tag",
		"npm:x@1.0.0": "exact", "npm:x@^1": "range", "npm:@s/x@1.0.0": "exact", "npm:x": "none",
		"git+https://git.example.com/o/r.git": "tag", "o/r": "tag", "o/r#" + commit: "hash", "github:o/r#semver:^1": "range",
		"git@git.example.com:o/r.git#" + commit: "hash", "https://x.example.com/a.tgz": "tag",
		"file:../x": "none", "workspace:^": "exact", "catalog:": "unresolved", "1.2.3 || 1.2.4": "range",
	}
	for text, want := range tests {
		facts := run(t, map[string]string{"package.json": fmt.Sprintf(`{"dependencies": {"d": %q}}`, text)})
		for _, f := range facts {
			if f.Kind != kindSpec {
				continue
			}
			if v := f.Value.(map[string]any); v["level"] != want || f.Subject != "d@"+text {
				t.Errorf("%q: got %s %v, want %s", text, f.Subject, v["level"], want)
			}
			if (f.State == candor.Unresolved) != (want == "unresolved") {
				t.Errorf("%q: state %s", text, f.State)
			}
		}
	}
}

func TestIgnoredLock(t *testing.T) {
	lock := lockV3(`{"dependencies": {"a": "1.0.0"}}`, pkg("node_modules/a", "1.0.0", sha512a))
	tests := []struct {
		name      string
		more      map[string]string
		want, why string
	}{
		{"nothing", nil, "", ""},
		{"npmrc", map[string]string{"w/.npmrc": "a=b\npackage-lock=false\n"}, "config", "w/.npmrc:2"},
		{"gitignore above", map[string]string{".gitignore": "# x\npackage-lock.json\n"}, "gitignore", ".gitignore:2"},
		{"anchored elsewhere", map[string]string{".gitignore": "/package-lock.json\n"}, "", ""},
		{"anchored here", map[string]string{"w/.gitignore": "/package-lock.json\n"}, "gitignore", "w/.gitignore:1"},
		{"wildcard, taken back", map[string]string{".gitignore": "*-lock.json\n", "w/.gitignore": "!package-lock.json\n"}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"w/package.json": `{"dependencies": {"a": "1.0.0"}}`, "w/package-lock.json": lock}
			for k, v := range tt.more {
				files[k] = v
			}
			for _, f := range run(t, files) {
				if v := f.Value.(map[string]any); f.Kind == kindManifest && (v["ignored"] != tt.want || v["ignored_at"] != tt.why) {
					t.Errorf("got %v at %v", v["ignored"], v["ignored_at"])
				}
			}
		})
	}
}

// bigLock is a lock with n packages, each asking for a few others.
func bigLock(n int) (manifest, lock string) {
	var b, deps strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",\n    \"node_modules/package-%d\": {\n      \"version\": \"1.%d.0\",\n      \"resolved\": \"https://r.example.com/package-%d/-/package-%d-1.%d.0.tgz\",\n      \"integrity\": %q,\n      \"license\": \"MIT\",\n      \"dependencies\": {\n", i, i, i, i, i, sha512a)
		for k := 1; k <= 4; k++ {
			if k > 1 {
				b.WriteString(",\n")
			}
			fmt.Fprintf(&b, "        \"package-%d\": \"^1.0.0\"", (i+k*7)%n)
		}
		b.WriteString("\n      },\n      \"engines\": {\n        \"node\": \">=18\"\n      }\n    }")
		if i < 60 {
			if i > 0 {
				deps.WriteString(", ")
			}
			fmt.Fprintf(&deps, "\"package-%d\": \"^1.0.0\"", i)
		}
	}
	root := fmt.Sprintf(`{"dependencies": {%s}}`, deps.String())
	return root, lockV3(root, b.String())
}

func BenchmarkCollect5000(b *testing.B) {
	manifest, lock := bigLock(5000)
	fsys := fstest.MapFS{"package.json": {Data: []byte(manifest)}, "package-lock.json": {Data: []byte(lock)}}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(lock)))
	for b.Loop() {
		in := collector.NewInput(New(), tree, time.Unix(0, 0))
		if err := New().Collect(context.Background(), in); err != nil {
			b.Fatal(err)
		}
		if len(in.Facts()) != 5061 {
			b.Fatalf("%d facts", len(in.Facts()))
		}
	}
}

func TestBigLockIsInSync(t *testing.T) {
	manifest, lock := bigLock(300)
	for _, f := range run(t, map[string]string{"package.json": manifest, "package-lock.json": lock}) {
		if v := f.Value.(map[string]any); f.Kind == kindManifest && v["in_sync"] != true {
			t.Errorf("out of sync: %v", v["sync_errors"])
		}
	}
}

func FuzzCollect(f *testing.F) {
	f.Add(`{"dependencies": {"a": "^1.0.0"}, "overrides": {"a": {".": "1"}}}`, lockV3(`{"dependencies": {"a": "1"}}`, pkg("node_modules/a", "1.0.0", sha512a)))
	f.Add(`{"workspaces": ["*"]}`, `{"lockfileVersion": 1, "dependencies": {"a": {"version": "file:x", "dependencies": {"b": {}}}}}`)
	f.Add(`{"dependencies": {"\u001b": "npm:@"}}`, `{"packages": {"node_modules/": {"link": true}}, "lockfileVersion": 2}`)
	f.Fuzz(func(t *testing.T, manifest, lock string) {
		run(t, map[string]string{"package.json": manifest, "package-lock.json": lock})
	})
}
