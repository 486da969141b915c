package frameworks

import "github.com/candor-dev/candor"

// The parts that the examples share: a page, and a table that keeps or breaks
// the first of its promises.
const (
	examplePage = "Row-level security is on for every table.\nOnce a quarter we restore a backup.\n"
	exampleOn   = "create table t (id int);\nalter table t enable row level security;\n"
	exampleOff  = "create table t (id int);\n"
	exampleTop  = "version: 1\npage: security.md\nclaims:\n"
	exampleRLS  = "  - id: rls\n    text: Row-level security is on for every table.\n    rules: [rls/table-without-rls]\n"
)

// examples are one of each outcome that a rule on claims can have. They are
// judged as on 22 November 2026.
func examples(id string) []candor.Example {
	one := func(name string, o candor.Outcome, subject, config, page, sql string) candor.Example {
		files := map[string]string{"candor.yaml": exampleTop + config, "security.md": page}
		if sql != "" {
			files["migrations/1.sql"] = sql
		}
		return candor.Example{Name: name, Outcome: o, Files: files, Expect: []candor.Expected{{Subject: subject, Outcome: o}}}
	}
	attest := func(expires string) string {
		return "  - id: restore\n    text: Once a quarter we restore a backup.\n    attest: {by: \"Ana Petrov, CTO\", on: 2026-09-01, expires: " + expires + ", reviewed_by: \"Ben Ode, Engineering\"}\n"
	}
	switch id {
	case ruleAttestation:
		return []candor.Example{
			one("a word that has lapsed", candor.Fail, "restore", attest("2026-11-01"), examplePage, ""),
			one("a word that counts", candor.Pass, "restore", attest("2026-12-01"), examplePage, ""),
		}
	case ruleNotPublished:
		return []candor.Example{
			one("a sentence that left the page", candor.Fail, "rls", exampleRLS, "We use row-level security.\n", exampleOn),
			one("a sentence that is there", candor.Pass, "rls", exampleRLS, examplePage, exampleOn),
		}
	case ruleOverdue:
		return []candor.Example{
			one("a date that has passed", candor.Fail, "rls", exampleRLS+"    status: roadmap\n    due: 2026-10-01\n", examplePage, exampleOff),
			one("a date that is to come", candor.Pass, "rls", exampleRLS+"    status: roadmap\n    due: 2027-03-31\n", examplePage, exampleOff),
		}
	case rulePlannedButLive:
		return []candor.Example{
			one("live on the page, and due next year", candor.Fail, "restore", "  - id: restore\n    text: Once a quarter we restore a backup.\n    due: 2027-03-31\n", examplePage, ""),
			one("due next year, and it holds already", candor.Pass, "rls", exampleRLS+"    due: 2027-03-31\n", examplePage, exampleOn),
		}
	case ruleUnderstated:
		return []candor.Example{
			one("on the roadmap, and it holds", candor.Fail, "rls", exampleRLS+"    status: roadmap\n    due: 2027-03-31\n", examplePage, exampleOn),
			one("on the roadmap, and it does not hold", candor.Pass, "rls", exampleRLS+"    status: roadmap\n    due: 2027-03-31\n", examplePage, exampleOff),
		}
	}
	return nil
}
