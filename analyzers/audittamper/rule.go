package audittamper

import "github.com/candor-dev/candor"

const help = `An audit record that can be changed proves nothing. What adds to the trail must be
all that the program does to it.

Judged is every table of the trail, told by its name or listed under
` + "`go.audit_tables`" + `, and every statement that changes one.

**Passes:** records are added to the table, and no statement updates or deletes any.

**Fails:** a statement updates, deletes or truncates records. A job that deletes
what is older than the promised time is one, too: waive it with its reason.

**Stays unknown:** a statement or its table can't be read, so that it could be one of
those; a DO block or a procedure that a CALL runs; or a part of the program can't be. What the database lets others do is for the rules
over its schema to say.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "audit/tamper",
		Title:    "Records of the audit trail are changed or deleted",
		Help:     help,
		Fix:      "add a record that corrects the old one; take the right to update and delete from the application's role",
		Severity: candor.Warning,
		Control:  "audit-logging",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, subject string, line int, body string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": "module example.com/deals\n\ngo 1.24\n", "trail.go": head + body},
			Expect: []candor.Expected{{Subject: subject, Outcome: o, Path: "trail.go", Line: line}},
		}
	}
	return []candor.Example{
		one("old records are deleted", candor.Fail, "deals.Forget: audit_events", 11, forget),
		one("records are added only", candor.Pass, "audit_events", 6, ""),
		one("a statement is put together at run time", candor.Unknown, "audit_events", 6, built),
	}
}

const head = `package deals

import "database/sql"

func Record(db *sql.DB, action string) error {
	_, err := db.Exec("INSERT INTO audit_events (action) VALUES ($1)", action)
	return err
}
`

const forget = `
func Forget(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM audit_events WHERE at < now() - interval '90 days'")
	return err
}
`

const built = `
func Clear(db *sql.DB, tables []string) error {
	for _, t := range tables {
		if _, err := db.Exec(statement(t)); err != nil {
			return err
		}
	}
	return nil
}

func statement(table string) string { return "DELETE FROM " + table }
`
