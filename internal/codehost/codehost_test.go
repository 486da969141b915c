package codehost

import (
	"net/url"
	"strings"
	"testing"
)

func TestTemplate(t *testing.T) {
	for remote, want := range map[string]string{
		"https://github.com/example/ledger.git":             "https://github.com/example/ledger/blob/{commit}/{path}#L{line}",
		"https://ana:s3cret@github.com/example/ledger":      "https://github.com/example/ledger/blob/{commit}/{path}#L{line}",
		"git@github.com:example/ledger.git":                 "https://github.com/example/ledger/blob/{commit}/{path}#L{line}",
		"ssh://git@gitlab.com:22/example/team/ledger.git":   "https://gitlab.com/example/team/ledger/-/blob/{commit}/{path}#L{line}",
		"https://bitbucket.org/example/ledger/":             "https://bitbucket.org/example/ledger/src/{commit}/{path}#lines-{line}",
		"https://codeberg.org/example/ledger":               "https://codeberg.org/example/ledger/src/commit/{commit}/{path}#L{line}",
		"https://git.example.com/example/ledger":            "",
		"https://github.com/example":                        "",
		"/srv/git/ledger.git":                               "",
		"../ledger":                                         "",
		"":                                                  "",
		"https://github.com/example/{commit}":               "",
		"javascript:alert(1)":                               "",
		"https://github.com.example.com/example/ledger.git": "",
	} {
		if got := Template(remote); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
}

func TestAddress(t *testing.T) {
	const hub = "https://github.com/example/ledger/blob/{commit}/{path}#L{line}"
	for _, c := range []struct {
		template, commit, path string
		line                   int
		want                   string
	}{
		{hub, "4f2c", "api/deals.go", 41, "https://github.com/example/ledger/blob/4f2c/api/deals.go#L41"},
		{hub, "4f2c", "api/a b#c?d.go", 1, "https://github.com/example/ledger/blob/4f2c/api/a%20b%23c%3Fd.go#L1"},
		{hub, "4f2c", "api/deals.go", 0, "https://github.com/example/ledger/blob/4f2c/api/deals.go"},
		{hub, "", "api/deals.go", 41, ""},
		{hub, "4f2c", "", 41, ""},
		{hub, "4f2c", "/tmp/x.go", 41, ""},
		{"", "4f2c", "api/deals.go", 41, ""},
		{"https://git.example.com/{path}", "", "a.go", 3, "https://git.example.com/a.go"},
		{hub, "4f2c", "{line}", 2, "https://github.com/example/ledger/blob/4f2c/%7Bline%7D#L2"},
	} {
		if got := Address(c.template, c.commit, c.path, c.line); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestCheck(t *testing.T) {
	for template, why := range map[string]string{
		"https://git.example.com/team/app/blob/{commit}/{path}#L{line}": "",
		"javascript:alert(1)//{path}":                                   "want an address",
		"https://ana:pw@git.example.com/{path}":                         "user name",
		"https://git.example.com/team/app":                              "no {path}",
		"https://git.example.com/%zz/{path}":                            "no address",
		"":                                                              "want an address",
	} {
		err := Check(template)
		if (err == nil) != (why == "") || err != nil && !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", template, err, why)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add("git@github.com:a/b.git", "x/y.go")
	f.Add("https://u:p@gitlab.com/a/b", "a\x00\"<b")
	f.Fuzz(func(t *testing.T, remote, path string) {
		s := Address(Template(remote), "4f2c", path, 1)
		if s == "" {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "https" || u.User != nil || strings.ContainsAny(s, "\"'<> \n\x00") {
			t.Errorf("%q, %q gives %q: %v", remote, path, s, err)
		}
	})
}
