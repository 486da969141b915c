package scan

import (
	"os"
	"path/filepath"
	"testing"
)

// A file that a collector does not read for its own sake, and that says how others
// are read, counts when it comes and when it goes.
func TestCacheOfNeighbours(t *testing.T) {
	npm := map[string]string{
		"package.json":      `{"name":"a","version":"1.0.0","dependencies":{"b":"1.0.0"}}`,
		"package-lock.json": `{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{"b":"1.0.0"}},"node_modules/b":{"version":"1.0.0"}}}`,
	}
	nginx := map[string]string{"deploy/nginx.conf": "http {\n include conf.d/*.conf;\n server { listen 443 ssl; }\n}\n"}
	told := 0
	for name, c := range map[string]struct {
		files      map[string]string
		path, text string
	}{
		"a lock that git ignores":      {npm, ".gitignore", "package-lock.json\n"},
		"a lock that npm does not use": {npm, ".npmrc", "package-lock=false\n"},
		"a file that is included":      {nginx, "deploy/conf.d/a.conf", "server { listen 443 ssl; ssl_protocols TLSv1; }\n"},
		"the version of nginx":         {nginx, "deploy/Dockerfile", "FROM nginx:1.27.4\nCOPY nginx.conf /etc/nginx/nginx.conf\n"},
		"a migration in Go":            {map[string]string{"db/001_a.sql": "-- +goose Up\ncreate table g (id bigint);\n"}, "db/002_b.go", "package db\n"},
		"a project that keeps to its lock": {map[string]string{"build.sh": "dotnet restore\n"}, "api/api.csproj",
			"<Project><PropertyGroup><RestoreLockedMode>true</RestoreLockedMode></PropertyGroup></Project>"},
		"values of a chart":     {map[string]string{"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n"}, "c/values.yaml", "image: {repository: nginx, tag: '1.27'}\n"},
		"templates of an app":   {map[string]string{"cdk/cdk.json": `{"app":"node bin/app.js"}`}, "cdk/cdk.out/a.template.json", `{"Resources":{"B":{"Type":"AWS::S3::Bucket"}}}`},
		"the first file":        {map[string]string{"web/app.ts": "fetch('http://api.example.com')\n"}, "a.txt", "nothing\n"},
		"a file of no interest": {npm, "notes.txt", "nothing\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, kept := tree(t, c.files), t.TempDir()
			full := filepath.Join(dir, filepath.FromSlash(c.path))
			check := func(when string) string {
				want := said(t, Options{Root: dir})
				if got := said(t, Options{Root: dir, Cache: openStore(t, kept, "one")}); got != want {
					t.Errorf("%s:\n%s", when, differs(got, want))
				}
				return want
			}
			before := check("before")
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if check("with "+c.path) != before {
				told++
			}
			if err := os.Remove(full); err != nil {
				t.Fatal(err)
			}
			if check("without it again") != before {
				t.Error("the tree is as it was, and something else is said")
			}
		})
	}
	if told < 8 {
		t.Errorf("only %d neighbours had a say", told)
	}
}
