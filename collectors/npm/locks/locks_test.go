package locks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	sum512 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
	commit = "0123456789abcdef0123456789abcdef01234567"
)

func pnpm(src string) (*Lock, *Fault) { return ReadPnpm("lock", []byte(src)) }
func yarn(src string) (*Lock, *Fault) { return ReadYarn("lock", []byte(src)) }
func bun(src string) (*Lock, *Fault)  { return ReadBun("lock", []byte(src)) }

// entries writes the packages of a lock as the tables do.
func entries(l *Lock) []string {
	var out []string
	for _, p := range l.Packages {
		s := fmt.Sprintf("%d %s %s@%s", l.Lines.At(p.Off).Line, p.Source, p.Name, p.Version)
		for _, x := range []struct{ name, v string }{{"as", p.Alias}, {"at", p.Resolved}, {"commit", p.Commit}, {"path", p.Path}, {"hash", strings.ReplaceAll(p.Integrity+p.Checksum, sum512, "A")}, {"on", p.Conditions}} {
			if x.v != "" {
				s += " " + x.name + "=" + x.v
			}
		}
		if p.Patched {
			s += " patched"
		}
		out = append(out, s)
	}
	return out
}

func TestEntries(t *testing.T) {
	tests := []struct {
		name string
		read func(string) (*Lock, *Fault)
		src  string
		want []string
	}{
		{"pnpm 9", pnpm, `lockfileVersion: '9.0'
packages:
  a@1.0.0:
    resolution: {integrity: sha512-` + sum512 + `}
  '@s/b@2.0.0':
    resolution: {integrity: sha512-` + sum512 + `, tarball: https://r.example.com/@s/b/-/b-2.0.0.tgz}
  c@https://codeload.github.com/o/c/tar.gz/` + commit + `:
    resolution: {tarball: https://codeload.github.com/o/c/tar.gz/` + commit + `}
    version: 1.2.3
  d@https://x.example.com/d.tgz:
    resolution: {tarball: https://x.example.com/d.tgz}
    version: 3.0.0
  e@git+https://git.example.com/e.git#` + commit + `:
    resolution: {commit: ` + commit + `, repo: https://git.example.com/e.git, type: git}
    version: 0.1.0
  f@file:../f:
    resolution: {directory: ../f, type: directory}
  g@file:g.tgz:
    resolution: {integrity: sha512-` + sum512 + `, tarball: file:g.tgz}
    version: 1.0.0
snapshots:
  a@1.0.0(x@1.0.0):
    dependencies:
      '@s/b': 2.0.0
`, []string{
			"3 registry a@1.0.0 hash=sha512-A", "5 registry @s/b@2.0.0 at=https://r.example.com/@s/b/-/b-2.0.0.tgz hash=sha512-A",
			"7 git c@1.2.3 at=https://codeload.github.com/o/c/tar.gz/" + commit + " commit=" + commit,
			"10 tarball d@3.0.0 at=https://x.example.com/d.tgz", "13 git e@0.1.0 at=https://git.example.com/e.git commit=" + commit,
			"16 folder f@ path=../f", "18 file g@1.0.0 path=g.tgz hash=sha512-A",
		}},
		{"pnpm 6", pnpm, "lockfileVersion: '6.0'\ndependencies:\n  a:\n    specifier: ^1\n    version: 1.0.0(b@2.0.0)\npackages:\n  /a@1.0.0(b@2.0.0):\n    resolution: {integrity: sha512-" + sum512 + "}\n    dev: false\n  /@s/b@2.0.0:\n    resolution: {integrity: sha1-x}\n",
			[]string{"7 registry a@1.0.0 hash=sha512-A", "10 registry @s/b@2.0.0 hash=sha1-x"}},
		{"pnpm 5", pnpm, "lockfileVersion: 5.4\nspecifiers:\n  a: ^1\ndependencies:\n  a: 1.0.0_b@2.0.0\npackages:\n  /a/1.0.0_b@2.0.0:\n    resolution: {integrity: sha512-" + sum512 + "}\n  /@s/b/2.0.0:\n    resolution: {integrity: sha512-" + sum512 + "}\n  github.com/o/c/" + commit + ":\n    resolution: {tarball: https://codeload.github.com/o/c/tar.gz/" + commit + "}\n    name: c\n    version: 1.0.0\n",
			[]string{"7 registry a@1.0.0 hash=sha512-A", "9 registry @s/b@2.0.0 hash=sha512-A", "11 git c@1.0.0 at=https://codeload.github.com/o/c/tar.gz/" + commit + " commit=" + commit}},
		{"pnpm 11", pnpm, "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 11.1.0\n        version: 11.1.0\npackages:\n  pnpm@11.1.0:\n    resolution: {integrity: sha512-" + sum512 + "}\n---\nlockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-" + sum512 + "}\n",
			[]string{"15 registry a@1.0.0 hash=sha512-A", "10 registry pnpm@11.1.0 hash=sha512-A"}},
		{"yarn 1", yarn, `# yarn lockfile v1

"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.1.0"
  resolved "https://r.example.com/@s/a/-/a-1.1.0.tgz#` + commit + `"
  integrity sha512-` + sum512 + `
  dependencies:
    b ">= 1.0.0"

b@>= 1.0.0:
  version "1.0.0"
  resolved "https://r.example.com/b/-/b-1.0.0.tgz#` + commit + `"

"c@npm:real@2":
  version "2.0.0"

"d@github:o/d":
  version "1.0.0"
  resolved "https://codeload.github.com/o/d/tar.gz/` + commit + `"

"e@git+ssh://git@git.example.com/e.git":
  version "1.0.0"
  resolved "git+ssh://git@git.example.com/e.git#` + commit + `"

"f@file:./f":
  version "1.0.0"

"g@https://x.example.com/g.tgz":
  version "1.0.0"
  resolved "https://x.example.com/g.tgz#` + commit + `"
`, []string{
			"3 registry @s/a@1.1.0 at=https://r.example.com/@s/a/-/a-1.1.0.tgz hash=sha512-A",
			"10 registry b@1.0.0 at=https://r.example.com/b/-/b-1.0.0.tgz hash=sha1-ASNFZ4mrze8BI0VniavN7wEjRWc=",
			"14 registry real@2.0.0 as=c", "17 git d@1.0.0 at=https://codeload.github.com/o/d/tar.gz/" + commit + " commit=" + commit,
			"21 git e@1.0.0 at=git+ssh://git@git.example.com/e.git#" + commit + " commit=" + commit, "25 folder f@1.0.0 path=./f",
			"28 tarball g@1.0.0 at=https://x.example.com/g.tgz hash=sha1-ASNFZ4mrze8BI0VniavN7wEjRWc=",
		}},
		{"yarn 4", yarn, `__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.1.0
  resolution: "a@npm:1.1.0::__archiveUrl=https%3A%2F%2Fr.example.com%2Fa%2F-%2Fa-1.1.0.tgz"
  checksum: 10c0/ab
"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
"b@patch:b@npm%3A1.0.0#~/.yarn/patches/b.patch":
  version: 1.0.0
  resolution: "b@patch:b@npm%3A1.0.0#~/.yarn/patches/b.patch::version=1.0.0&hash=abcdef"
  checksum: 10c0/ab
"c@https://git.example.com/c.git":
  version: 1.0.0
  resolution: "c@https://git.example.com/c.git#commit=` + commit + `"
"d@npm:real@^1":
  version: 1.0.0
  resolution: "real@npm:1.0.0"
  conditions: os=linux
"e@portal:./e::locator=app%40workspace%3A.":
  version: 0.0.0-use.local
  resolution: "e@portal:./e::locator=app%40workspace%3A."
"f@link:../f::locator=b%40workspace%3Apackages%2Fb":
  version: 0.0.0-use.local
  resolution: "f@link:../f::locator=b%40workspace%3Apackages%2Fb"
`, []string{
			"5 registry a@1.1.0 at=https://r.example.com/a/-/a-1.1.0.tgz hash=10c0/ab", "9 folder app@0.0.0-use.local path=.",
			"12 registry b@1.0.0 hash=10c0/ab patched", "16 git c@1.0.0 at=https://git.example.com/c.git#commit=" + commit + " commit=" + commit,
			"19 registry real@1.0.0 as=d on=os=linux", "23 link e@0.0.0-use.local path=./e", "26 link f@0.0.0-use.local path=packages/f",
		}},
		{"bun", bun, `{
  "lockfileVersion": 1,
  "workspaces": {"": {"name": "app"}},
  "packages": {
    "a": ["a@1.0.0", "", {"dependencies": {"b": "1"}}, "sha512-` + sum512 + `"],
    "a/@s/b": ["@s/b@1.0.0", "https://r.example.com/@s/b/-/b-1.0.0.tgz", {}, "sha512-` + sum512 + `"],
    "w": ["w@workspace:packages/w"],
    "x": ["real@1.0.0", "", {}, "sha1-x"],
    "g": ["g@github:o/g#0123456", {}, "o-g-0123456"],
    "h": ["h@git+https://git.example.com/h.git#` + commit + `", {}, "` + commit + `"],
    "t": ["t@https://x.example.com/t.tgz", {}],
    "f": ["f@file:../f", {}],
  },
}`, []string{
			"5 registry a@1.0.0 hash=sha512-A", "6 registry @s/b@1.0.0 at=https://r.example.com/@s/b/-/b-1.0.0.tgz hash=sha512-A", "7 folder w@ path=packages/w",
			"8 registry real@1.0.0 as=x hash=sha1-x", "9 git g@ at=github:o/g#0123456 commit=0123456",
			"10 git h@ at=git+https://git.example.com/h.git#" + commit + " commit=" + commit, "11 tarball t@ at=https://x.example.com/t.tgz", "12 folder f@ path=../f",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, f := tt.read(tt.src)
			if f != nil {
				t.Fatalf("%+v", f)
			}
			if got := entries(l); !slices.Equal(got, tt.want) || len(l.Doubts) > 0 {
				t.Errorf("got\n%s\n%v\nwant\n%s", strings.Join(got, "\n"), l.Doubts, strings.Join(tt.want, "\n"))
			}
		})
	}
}

// A lock that can't be read is said to be so, with its line.
func TestBroken(t *testing.T) {
	tests := []struct {
		read func(string) (*Lock, *Fault)
		src  string
		want string
	}{
		{pnpm, "", "broken lock: no mapping"},
		{pnpm, "packages: {}\n", "unsupported: the lock has no lockfileVersion"},
		{pnpm, "lockfileVersion: '12.0'\n", "unsupported: candor does not know lockfileVersion 12.0 of pnpm; it reads 5, 6 and 9"},
		{pnpm, "lockfileVersion: '9.0'\npackages: [a]\n", "broken lock: packages is no mapping"},
		{pnpm, "lockfileVersion: '9.0'\n---\na: 1\n", "unsupported: the lock has no lockfileVersion"},
		{pnpm, "lockfileVersion: '9.0'\nimporters:\n  a: {}\n---\nlockfileVersion: '9.0'\n", "unsupported: the lock holds two documents, and the first is not that of pnpm itself"},
		{pnpm, "---\nlockfileVersion: '9.0'\n---\nlockfileVersion: '9.0'\n---\nlockfileVersion: '9.0'\n", "unsupported: the lock holds more than two documents, which candor does not know"},
		{yarn, "", "the lock is empty: neither packages nor the line that says which yarn wrote it"},
		{yarn, "# yarn lockfile v7\na@1:\n  version \"1.0.0\"\n", "unsupported: candor does not know version 7 of yarn's lock; it reads 1 and those of yarn 2 and later"},
		{yarn, "a@1:\n  version \"1.0.0\"\nb@1:\n", "broken lock: an entry without version"},
		{yarn, "a@1:\n  resolved \"x\n", "broken lock: want a name and a value"},
		{yarn, "a@1:\n   version \"1\"\n", "broken lock: a line that is indented otherwise than yarn does"},
		{yarn, "  version \"1\"\n", "broken lock: a field without entry"},
		{yarn, "a@1\n", "broken lock: not the head of an entry"},
		{yarn, "__metadata:\n  version: 99\n", "unsupported: candor does not know version 99 of yarn's lock; it reads 1 and 4 to 10"},
		{yarn, "__metadata:\n  version: 8\n\"a@npm:1\":\n  version: 1\n", "broken lock: an entry without resolution"},
		{yarn, "__metadata:\n  version: 8\n\"a@npm:1\": x\n", "broken lock: an entry that is no mapping"},
		{bun, "[]", "broken lock: not an object"},
		{bun, `{"workspaces": {}}`, "unsupported: the lock has no lockfileVersion"},
		{bun, `{"lockfileVersion": 7}`, "unsupported: candor does not know lockfileVersion 7 of bun; it reads 0, 1 and 2"},
		{bun, `{"lockfileVersion": 1}`, "broken lock: no workspaces"},
		{bun, `{"lockfileVersion": 1, "workspaces": {}, "packages": {"a": "x"}}`, "broken lock: an entry that is no list with a name"},
	}
	for _, tt := range tests {
		_, f := tt.read(tt.src)
		got := "taken"
		if f != nil {
			if got = f.Reason; f.Unsupported {
				got = "unsupported: " + got
			}
		}
		if got != tt.want {
			t.Errorf("%q: %s, want %s", tt.src, got, tt.want)
		}
	}
}

// Keys that come twice leave a doubt.
func TestDoubts(t *testing.T) {
	for name, l := range map[string]func() (*Lock, *Fault){
		"pnpm": func() (*Lock, *Fault) {
			return pnpm("lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}\n  a@1.0.0: {}\n")
		},
		"yarn 1": func() (*Lock, *Fault) { return yarn("a@1, b@1:\n  version \"1\"\na@1:\n  version \"2\"\n") },
		"yarn 4": func() (*Lock, *Fault) {
			return yarn("__metadata:\n  version: 8\n\"a@npm:1\":\n  version: 1\n  version: 2\n  resolution: \"a@npm:1\"\n")
		},
		"bun": func() (*Lock, *Fault) {
			return bun(`{"lockfileVersion": 1, "workspaces": {}, "packages": {"a": ["a@1"], "a": ["a@2"]}}`)
		},
	} {
		if l, f := l(); f != nil || len(l.Doubts) == 0 {
			t.Errorf("%s: no doubt, %v", name, f)
		}
	}
}

func TestBunFind(t *testing.T) {
	l, f := bun(`{"lockfileVersion": 1, "workspaces": {}, "packages": {"a": ["a@1"], "@s/b": ["@s/b@1"], "@s/b/a": ["a@2"], "@s/b/a/@t/c": ["@t/c@1"], "@t/c": ["@t/c@2"]}}`)
	if f != nil {
		t.Fatal(f)
	}
	for in, want := range map[[2]string]string{
		{"@s/b", "a"}: "2", {"", "a"}: "1", {"@s/b/a", "@t/c"}: "1", {"@s/b/a/@t/c", "a"}: "2", {"a", "@t/c"}: "2", {"@s/b/x", "a"}: "2",
	} {
		if p := l.BunFind(in[0], in[1]); p == nil || p.Version != want {
			t.Errorf("%v: %+v, want %s", in, p, want)
		}
	}
}

func FuzzPnpm(f *testing.F) {
	f.Add("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0(b@1)\npackages:\n  a@1.0.0:\n    resolution: {integrity: x}\nsnapshots:\n  a@1.0.0(b@1): {}\n")
	f.Add("lockfileVersion: 5.4\nspecifiers:\n  a: 1\ndependencies:\n  a: 1.0.0\npackages:\n  /a/1.0.0:\n    resolution: {tarball: 'https://gitlab.com/a'}\n")
	f.Fuzz(func(t *testing.T, s string) { check(t, s, pnpm) })
}

func FuzzYarn(f *testing.F) {
	f.Add("# yarn lockfile v1\n\"a@1\", b@2:\n  version \"1.0.0\"\n  resolved \"x#y\"\n  dependencies:\n    c \"1\"\n")
	f.Add("__metadata::")
	f.Add("__metadata:\n  version: 8\n\"a@npm:1, a@npm:2\":\n  version: 1\n  resolution: \"a@patch:a@npm%3A1#x::y\"\n  dependencies:\n    b: \"npm:1\"\n")
	f.Fuzz(func(t *testing.T, s string) { check(t, s, yarn) })
}

func FuzzBun(f *testing.F) {
	f.Add(`{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"a": "1"}}}, "packages": {"a/b": ["a@npm:1", "", {"optionalPeers": ["x"]}, "sha512-x"],},}`)
	f.Fuzz(func(t *testing.T, s string) { check(t, s, bun) })
}

// check: what is taken can be looked up, and what is refused has a reason.
func check(t *testing.T, s string, read func(string) (*Lock, *Fault)) {
	l, f := read(s)
	if f != nil {
		if f.Reason == "" || l != nil {
			t.Errorf("%q: a fault without reason", s)
		}
		return
	}
	for i := range l.Packages {
		if len(l.Packages[i].Keys) == 0 || l.Find(l.Packages[i].Keys[0]) == nil {
			t.Errorf("%q: a package without key", s)
		}
		l.BunFind(l.Packages[i].Keys[0], "x")
	}
}
