package nuget

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

const (
	sum = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="

	csproj = `<?xml version="1.0" encoding="utf-8"?>
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <RestoreLockedMode>true</RestoreLockedMode>
    <LogVersion>4.0.0</LogVersion>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Serilog" Version="$(LogVersion)" />
    <PackageReference Include="Dapper">
      <Version>[2.1.35]</Version>
    </PackageReference>
    <PackageReference Include="Float" Version="1.*" />
    <ProjectReference Include="..\\core\\Core.csproj" />
  </ItemGroup>
</Project>
`
	lockJSON = `{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Dapper": {"type": "Direct", "requested": "[2.1.35, 2.1.35]", "resolved": "2.1.35", "contentHash": "` + sum + `"},
      "Float": {"type": "Direct", "requested": "[1.*, )", "resolved": "1.7.0", "contentHash": "` + sum + `"},
      "Microsoft.NET.ILLink.Tasks": {"type": "Direct", "requested": "[8.0.1, )", "resolved": "8.0.1", "contentHash": "` + sum + `"},
      "Serilog": {"type": "Direct", "requested": "[4.0.0, )", "resolved": "4.0.0", "contentHash": "` + sum + `"},
      "Below": {"type": "Transitive", "resolved": "1.0.0", "contentHash": "AAAA"},
      "core": {"type": "Project"}
    },
    "net9.0": {
      "Serilog": {"type": "Direct", "requested": "[4.0.0, )", "resolved": "4.0.0", "contentHash": "` + sum + `"}
    }
  }
}
`
)

func app(proj, lock string) map[string]string {
	return map[string]string{"app/App.csproj": proj, "app/packages.lock.json": lock, "core/Core.csproj": "<Project/>"}
}

func TestSync(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"as it is", "", "", "sync=true"},
		{"property changed", "4.0.0", "4.0.1", "specifier:Serilog@app/App.csproj:8"},
		{"range loosened", "[2.1.35]", "2.1.35", "specifier:Dapper@app/App.csproj:9"},
		{"package added", "<PackageReference Include=\"Float\"", "<PackageReference Include=\"New\" Version=\"1.0\" /><PackageReference Include=\"Float\"", "missing:New@app/App.csproj:12"},
		{"package removed", "<PackageReference Include=\"Float\" Version=\"1.*\" />", "", "extraneous:Float@app/packages.lock.json:6"},
		{"a condition", "Include=\"Float\"", "Condition=\"x\" Include=\"Float\"", "unresolved: app/App.csproj:12: a condition decides on Float, and candor does not work conditions out"},
		{"an import", "<ItemGroup>", "<Import Project=\"x.props\" />\n<ItemGroup>", "unresolved: app/App.csproj:7: candor does not follow this import"},
		{"an unknown property", "$(LogVersion)", "$(Other)", "unresolved: app/App.csproj:8: the version of Serilog is $(Other), which candor can't work out"},
		{"an SDK that adds packages", "<ItemGroup>", "<Sdk Name=\"Own.Sdk\" Version=\"1.0\" />\n<ItemGroup>", "sync=true"},
		{"an SDK that may have added one", "<PackageReference Include=\"Float\" Version=\"1.*\" />\n", "<!-- --></ItemGroup><Sdk Name=\"Own.Sdk/1.0\" /><ItemGroup>",
			"unresolved: the lock holds more than app/App.csproj asks for, and candor does not know what the SDK Own.Sdk adds"},
		{"an update", "Include=\"Float\"", "Update=\"Float\"", "unresolved: app/App.csproj:12: candor does not work out what this changes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := strings.Replace(csproj, tt.old, tt.new, 1)
			if got := short(run(t, app(src, lockJSON)), kindManifest); !strings.Contains(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	l := strings.Replace(lockJSON, `"resolved": "4.0.0"`, `"resolved": "3.0.0"`, 1)
	if got := short(run(t, app(csproj, l)), kindManifest); !strings.Contains(got, "range:Serilog@app/packages.lock.json:8") {
		t.Errorf("got %s", got)
	}
}

func TestEntries(t *testing.T) {
	want := `app/packages.lock.json:5 Dapper@2.1.35 hash direct=true registry
app/packages.lock.json:6 Float@1.7.0 hash direct=true registry
app/packages.lock.json:7 Microsoft.NET.ILLink.Tasks@8.0.1 hash direct=true registry
app/packages.lock.json:8 Serilog@4.0.0 hash direct=true registry
app/packages.lock.json:9 Below@1.0.0 lock direct=false registry
app/packages.lock.json:10 core@project exact direct=false path`
	facts := run(t, app(csproj, lockJSON))
	if got := short(facts, kindLock); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, f := range facts {
		if f.Kind == kindManifest && f.Value.(map[string]any)["locked_mode"] != true {
			t.Errorf("locked mode: %v", f.Value)
		}
	}
	files := app(csproj, strings.Replace(lockJSON, "\"core\": {\"type\": \"Project\"}", "\"ghost\": {\"type\": \"Project\"}, \"odd\": {\"type\": \"Odd\"}", 1))
	got := short(run(t, files), kindLock)
	if !strings.Contains(got, "unresolved: no project of the tree has the name ghost") || !strings.Contains(got, "unsupported: candor does not know packages of the type Odd") {
		t.Errorf("got\n%s", got)
	}
}

func TestCentral(t *testing.T) {
	files := map[string]string{
		"Directory.Packages.props": "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>\n<ItemGroup><PackageVersion Include=\"A\" Version=\"1.0\" /><PackageVersion Include=\"B\" Version=\"2.0\" /></ItemGroup>\n<ItemGroup><GlobalPackageReference Include=\"C\" Version=\"3.0\" /></ItemGroup></Project>",
		"x/App.fsproj":             "<Project>\n<ItemGroup><PackageReference Include=\"A\" /><PackageReference Include=\"B\" VersionOverride=\"2.5\" /></ItemGroup></Project>",
		"x/packages.lock.json":     `{"version": 2, "dependencies": {"net8.0": {"A": {"type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0"}, "B": {"type": "Direct", "requested": "[2.5.0, )", "resolved": "2.5.0"}, "C": {"type": "Direct", "requested": "[3.0.0, )", "resolved": "3.0.0"}, "D": {"type": "CentralTransitive", "requested": "[1.0.0, )", "resolved": "1.0.0"}}}}`,
	}
	if got := short(run(t, files), kindManifest); got != "x/App.fsproj:2 present v2 sync=true" {
		t.Errorf("got %s", got)
	}
}

func TestGaps(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no lock", map[string]string{"a.csproj": csproj}, "a.csproj:8 absent v sync=false"},
		{"no packages", map[string]string{"a.csproj": "<Project/>"}, ""},
		{"truncated lock", map[string]string{"a.csproj": csproj, "packages.lock.json": "{\n\"version\": 1,"}, "a.csproj:8 error: packages.lock.json:2: broken packages.lock.json: the file ends too early"},
		{"unknown version", map[string]string{"a.csproj": csproj, "packages.lock.json": "{\n\"version\": 7}"}, "a.csproj:8 unsupported: packages.lock.json:2: candor does not know the lock version \"7\"; it reads 1 and 2"},
		{"no version", map[string]string{"a.csproj": csproj, "packages.lock.json": "{}"}, "a.csproj:8 unsupported: packages.lock.json:1: candor does not know the lock version nothing; it reads 1 and 2"},
		{"no dependencies", map[string]string{"a.csproj": csproj, "packages.lock.json": "{\"version\": 1}"}, "a.csproj:8 error: packages.lock.json:1: broken packages.lock.json: no dependencies"},
		{"truncated project", map[string]string{"a.csproj": "<Project>\n<ItemGroup>"}, "a.csproj:2 error: broken a.csproj: XML syntax error on line 2: unexpected EOF"},
		{"another document", map[string]string{"a.csproj": "<html/>"}, "a.csproj:1 error: broken a.csproj: no project of MSBuild"},
		{"empty project", map[string]string{"a.csproj": ""}, "a.csproj:1 error: broken a.csproj: it ends too early"},
		{"packages.config", map[string]string{"packages.config": "<packages/>"}, "packages.config:1 unsupported: candor does not read packages.config yet"},
		{"lock alone", map[string]string{"packages.lock.json": "{\"version\": 1, \"dependencies\": {}}"}, "packages.lock.json:1 unresolved: no project of the tree has this lock"},
		{"a lock of another name", map[string]string{"a.csproj": strings.Replace(csproj, "<PropertyGroup>", "<PropertyGroup><NuGetLockFilePath>packages.own.lock.json</NuGetLockFilePath>", 1), "packages.own.lock.json": lockJSON},
			"a.csproj:8 present v1 sync=true"},
		{"a lock of an unknown name", map[string]string{"a.csproj": strings.Replace(csproj, "<PropertyGroup>", "<PropertyGroup><NuGetLockFilePath>$(X).json</NuGetLockFilePath>", 1)},
			"a.csproj:8 unresolved: NuGetLockFilePath is $(X).json, which candor can't work out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := short(run(t, tt.files), kindManifest); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func FuzzNuget(f *testing.F) {
	f.Add(csproj, lockJSON)
	f.Add("<Project><PropertyGroup><A>$(A)$(A)</A></PropertyGroup><ItemGroup><PackageReference Include=\";a;\" Version=\"$(A)\"/></ItemGroup></Project>", `{"version":1,"dependencies":{"x":{"a":1,"b":{"type":"Direct","requested":"[","resolved":"("}}}}`)
	f.Fuzz(func(t *testing.T, project, lock string) {
		run(t, map[string]string{"a.csproj": project, "packages.lock.json": lock, "Directory.Packages.props": project})
	})
}

func BenchmarkLock(b *testing.B) {
	var refs, deps strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&refs, "<PackageReference Include=\"P%d\" Version=\"1.2.3\" />\n", i)
		fmt.Fprintf(&deps, "\"P%d\": {\n\"type\": \"Direct\",\n\"requested\": \"[1.2.3, )\",\n\"resolved\": \"1.2.3\",\n\"contentHash\": %q\n},\n", i, sum)
	}
	files := map[string]string{"a.csproj": "<Project><ItemGroup>" + refs.String() + "</ItemGroup></Project>",
		"packages.lock.json": "{\"version\": 1, \"dependencies\": {\"net8.0\": {" + strings.TrimSuffix(deps.String(), ",\n") + "}}}"}
	for b.Loop() {
		run(b, files)
	}
}

// The SDK asks for a package of its own where a project is for an old .NET Standard.
func TestFramework(t *testing.T) {
	const sdk = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework></PropertyGroup></Project>`
	for name, c := range map[string]struct{ old, new, want string }{
		"2.0":          {"", "", "absent"},
		"among others": {"<TargetFramework>netstandard2.0</TargetFramework>", "<TargetFrameworks>net8.0; netstandard1.6</TargetFrameworks>", "absent"},
		"2.1":          {"2.0", "2.1", ""},
		"net8.0":       {"netstandard2.0", "net8.0", ""},
		"switched off": {"</PropertyGroup>", "<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences></PropertyGroup>", ""},
		"a condition":  {"<TargetFramework>", "<TargetFramework Condition=\"x\">", ""},
		"no SDK":       {` Sdk="Microsoft.NET.Sdk"`, "", ""},
	} {
		got := short(run(t, map[string]string{"a/A.csproj": strings.Replace(sdk, c.old, c.new, 1)}), kindManifest)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	lock := `{"version": 1, "dependencies": {".NETStandard,Version=v2.0": {"NETStandard.Library": {"type": "Direct", "requested": "[2.0.3, )", "resolved": "2.0.3", "contentHash": "` + sum + `"}}}}`
	if got := short(run(t, map[string]string{"a/A.csproj": sdk, "a/packages.lock.json": lock}), kindManifest); !strings.Contains(got, "sync=true") {
		t.Errorf("with a lock: %s", got)
	}
}
