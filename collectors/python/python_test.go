package python

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
	"github.com/candor-dev/candor/internal/tomltree"
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
		if strings.ContainsFunc(f.Subject+f.Reason, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Errorf("control character in %q / %q", f.Subject, f.Reason)
		}
	}
	return in.Facts()
}

// short writes the facts of a kind, one a line.
func short(facts []candor.Fact, kind string) string {
	var out []string
	for _, f := range facts {
		v, _ := f.Value.(map[string]any)
		switch {
		case f.Kind != kind:
		case f.State != candor.Observed:
			out = append(out, fmt.Sprintf("%s %s: %s", f.At, f.State, f.Reason))
		case kind == kindLock:
			out = append(out, fmt.Sprintf("%s:%d %s %s direct=%v %s", f.At.Path, f.At.Line, f.Subject, v["level"], v["direct"], v["source"]))
		default:
			s := fmt.Sprintf("%s:%d %s v%s sync=%v", f.Subject, f.At.Line, v["lock_state"], v["lock_version"], v["in_sync"])
			for _, x := range v["sync_errors"].([]any) {
				e := x.(map[string]any)
				s += fmt.Sprintf(" %s:%s@%s:%d", e["kind"], e["name"], e["path"], e["line"])
			}
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// TestPoetryHash is what Locker of poetry 2.5.1 computes of each text, with
// dependency groups and as it did before 2.3.
func TestPoetryHash(t *testing.T) {
	for _, tt := range []struct{ name, src, groups, before string }{
		{"poetry alone", "[tool.poetry]\nname = \"app\"\ndescription = \"ü\\u2028\"\n[tool.poetry.dependencies]\npython = \"^3.11\"\nidna = \"^3.0\"\nclick = {version = \">=8\", optional = true, extras = [\"a\", \"b\"]}\n[tool.poetry.group.dev.dependencies]\niniconfig = \"*\"\n[tool.poetry.extras]\ncli = [\"click\"]\n[[tool.poetry.source]]\nname = \"own \\\"x\\\" ü 😀\"\nurl = \"https://index.example.com/simple\"\npriority = \"primary\"\n", "fd2b947d3781426e9d6edd8f3707ef02562dacc38800f3b5ff5b8e58db062599", "fd2b947d3781426e9d6edd8f3707ef02562dacc38800f3b5ff5b8e58db062599"},
		{"old dev-dependencies", "[tool.poetry.dependencies]\npython = \"*\"\nn = 3\n[tool.poetry.dev-dependencies]\nx = \"^1\"\n", "8f07629eab14ecd6c904d68f21eef51279f8ca93af045da2eabe3c1fb67160c7", "8f07629eab14ecd6c904d68f21eef51279f8ca93af045da2eabe3c1fb67160c7"},
		{"project", "[project]\nname = \"app\"\nrequires-python = \">=3.11\"\ndependencies = [\"idna>=3\"]\n[project.optional-dependencies]\ncli = [\"click\"]\n[tool.poetry]\npackage-mode = false\n", "c49520aae9b396a5338b4b2b22ea61d4a9da7b99610f06f597f54088a8e70421", "c49520aae9b396a5338b4b2b22ea61d4a9da7b99610f06f597f54088a8e70421"},
		{"project and groups", "[project]\ndependencies = []\n[dependency-groups]\ntest = [\"x\", {include-group = \"y\"}]\ny = []\n[tool.poetry.group.dev.dependencies]\niniconfig = \"*\"\n", "29cec32a7d934321ce67110b95efa5228ccbc3c51b1be450c943a3a1635308ed", "a5a0e986bee0fa12ae10f829f2771cb442bffa942ae138e3b75371e26715b308"},
		{"nothing", "", "115cf985d932e9bf5f540555bbdd75decbb62cac81e399375fc19f6277f8c1d8", "115cf985d932e9bf5f540555bbdd75decbb62cac81e399375fc19f6277f8c1d8"},
	} {
		doc, fault := tomltree.Parse([]byte(tt.src))
		if fault != nil {
			t.Fatal(fault)
		}
		if got := poetryHash(doc.Root, true, true); got != tt.groups {
			t.Errorf("%s: got %s", tt.name, got)
		}
		if got := poetryHash(doc.Root, true, false); got != tt.before {
			t.Errorf("%s, before 2.3: got %s", tt.name, got)
		}
	}
}

const pipfile = "[[source]]\nname = \"own\"\nurl = \"https://index.example.com/simple\"\nverify_ssl = true\n\n[packages]\nidna = \"==3.10\"\nClick = {version = \">=8\", extras = [\"x\"]}\n\n[dev-packages]\npytest = \"*\"\n\n[docs]\nsphinx = \"*\"\n\n[requires]\npython_version = \"3.11\"\n\n[scripts]\nx = \"y\"\n"

// TestPipfileHash is what plette, which pipenv 2026.10.3 carries, computes.
func TestPipfileHash(t *testing.T) {
	doc, _ := tomltree.Parse([]byte(pipfile))
	if got := pipfileHash(doc.Root); got != "0efc9de71624401572d7ab89cd29cb59bf8ebec1a5ee17fe31392dcbd033e75c" {
		t.Errorf("got %s", got)
	}
}

// TestPoetryRange is what poetry-core 2.5.0 says of each pair. In one thing
// candor allows more: a pre-release of the bound itself, which a lock holds only
// where somebody asked for it.
func TestPoetryRange(t *testing.T) {
	versions := strings.Fields("1.2.3 1.2.4 1.3.0 2.0.0 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 1.0 1.2 3.1 1.2.3rc1 2.0.0rc1 1.2.3.post1 1!1.2 1!1.3")
	for _, tt := range []struct{ rng, allowed string }{
		{"^1.2.3", "1.2.3 1.2.4 1.3.0 1.2.3.post1"},
		{"^1.2", "1.2.3 1.2.4 1.3.0 1.2 1.2.3rc1 1.2.3.post1"},
		{"^1", "1.2.3 1.2.4 1.3.0 1.0 1.2 1.2.3rc1 1.2.3.post1"},
		{"^0.2.3", "0.2.3 0.2.4"},
		{"^0.0.3", "0.0.3"},
		{"^0.0", "0.0.3 0.0.4"},
		{"^0", "0.2.3 0.2.4 0.3.0 0.0.3 0.0.4"},
		{"~1.2.3", "1.2.3 1.2.4 1.2.3.post1"},
		{"~1.2", "1.2.3 1.2.4 1.2 1.2.3rc1 1.2.3.post1"},
		{"~1", "1.2.3 1.2.4 1.3.0 1.0 1.2 1.2.3rc1 1.2.3.post1"},
		{"1.2.*", "1.2.3 1.2.4 1.2 1.2.3rc1 1.2.3.post1"},
		{"1.*", "1.2.3 1.2.4 1.3.0 1.0 1.2 1.2.3rc1 1.2.3.post1"},
		{"*", "1.2.3 1.2.4 1.3.0 2.0.0 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 1.0 1.2 3.1 1.2.3rc1 2.0.0rc1 1.2.3.post1 1!1.2 1!1.3"},
		{"1.2.3", "1.2.3"},
		{">=1.2,<2", "1.2.3 1.2.4 1.3.0 1.2 1.2.3rc1 1.2.3.post1"},
		{">=1.2", "1.2.3 1.2.4 1.3.0 2.0.0 1.2 3.1 1.2.3rc1 2.0.0rc1 1.2.3.post1 1!1.2 1!1.3"},
		{"!=1.3", "1.2.3 1.2.4 2.0.0 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 1.0 1.2 3.1 1.2.3rc1 2.0.0rc1 1.2.3.post1 1!1.2 1!1.3"},
		{"^1||^3", "1.2.3 1.2.4 1.3.0 1.0 1.2 3.1 1.2.3rc1 1.2.3.post1"},
		{"~=1.2", "1.2.3 1.2.4 1.3.0 1.2 1.2.3rc1 1.2.3.post1"},
		{"=1.2.3", "1.2.3"},
		{">=1.2 <2", "1.2.3 1.2.4 1.3.0 1.2 1.2.3rc1 1.2.3.post1"},
		{">= 1.2, < 2.0", "1.2.3 1.2.4 1.3.0 1.2 1.2.3rc1 1.2.3.post1"},
		{"^1.2 || ^3.0", "1.2.3 1.2.4 1.3.0 1.2 3.1 1.2.3rc1 1.2.3.post1"},
	} {
		sets, ok := poetryRange(tt.rng)
		if !ok {
			t.Errorf("%q is refused", tt.rng)
			continue
		}
		for _, v := range versions {
			if got, want := (requirement{any: sets}).allows(v), slices.Contains(strings.Fields(tt.allowed), v); got != want {
				t.Errorf("%q allows %s: %v, poetry says %v", tt.rng, v, got, want)
			}
		}
	}
	for _, bad := range []string{"^x", "1.2.x", "^1!1.2", "latest", "~", "^" + strings.Repeat("9", 30)} {
		if _, ok := poetryRange(bad); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
}

const uvProject = `[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["idna>=3.0,<4", "Typing_Extensions~=4.0 ; python_version < '3.14'", "attrs[tests]==24.2.0"]

[project.optional-dependencies]
cli = ["click>=8"]

[dependency-groups]
test = ["iniconfig"]
dev = [{include-group = "test"}, "packaging>=24.0"]

[tool.uv.sources]
`

const uvLock = `version = 1
revision = 5
requires-python = ">=3.11"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }

[package.metadata]
requires-dist = [
    { name = "attrs", extras = ["tests"], specifier = "==24.2.0" },
    { name = "click", marker = "extra == 'cli'", specifier = ">=8" },
    { name = "idna", specifier = ">=3.0,<4" },
    { name = "typing-extensions", marker = "python_full_version < '3.14'", specifier = "~=4.0" },
]

[package.metadata.requires-dev]
dev = [
    { name = "iniconfig" },
    { name = "packaging", specifier = ">=24.0" },
]
test = [{ name = "iniconfig" }]
` + uvPackages

const uvPackages = `
[[package]]
name = "attrs"
version = "24.2.0"
source = { registry = "https://index.example.com/simple" }
sdist = { url = "https://files.example.com/a.tar.gz", hash = "sha256:" }

[[package]]
name = "click"
version = "8.1.7"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "typing-extensions"
version = "4.12.2"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "iniconfig"
version = "2.0.0"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "packaging"
version = "24.1"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://index.example.com/simple" }
`

// TestUV holds what candor says of changes of a project against the exit code of
// uv 0.13.9 lock --locked. A marker that is written otherwise stays unknown.
func TestUV(t *testing.T) {
	const same, unsure = "sync=true", "unresolved"
	tests := []struct {
		name, old, new string
		uv             bool // it goes on
		want           string
	}{
		{"as it is", "", "", true, same},
		{"specifier changed, still met", "idna>=3.0,<4", "idna>=3.0", false, "specifier:idna"},
		{"specifier in another order", "idna>=3.0,<4", "idna<4,>=3.0", true, same},
		{"version in other words", "idna>=3.0,<4", "idna>=3,<4.0", true, same},
		{"dependency added, locked for another", `"attrs[tests]==24.2.0"`, `"attrs[tests]==24.2.0", "pytest"`, false, "missing:pytest"},
		{"dependency removed", `"idna>=3.0,<4", `, "", false, "extraneous:idna"},
		{"extra dropped", "attrs[tests]", "attrs", false, "specifier:attrs"},
		{"name in another form", "Typing_Extensions", "typing-extensions", true, same},
		{"optional removed", `cli = ["click>=8"]`, "cli = []", false, "extraneous:click"},
		{"group changed", `"packaging>=24.0"`, `"packaging>=23"`, false, "specifier:packaging"},
		{"group emptied", `, "packaging>=24.0"`, "", false, "extraneous:packaging"},
		{"marker changed", "< '3.14'", "< '3.13'", false, unsure},
		{"requires-python changed", `requires-python = ">=3.11"`, `requires-python = ">=3.12"`, false, "specifier:requires-python"},
		{"project renamed", `name = "app"`, `name = "other"`, false, "missing:other"},
		{"version changed", `version = "0.1.0"`, `version = "0.2.0"`, false, "specifier:app"},
		{"source set to git", "[tool.uv.sources]", "[tool.uv.sources]\nidna = {git = \"https://git.example.com/idna\"}", false, "specifier:idna"},
		{"exact to another version", "==24.2.0", "==24.1.0", false, "range:attrs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := strings.Replace(uvProject, tt.old, tt.new, 1)
			got := short(run(t, map[string]string{"pyproject.toml": src, "uv.lock": uvLock}), kindManifest)
			if !strings.Contains(got, tt.want) || strings.Contains(got, same) != tt.uv {
				t.Errorf("got %s, uv %v, want %s", got, tt.uv, tt.want)
			}
		})
	}
}

const (
	sumA = "12f65c9b470abda6dc35cf8e63cc574b1c52b11df2c86030af0ac09b01b13ea9"
	sumB = "946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3"
	good = "idna==3.10 --hash=sha256:" + sumA + " --hash=sha256:" + sumB
)

// TestPip holds whether a file is whole against the exit code of pip 23.2.1
// install --require-hashes --dry-run. Only where pip goes on may a file pass; a
// wildcard that a hash fixes passes as a file, and its line fails.
func TestPip(t *testing.T) {
	tests := []struct {
		name string
		req  string
		pip  bool
		want string // of the file
		more map[string]string
	}{
		{"a hash on every line", good, true, "hashed", nil},
		{"one line without", good + "\niniconfig==2.0.0", false, "no", nil},
		{"a range with a hash", "idna>=3.10,<3.11 --hash=sha256:" + sumA, false, "no", nil},
		{"md5", "idna==3.10 --hash=md5:28448b00665099117b6daa9887812cc4", false, "no", nil},
		{"half a hash", "idna==3.10 --hash=sha256:12f6", false, "no", nil},
		{"pinned by a constraint", "-c c.txt\nidna --hash=sha256:" + sumA, false, "no", map[string]string{"c.txt": "idna==3.10"}},
		{"hash in the constraint", "-c c.txt\nidna==3.10", false, "no", map[string]string{"c.txt": good}},
		{"continuation and comment", "idna==3.10 \\\n  --hash=sha256:" + sumA + " \\\n  --hash=sha256:" + sumB + "\n  # via x\n", true, "hashed", nil},
		{"included file without hash", "-r sub/base.txt\n" + good, false, "no", map[string]string{"sub/base.txt": "iniconfig==2.0.0"}},
		{"a branch", good + "\ngit+https://git.example.com/x@main#egg=x", false, "no", nil},
		{"a commit", good + "\ngit+https://git.example.com/x@0123456789abcdef0123456789abcdef01234567#egg=x", false, "no", nil},
		{"a folder", good + "\n-e .", false, "no", nil},
		{"a loop", "-r b.txt\n" + good, false, "error: b.txt:1: the file requirements.txt includes itself", map[string]string{"b.txt": "-r requirements.txt"}},
		{"unknown option", "--frobnicate\n" + good, false, "error: requirements.txt:1: candor does not know the option --frobnicate", nil},
		{"missing include", "-r gone.txt\n" + good, false, "error: requirements.txt:1: the file gone.txt that it includes can't be read", nil},
		{"three equals", strings.Replace(good, "==", "===", 1), true, "hashed", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"requirements.txt": tt.req + "\n"}
			for k, v := range tt.more {
				files[k] = v
			}
			got := ""
			for _, f := range run(t, files) {
				if f.Kind == kindManifest && f.Subject == "requirements.txt" {
					if got = fmt.Sprint(f.Value.(map[string]any)["complete"]); f.State != candor.Observed {
						got = fmt.Sprintf("%s: %s", f.State, f.Reason)
					}
				}
			}
			if got != tt.want || (got == "hashed") != tt.pip {
				t.Errorf("got %q, pip %v, want %q", got, tt.pip, tt.want)
			}
		})
	}
}

func TestGaps(t *testing.T) {
	app := "[project]\nname = \"app\"\ndependencies = [\"idna\"]\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no lock", map[string]string{"pyproject.toml": app}, "pyproject.toml:3 absent v sync=false"},
		{"nothing asked for", map[string]string{"pyproject.toml": "[tool.ruff]\nx = 1"}, ""},
		{"empty lock", map[string]string{"pyproject.toml": app, "uv.lock": ""}, "pyproject.toml:3:17 error: uv.lock:1: the lock is empty"},
		{"unknown version", map[string]string{"pyproject.toml": app, "uv.lock": "version = 2"}, "pyproject.toml:3:17 unsupported: uv.lock:1:1: candor does not know the lock version 2 of uv; it reads 1"},
		{"no version", map[string]string{"pyproject.toml": app, "pylock.toml": "x = 2"}, "pyproject.toml:3:17 unsupported: pylock.toml:1: candor does not know the lock version nothing of pylock; it reads 1.0"},
		{"package is no list", map[string]string{"pyproject.toml": app, "uv.lock": "version = 1\npackage = 2"}, "pyproject.toml:3:17 error: uv.lock:2:1: broken uv.lock: package is no list"},
		{"two locks", map[string]string{"pyproject.toml": app, "uv.lock": "version = 1", "poetry.lock": "version = 1"},
			"pyproject.toml:3:17 unresolved: poetry.lock and uv.lock are both there and pyproject.toml does not say which one counts"},
		{"dynamic", map[string]string{"pyproject.toml": "[project]\nname = \"a\"\ndynamic = [\"dependencies\"]"},
			"pyproject.toml:1:1 unresolved: the build backend finds the dependencies of pyproject.toml, and candor does not run it"},
		{"broken dependency", map[string]string{"pyproject.toml": "[project]\nname = \"a\"\ndependencies = [\"==1\"]", "pylock.toml": "lock-version = \"1.0\""},
			"pyproject.toml:1:1 unresolved: the dependency in pyproject.toml:3:17 can't be read"},
		{"broken manifest", map[string]string{"pyproject.toml": "[project"}, "pyproject.toml:1:8 error: broken pyproject.toml: expected ']' to close table name"},
		{"lock alone", map[string]string{"uv.lock": "version = 1"}, "uv.lock:1 unresolved: there is no manifest beside this lock to hold it against"},
		{"setup.py", map[string]string{"setup.py": "setup(install_requires=[])"}, "setup.py:1 unresolved: candor does not run or read setup.py, which says what is installed"},
		{"conda", map[string]string{"environment.yml": "dependencies: [python]"}, "environment.yml:1 unsupported: candor does not read conda environments yet"},
		{"Pipfile without lock", map[string]string{"Pipfile": pipfile}, "Pipfile:7 absent v sync=false"},
		{"Pipfile.lock of another form", map[string]string{"Pipfile": pipfile, "Pipfile.lock": "{}"}, "Pipfile:7:1 unsupported: Pipfile.lock:1: candor reads Pipfile.lock with pipfile-spec 6 alone"},
		{"Pipfile.lock truncated", map[string]string{"Pipfile": pipfile, "Pipfile.lock": "{\n"}, "Pipfile:7:1 error: Pipfile.lock:2: broken Pipfile.lock: the file ends too early"},
		{"requirements.in alone", map[string]string{"requirements.in": "idna\n"}, "requirements.in:1 absent v sync=false"},
		{"requirements.in and what was made of it", map[string]string{"requirements.in": "idna\nrich", "requirements.txt": "# pip-compile requirements.in\n" + good},
			"requirements.in:1 present v sync=false missing:rich@requirements.in:2"},
		{"rye", map[string]string{"pyproject.toml": app, "requirements.lock": "-e file:.\nidna==3.10"}, "pyproject.toml:3 present v sync=true"},
		{"workspace", map[string]string{"a/pyproject.toml": app, "uv.lock": strings.Replace(uvLock, "virtual = \".\"", "editable = \"a\"", 1), "pyproject.toml": "[tool.uv.workspace]\nmembers = [\"a\"]"},
			"a/pyproject.toml:3 present v1 sync=false specifier:idna@a/pyproject.toml:3 extraneous:attrs@uv.lock:12 extraneous:click@uv.lock:13 extraneous:typing-extensions@uv.lock:15 extraneous:iniconfig@uv.lock:20 extraneous:packaging@uv.lock:21 extraneous:iniconfig@uv.lock:23"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := short(run(t, tt.files), kindManifest); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestPipfile(t *testing.T) {
	lock := "{\"_meta\": {\"hash\": {\"sha256\": \"0efc9de71624401572d7ab89cd29cb59bf8ebec1a5ee17fe31392dcbd033e75c\"}, \"pipfile-spec\": 6},\n" +
		"\"default\": {\"click\": {\"version\": \"==8.1.7\", \"hashes\": [\"sha256:" + sumA + "\"]},\n\"idna\": {\"version\": \"==3.10\"}},\n" +
		"\"develop\": {\"pytest\": {\"git\": \"https://git.example.com/p\", \"ref\": \"main\"}},\n\"docs\": {\"sphinx\": {\"version\": \"==8.0\"}}}"
	facts := run(t, map[string]string{"Pipfile": pipfile, "Pipfile.lock": lock})
	want := "Pipfile.lock:2 click@8.1.7 hash direct=true registry\nPipfile.lock:3 idna@3.10 lock direct=true registry\n" +
		"Pipfile.lock:4 pytest@git:main tag direct=true git\nPipfile.lock:5 sphinx@8.0 lock direct=true registry"
	if got := short(facts, kindLock); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := short(facts, kindManifest); got != "Pipfile:7 present v6 sync=true" {
		t.Errorf("got %s", got)
	}
	changed := run(t, map[string]string{"Pipfile": strings.Replace(pipfile, `"3.11"`, `"3.12"`, 1), "Pipfile.lock": lock})
	if got := short(changed, kindManifest); !strings.Contains(got, "sync=false specifier:") {
		t.Errorf("a changed Pipfile: %s", got)
	}
}

func TestLines(t *testing.T) {
	src := "--index-url https://user:pw@index.example.com/simple\nFlask[async]==2.0 ; python_version > '3'\n" +
		"x @ https://files.example.com/x.whl#sha256=" + sumA + "\n./pkg\n-e git+https://git.example.com/o@main#egg=o\ny==${V}\n-e ../../out\nz\n"
	want := `svc/requirements.txt:2 flask@2.0 exact direct=false registry
svc/requirements.txt:3 x@url hash direct=false url
svc/requirements.txt:4 pkg@path:./pkg exact direct=false path
svc/requirements.txt:5 o@git:main tag direct=false git
svc/requirements.txt:7 out@path:../../out none direct=false path
svc/requirements.txt:8 z none direct=false registry`
	facts := run(t, map[string]string{"svc/requirements.txt": src})
	got := short(facts, kindLock)
	got = strings.Replace(got, "svc/requirements.txt:6 error: not a requirement: no version specifiers\n", "", 1)
	if got != want {
		t.Errorf("got\n%s", got)
	}
	for _, f := range facts {
		if strings.Contains(fmt.Sprint(f.Value), "pw") {
			t.Errorf("a password is kept: %v", f.Value)
		}
	}
}

func FuzzRequirements(f *testing.F) {
	f.Add(good + "\n-r x.txt\n-e git+https://h/x@y#egg=z\n--index-url x\na[b]>=1 ; c\n")
	f.Add("a @ b ; c\n-c\n--hash=\n\\\n#\n-\n--")
	f.Fuzz(func(t *testing.T, src string) {
		run(t, map[string]string{"requirements.txt": src, "requirements.in": src})
	})
}

func FuzzLocks(f *testing.F) {
	f.Add(uvProject, uvLock)
	f.Add("[tool.poetry.dependencies]\na=[{version=\"^1\"},2]\n[dependency-groups]\nx=[{include-group=\"x\"}]", "[metadata]\nlock-version=\"2.1\"\ncontent-hash=\"x\"\n[[package]]\nname=\"a\"")
	f.Fuzz(func(t *testing.T, toml, lock string) {
		for _, name := range []string{"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"} {
			run(t, map[string]string{"pyproject.toml": toml, name: lock})
		}
		run(t, map[string]string{"Pipfile": toml, "Pipfile.lock": lock})
	})
}

func BenchmarkLock(b *testing.B) {
	var toml, meta, list strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&toml, "%q,\n", fmt.Sprintf("p%d>=1", i))
		fmt.Fprintf(&meta, "{ name = \"p%d\", specifier = \">=1\" },\n", i)
		fmt.Fprintf(&list, "[[package]]\nname = \"p%d\"\nversion = \"1.2\"\nsource = { registry = \"https://i.example.com\" }\nsdist = { url = \"https://f.example.com/p.tar.gz\", hash = \"sha256:%s\" }\n", i, sumA)
	}
	files := map[string]string{
		"pyproject.toml": "[project]\nname = \"app\"\ndependencies = [\n" + toml.String() + "]\n",
		"uv.lock":        "version = 1\n[[package]]\nname = \"app\"\nsource = { virtual = \".\" }\n[package.metadata]\nrequires-dist = [\n" + meta.String() + "]\n" + list.String(),
	}
	for b.Loop() {
		run(b, files)
	}
}
