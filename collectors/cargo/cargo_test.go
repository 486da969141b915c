package cargo

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

func workspace() map[string]string {
	return map[string]string{
		"Cargo.toml": "[workspace]\nmembers = [\"app\", \"part\"]\n[workspace.package]\nversion = \"0.1.0\"\n[workspace.dependencies]\nitoa = \"1.0\"\n",
		"app/Cargo.toml": `[package]
name = "app"
version.workspace = true

[dependencies]
itoa.workspace = true
part = { path = "../part" }
rand = { package = "fastrand", version = ">=2, <3" }
semver = { version = "1", optional = true }

[target.'cfg(windows)'.dependencies]
winapi = "0.3"
`,
		"part/Cargo.toml": "[package]\nname = \"part\"\nversion = \"0.2.0\"\n[dev-dependencies]\nitoa = \"^1\"\n",
		"Cargo.lock": `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "fastrand",
 "itoa",
 "part",
 "semver",
 "winapi",
]
` + crate("fastrand", "2.5.0") + crate("itoa", "1.0.18") + `
[[package]]
name = "part"
version = "0.2.0"
dependencies = [
 "itoa",
]
` + crate("semver", "1.0.28") + crate("winapi", "0.3.9"),
	}
}

const sum = "8f42a60cbdf9a97f5d2305f08a87dc4e09308d1276d28c869c684d7777685682"

func crate(name, version string) string {
	return fmt.Sprintf("\n[[package]]\nname = %q\nversion = %q\nsource = \"registry+https://crates.example.com/index\"\nchecksum = %q\n", name, version, sum)
}

// TestSync holds what candor says of changes of a good workspace against the
// exit code of cargo 1.95 metadata --locked. They differ in one: cargo refuses
// the lock without a checksum, and here its entry fails instead.
func TestSync(t *testing.T) {
	tests := []struct {
		name, file, old, new string
		cargo                bool // it goes on
		want                 string
	}{
		{"as it is", "", "", "", true, ""},
		{"range changed, still met", "app/Cargo.toml", `">=2, <3"`, `"2.1"`, true, ""},
		{"range changed, not met", "app/Cargo.toml", `">=2, <3"`, `"3"`, false, "range:fastrand@Cargo.lock:15"},
		{"workspace range not met", "Cargo.toml", `itoa = "1.0"`, `itoa = "2"`, false, "range:itoa@Cargo.lock:21"},
		{"dependency added", "app/Cargo.toml", "[dependencies]", "[dependencies]\nmemchr = \"2\"", false, "missing:memchr@app/Cargo.toml:6"},
		{"dependency removed", "app/Cargo.toml", "semver = { version = \"1\", optional = true }\n", "", false, "extraneous:semver@Cargo.lock:10"},
		{"dev-dependency removed", "part/Cargo.toml", "itoa = \"^1\"\n", "", false, "extraneous:itoa@Cargo.lock:30"},
		{"target dependency removed", "app/Cargo.toml", "winapi = \"0.3\"\n", "", false, "extraneous:winapi@Cargo.lock:11"},
		{"own version changed", "Cargo.toml", `version = "0.1.0"`, `version = "0.1.1"`, false, "specifier:app@app/Cargo.toml:6"},
		{"path dependency dropped", "app/Cargo.toml", `part = { path = "../part" }`, "", false, "extraneous:part@Cargo.lock:9"},
		{"path made a registry dependency", "app/Cargo.toml", `part = { path = "../part" }`, `part = "0.2"`, false, "specifier:part@app/Cargo.toml:7"},
		{"registry made a git dependency", "app/Cargo.toml", "itoa.workspace = true", `itoa = { git = "https://git.example.com/itoa" }`, false, "specifier:itoa@app/Cargo.toml:6"},
		{"exact range of another version", "app/Cargo.toml", `">=2, <3"`, `"=2.0.0"`, false, "range:fastrand@Cargo.lock:15"},
		{"renamed", "app/Cargo.toml", "rand = {", "other = {", true, ""},
		{"member gone from the lock", "Cargo.lock", "[[package]]\nname = \"part\"\nversion = \"0.2.0\"\ndependencies = [\n \"itoa\",\n]\n", "", false,
			"missing:part@app/Cargo.toml:7 missing:part@part/Cargo.toml:5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := workspace()
			if tt.file != "" {
				changed := strings.Replace(files[tt.file], tt.old, tt.new, 1)
				if changed == files[tt.file] {
					t.Fatal("nothing changed")
				}
				files[tt.file] = changed
			}
			got, sync := []string{}, true
			for _, l := range strings.Split(short(run(t, files), kindManifest), "\n") {
				f := strings.Fields(l)
				got = append(got, f[4-1:]...)
				sync = sync && f[3] == "sync=true"
			}
			got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "sync=") })
			if strings.Join(got, " ") != tt.want || sync != tt.cargo {
				t.Errorf("got %v %q, cargo %v, want %q", sync, got, tt.cargo, tt.want)
			}
		})
	}
}

func TestEntries(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	files := map[string]string{
		"Cargo.toml": "[package]\nname = \"app\"\n[dependencies]\ng = { git = \"https://git.example.com/g.git\", branch = \"a/b\" }\nout = { path = \"../out\" }\nold = \"1\"\n[patch.index]\nold = { git = \"https://git.example.com/old\" }\n",
		"Cargo.lock": "version = 3\n" + crate("half", "1.0.0") + "\n[[package]]\nname = \"app\"\nversion = \"0.0.0\"\ndependencies = [\"g\", \"out\", \"old\"]\n" +
			"[[package]]\nname = \"g\"\nversion = \"1.0.0\"\nsource = \"git+https://git.example.com/g?branch=a%2Fb#" + commit + "\"\n" +
			"[[package]]\nname = \"old\"\nversion = \"1.2.0\"\nsource = \"git+https://git.example.com/old#" + commit + "\"\n" +
			"[[package]]\nname = \"out\"\nversion = \"1.0.0\"\n[[package]]\nname = \"ghost\"\nversion = \"1.0.0\"\n" +
			"[[package]]\nname = \"odd\"\nversion = \"1.0.0\"\nsource = \"ftp+x://y\"\n[[package]]\nname = \"\\u001b[31m\"\n",
	}
	facts := run(t, files)
	if got, want := short(facts, kindManifest), "Cargo.toml:4 present v3 sync=true"; got != want {
		t.Errorf("got %s", got)
	}
	want := `Cargo.lock:34:1 error: broken Cargo.lock: a package without name or version
Cargo.lock:4 half@1.0.0 hash direct=false registry
Cargo.lock:10 app@path:. exact direct=false path
Cargo.lock:14 g@git:` + commit + ` hash direct=true git
Cargo.lock:18 old@git:` + commit + ` hash direct=true git
Cargo.lock:22 out@path:../out none direct=true path
Cargo.lock:25:1 unresolved: no Cargo.toml that was read says in which folder ghost lies
Cargo.lock:28:1 unsupported: candor does not know this kind of source`
	got := short(facts, kindLock)
	if i := strings.Index(got, "\n"); i < 0 || got[i:] != want[strings.Index(want, "\n"):] {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestOldLocks(t *testing.T) {
	toml := "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nitoa = \"1\"\n"
	lock := "[root]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"itoa 1.0.1 (registry+https://c.example.com)\"]\n" +
		"[[package]]\nname = \"itoa\"\nversion = \"1.0.1\"\nsource = \"registry+https://c.example.com\"\n" +
		"[metadata]\n\"checksum itoa 1.0.1 (registry+https://c.example.com)\" = \"" + sum + "\"\n"
	facts := run(t, map[string]string{"Cargo.toml": toml, "Cargo.lock": lock})
	if got := short(facts, kindManifest) + "\n" + short(facts, kindLock); got != "Cargo.toml:5 present v1 sync=true\nCargo.lock:2 app@path:. exact direct=false path\nCargo.lock:6 itoa@1.0.1 hash direct=true registry" {
		t.Errorf("got\n%s", got)
	}
}

func TestGaps(t *testing.T) {
	app := "[package]\nname = \"app\"\n[dependencies]\nitoa = \"1\"\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no lock", map[string]string{"Cargo.toml": app}, "Cargo.toml:4 absent v sync=false"},
		{"nothing asked for", map[string]string{"Cargo.toml": "[package]\nname = \"app\"\n"}, ""},
		{"truncated lock", map[string]string{"Cargo.toml": app, "Cargo.lock": "version = 4\n[[package]]\nname = \"it"}, "Cargo.toml:4:1 error: Cargo.lock:3:10: broken Cargo.lock: "},
		{"empty lock", map[string]string{"Cargo.toml": app, "Cargo.lock": ""}, "Cargo.toml:4:1 error: Cargo.lock:1: the lock is empty"},
		{"unknown version", map[string]string{"Cargo.toml": app, "Cargo.lock": "version = 5"}, "Cargo.toml:4:1 unsupported: Cargo.lock:1:1: candor does not know the lock version \"5\"; it reads 1 to 4"},
		{"package is no list", map[string]string{"Cargo.toml": app, "Cargo.lock": "package = 1"}, "Cargo.toml:4:1 error: Cargo.lock:1:1: broken Cargo.lock: package is no list"},
		{"broken manifest", map[string]string{"Cargo.toml": "[package", "Cargo.lock": "version = 4"}, "Cargo.toml:1:8 error: broken Cargo.toml: "},
		{"lock alone", map[string]string{"Cargo.lock": "version = 4"}, "Cargo.lock:1 unresolved: there is no Cargo.toml beside this lock to hold it against"},
		{"broken workspace", map[string]string{"Cargo.toml": "[", "a/Cargo.toml": "[package]\nname=\"a\"\nworkspace=\"..\"\n[dependencies]\nx=\"1\""},
			"Cargo.toml:1:1 error: broken Cargo.toml: expected key but reached end of input\na/Cargo.toml:5:1 error: Cargo.toml could not be read"},
		{"unknown range", map[string]string{"Cargo.toml": strings.Replace(app, `"1"`, `"one"`, 1), "Cargo.lock": "version = 4\n[[package]]\nname=\"app\"\nversion=\"0.0.0\"\ndependencies=[\"itoa\"]\n" + crate("itoa", "1.0.0")},
			"Cargo.toml:4:1 unresolved: the range of itoa can't be read: "},
		{"inherited from nothing", map[string]string{"Cargo.toml": strings.Replace(app, `"1"`, `{workspace=true}`, 1), "Cargo.lock": "version = 4\n[[package]]\nname=\"app\"\nversion=\"0.0.0\"\n"},
			"Cargo.toml:4:1 unresolved: itoa is left to a workspace that does not know it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := short(run(t, tt.files), kindManifest)
			if got != tt.want && (tt.want == "" || !strings.HasSuffix(tt.want, " ") || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestWorkspaceLeavesOut(t *testing.T) {
	files := workspace()
	files["Cargo.toml"] = "[workspace]\nexclude = [\"tools\"]\n" + strings.TrimPrefix(files["Cargo.toml"], "[workspace]\n")
	files["tools/x/Cargo.toml"] = "[package]\nname = \"x\"\n[dependencies]\ny = \"1\"\n"
	files[".gitignore"] = "Cargo.lock\n"
	facts := run(t, files)
	if got := short(facts, kindManifest); !strings.HasSuffix(got, "tools/x/Cargo.toml:4 absent v sync=false") {
		t.Errorf("got\n%s", got)
	}
	for _, f := range facts {
		if f.Subject == "app/Cargo.toml" && f.Value.(map[string]any)["ignored_at"] != ".gitignore:1" {
			t.Errorf("the ignored lock: %v", f.Value)
		}
	}
}

func FuzzCargo(f *testing.F) {
	w := workspace()
	f.Add(w["app/Cargo.toml"], w["Cargo.lock"])
	f.Add("[package]\nname=1\n[dependencies]\na=[]\nb={workspace=true}", "package=[{name=\"a\"},1]\n[root]\nname=\"x\"")
	f.Fuzz(func(t *testing.T, toml, lock string) {
		run(t, map[string]string{"Cargo.toml": toml, "Cargo.lock": lock})
	})
}

// big is a lock of 5,000 packages with its manifest.
func big() map[string]string {
	var toml, deps, list strings.Builder
	toml.WriteString("[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\n")
	for i := range 5000 {
		name := fmt.Sprintf("crate-%d", i)
		fmt.Fprintf(&toml, "%s = \"1\"\n", name)
		fmt.Fprintf(&deps, " %q,\n", name)
		list.WriteString(crate(name, "1.2.3"))
	}
	return map[string]string{"Cargo.toml": toml.String(),
		"Cargo.lock": "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n" + deps.String() + "]\n" + list.String()}
}

func BenchmarkLock(b *testing.B) {
	files := big()
	for b.Loop() {
		run(b, files)
	}
}
