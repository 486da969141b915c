package npm

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

// The managers of the table, in the order of its columns, and the commands with
// which the answers were measured: pnpm 10.34.9 install --frozen-lockfile
// --lockfile-only, yarn 1.22.22 install --frozen-lockfile --ignore-scripts, yarn
// 4.18.1 install --immutable --mode=skip-build, bun 1.4.5 install
// --frozen-lockfile --ignore-scripts.
func frozenManagers() []string { return []string{"pnpm", "yarn", "berry", "bun"} }

type edit struct{ file, old, new string }

// same is one edit for each manager.
func same(edits ...edit) map[string][]edit {
	out := make(map[string][]edit)
	for _, m := range frozenManagers() {
		out[m] = edits
	}
	return out
}

func lockName(manager string) string {
	switch manager {
	case "pnpm":
		return "pnpm-lock.yaml"
	case "bun":
		return "bun.lock"
	}
	return "yarn.lock"
}

// inLock is one edit of the locks of each manager, "" for none.
func inLock(pnpm, yarn, berry, bun [2]string) map[string][]edit {
	out := make(map[string][]edit)
	for i, e := range [][2]string{pnpm, yarn, berry, bun} {
		if m := frozenManagers()[i]; e[0] != "" {
			out[m] = []edit{{lockName(m), e[0], e[1]}}
		}
	}
	return out
}

// frozen are changes of a good project. manager holds what each manager does
// with them when it may not change the lock: "r" refuses, "t" takes, "-" not
// tried. ours is what the facts say.
func frozen() []struct {
	name          string
	edits         map[string][]edit
	manager, ours string
} {
	const root, member = "package.json", "packages/b/package.json"
	zero := "sha1-" + strings.Repeat("A", 27) + "="
	return []struct {
		name          string
		edits         map[string][]edit
		manager, ours string
	}{
		{"as it was written", same(), "tttt", "tttt"},
		{"a range in other words", same(edit{root, "^2.1.0", "^2.0.0"}), "rrrt", "rrrr"},
		{"a range that the locked version is outside of", same(edit{root, "^2.1.0", "^1.0.0"}), "rrrr", "rrrr"},
		{"a dependency more", same(edit{root, `"ms": "^2.1.0"`, `"ms": "^2.1.0", "is-number": "^7.0.0"`}), "rrrr", "rrrr"},
		{"a dependency less", same(edit{root, ",\n    \"ms\": \"^2.1.0\"", ""}), "rtrt", "rtrr"},
		{"a dependency less that nothing else asks for", same(edit{root, `"is-odd": "^3.0.0"`, ""}), "rtrr", "rrrr"},
		{"a dependency in another section", same(edit{root, "},\n  \"devDependencies\": {\n    \"is-odd\"", ",\n    \"is-odd\""}, edit{root, `"ms": "^2.1.0"` + "\n  ,", `"ms": "^2.1.0",`}), "rttt", "rttr"},
		{"a range of a member", same(edit{member, "^2.1.0", "^2.0.0"}), "rtrt", "rrrr"},
		{"a member less", same(edit{member, "", ""}), "ttrt", "rtrr"},
		{"a member more", same(edit{"packages/c/package.json", "", `{"name": "c", "version": "1.0.0", "dependencies": {"is-number": "7.0.0"}}`}), "rtrr", "rrrr"},
		{"an override more", map[string][]edit{
			"pnpm":  {{root, `"private": true`, `"private": true, "pnpm": {"overrides": {"is-number": "7.0.0"}}`}},
			"yarn":  {{root, `"private": true`, `"private": true, "resolutions": {"is-number": "7.0.0"}`}},
			"berry": {{root, `"private": true`, `"private": true, "resolutions": {"is-number": "7.0.0"}`}},
			"bun":   {{root, `"private": true`, `"private": true, "overrides": {"is-number": "7.0.0"}`}},
		}, "rtrr", "rrrr"},
		{"a catalog that says something else", map[string][]edit{
			"pnpm":  {{"pnpm-workspace.yaml", "^6.0.0", "^5.0.0"}},
			"berry": {{".yarnrc.yml", "^6.0.0", "^5.0.0"}},
			"bun":   {{root, "^6.0.0", "^5.0.0"}},
		}, "r-rr", "r-rr"},
		{"a package less in the lock", inLock(
			[2]string{"\n  is-number@6.0.0:\n    resolution: {integrity: sha512-Wu1VHeILBK8KAWJUAiSZQX94GmOE45Rg6/538fKwiloUu21KncEkYGPqob2oSZ5mUT73vLGrHQjKw3KMPwfDzg==}\n    engines: {node: '>=0.10.0'}\n", ""},
			[2]string{"is-number@^6.0.0:\n  version \"6.0.0\"\n  resolved \"https://registry.example.com/is-number/-/is-number-6.0.0.tgz#e6d15ad31fc262887cccf217ae5f9316f81b1995\"\n  integrity sha512-Wu1VHeILBK8KAWJUAiSZQX94GmOE45Rg6/538fKwiloUu21KncEkYGPqob2oSZ5mUT73vLGrHQjKw3KMPwfDzg==\n", ""},
			[2]string{"\"is-number@npm:^6.0.0\":", "\"is-number@npm:^5.0.0\":"},
			[2]string{"    \"is-number\": [\"is-number@6.0.0\", \"\", {}, \"sha512-Wu1VHeILBK8KAWJUAiSZQX94GmOE45Rg6/538fKwiloUu21KncEkYGPqob2oSZ5mUT73vLGrHQjKw3KMPwfDzg==\"],\n", ""},
		), "ttrr", "rrrr"},
		{"a locked version outside the range", inLock(
			[2]string{"2.1.3", "1.0.0"}, [2]string{"2.1.3", "1.0.0"}, [2]string{"2.1.3", "1.0.0"}, [2]string{"2.1.3", "1.0.0"},
		), "rrrr", "rrrr"},
		{"a hash less", inLock(
			[2]string{"{integrity: sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==}", "{}"},
			[2]string{"  integrity sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==\n", ""},
			[2]string{"  checksum: 10c0/d924b57e7312b3b63ad21fc5b3dc0af5e78d61a1fc7cfb5457edaf26326bf62be5307cc87ffb6862ef1c2b33b0233cdb5d4f01c4c958cc0d660948b65a287a48\n", ""},
			[2]string{", \"sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==\"", ""},
		), "tttr", "rrrr"},
		{"a weak hash of zeros", inLock(
			[2]string{"sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==", zero},
			[2]string{"sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==", zero},
			[2]string{},
			[2]string{"sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==", zero},
		), "tr-t", "rr-r"},
		{"no lock", map[string][]edit{"pnpm": {{"pnpm-lock.yaml", "", ""}}, "yarn": {{"yarn.lock", "", ""}}, "berry": {{"yarn.lock", "", ""}}, "bun": {{"bun.lock", "", ""}}}, "rtrt", "rrrr"},
		{"marks of a merge in the lock", inLock(
			[2]string{"\npackages:", "\n<<<<<<< ours\npackages:"}, [2]string{"\nms@", "\n<<<<<<< ours\nms@"}, [2]string{"\n\"ms@", "\n<<<<<<< ours\n\"ms@"}, [2]string{"  \"packages\"", "<<<<<<< ours\n  \"packages\""},
		), "rrrr", "rrrr"},
	}
}

// frozenBase reads the good project of a manager.
func frozenBase(t *testing.T, manager string) map[string]string {
	t.Helper()
	dir := filepath.Join("testdata", "frozen", manager)
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		files[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func apply(t *testing.T, files map[string]string, edits []edit) {
	t.Helper()
	for _, e := range edits {
		switch {
		case e.old == "" && e.new == "":
			delete(files, e.file)
		case e.old == "":
			files[e.file] = e.new
		default:
			files[e.file] = strings.ReplaceAll(files[e.file], e.old, e.new)
		}
	}
}

// refused reports whether the facts tell against the lock.
func refused(facts []candor.Fact) string {
	for _, f := range facts {
		v, _ := f.Value.(map[string]any)
		switch {
		case f.Kind == kindSpec:
		case f.State != candor.Observed, f.Kind == kindManifest && v["in_sync"] != true:
			return "r"
		case f.Kind == kindLock && v["source"] == "registry" && v["hash_alg"] != "sha512":
			return "r"
		}
	}
	return "t"
}

// What a manager refuses to install from, the facts tell against, too; where it
// is more lenient, they may be stricter. With CANDOR_ORACLE, a folder where the
// four managers are installed, what they do is measured again, which needs
// their registry: CANDOR_REGISTRY is its address.
func TestFrozen(t *testing.T) {
	oracle := os.Getenv("CANDOR_ORACLE")
	for _, tt := range frozen() {
		measured, ours := "", ""
		for i, m := range frozenManagers() {
			edits, ok := tt.edits[m]
			if !ok {
				measured, ours = measured+"-", ours+"-"
				continue
			}
			files := frozenBase(t, m)
			before := maps.Clone(files)
			apply(t, files, edits)
			if len(edits) > 0 && maps.Equal(before, files) {
				t.Errorf("%s, %s: nothing was changed", tt.name, m)
			}
			ours += refused(run(t, files))
			if oracle != "" {
				measured += install(t, oracle, m, files)
			} else {
				measured += tt.manager[i : i+1]
			}
		}
		if ours != tt.ours || measured != tt.manager {
			t.Errorf("%s: %v do %s, written down is %s; ours %s, want %s", tt.name, frozenManagers(), measured, tt.manager, ours, tt.ours)
		}
		for i := range ours {
			if tt.manager[i] == 'r' && ours[i] == 't' {
				t.Errorf("%s: %s refuses it, and the facts take it", tt.name, frozenManagers()[i])
			}
		}
	}
}

// install runs a manager over the files and says whether it refuses them.
func install(t *testing.T, oracle, manager string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if r := os.Getenv("CANDOR_REGISTRY"); r != "" {
			text = strings.ReplaceAll(text, "https://registry.example.com/", r)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bin := filepath.Join(oracle, "node_modules")
	cmd := map[string][]string{
		"pnpm":  {filepath.Join(bin, ".bin", "pnpm"), "install", "--frozen-lockfile", "--lockfile-only"},
		"yarn":  {"node", filepath.Join(bin, "yarn", "bin", "yarn.js"), "install", "--frozen-lockfile", "--ignore-scripts", "--non-interactive"},
		"berry": {"node", filepath.Join(bin, "@yarnpkg", "cli-dist", "bin", "yarn.js"), "install", "--immutable", "--mode=skip-build"},
		"bun":   {filepath.Join(bin, ".bin", "bun"), "install", "--frozen-lockfile", "--ignore-scripts"},
	}[manager]
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, cmd[0], cmd[1:]...)
	c.Dir = dir
	c.Env = slices.Concat(os.Environ(), []string{"CI=1", "YARN_ENABLE_TELEMETRY=0"})
	out, err := c.CombinedOutput()
	t.Logf("%s: %v\n%s", manager, err, out[:min(len(out), 2000)])
	if err != nil {
		return "r"
	}
	return "t"
}
