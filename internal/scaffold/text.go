package scaffold

const ruleText = `# METADATA
# scope: package
# title: "TITLE: say in one line what is wrong when this fails"
# description: |
#   Say why it matters, in a sentence or two.
#
#   - **passes**: the table has a column created_at.
#   - **fails**: it has none.
#   - **stays unknown**: a migration that could not be read; candor sees to that.
# custom:
#   severity: warning
#   control: change-management
#   needs: [sql.table]
#   fix: say in one line how to mend it
#   version: "1"
package user.TOPIC.FILE

import data.candor.lib

# One result for each fact, also for those that pass: a claim counts them all.
results contains lib.pass(t, sprintf("%s has a column created_at", [t.subject])) if {
	some t in lib.facts("sql.table")
	dated(t)
}

results contains lib.fail(t, sprintf("%s has no column created_at", [t.subject])) if {
	some t in lib.facts("sql.table")
	not dated(t)
}

dated(t) if {
	some c in t.value.columns
	c.name == "created_at"
}
`

const ruleTest = `package user.TOPIC.FILE_test

import data.user.TOPIC.FILE

# A fact as the collector writes it: candor check --evidence-out facts.jsonl shows real ones.
table(column) := {
	"kind": "sql.table", "subject": "public.t", "n": 0,
	"value": {"columns": [{"name": column}]}, "at": {"path": "db/migrations/1.sql", "line": 1},
}

outcomes(column) := {r.outcome | some r in results} if {
	results := FILE.results with input.facts as {"sql.table": [table(column)]}
}

test_with_the_column if outcomes("created_at") == {"pass"}

test_without_it if outcomes("id") == {"fail"}
`

const ruleExamples = `# Examples go through the real collectors. candor explain shows one of each outcome.
examples:
  - name: a table whose rows are dated
    outcome: pass
    files:
      db/migrations/1.sql: |
        create table t (id bigint, created_at timestamptz);
    expect: [{subject: public.t, outcome: pass, path: db/migrations/1.sql, line: 1}]
  - name: a table without one
    outcome: fail
    files:
      db/migrations/1.sql: |
        create table t (id bigint);
  - name: a migration that can't be read
    outcome: unknown
    files:
      db/migrations/1.sql: |
        create tabel t (id bigint);
`

const analyzerText = `// Package PACKAGE holds the check style/NAME: say in one line what it looks for.
package PACKAGE

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check.
func New() *check.Check {
	rule := candor.Rule{
		ID: "style/NAME", Title: "os.Exit outside main", Help: "Deferred calls, an audit record among them, do not run.",
		Fix: "return an error", Severity: candor.Warning, Control: "error-handling",
		Needs: []string{"go.package"}, Version: "1", Engine: "go", Origin: "built-in",
	}
	return check.New("PACKAGE", rule, judge)
}

// judge returns the whole population: what passes, too.
func judge(pass *analysis.Pass) (check.Population, error) {
	var p check.Population
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fn := typeutil.StaticCallee(pass.TypesInfo, call)
			if fn == nil || fn.FullName() != "os.Exit" {
				return true
			}
			s := check.Subject{Name: pass.Pkg.Path() + ": os.Exit", Outcome: candor.Pass, Message: "called in main", Pos: call.Pos(), End: call.End()}
			if pass.Pkg.Name() != "main" {
				s.Outcome, s.Message = candor.Fail, "os.Exit ends the program before deferred calls run"
			}
			p = append(p, s)
			return true
		})
	}
	return p, nil
}
`

const analyzerTest = `package PACKAGE

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

func Test(t *testing.T) { analysistest.Run(t, analysistest.TestData(), New().Analyzer, "a") }
`

const analyzerData = `package a

import "os"

func stop() {
	os.Exit(1) // want "os.Exit ends the program before deferred calls run"
}

func fine() error { return nil }
`
