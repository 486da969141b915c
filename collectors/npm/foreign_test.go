package npm

import (
	"fmt"
	"strings"
	"testing"
)

const fullHash = "{integrity: " + sha512a + "}"

// pnpmFiles is a project of pnpm: settings, root manifest and what the lock says.
func pnpmFiles(settings, manifest, lock string) map[string]string {
	return map[string]string{"pnpm-workspace.yaml": settings, "package.json": manifest, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" + lock}
}

func TestForeignSync(t *testing.T) {
	const base = "importers:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\npackages:\n  a@1.0.0:\n    resolution: " + fullHash + "\n"
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"pnpm: overrides of both kinds", pnpmFiles("overrides:\n  a: 2.0.0\n", `{"dependencies": {"a": "^1.0.0"}}`,
			"overrides:\n  a: 2.0.0\n"+strings.ReplaceAll(strings.ReplaceAll(base, "^1.0.0", "2.0.0"), "1.0.0", "2.0.0")),
			[]string{"package.json:1:2 package.json present v9 sync=true"}},
		{"pnpm: an override that the lock does not know", pnpmFiles("overrides:\n  a: 1.0.0\n", `{"dependencies": {"a": "^1.0.0"}}`, base),
			[]string{"package.json:1:2 package.json present v9 sync=false missing:override a@pnpm-workspace.yaml:2"}},
		{"pnpm: a patch that is gone", pnpmFiles("packages: []\n", `{"dependencies": {"a": "^1.0.0"}}`, "patchedDependencies:\n  a@1.0.0:\n    hash: x\n    path: p.patch\n"+base),
			[]string{"package.json:1:2 package.json present v9 sync=false extraneous:patch a@1.0.0@pnpm-lock.yaml:3"}},
		{"pnpm: peers", pnpmFiles("packages: []\n", `{"peerDependencies": {"a": "^1.0.0", "o": "1"}, "peerDependenciesMeta": {"o": {"optional": true}}}`, "settings:\n  autoInstallPeers: true\n"+base),
			[]string{"package.json:1:2 package.json present v9 sync=true"}},
		{"pnpm: a catalog that says something else", pnpmFiles("catalog:\n  a: ^2.0.0\n", `{"dependencies": {"a": "catalog:"}}`,
			"catalogs:\n  default:\n    a:\n      specifier: ^1.0.0\n      version: 1.0.0\n"+strings.ReplaceAll(base, "^1.0.0", "'catalog:'")),
			[]string{"package.json:1:2 package.json present v9 sync=false range:a@package.json:1 specifier:a of catalog default@pnpm-workspace.yaml:2"}},
		{"pnpm: a .pnpmfile.cjs may explain it", pnpmFiles("packages: []\n", `{"dependencies": {"a": "^2.0.0"}}`, "pnpmfileChecksum: x\n"+base),
			[]string{"package.json:1:2 package.json [unresolved] a .pnpmfile.cjs changes what manifests ask for, and candor does not run it; pnpm-lock.yaml and package.json differ"}},
		{"pnpm: settings that can't be read", pnpmFiles("packages: [a\n", `{"dependencies": {"a": "^1.0.0"}}`, base),
			[]string{"package.json:1:2 package.json [error] pnpm-workspace.yaml:1:1: broken YAML: did not find expected ',' or ']'"}},
		{"pnpm: a lock that is switched off", pnpmFiles("lockfile: false\n", `{"dependencies": {"a": "^1.0.0"}}`, base),
			[]string{"package.json:1:2 package.json present v9 sync=true"}},
		{"pnpm: an alias of another package", pnpmFiles("packages: []\n", `{"dependencies": {"x": "npm:a@^1.0.0"}}`,
			"importers:\n  .:\n    dependencies:\n      x:\n        specifier: npm:a@^1.0.0\n        version: evil@1.0.0\npackages:\n  evil@1.0.0:\n    resolution: "+fullHash+"\n"),
			[]string{"package.json:1:2 package.json present v9 sync=false range:x@package.json:1"}},
		{"pnpm: each member its own lock", map[string]string{
			"pnpm-workspace.yaml": "packages: [w]\nsharedWorkspaceLockfile: false\n", "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "package.json": "{}",
			"w/package.json": `{"dependencies": {"a": "^1.0.0"}}`, "w/pnpm-lock.yaml": "lockfileVersion: '9.0'\n" + base,
		}, []string{"package.json:1:1 package.json present v9 sync=true", "w/package.json:1:2 w/package.json present v9 sync=true"}},
		{"pnpm: left out of the workspace", map[string]string{
			"pnpm-workspace.yaml": "packages: ['!w/x', 'w/*']\n", "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "package.json": "{}",
			"w/x/package.json": `{"dependencies": {"a": "^1.0.0"}}`,
		}, []string{"package.json:1:1 package.json present v9 sync=true", "w/x/package.json:1:2 w/x/package.json absent v0 sync=false"}},
		{"yarn 1: a resolution that is not obeyed", map[string]string{
			"package.json": `{"dependencies": {"a": "^1.0.0"}, "resolutions": {"b": "2.0.0"}}`,
			"yarn.lock":    "# yarn lockfile v1\na@^1.0.0:\n  version \"1.0.0\"\n  dependencies:\n    b \"^1.0.0\"\nb@^1.0.0:\n  version \"1.0.0\"\n",
		}, []string{"package.json:1:2 package.json present v1 sync=false range:b@package.json:1"}},
		{"yarn 1: what one package asks another for", map[string]string{
			"package.json": `{"dependencies": {"a": "^1.0.0"}}`,
			"yarn.lock":    "# yarn lockfile v1\na@^1.0.0:\n  version \"1.0.0\"\n  dependencies:\n    b \"^1.0.0\"\n    c \"^1.0.0\"\nb@^1.0.0:\n  version \"2.0.0\"\n",
		}, []string{"package.json:1:2 package.json present v1 sync=false missing:c@yarn.lock:6 range:b@yarn.lock:7"}},
		{"yarn 4: a peer and a patch", map[string]string{
			"package.json": `{"name": "app", "dependencies": {"a": "patch:a@npm%3A^1.0.0#~/p.patch"}, "peerDependencies": {"p": "^1"}}`,
			"yarn.lock":    "__metadata:\n  version: 8\n\"app@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"app@workspace:.\"\n  dependencies:\n    a: \"patch:a@npm%3A^1.0.0#~/p.patch\"\n  peerDependencies:\n    p: ^2\n\"a@patch:a@npm%3A^1.0.0#~/p.patch\":\n  version: 1.0.0\n  resolution: \"a@patch:a@npm%3A1.0.0#~/p.patch::version=1.0.0&hash=1\"\n",
		}, []string{"package.json:1:17 package.json present v8 sync=false specifier:p@package.json:1"}},
		{"bun: a package that is below another", map[string]string{
			"package.json": `{"name": "app", "dependencies": {"a": "1.0.0"}}`,
			"bun.lock":     `{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"a": "1.0.0"}}}, "packages": {"a": ["a@1.0.0", "", {"dependencies": {"b": "^1.0.0"}}, "x"], "b": ["b@2.0.0"], "a/b": ["b@1.5.0"]}}`,
		}, []string{"package.json:1:17 package.json present v1 sync=true"}},
		{"another manager than the lock's", map[string]string{"package.json": `{"packageManager": "yarn@4.0.0", "dependencies": {"a": "1"}}`, "bun.lock": "{}"},
			[]string{"package.json:1:34 package.json [unresolved] package.json names yarn as its manager, and the lock beside it is of another: bun.lock"}},
		{"devEngines name the manager", map[string]string{"package.json": `{"devEngines": {"packageManager": {"name": "pnpm"}}, "dependencies": {"a": "^1.0.0"}}`, "bun.lock": "{}", "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" + base},
			[]string{"package.json:1:54 package.json present v9 sync=true"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			compare(t, short(run(t, tt.files), kindManifest), tt.want)
		})
	}
}

// What a lock fixes, by level, and where it comes from.
func TestForeignEntries(t *testing.T) {
	show := func(files map[string]string) []string {
		var out []string
		for _, f := range run(t, files) {
			v, _ := f.Value.(map[string]any)
			switch {
			case f.Kind != kindLock:
			case !f.State.Answers():
				out = append(out, fmt.Sprintf("%s [%s] %s", f.At, f.State, f.Reason))
			default:
				out = append(out, fmt.Sprintf("%s %s %s %s %v hash=%v/%v direct=%v dev=%v outside=%v %v", f.At, f.Subject, v["manager"], v["source"], v["level"], v["hash_alg"], v["hash_of"], v["direct"], v["dev"], v["outside"], v["host"]))
			}
		}
		return out
	}
	compare(t, show(pnpmFiles("packages: []\n", `{"dependencies": {"a": "^1.0.0", "l": "link:../../out"}, "devDependencies": {"d": "1.0.0"}}`,
		"importers:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\n      l:\n        specifier: link:../../out\n        version: link:../../out\n    devDependencies:\n      d:\n        specifier: 1.0.0\n        version: 1.0.0\npackages:\n  a@1.0.0:\n    resolution: "+fullHash+"\n  b@1.0.0:\n    resolution: {}\n  d@1.0.0:\n    resolution: {integrity: sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=}\n    version: 2.0.0\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n")), []string{
		"pnpm-lock.yaml:20:3 [error] the lock names d@1.0.0 and says that its version is 2.0.0",
		"pnpm-lock.yaml:16:3 a@1.0.0 pnpm registry hash hash=sha512/package direct=true dev=false outside=false ",
		"pnpm-lock.yaml:18:3 b@1.0.0 pnpm registry lock hash=/ direct=false dev=false outside=false ",
		"pnpm-lock.yaml:20:3 d@2.0.0 pnpm registry lock hash=sha1/package direct=true dev=true outside=false ",
		"pnpm-lock.yaml:8:7 l@file:../../out pnpm link none hash=/ direct=true dev=false outside=true ",
	})
	compare(t, show(map[string]string{
		"package.json": "{\"dependencies\": {\"a\": \"^1.0.0\",\n\"l\": \"link:../out\"}}",
		"yarn.lock":    "# yarn lockfile v1\na@^1.0.0:\n  version \"1.0.0\"\n  resolved \"http://r.example.com/a/-/a-1.0.0.tgz#" + commit + "\"\n",
	}), []string{
		"package.json:2:1 l@file:../out yarn link none hash=/ direct=true dev=false outside=true ",
		"yarn.lock:2:1 a@1.0.0 yarn registry lock hash=sha1/package direct=true dev=false outside=false r.example.com",
	})
	compare(t, show(map[string]string{
		"package.json": `{"name": "app", "devDependencies": {"a": "1.0.0"}}`,
		"yarn.lock":    "__metadata:\n  version: 8\n\"a@npm:1.0.0\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.1\"\n  checksum: 10c0/" + strings.Repeat("0a", 64) + "\n\"app@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"app@workspace:.\"\n  dependencies:\n    a: \"npm:1.0.0\"\n",
	}), []string{
		"yarn.lock:3:1 [error] the lock resolves to a@1.0.1 and says that its version is 1.0.0",
		"yarn.lock:3:1 a@1.0.0 yarn registry hash hash=sha512/cache direct=true dev=true outside=false ",
		"yarn.lock:7:1 app@file:. yarn folder exact hash=/ direct=false dev=false outside=false ",
	})
	compare(t, show(map[string]string{
		"package.json": `{"dependencies": {"g": "github:o/g"}}`,
		"bun.lock":     `{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"g": "github:o/g"}}}, "packages": {"g": ["g@github:o/g#` + commit + `", {}, "x"]}}`, "bun.lockb": "\x00",
	}), []string{
		"bun.lock:1:96 g@git:" + commit + " bun git hash hash=commit/commit direct=true dev=false outside=false github.com",
		"bun.lockb:1 bun.lockb bun unused lock hash=/ direct=false dev=false outside=false ",
	})
}

func TestOverridden(t *testing.T) {
	for in, want := range map[string]string{
		"a": "a", "@s/a": "@s/a", "a@^1": "a", "@s/a@>1": "@s/a", "a@<1 || >2": "a", "a@>=1": "a", "b>a": "a", "@t/b@1>@s/a@2": "@s/a", "b/a": "a", "**/@s/a": "@s/a", "b/@s/a": "@s/a", "": "", ">": ">",
	} {
		if got := overridden(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzForeign(f *testing.F) {
	f.Add(`{"dependencies": {"a": "^1.0.0"}}`, "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\npackages:\n  a@1.0.0: {}\n", uint8(0))
	f.Add(`{"resolutions": {"x/a>b@1": "$c", "**/d": "1"}}`, "# yarn lockfile v1\n\"\\u001b@1\":\n  version \"1\"\n", uint8(1))
	f.Add(`{"workspaces": ["../*"], "catalog": {"a": "1"}}`, "__metadata:\n  version: 8\n\"a@npm:1\":\n  version: 1\n  resolution: \"a@link:../../x::locator=a%40workspace%3A..\"\n", uint8(1))
	f.Add(`{"dependencies": {"a": "catalog:x"}}`, `{"lockfileVersion": 1, "workspaces": {"": {}, "../..": {"dependencies": {"a": ""}}}, "packages": {"a": ["a@\u001b[31m"]}}`, uint8(2))
	f.Fuzz(func(t *testing.T, manifest, lock string, which uint8) {
		name := []string{"pnpm-lock.yaml", "yarn.lock", "bun.lock"}[which%3]
		run(t, map[string]string{"package.json": manifest, name: lock, "pnpm-workspace.yaml": "catalog:\n  a: 1\n"})
	})
}
