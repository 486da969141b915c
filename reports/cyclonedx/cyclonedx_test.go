package cyclonedx

import (
	"encoding/json"
	"flag"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func fact(kind, path string, line int, v map[string]any) candor.Fact {
	return candor.Fact{Kind: kind, Subject: path, State: candor.Observed, At: candor.Location{Path: path, Line: line}, Value: v}
}

// every has a component of each ecosystem, and what must not become one.
func every() *candor.Report {
	hex := strings.Repeat("0a", 32)
	commit := strings.Repeat("b1", 20)
	m := func(kv ...any) map[string]any {
		out := map[string]any{"direct": true, "dev": false, "internal": false, "level": "hash"}
		for i := 0; i < len(kv); i += 2 {
			out[kv[i].(string)] = kv[i+1]
		}
		return out
	}
	return &candor.Report{Root: "/x/shop", Commit: commit, At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Tool: candor.Tool{Version: "1"}, Facts: []candor.Fact{
		fact("npm.manifest", "package.json", 1, m("lock", "package-lock.json")),
		fact("npm.manifest", "web/package.json", 1, m("lock", "package-lock.json")),
		fact("npm.lock", "package-lock.json", 7, m("ecosystem", "npm", "name", "@scope/a", "resolved", "1.0.0", "sums", []any{"sha512:" + strings.Repeat("0c", 64)}, "license", "MIT")),
		fact("npm.lock", "package-lock.json", 12, m("ecosystem", "npm", "name", "b", "resolved", "2.0.0", "dev", true, "direct", false, "license", "SEE LICENSE IN x")),
		fact("npm.lock", "old/package-lock.json", 9, m("ecosystem", "npm", "name", "b", "resolved", "2.0.0")),
		fact("npm.lock", "package-lock.json", 15, m("ecosystem", "npm", "name", "alias", "real_name", "c", "resolved", "3.0.0", "dev", true, "optional", true)),
		fact("npm.lock", "package-lock.json", 18, m("ecosystem", "npm", "name", "folder", "source", "link", "internal", true)),
		fact("npm.lock", "package-lock.json", 19, m("ecosystem", "npm", "name", "inside", "resolved", "1.0.0", "source", "bundled", "internal", true, "dev", true)),
		fact("npm.lock", "package-lock.json", 20, m("ecosystem", "npm", "name", "g", "resolved", commit, "source", "git", "hash_alg", "commit")),
		fact("npm.lock", "yarn.lock", 1, m("ecosystem", "npm", "name", "y", "resolved", "1.0.0", "hash_of", "cache", "sums", []any{"sha512:" + strings.Repeat("0d", 64)})),
		fact("go.require", "go.mod", 4, m("ecosystem", "go", "name", "example.com/Mod/v2", "resolved", "v2.0.1", "sums", []any{"h1:AAAA="})),
		fact("go.require", "go.mod", 5, m("ecosystem", "go", "name", "example.com/old", "resolved", "v1.1.0", "replaced", "module", "replaced_by", "example.com/new@v1.1.0")),
		fact("go.require", "go.mod", 6, m("ecosystem", "go", "name", "example.com/near", "resolved", "v0.0.0", "replaced", "path", "internal", true)),
		fact("python.lock", "uv.lock", 3, m("ecosystem", "pypi", "name", "Foo_Bar.baz", "resolved", "1.0", "sums", []any{"sha256:" + hex, "sha256:" + strings.Repeat("0b", 32)})),
		fact("python.lock", "requirements.txt", 3, m("ecosystem", "pypi", "name", "loose", "resolved", "", "spec", ">=1", "level", "range")),
		fact("cargo.lock", "Cargo.lock", 8, m("ecosystem", "cargo", "name", "serde", "resolved", "1.0.1", "sums", []any{"sha256:" + hex})),
		fact("gem.lock", "Gemfile.lock", 4, m("ecosystem", "gem", "name", "rails", "resolved", "7.1.0")),
		fact("nuget.lock", "packages.lock.json", 6, m("ecosystem", "nuget", "name", "Dapper", "resolved", "2.1.0")),
		fact("image.ref", "Dockerfile", 1, m("ecosystem", "docker", "name", "node", "tag", "22", "resolved", "sha256:"+hex)),
		fact("image.ref", "Dockerfile", 9, m("ecosystem", "docker", "name", "registry.example.com:5000/team/app", "tag", "1.2", "resolved", "")),
		fact("image.ref", "Dockerfile", 12, m("ecosystem", "docker", "name", "build", "internal", true)),
		fact("gha.uses", ".github/workflows/ci.yml", 8, m("ecosystem", "gha", "name", "Actions/cache/save", "spec", commit, "resolved", commit)),
		fact("terraform.provider", "main.tf", 3, m("ecosystem", "terraform", "name", "hashicorp/aws", "resolved", "5.31.0", "sums", []any{"zh:" + hex, "h1:BBBB="})),
		fact("terraform.module", "main.tf", 9, m("ecosystem", "terraform", "name", "a/b/aws", "what", "registry", "level", "range", "resolved", "~> 1", "spec", "~> 1")),
		fact("helm.dependency", "Chart.yaml", 5, m("ecosystem", "helm", "name", "redis", "spec", "18.0.0", "resolved", "", "exact", true)),
		{Kind: "cargo.lock", State: candor.Error, Reason: "broken\x1b", At: candor.Location{Path: "b/Cargo.lock", Line: 2}},
		fact("sql.table", "a.sql", 1, m("name", "t")),
	}}
}

func render1(t *testing.T, r *candor.Report) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, format.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	testreport.Golden(t, *update, "every.golden", render1(t, every()))
	testreport.Golden(t, *update, "empty.golden", render1(t, &candor.Report{}))
}

// TestShape holds every document against what the schema of 1.6 asks of the
// fields that are used: patterns, lists of values, references that lead somewhere.
func TestShape(t *testing.T) {
	hostile := &candor.Report{Root: "..", Facts: []candor.Fact{
		{Kind: "npm.lock", State: candor.Observed},
		{Kind: "npm.lock", State: candor.Observed, Value: "text"},
		fact("npm.lock", "a\nb\x1b[2J", 0, map[string]any{"ecosystem": "npm", "name": "\u202e../../x y%?#@/", "resolved": "1 2\x00", "sums": []any{"sha512:zz", "", 4, "sha256:0a"}}),
		fact("gha.uses", "w.yml", 1, map[string]any{"ecosystem": "gha", "name": "x", "license": ""}),
	}}
	for name, r := range map[string]*candor.Report{"every": every(), "empty": {}, "hostile": hostile, "rich": testreport.Rich()} {
		text := render1(t, r)
		if text != render1(t, r) {
			t.Errorf("%s: two runs differ", name)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 && r != '\n' || r == 0x202e }) {
			t.Errorf("%s: a control character", name)
		}
		var d document
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(d.Serial) {
			t.Errorf("%s: serial %q", name, d.Serial)
		}
		refs := map[string]bool{d.Metadata.Component.Ref: true}
		for _, c := range d.Components {
			if refs[c.Ref] || c.Ref == "" {
				t.Errorf("%s: bom-ref %q twice, or empty", name, c.Ref)
			}
			refs[c.Ref] = true
			if c.Type != "file" && (!strings.HasPrefix(c.PURL, "pkg:") || c.Evidence == nil || len(c.Evidence.Occurrences) == 0) {
				t.Errorf("%s: %+v", name, c)
			}
			for _, h := range c.Hashes {
				if !regexp.MustCompile(`^([a-f0-9]{32}|[a-f0-9]{40}|[a-f0-9]{64}|[a-f0-9]{96}|[a-f0-9]{128})$`).MatchString(h.Content) {
					t.Errorf("%s: hash %+v", name, h)
				}
			}
			if !slices.Contains([]string{"", "required", "optional", "excluded"}, c.Scope) {
				t.Errorf("%s: scope %s", name, c.Scope)
			}
		}
		seen := map[string]bool{}
		for _, e := range d.Dependencies {
			for _, ref := range append(e.DependsOn, e.Ref) {
				if !refs[ref] {
					t.Errorf("%s: an edge to %q, which is nowhere", name, ref)
				}
			}
			if seen[e.Ref] {
				t.Errorf("%s: two lists of edges from %s", name, e.Ref)
			}
			seen[e.Ref] = true
		}
	}
}

func TestSerial(t *testing.T) {
	a, b := every(), every()
	b.Facts = b.Facts[1:]
	serialOf := regexp.MustCompile(`urn:uuid:[^"]*`)
	if serialOf.FindString(render1(t, a)) == serialOf.FindString(render1(t, b)) {
		t.Error("other content has the same serial number")
	}
}

func TestPURL(t *testing.T) {
	for _, tt := range []struct{ ecosystem, name, version, want string }{
		{"npm", "@a/b", "1.0.0", "pkg:npm/%40a/b@1.0.0"},
		{"npm", "b", "1.0.0+x y", "pkg:npm/b@1.0.0%2Bx%20y"},
		{"go", "example.com/A/b/v2", "v2.0.0", "pkg:golang/example.com/a/b/v2@v2.0.0"},
		{"go", "Std", "", "pkg:golang/std"},
		{"pypi", "Foo_Bar.-baz", "1", "pkg:pypi/foo-bar-baz@1"},
		{"cargo", "serde", "1", "pkg:cargo/serde@1"},
		{"nuget", "A.B", "1", "pkg:nuget/A.B@1"},
		{"gem", "rails", "1", "pkg:gem/rails@1"},
		{"gha", "Actions/Cache/save/../x", "v4", "pkg:github/actions/cache@v4#save/x"},
		{"docker", "node", "22", "pkg:docker/library/node@22"},
		{"docker", "a/b", "", "pkg:docker/a/b"},
		{"docker", "localhost/b", "", "pkg:docker/b?repository_url=localhost"},
		{"docker", "x.example.com:5000/a/b", "sha256:0a", "pkg:docker/a/b@sha256:0a?repository_url=x.example.com:5000"},
		{"terraform", "hashicorp/aws", "5.0.0", "pkg:generic/hashicorp/aws@5.0.0"},
		{"helm", "redis", "1", "pkg:generic/redis@1"},
	} {
		if got := newPURL(tt.ecosystem, tt.name, tt.version).String(); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.ecosystem, tt.name, got, tt.want)
		}
	}
}
