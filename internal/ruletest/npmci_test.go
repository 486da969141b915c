package ruletest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

// npmCase is a change of a good project: what npm ci does with it, as measured
// with npm 11.19.1, and what the shipped rule says.
type npmCase struct {
	name           string
	manifest, lock string // "" for no lock
	npm            string // "takes" or "refuses"
	ours           candor.Outcome
	says           string // a part of the message that decides
}

func npmCases() []npmCase {
	const (
		whole    = "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="
		manifest = `{"name": "app", "version": "1.0.0", "dependencies": {"ms": "^2.1.0"}}`
	)
	lock := func(entry string) string {
		return `{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
"": {"name": "app", "version": "1.0.0", "dependencies": {"ms": "^2.1.0"}},
"node_modules/ms": {` + entry + `}}}`
	}
	good := lock(`"version": "2.1.3", "integrity": "` + whole + `"`)
	bogus := "sha512-" + strings.Repeat("A", 86) + "=="
	return []npmCase{
		{"in sync", manifest, good, "takes", candor.Pass, "agrees with package-lock.json"},
		{"no lock", manifest, "", "refuses", candor.Fail, "no lock covers it"},
		{"a locked version outside the range", manifest, lock(`"version": "1.0.0", "integrity": "` + whole + `"`), "refuses", candor.Fail, "is not one that is asked for"},
		{"a range that changed", strings.Replace(manifest, "^2.1.0", "^0.7.0", 1), good, "refuses", candor.Fail, "disagree"},
		{"a dependency that the lock lacks", strings.Replace(manifest, `"ms"`, `"is-odd": "^3.0.0", "ms"`, 1), good, "refuses", candor.Fail, "is-odd is asked for and not locked"},
		{"a dependency that was removed", `{"name": "app", "version": "1.0.0"}`, good, "takes", candor.Fail, "ms is locked and not asked for"},
		{"no integrity", manifest, lock(`"version": "2.1.3"`), "takes", candor.Fail, "records no integrity hash"},
		{"a SHA-1 of zeros", manifest, lock(`"version": "2.1.3", "integrity": "sha1-` + strings.Repeat("A", 27) + `="`), "takes", candor.Fail, "sha1 hash and no sha512"},
		{"lock version 1 without hashes", manifest, `{"name": "app", "version": "1.0.0", "lockfileVersion": 1, "requires": true, "dependencies": {"ms": {"version": "2.1.3"}}}`, "takes", candor.Fail, "records no integrity hash"},
		{"an override more", strings.Replace(manifest, `"dependencies"`, `"overrides": {"ms": "2.0.0"}, "dependencies"`, 1), good, "refuses", candor.Fail, "disagree"},
		// That a hash is of other bytes is seen by downloading alone: recorded, not verified.
		{"a made-up hash", manifest, lock(`"version": "2.1.3", "integrity": "` + bogus + `"`), "refuses", candor.Pass, "is locked with a sha512 hash"},
		{"the hash of another package", manifest, lock(`"version": "2.1.3", "integrity": "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA=="`), "refuses", candor.Pass, "is locked with a sha512 hash"},
		{"the hash of another version", manifest, lock(`"version": "2.1.2", "integrity": "` + whole + `"`), "refuses", candor.Pass, "is locked with a sha512 hash"},
	}
}

// What npm ci refuses offline, deps/npm-lock fails; of what npm ci takes, it
// fails what pins nothing. With CANDOR_REGISTRY, the address of a registry of
// npm, npm ci runs over each case, and what it does is held against the table.
func TestNPMCI(t *testing.T) {
	r, rules := runner(t)
	var rule *candor.Rule
	for i := range rules {
		if rules[i].ID == "deps/npm-lock" {
			rule = &rules[i]
		}
	}
	registry := os.Getenv("CANDOR_REGISTRY")
	for _, tt := range npmCases() {
		files := map[string]string{"package.json": tt.manifest}
		if tt.lock != "" {
			files["package-lock.json"] = tt.lock
		}
		results, err := r.results(context.Background(), rule, candor.Example{Files: files})
		if err != nil {
			t.Fatal(err)
		}
		if text := list(results); overall(results) != tt.ours || !strings.Contains(text, tt.says) {
			t.Errorf("%s: want %s and %q, got %s\n%s", tt.name, tt.ours, tt.says, overall(results), text)
		}
		if registry == "" {
			continue
		}
		if got, out := npmCI(t, files, registry); got != tt.npm {
			t.Errorf("%s: npm ci %s it, written down is %s\n%s", tt.name, got, tt.npm, out)
		}
	}
}

func npmCI(t *testing.T, files map[string]string, registry string) (does, out string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", t.TempDir(), "--registry", registry)
	c.Dir = dir
	b, err := c.CombinedOutput()
	if err != nil {
		return "refuses", string(b[:min(len(b), 2000)])
	}
	return "takes", string(b)
}
