package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// Both modes say the same where the verdict hangs on the spelling of a path, or
// on what a generic helper does with the error of the literal that it runs.
func TestSameInBothModes(t *testing.T) {
	const head = `package p

import (
	"database/sql"
	"net/http"
)

var db *sql.DB

func remove() error { _, err := db.Exec("DELETE FROM deals"); return err }

func user(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("session"); err != nil {
			http.Error(w, "no", 401)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func admin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Role") != "admin" {
			http.Error(w, "no", 403)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func handle(w http.ResponseWriter, r *http.Request) {
	if err := remove(); err != nil {
		http.Error(w, "no", 500)
	}
}
`
	route := func(r string) string {
		return "\nfunc Routes() http.Handler {\n\tmux := http.NewServeMux()\n\t" + r + "\n\treturn mux\n}\n"
	}
	const use = "\nfunc Use() int {\n\treturn try(func() (int, error) { return 1, remove() })\n}\n"
	for _, c := range []struct {
		name, rule, more string
		want             candor.Outcome
	}{
		{"a path in capitals", "authz/admin-door", route(`mux.Handle("POST /Admin/x", user(http.HandlerFunc(handle)))`), candor.Fail},
		{"a path in capitals behind the check", "authz/admin-door", route(`mux.Handle("POST /Admin/x", admin(http.HandlerFunc(handle)))`), candor.Pass},
		{"a generic helper that drops the error", "errors/dropped", use + "\nfunc try[T any](f func() (T, error)) T {\n\tv, _ := f()\n\treturn v\n}\n", candor.Fail},
		{"a generic helper that panics with it", "errors/dropped", use + "\nfunc try[T any](f func() (T, error)) T {\n\tv, err := f()\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\treturn v\n}\n", candor.Pass},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := writeTree(t, map[string]string{
				"go.mod": goMod, "p.go": head + c.more,
				"candor.yaml": "version: 1\nclaims:\n  - {id: c, text: promise, status: live, rules: [" + c.rule + "]}\n" +
					"go:\n  guards: [example.com/deals.user]\n  admin: {paths: [\"/admin/**\"], guards: [example.com/deals.admin]}\n",
			})
			var got []candor.Outcome
			for _, r := range runIn(t, dir, Options{Checks: Suite()}).Results {
				if r.Rule == c.rule {
					got = append(got, r.Outcome)
				}
			}
			if !slices.Contains(got, c.want) || c.want != candor.Fail && slices.Contains(got, candor.Fail) {
				t.Errorf("got %v", got)
			}
			var b strings.Builder
			if _, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Settings: settingsOf(t, dir)}); err != nil {
				t.Fatal(err)
			}
			if said := strings.Contains(b.String(), "("+c.rule+")"); said != (c.want == candor.Fail) {
				t.Errorf("in vet mode:\n%s", b.String())
			}
		})
	}
}
