package lockdrift

import "github.com/candor-dev/candor"

const help = `A check that sees one package at a time can't know what stands behind an
interface. candor.lock tells it: a committed list, at the root of a module, of
what the methods of its interfaces do, as the whole program shows it.

A list that is out of date misleads every editor and every go vet. So each run
over the whole program compares it.

**Passes:** a method for which the lock says what the program shows.

**Fails:** a method that now changes data, writes an audit record or checks a
right, and the lock does not say so; and one of which the lock says more than the
program does. Write it anew with ` + "`candor check --write-lock`" + ` and read the difference
before you commit it: it is the change in what your interfaces do.

**Stays unknown:** a module of which a package could not be read.

A tree without a candor.lock has nothing to compare.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "audit/lock-drift",
		Title:    "candor.lock does not say what the interfaces do",
		Help:     help,
		Fix:      "run candor check --write-lock, read the difference and commit it",
		Severity: candor.Warning,
		Control:  "audit-logging",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

const store = `package deals

import (
	"context"
	"database/sql"
)

type Store interface {
	Save(ctx context.Context, id string) error
}

type rows struct{ db *sql.DB }

func (r *rows) Save(ctx context.Context, id string) error {
	_, err := r.db.ExecContext(ctx, "UPDATE deals SET open = true WHERE id = $1", id)
	return err
}

func Open(db *sql.DB) Store { return &rows{db} }

func Reopen(ctx context.Context, db *sql.DB, id string) error { return Open(db).Save(ctx, id) }
`

func examples() []candor.Example {
	const method = "example.com/deals.(Store).Save"
	one := func(name string, o candor.Outcome, subject string, line int, lock, more string) candor.Example {
		files := map[string]string{"go.mod": "module example.com/deals\n\ngo 1.24\n", "deals.go": store, "candor.lock": "version 1\n" + lock}
		if more != "" {
			files["more/more.go"] = more
		}
		return candor.Example{
			Name: name, Outcome: o, Files: files,
			Expect: []candor.Expected{{Subject: subject, Outcome: o, Path: "candor.lock", Line: line}},
		}
	}
	unread := one("a package that can't be read", candor.Unknown, "candor.lock", 1, method+" none\n", "package more\n\nvar x int = y\n")
	unread.Expect = append(unread.Expect, candor.Expected{Subject: "example.com/deals/more", Outcome: candor.Unknown, Path: "more/more.go", Line: 3})
	return []candor.Example{
		one("the lock says what the method does", candor.Pass, method, 2, method+" mutation verb=update model=deals\n"+method+" fails verb=update model=deals\n", ""),
		one("the method changes data and the lock says that it does not", candor.Fail, method, 2, method+" none\n", ""),
		one("the method is not in the lock", candor.Fail, method, 1, "", ""),
		unread,
	}
}
