package authzdoor

import "github.com/candor-dev/candor"

const help = `A door is guarded when somebody asks who is calling before anything happens. One
that was registered outside of the group with the middleware looks like all the
others in the source.

Judged is every route and remote procedure.

**Passes:** a guard stands before the work: as a wrapper, or called before the first
write, with its answer looked at. Guards are listed under ` + "`go.guards`" + `; a wrapper may
be asked for certain arguments.

**Fails:** no guard is on the way, or one that comes after the first write, whose
answer nobody looks at, that runs beside the work, or after whose refusal the work goes on. That takes ` + "`go.guards`" + `.

**Stays unknown:** only the name of a wrapper says that it guards; the guard stands
around the door only under a condition (a loop or a builder that may leave it out, a
router that nobody is seen to serve); the work can be reached on a way that goes around
it; the wrapper goes on without it and puts what it found into the request's context,
where somebody may ask; a call on the way can't be followed; a part of the path or the
handler can't be told, so that it can't be said whether ` + "`go.public`" + ` or the routes of the
guard name the door; or nobody said what guards this program.

**Not applicable:** doors that are listed under ` + "`go.public`" + `. Read that list: it is the
part of the promise that a person makes.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "authz/door",
		Title:    "A door does not check who calls it",
		Help:     help,
		Fix:      "put the door behind the guard, or list it under go.public",
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
			Expect: []candor.Expected{{Subject: "POST /deals", Outcome: o, Path: "deals.go", Line: 7}},
		}
	}
	const guards = "go:\n  guards: [example.com/deals.signedIn]\n"
	return []candor.Example{
		one("a route outside of the guard", candor.Fail, guards, "create"),
		one("the guard stands around the handler", candor.Pass, guards, "signedIn(create)"),
		one("nobody said what guards the program", candor.Unknown, "", "create"),
	}
}

const head = `package deals

import "net/http"

func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /deals", `

const tail = `)
	return mux
}

func signedIn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("session"); err != nil {
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func create(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusCreated) }
`
