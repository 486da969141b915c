package scan

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/reports/format"
	jsonreport "github.com/candor-dev/candor/reports/json"
)

func openStore(t *testing.T, dir, identity string) *cache.Store {
	t.Helper()
	s, err := cache.Open(cache.Options{Dir: dir, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// said is everything that a run says, but for how long it took.
func said(t *testing.T, o Options) string {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = now
	}
	o.Collectors = collectors.All()
	out, err := Run(context.Background(), o)
	if err != nil { // a candor.yaml that leads out of the tree
		return "error: " + err.Error()
	}
	for i := range out.Report.Runs {
		out.Report.Runs[i].Seconds = 0
	}
	var facts strings.Builder
	if err := out.Evidence.Write(&facts); err != nil {
		t.Fatal(err)
	}
	return render(t, format.Format{Write: jsonreport.Write}, out) + facts.String()
}

// differs names the first line in which two texts differ.
func differs(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("with:    %.300s\nwithout: %.300s", x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines with, %d without", len(x), len(y))
}

// variants are texts that a file may have: each is of some collector's business,
// and a few have the same length.
var variants = map[string][]string{
	"db/migrations/001.sql":      {goodTable, "create table deals (id bigint);\n", "create tabel x (id bigint);\n", "create table deals (id bigunt);\n"},
	"db/migrations/002.sql":      {"create table more (id bigint);\n", "alter table deals add column n int;\n", "-- candor:ignore rls/table-without-rls -- a lookup\ncreate table more (id bigint);\n"},
	"infra/t.yaml":               {"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B: {Type: AWS::S3::Bucket}\n", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  C: {Type: AWS::S3::Bucket}\n"},
	"main.tf":                    {"resource \"aws_s3_bucket\" \"b\" {}\n", "resource \"aws_s3_bucket\" \"c\" {}\n", "resource {{{"},
	"package.json":               {`{"name":"a","version":"1.0.0","dependencies":{"b":"1.0.0"}}`, `{"name":"a","version":"1.0.0","dependencies":{"b":"^1.0.0"}}`},
	"Dockerfile":                 {"FROM node:22\nRUN npm ci\n", "FROM node:22\nRUN npm i \n", "FROM node:23\nRUN npm ci\n"},
	".github/workflows/ci.yml":   {"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n", "on: push\njobs: [\n"},
	"docker-compose.yml":         {"services:\n  a: {image: 'nginx:1'}\n", "services:\n  a: {image: 'nginx:2'}\n"},
	"web/src/app.ts":             {"fetch('http://api.example.com')\n", "fetch('https://api.example.com')\n", "const x = 1\n"},
	"reports/audit.json":         {`{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":0},"dependencies":{"total":1}}}`, "{}"},
	"policies/own/good/good.txt": {"no rule"},
	// What stands beside others and says how these are read.
	"deploy/nginx.conf":           {"http { include conf.d/*.conf; }\n", "http { include more/*.conf; }\n"},
	"deploy/conf.d/a.conf":        {"server { listen 443 ssl; ssl_protocols TLSv1.2; }\n", "server { listen 443 ssl; ssl_protocols TLSv1; }\n"},
	"deploy/more/b.conf":          {"server { listen 443 ssl; }\n"},
	"deploy/Dockerfile":           {"FROM nginx:1.27.4\nCOPY nginx.conf /etc/nginx/nginx.conf\n", "FROM nginx:1.20.0\nCOPY nginx.conf /etc/nginx/nginx.conf\n"},
	"goose/001_a.sql":             {"-- +goose Up\ncreate table g (id bigint);\n", "-- +goose Up\ncreate table h (id bigint);\n"},
	"goose/002_b.go":              {"package goose\n"},
	"chart/Chart.yaml":            {"apiVersion: v2\nname: c\nversion: 1.0.0\n"},
	"chart/values.yaml":           {"image: {repository: nginx, tag: '1.27'}\n", "image: {repository: nginx, tag: '1.28'}\n"},
	"chart/templates/d.yaml":      {"image: nginx:1.27\n", "image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"\n"},
	"api/api.csproj":              {"<Project><PropertyGroup><RestoreLockedMode>true</RestoreLockedMode></PropertyGroup></Project>", "<Project/>"},
	"api/build.sh":                {"dotnet restore\ncurl https://get.example.com/x.sh | sh\n", "dotnet restore --locked-mode\n"},
	"worker/stripe.py":            {"import os\n"},
	"worker/main.py":              {"import stripe\nstripe.api_key = 'x'\n", "import os\n"},
	"cdk/cdk.json":                {"{\"app\":\"node bin/app.js\"}"},
	"cdk/cdk.out/a.template.json": {"{\"Resources\":{\"B\":{\"Type\":\"AWS::S3::Bucket\"}}}"},
	"package-lock.json":           {`{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{"b":"1.0.0"}},"node_modules/b":{"version":"1.0.0"}}}`},
	".gitignore":                  {"x\n", "package-lock.json\n"},
	".npmrc":                      {"package-lock=false\n", "save=true\n"},
	".well-known/security.txt":    {"Contact: mailto:a@example.com\nExpires: 2026-12-10T00:00:00Z\n", "Contact: mailto:a@example.com\nExpires: 2030-12-10T00:00:00Z\n"},
	"candor.yaml": {claimsYAML, "exclude: [main.tf]\n" + claimsYAML, "database: {roles: [authenticated]}\n" + claimsYAML,
		"claims: [{id: at-rest, text: t, rules: [crypto/at-rest]}]\n", "waivers: [{rule: rls/table-without-rls, reason: r, owner: o, expires: 2026-12-01}]\n",
		"claims: [{id: a, text: t, rules: [{rule: deps/level, with: {level: hash}}]}, {id: b, text: t, rules: [{rule: deps/level, with: {level: tag}}]}]\n"},
}

// Whatever changes in a tree: with what earlier runs kept, a run says the very
// same as without. Other programs, corrupted entries and other days come between.
// CANDOR_CACHE_SEEDS is how many series of changes are tried, instead of one.
func TestCacheChangesNothing(t *testing.T) {
	seeds, err := strconv.Atoi(os.Getenv("CANDOR_CACHE_SEEDS"))
	if err != nil {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { seriesOfChanges(t, uint64(seed)) })
	}
}

func seriesOfChanges(t *testing.T, seed uint64) {
	dir, kept := t.TempDir(), t.TempDir()
	rnd := rand.New(rand.NewPCG(7+seed, 11))
	names := slices.Sorted(maps.Keys(variants))
	write := func(name, text string) {
		full := filepath.Join(dir, filepath.FromSlash(name))
		old, err := os.Lstat(full)
		if err == nil && !old.Mode().IsRegular() {
			_ = os.Remove(full)
		}
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err == nil && rnd.IntN(2) == 0 { // as old as before, whatever it holds
			_ = os.Chtimes(full, old.ModTime(), old.ModTime())
		}
	}
	for _, n := range names {
		if rnd.IntN(8) > 0 {
			write(n, variants[n][0])
		}
	}
	day, identity := now, "one"
	steps := 20
	if testing.Short() {
		steps = 6
	}
	for step := range steps {
		what := ""
		name := names[rnd.IntN(len(names))]
		full := filepath.Join(dir, filepath.FromSlash(name))
		switch k := rnd.IntN(18); {
		case k < 6:
			i := rnd.IntN(len(variants[name]))
			what = fmt.Sprintf("%s has text %d", name, i)
			write(name, variants[name][i])
		case k == 6:
			what = name + " is gone"
			_ = os.Remove(full)
		case k == 7:
			what = name + " is moved"
			_ = os.Rename(full, filepath.Join(dir, fmt.Sprintf("moved%d%s", step, filepath.Ext(name))))
		case k == 8:
			what = name + " is touched"
			_ = os.Chtimes(full, time.Now(), time.Now())
		case k == 9:
			day = day.AddDate(0, 0, 9)
			what = "another day"
		case k == 11:
			to := names[rnd.IntN(len(names))]
			what = name + " is a link to " + to
			_ = os.Remove(full)
			if rel, err := filepath.Rel(filepath.Dir(full), filepath.Join(dir, filepath.FromSlash(to))); err == nil {
				_ = os.Symlink(rel, full)
			}
		case k == 12:
			what = name + " is a link that leads out"
			_ = os.Remove(full)
			_ = os.Symlink(filepath.Join(dir, "..", "none"), full)
		case k == 13:
			what = name + " can't be read"
			_ = os.Chmod(full, 0)
		case k == 14:
			what = "another commit"
			write(".git/HEAD", fmt.Sprintf("%040x\n", rnd.Uint64()))
		case k == 15:
			what = "the folder of " + name + " is moved"
			_ = os.Rename(filepath.Dir(full), filepath.Join(dir, fmt.Sprintf("dir%d", step)))
		case k == 16:
			what = "a file that says nothing is new"
			write(fmt.Sprintf("notes/%d.txt", step), "nothing\n")
		case k == 17:
			what = name + " is no text"
			write(name, "\x00\xff")
		case k == 10:
			identity = fmt.Sprint(identity, "+")
			what = "another program"
		default:
			what = "broken entries"
			spoil(t, kept, rnd)
		}
		// Twice with the cache: what this very state left is taken up, too.
		without := said(t, Options{Root: dir, Now: day})
		for range 2 {
			if with := said(t, Options{Root: dir, Now: day, Cache: openStore(t, kept, identity)}); with != without {
				t.Fatalf("step %d, %s:\n%s", step, what, differs(with, without))
			}
		}
	}
}

// spoil cuts, changes and empties some of the entries.
func spoil(t *testing.T, dir string, rnd *rand.Rand) {
	t.Helper()
	entries, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range entries {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch rnd.IntN(4) {
		case 0:
			b = b[:rnd.IntN(len(b))]
		case 1:
			b[rnd.IntN(len(b))] ^= 0x40
		case 2:
			b = nil
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A user's rule is run each time, whatever it asks for, and its text counts.
func TestCacheOfOwnRules(t *testing.T) {
	const rule = `# METADATA
# scope: package
# title: t
# description: d
# custom:
#   severity: warning
#   control: audit-logging
#   needs: [sql.table]
#   fix: f
#   version: "1"
package user.own.day

import data.candor.lib

results contains lib.OUTCOME(t, input.now) if {
	some t in lib.facts("sql.table")
}
`
	dir, kept, own := tree(t, map[string]string{"db/migrations/001.sql": goodTable}), t.TempDir(), t.TempDir()
	for _, outcome := range []string{"fail", "pass"} {
		for n := range 3 {
			if err := os.WriteFile(filepath.Join(own, "day.rego"), []byte(strings.ReplaceAll(rule, "OUTCOME", outcome)), 0o644); err != nil {
				t.Fatal(err)
			}
			o := Options{Root: dir, Policies: []string{own}, Now: now.AddDate(0, 0, n)}
			without := said(t, o)
			o.Cache = openStore(t, kept, "one")
			if with := said(t, o); with != without {
				t.Errorf("%s, day %d:\n%s", outcome, n, differs(with, without))
			}
		}
	}
}

// Runs side by side share a cache and say the same.
func TestCacheSideBySide(t *testing.T) {
	dir, kept := tree(t, map[string]string{"candor.yaml": claimsYAML, "db/migrations/001.sql": goodTable, "Dockerfile": "FROM node:22\n"}), t.TempDir()
	want := said(t, Options{Root: dir})
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			s, err := cache.Open(cache.Options{Dir: kept, Identity: "one", Max: 2000})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got := said(t, Options{Root: dir, Cache: s}); got != want {
				t.Error(differs(got, want))
			}
		})
	}
}

// What is kept of Go code counts for that code alone, and for that configuration.
func TestCacheOfGoCode(t *testing.T) {
	if testing.Short() {
		t.Skip("builds Go code")
	}
	const code = "package m\n\nimport \"os\"\n\nfunc F() { _ = os.Remove(\"x\") }\n"
	dir, kept := tree(t, map[string]string{"go.mod": "module example.com/m\n\ngo 1.26\n", "a/a.go": strings.Replace(code, "m\n", "a\n", 1), "m.go": code}), t.TempDir()
	for _, change := range []struct{ name, text string }{
		{"a/a.go", "package a\n\nimport \"os\"\n\nfunc F() error { return os.Remove(\"x\") }\n"},
		{"a/b_windows.go", "package a\n\nvar x int\n"},
		{"candor.yaml", "go: {mutations: [example.com/m/a.F]}\n"},
		{"m.go", "package m\n\nimport _ \"example.com/not/there\"\n"},
	} {
		put(t, dir, change.name, change.text)
		without := said(t, Options{Root: dir})
		for range 2 {
			if with := said(t, Options{Root: dir, Cache: openStore(t, kept, "one")}); with != without {
				t.Errorf("%s:\n%s", change.name, differs(with, without))
			}
		}
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A run that is cut off anywhere leaves nothing behind that the next one could
// trip over.
func TestCacheAfterCancel(t *testing.T) {
	dir, kept := tree(t, map[string]string{"candor.yaml": claimsYAML, "db/migrations/001.sql": goodTable, "Dockerfile": "FROM node:22\n"}), t.TempDir()
	want := said(t, Options{Root: dir})
	for i := range 8 {
		ctx, cancel := context.WithCancel(t.Context())
		var n atomic.Int32
		_, _ = Run(ctx, Options{Root: dir, Collectors: collectors.All()[:6], Now: now, Cache: openStore(t, kept, "one"), Progress: func(string) {
			if n.Add(1) > int32(i) {
				cancel()
			}
		}})
		cancel()
		if got := said(t, Options{Root: dir, Cache: openStore(t, kept, "one")}); got != want {
			t.Fatal(differs(got, want))
		}
	}
	left, err := filepath.Glob(filepath.Join(kept, "*", ".tmp*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
