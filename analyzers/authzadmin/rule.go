package authzadmin

import "github.com/candor-dev/candor"

const help = `An admin door that lets in everybody who is signed in is the shortest way to all of
the data.

Judged is every door whose path has a part named admin or the like, or whose
handler lives in a package of that name; ` + "`go.admin.paths`" + ` says it better.

**Passes:** a guard that checks for the role stands before the work: one of
` + "`go.admin.guards`" + `, which may be asked for certain arguments, or a known check whose
name or arguments speak of a role or a permission.

**Fails:** no such guard is on the way, or one that comes too late or whose answer
nobody looks at. Without ` + "`go.admin.guards`" + ` only a door without any guard, and only
where another admin door has one.

**Stays unknown:** only a name says that a wrapper checks for a role; the check stands
around the door only under a condition (a loop or a builder that may leave it out, a
router that nobody is seen to serve); the work can be reached on a way that goes around
it; the wrapper goes on without it and puts what it found into the request's context,
where somebody may ask; a call on the way can't be followed; a part of the path or the
handler can't be told, so that the door may or may not be for administrators; or nobody
said what the check for the role is. Small and capital letters of a path are the same
here.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "authz/admin-door",
		Title:    "An admin door does not check for the role",
		Help:     help,
		Fix:      "put the door behind the check for the role",
		Severity: candor.Warning,
		Control:  "access-control",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, config, handler string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files: map[string]string{
				"go.mod": "module example.com/deals\n\ngo 1.24\n", "candor.yaml": "version: 1\n" + config, "deals.go": head + handler + tail,
			},
			Expect: []candor.Expected{{Subject: "DELETE /admin/users", Outcome: o, Path: "deals.go", Line: 7}},
		}
	}
	const guards = "go:\n  admin: {guards: [example.com/deals.asAdmin]}\n"
	return []candor.Example{
		one("a route for administrators without the check", candor.Fail, guards, "remove"),
		one("the check stands around the handler", candor.Pass, guards, "asAdmin(remove)"),
		one("nobody said what the check is", candor.Unknown, "", "remove"),
	}
}

const head = `package deals

import "net/http"

func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("DELETE /admin/users", `

const tail = `)
	return mux
}

func asAdmin(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Role") != "admin" {
			http.Error(w, "administrators only", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func remove(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) }
`
