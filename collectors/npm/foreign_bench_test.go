package npm

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
)

// bigForeign is a project of n packages, each asking for four others, locked by
// the manager.
func bigForeign(manager string, n int) map[string]string {
	var deps, lock, snapshots, importer strings.Builder
	for i := range n {
		name, version := fmt.Sprintf("package-%d", i), fmt.Sprintf("1.%d.0", i)
		if i < 60 {
			if i > 0 {
				deps.WriteString(", ")
			}
			fmt.Fprintf(&deps, "%q: \"^1.0.0\"", name)
			switch manager {
			case "pnpm":
				fmt.Fprintf(&importer, "      %s:\n        specifier: ^1.0.0\n        version: %s\n", name, version)
			case "berry":
				fmt.Fprintf(&importer, "    %s: \"npm:^1.0.0\"\n", name)
			}
		}
		var asks [4]string
		for k := range asks {
			j := (i + (k+1)*7) % n
			switch manager {
			case "pnpm":
				asks[k] = fmt.Sprintf("      package-%d: 1.%d.0", j, j)
			case "berry":
				asks[k] = fmt.Sprintf("    package-%d: \"npm:^1.0.0\"", j)
			case "yarn":
				asks[k] = fmt.Sprintf("    package-%d \"^1.0.0\"", j)
			case "bun":
				asks[k] = fmt.Sprintf("\"package-%d\": \"^1.0.0\"", j)
			}
		}
		lines := strings.Join(asks[:], "\n")
		switch manager {
		case "pnpm":
			fmt.Fprintf(&lock, "  %s@%s:\n    resolution: {integrity: %s}\n    engines: {node: '>=18'}\n\n", name, version, sha512a)
			fmt.Fprintf(&snapshots, "  %s@%s:\n    dependencies:\n%s\n\n", name, version, lines)
		case "berry":
			fmt.Fprintf(&lock, "\"%s@npm:^1.0.0\":\n  version: %s\n  resolution: \"%s@npm:%s\"\n  dependencies:\n%s\n  checksum: 10c0/%s\n  languageName: node\n  linkType: hard\n\n", name, version, name, version, lines, strings.Repeat("0a", 64))
		case "yarn":
			fmt.Fprintf(&lock, "%s@^1.0.0:\n  version \"%s\"\n  resolved \"https://r.example.com/%s/-/%s-%s.tgz#%s\"\n  integrity %s\n  dependencies:\n%s\n\n", name, version, name, name, version, commit, sha512a, lines)
		case "bun":
			fmt.Fprintf(&lock, "    %q: [%q, \"\", { \"dependencies\": { %s } }, %q],\n\n", name, name+"@"+version, strings.Join(asks[:], ", "), sha512a)
		}
	}
	files := map[string]string{"package.json": fmt.Sprintf("{\"name\": \"app\", \"dependencies\": {%s}}", deps.String())}
	switch manager {
	case "pnpm":
		files["pnpm-lock.yaml"] = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n" + importer.String() + "\npackages:\n\n" + lock.String() + "snapshots:\n\n" + snapshots.String()
	case "berry":
		files["yarn.lock"] = "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n" + lock.String() + "\"app@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"app@workspace:.\"\n  dependencies:\n" + importer.String() + "  languageName: unknown\n  linkType: soft\n"
	case "yarn":
		files["yarn.lock"] = "# yarn lockfile v1\n\n\n" + lock.String()
	case "bun":
		files["bun.lock"] = "{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {\n    \"\": {\n      \"name\": \"app\",\n      \"dependencies\": {" + deps.String() + "},\n    },\n  },\n  \"packages\": {\n" + lock.String() + "  }\n}\n"
	}
	return files
}

func TestBigForeign(t *testing.T) {
	for _, m := range frozenManagers() {
		facts := run(t, bigForeign(m, 300))
		if refused(facts) != "t" || len(facts) < 361 {
			t.Errorf("%s: %d facts, %v", m, len(facts), short(facts, kindManifest))
		}
	}
}

func bench(b *testing.B, files map[string]string, want int) {
	fsys, size := fstest.MapFS{}, 0
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		size += len(text)
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		in := collector.NewInput(New(), tree, time.Unix(0, 0))
		if err := New().Collect(context.Background(), in); err != nil {
			b.Fatal(err)
		}
		if len(in.Facts()) < want {
			b.Fatalf("%d facts", len(in.Facts()))
		}
	}
}

func BenchmarkForeign5000(b *testing.B) {
	for _, m := range frozenManagers() {
		files := bigForeign(m, 5000)
		b.Run(m, func(b *testing.B) { bench(b, files, 5061) })
	}
}

// BenchmarkMonorepo reads 200 manifests of 20 dependencies each and the lock of
// pnpm that covers them.
func BenchmarkMonorepo(b *testing.B) {
	files := map[string]string{"package.json": `{"name": "root"}`, "pnpm-workspace.yaml": "packages:\n  - packages/**\n"}
	var importers, packages strings.Builder
	for i := range 200 {
		var deps []string
		dir := fmt.Sprintf("packages/g%d/p%d", i%10, i)
		fmt.Fprintf(&importers, "  %s:\n    dependencies:\n", dir)
		for k := range 20 {
			name := fmt.Sprintf("package-%d", (i*7+k)%2000)
			deps = append(deps, fmt.Sprintf("%q: \"^1.0.0\"", name))
			fmt.Fprintf(&importers, "      %s:\n        specifier: ^1.0.0\n        version: 1.0.0\n", name)
		}
		files[dir+"/package.json"] = fmt.Sprintf("{\"name\": \"p%d\", \"dependencies\": {%s}}", i, strings.Join(deps, ", "))
	}
	for i := range 2000 {
		fmt.Fprintf(&packages, "  package-%d@1.0.0:\n    resolution: {integrity: %s}\n", i, sha512a)
	}
	files["pnpm-lock.yaml"] = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n" + importers.String() + "packages:\n" + packages.String()
	bench(b, files, 200+4000+2000)
}
