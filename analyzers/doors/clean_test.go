package doors

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/redact"
)

// Whatever the cheap look lets through, the patterns would, too.
func TestClean(t *testing.T) {
	w := &walker{redact: redact.New()}
	for _, s := range []string{
		`r.Use(mw.Basic("admin", "hunter22hunter22"))`, `connect("postgres://u:hunter22@db/x")`, `cfg.Password == "hunter22hunter"`,
		`with("AKIA` + `IOSFODNN7EXAMPLE")`, `header("Bearer abcdefghijklmnop1234")`, `"` + strings.Repeat("aB3dE5gH", 6) + `"`,
		`run("PASSWORD 'hunter22'")`, `opt("_auth=abcdef0123")`, `get("https://t0kent0ken@host/x")`, `mlog.String("name", n)`, `a == b`, `token := x9y8z7w6v5u4`,
		`signingKey: "abcdefgh12345678"`, `m["api_key"] = "abcdefgh12345678"`,
	} {
		if got, want := w.clean(s), w.redact.Line(s); got != want && strings.ContainsAny(s, "\"`'") {
			t.Errorf("%s\ngot  %s\nwant %s", s, got, want)
		}
	}
}
