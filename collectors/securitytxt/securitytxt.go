// Package securitytxt reads security.txt, the file by which a site says whom to
// tell of a weak point (RFC 9116).
package securitytxt

import (
	"context"
	"path"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
)

const kind = "disclosure.file"

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "securitytxt",
		Version: "1",
		Doc:     "security.txt: whom to tell of a weak point, and how long that holds",
		Kinds:   []string{kind},
		Wants:   func(p string) bool { return path.Base(p) == "security.txt" },
		Collect: collect,
	}
}

func collect(ctx context.Context, in *collector.Input) error {
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kind)
			continue
		}
		fields := parse(string(src))
		// Notes and lists of words may have that name; they say no Contact. At its
		// proper place a file without one is a broken one.
		if path.Base(path.Dir(f.Path)) != ".well-known" && len(named(fields, "contact")) == 0 {
			continue
		}
		in.Emit(candor.Fact{Kind: kind, Subject: f.Path, At: candor.Location{Path: f.Path, Line: 1}, State: candor.Observed, Value: value(fields)})
	}
	return nil
}

// field is one line "Name: value".
type field struct {
	name, value string // the name in lower case
	line        int
}

// parse lists the fields of a file. What is no field (comments, the armour of a
// signature) is left out.
func parse(src string) []field {
	var out []field
	for i, l := range strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n") {
		if strings.HasPrefix(l, "-----BEGIN PGP SIGNATURE") {
			break
		}
		name, v, ok := strings.Cut(l, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if !ok || name == "" || strings.ContainsAny(name, " \t#") || strings.HasPrefix(name, "-----") {
			continue
		}
		out = append(out, field{name, strings.TrimSpace(v), i + 1})
	}
	return out
}

func named(fields []field, name string) []field {
	var out []field
	for _, f := range fields {
		if f.name == name {
			out = append(out, f)
		}
	}
	return out
}

// value is the fact: contacts with their lines, and the time until which the file
// holds, in UTC; expires is empty where none can be read, and written is what
// stands there.
func value(fields []field) map[string]any {
	contacts := []any{}
	for _, c := range named(fields, "contact") {
		contacts = append(contacts, map[string]any{"value": ref.Printable(c.value), "line": c.line})
	}
	v := map[string]any{"contacts": contacts, "expires": "", "written": "", "expires_line": 1, "times": 0}
	ends := named(fields, "expires")
	v["times"] = len(ends)
	if len(ends) > 0 {
		v["written"], v["expires_line"] = ref.Printable(ends[0].value), ends[0].line
		if t, err := time.Parse(time.RFC3339, strings.ToUpper(ends[0].value)); err == nil {
			v["expires"] = t.UTC().Format(time.RFC3339)
		}
	}
	return v
}
