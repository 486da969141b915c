// Package connections reads configuration for what an application connects to
// and whether it does so with TLS: connection strings, plain http:// endpoints,
// and switches that turn the check of certificates off.
//
// Of a connection string nothing is kept but its scheme, the kind of its host
// and the options of TLS: no user, no password, no name of a database.
package connections

import (
	"bytes"
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// The kinds that the collector emits.
const (
	kindDatabase = "tls.database" // a connection to a database, a cache or a search engine
	kindClient   = "tls.client"   // to a broker, a directory or a mail server
	kindURL      = "tls.url"      // an endpoint on the internet that is spoken to over HTTP
	kindTrust    = "tls.trust"    // how the certificate of the other side is looked at
	kindHop      = "tls.hop"      // one of the hops that a claim can speak of
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "connections",
		Version: "2",
		Doc:     "connection strings in .env, YAML, TOML, properties and Terraform files and in literals of Go and JavaScript, endpoints, and JavaScript that does not check certificates",
		Kinds:   []string{kindDatabase, kindClient, kindURL, kindTrust, kindHop},
		Wants:   func(p string) bool { return p == "candor.yaml" || format(p) != "" },
		Collect: collect,
	}
}

// format says how a file writes values and comments: "env", "yaml", "toml",
// "json", "properties", "hcl", "js" or "go"; "" for what is not read.
func format(p string) string {
	base, ext := strings.ToLower(path.Base(p)), strings.ToLower(path.Ext(p))
	if foreign(p) {
		return ""
	}
	switch {
	case strings.HasPrefix(base, ".env"), ext == ".env", base == "env.example", base == "env.sample":
		return "env"
	case slices.Contains([]string{".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".jsx", ".tsx"}, ext):
		if strings.HasSuffix(base, ".min.js") || strings.HasSuffix(base, ".d.ts") {
			return ""
		}
		return "js"
	}
	switch ext {
	case ".go":
		if strings.HasSuffix(base, "_test.go") {
			return ""
		}
		return "go"
	case ".yaml", ".yml":
		return "yaml"
	case ".toml":
		return "toml"
	case ".ini", ".properties", ".cfg":
		return "properties"
	case ".tf", ".tfvars", ".hcl":
		return "hcl"
	case ".json":
		if base != "tsconfig.json" && (strings.Contains(base, "config") || strings.Contains(base, "settings") || slices.Contains(strings.Split(path.Dir(p), "/"), "config")) {
			return "json"
		}
	}
	return ""
}

// foreign reports a file that says nothing of what runs: locks, translations,
// workflows, tests.
func foreign(p string) bool {
	low := strings.ToLower(p)
	base := path.Base(low)
	if strings.HasPrefix(base, ".") && !strings.HasPrefix(base, ".env") {
		return true // of a tool, such as .pre-commit-config.yaml
	}
	for _, s := range []string{"lock.yaml", "lock.yml", "lock.json", ".lock", ".schema.json", "_test.yaml", "_test.yml"} {
		if strings.HasSuffix(base, s) {
			return true
		}
	}
	for _, s := range []string{".test.", ".spec.", ".stories.", "openapi", "swagger", "docker-compose.test", "docker-compose.ci", "cargo.toml", "pyproject.toml", "mkdocs.yml", "_config.yml", "crowdin", "codecov", "renovate", "netlify", "candor.yaml", ".gitlab-ci", "azure-pipelines"} {
		if strings.Contains(base, s) {
			return true
		}
	}
	for dir := range strings.SplitSeq(path.Dir(low), "/") {
		if slices.Contains([]string{".github", ".circleci", ".buildkite", "test", "tests", "e2e", "spec", "cypress", "playwright", "__tests__", "mocks", "locales", "locale", "i18n", "lang", "translations", "messages", "dist", "build", "storybook", ".storybook", ".yarn", "website", "themes", "examples", "example", "docs", "doc"}, dir) {
			return true
		}
	}
	return false
}

// role says what a file is for when it is not what runs: "example" for one that
// is copied and filled in, "development" for one of a developer's machine.
func role(p string) string {
	base := strings.ToLower(path.Base(p))
	for _, w := range []string{"example", "sample", "template", "dist", "tmpl"} {
		if strings.Contains(base, w) {
			return "example"
		}
	}
	for _, part := range strings.FieldsFunc(base, func(r rune) bool { return r == '.' || r == '-' || r == '_' }) {
		if slices.Contains([]string{"local", "dev", "development", "test", "testing", "ci"}, part) {
			return "development"
		}
	}
	return ""
}

func collect(ctx context.Context, in *collector.Input) error {
	hops(in)
	openAPI := regexp.MustCompile(`(?m)^["']?(?:openapi|swagger)["']?\s*:`)
	r := newReader(in)
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		kind := format(f.Path)
		if kind == "" {
			continue // candor.yaml is where the hops are claimed
		}
		b, err := f.Read()
		if err != nil {
			if raw := f.Raw(); kind != "js" && kind != "go" || kind == "js" && bytes.Contains(raw, []byte("ejectUnauthorized")) || r.quoted.Match(raw) {
				in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindDatabase, kindClient, kindURL, kindTrust)
			}
			continue
		}
		if kind == "yaml" && (bytes.Contains(b, []byte("openapi")) || bytes.Contains(b, []byte("swagger"))) && openAPI.Match(b) {
			continue
		}
		r.file(f.Path, kind, string(b))
	}
	return nil
}

// hopNames are the ways that a claim can speak of.
func hopNames() []string {
	return []string{"client-edge", "edge-origin", "app-database", "app-api", "internal", "mail"}
}

// hops emits one fact for each hop, so that a rule can say that nothing was
// found of one.
func hops(in *collector.Input) {
	at := candor.Location{Path: "candor.yaml", Line: 1}
	if in.Tree.File(at.Path) == nil {
		first := in.Tree.First()
		if first == nil {
			return
		}
		at.Path = first.Path
	}
	for _, h := range hopNames() {
		in.Emit(candor.Fact{Kind: kindHop, Subject: h, State: candor.Observed, Value: map[string]any{"hop": h}, At: at})
	}
}
