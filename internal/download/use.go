package download

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/candor-dev/candor/internal/ref"
)

// use fills in what is known of the file.
func (r *Reader) use(f *file, scope []int, u Use) Use {
	u.Level, u.Why = outcome(f, scope)
	u.From = f.line
	if len(f.urls) > 0 {
		u.URL, u.Host = clean(f.urls[0]), ref.Printable(hostOf(clean(f.urls[0])))
		u.Local = !slices.ContainsFunc(f.urls, func(s string) bool { return !isLocal(s) })
	}
	return u
}

// emit notes that a download is used, once for each download.
func (w *walker) emit(f *file, c context, how string, at syntax.Node) {
	if f == nil || f.used {
		return
	}
	u := w.r.use(f, c.scope, w.place(how, at))
	if w.r.unsure != "" {
		u.Level, u.Why = Unsure, w.r.unsure
	} else if how == "unpack" && u.Level == None {
		u.Level, u.Why = Unsure, "an archive is unpacked without a check; whether anything of it is run is not known"
	} else {
		f.used = true
	}
	w.r.uses = append(w.r.uses, u)
}

func (w *walker) place(how string, at syntax.Node) Use {
	p := at.Pos()
	return Use{Text: describe(strings.Trim(w.text(at), "!;& \t\n")), How: how, Line: w.lineOf(p), Col: int(p.Col())}
}

// describe writes a command for people: on one line, addresses without
// credentials, values of headers left out.
func describe(s string) string {
	s = secretFlag.ReplaceAllString(strings.ReplaceAll(s, "\\\n", " "), "${1} ...")
	var out []string
	for f := range strings.FieldsSeq(s) {
		if i := strings.Index(f, "http"); i >= 0 && i < 4 && strings.Contains(f, "://") {
			f = f[:i] + clean(f[i:])
		}
		out = append(out, f)
	}
	text := []rune(strings.Join(out, " "))
	if len(text) > 160 {
		return ref.Printable(string(text[:150]) + "...")
	}
	return ref.Printable(string(text))
}

// secretFlag finds the flags of curl and wget whose values may be secrets.
var secretFlag = regexp.MustCompile(`(-H|--header|-u|--user|-b|--cookie|-d|--data[a-z-]*|--password|--http-password)[= ]*("[^"]*"?|'[^']*'?|\S+)`)
