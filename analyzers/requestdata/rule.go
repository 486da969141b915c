package requestdata

import "github.com/candor-dev/candor"

const help = `What a client sends is data. Put into the text of a SQL statement it is a part of
the program, and so it is in a page that is told not to escape it.

Judged are every SQL text that is given to database/sql, sqlx, pgx and gorm, and
every conversion to ` + "`template.HTML`, `template.JS`, `template.CSS`" + ` and their like.

**Passes:** the text is constant, or put together from constants, numbers, quoted
identifiers, escaped texts, and the values of a fixed table.

**Fails:** a part of it comes from the request (form, query, path, header, decoded
body), followed through variables and the functions of the package.

**Stays unknown:** the part is tested before it is used, and whether the test is
enough can't be told; or where it comes from can't be told.

Request data that another package hands over is not followed: that is unknown,
not passed.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "injection/request-data",
		Title:    "Request data reaches SQL text or a page as it is",
		Help:     help,
		Fix:      "pass it as an argument, or escape it",
		Severity: candor.Bad,
		Control:  "vulnerability-management",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": "module example.com/deals\n\ngo 1.24\n", "deals.go": "package deals\n\nimport (\n\t\"database/sql\"\n\t\"net/http\"\n)\n\n" + src},
			Expect: []candor.Expected{{Subject: "deals.list: db.Query", Outcome: o, Path: "deals.go", Line: line}},
		}
	}
	return []candor.Example{
		one("a query parameter in the text of a statement", candor.Fail, 9, `func list(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	return db.Query("SELECT id FROM deals WHERE name = '" + r.FormValue("name") + "'")
}
`),
		one("the same as an argument", candor.Pass, 9, `func list(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	return db.Query("SELECT id FROM deals WHERE name = $1", r.FormValue("name"))
}
`),
		one("a text that a caller hands over", candor.Unknown, 11, `var _ http.Handler

func list(db *sql.DB, order string) (*sql.Rows, error) {
	return db.Query("SELECT id FROM deals ORDER BY " + order)
}
`),
	}
}
