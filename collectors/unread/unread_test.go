package unread

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
	"github.com/candor-dev/candor/internal/iac"
)

func TestUnread(t *testing.T) {
	const k8s = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  containers:\n    - image: x\n"
	for name, c := range map[string]struct {
		path, src string
		want      string // kinds
	}{
		"other conf":         {"ops/app.conf", "", ""},
		"ingress":            {"k8s/i.yaml", "apiVersion: networking.k8s.io/v1\nkind: Ingress\n", ""},
		"a values file":      {"k8s/values.yaml", "image: x\n", ""},
		"a workflow":         {".github/workflows/ci.yml", k8s, ""},
		"serverless":         {"api/serverless.ts", "", strings.Join(iac.Kinds(), " ")},
		"cdk":                {"cdk.json", "{}", strings.Join(iac.Kinds(), " ")},
		"rails":              {"db/migrate/20260101_a.rb", "", "sql.table sql.policy"},
		"rails schema":       {"app/db/schema.rb", "", "sql.table sql.policy"},
		"django":             {"shop/migrations/0001_initial.py", "", "sql.table sql.policy"},
		"django package":     {"shop/migrations/__init__.py", "", ""},
		"alembic":            {"alembic/versions/ab12.py", "from alembic import op\n", "sql.table sql.policy"},
		"other versions":     {"app/versions/v1.py", "x = 1\n", ""},
		"typeorm":            {"src/migrations/1-a.ts", "await queryRunner.query(`x`)\n", "sql.table sql.policy"},
		"no table":           {"src/migrations/index.ts", "export {}\n", ""},
		"liquibase":          {"db/changelog.xml", "<databaseChangeLog/>\n", "sql.table sql.policy"},
		"azure":              {"azure-pipelines.yml", "", "ci.install image.ref download.run"},
		"buildkite":          {".buildkite/pipeline.yml", "", "ci.install image.ref download.run"},
		"recipe":             {"Makefile", "a:\n\tcurl x | sh\n", "download.run"},
		"recipe, no program": {"Makefile", "a:\n\tcurl x\n", ""},
		"jenkins":            {"ops/Jenkinsfile", "", "ci.install image.ref download.run"},
		"binary of the name": {"k8s/d.yml", "apiVersion:\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := collector.Walk(context.Background(), fstest.MapFS{c.path: {Data: []byte(c.src)}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			col := New()
			in := collector.NewInput(col, tree, time.Now())
			if err := col.Collect(context.Background(), in); err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, f := range in.Facts() {
				if f.State != candor.Unsupported || !strings.HasPrefix(f.Reason, "candor does not read ") || f.At.Path != c.path || !slices.Contains(col.Kinds, f.Kind) {
					t.Errorf("%+v", f)
				}
				kinds = append(kinds, f.Kind)
			}
			if got := fmt.Sprint(strings.Join(kinds, " ")); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A CDK app is read by what it writes, when that is in the tree.
func TestSynthesised(t *testing.T) {
	tree, err := collector.Walk(context.Background(), fstest.MapFS{
		"infra/cdk.json": {Data: []byte("{}")}, "infra/cdk.out/A.template.json": {Data: []byte("{}")}, "other/cdk.json": {Data: []byte("{}")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(New(), tree, time.Now())
	if err := New().Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	for _, f := range in.Facts() {
		if f.At.Path != "other/cdk.json" {
			t.Errorf("%+v", f)
		}
	}
	if len(in.Facts()) == 0 {
		t.Error("no gap for other/cdk.json")
	}
}
