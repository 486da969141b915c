package vendors

import (
	"path"
	"slices"
	"strings"
)

// format is how a file is read.
type format string

const (
	none     format = ""
	npmFile  format = "package.json"
	denoFile format = "deno.json"
	goMod    format = "go.mod"
	pyReq    format = "requirements"
	pyToml   format = "pyproject.toml"
	js       format = "js"
	goCode   format = "go"
	python   format = "python"
	env      format = "env"
	yamlText format = "yaml"
	toml     format = "toml"
	jsonText format = "json"
	hcl      format = "hcl"
	markup   format = "html"
	headers  format = "headers"
	workflow format = "workflow" // of a pipeline: only its settings count
)

func (f format) manifest() bool {
	return slices.Contains([]format{npmFile, denoFile, goMod, pyReq, pyToml}, f)
}

// formatOf says by the path alone how a file is read; none for what is not.
func formatOf(p string) format {
	base, ext := strings.ToLower(path.Base(p)), strings.ToLower(path.Ext(p))
	if strings.HasPrefix(p, ".github/workflows/") && (ext == ".yml" || ext == ".yaml") {
		return workflow
	}
	if foreign(p) {
		return none
	}
	switch base {
	case "package.json":
		return npmFile
	case "deno.json", "deno.jsonc", "import_map.json":
		return denoFile
	case "go.mod":
		return goMod
	case "pyproject.toml":
		return pyToml
	case "_headers":
		return headers
	}
	switch {
	case strings.HasPrefix(base, ".env"), ext == ".env", base == "env.example", base == "env.sample":
		return env
	case strings.HasPrefix(base, "requirements") && ext == ".txt":
		return pyReq
	case strings.Contains(base, ".min."), strings.HasSuffix(base, ".d.ts"):
		return none
	}
	switch ext {
	case ".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte", ".astro":
		return js
	case ".go":
		return goCode
	case ".py":
		return python
	case ".yaml", ".yml":
		return yamlText
	case ".toml":
		return toml
	case ".tf", ".tfvars":
		return hcl
	case ".html", ".htm":
		return markup
	case ".json", ".jsonc":
		if slices.Contains([]string{"vercel.json", "firebase.json", "wrangler.json", "wrangler.jsonc", "railway.json", "staticwebapp.config.json"}, base) || strings.Contains(base, "settings") || strings.HasSuffix(base, "config.json") {
			return jsonText
		}
	}
	return none
}

// foreign reports a file that says nothing of what runs for customers.
func foreign(p string) bool {
	low := strings.ToLower(p)
	base := path.Base(low)
	if p == "candor.yaml" || strings.HasPrefix(base, ".") && !strings.HasPrefix(base, ".env") {
		return true
	}
	for _, s := range []string{"_test.go", "_test.py", "_test.ts", "conftest.py", "lock.yaml", "lock.yml", "lock.json", ".lock", ".schema.json", "tsconfig.json", ".pb.go"} {
		if strings.HasSuffix(base, s) {
			return true
		}
	}
	for _, s := range []string{".test.", ".spec.", ".stories.", ".story.", ".bench.", "openapi", "swagger", ".env.test", "docker-compose.test", "docker-compose.ci", "jest.", "vitest.", "playwright.", "cypress.", "eslint", "mkdocs.yml", "crowdin", "codecov", "renovate", "setup-tests"} {
		if strings.Contains(base, s) {
			return true
		}
	}
	if strings.HasPrefix(base, "test_") {
		return true
	}
	for dir := range strings.SplitSeq(path.Dir(low), "/") {
		switch dir {
		case "test", "tests", "testing", "testutil", "testutils", "e2e", "spec", "specs", "cypress", "playwright", "mock", "mocks", "bench", "benches", "benchmarks",
			"locales", "locale", "i18n", "lang", "langs", "translations", "messages", "dist", "build", "storybook", "stories", ".storybook",
			"examples", "example", "docs", "doc", "scripts", "script", "tools", "hack", "samples", "templates-examples", "third_party", "evals", "notebooks":
			return true
		}
		if strings.HasPrefix(dir, ".") && dir != "." {
			return true
		}
	}
	return false
}

// example reports a file that is copied and filled in, or that configures the
// build alone or a machine of a developer.
func example(p string) bool {
	base := strings.ToLower(path.Base(p))
	for _, w := range []string{"example", "sample", "template", "local", "development", ".dev"} {
		if strings.Contains(base, w) {
			return true
		}
	}
	return false
}

// buildConfig reports the configuration of a build tool: what it imports works
// on the sources and not on customers' data.
func buildConfig(p string) bool {
	return strings.Contains(path.Base(p), ".config.")
}
