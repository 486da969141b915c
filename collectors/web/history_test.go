package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

// watch looks at a page on several days, and gives the facts of the last look.
func watch(t *testing.T, path string, bodies map[int]string, kind string) string {
	t.Helper()
	h := NewHistory()
	var out []string
	for day := range 400 {
		body, ok := bodies[day]
		if !ok {
			continue
		}
		b, err := h.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if h, err = ReadHistory(b); err != nil { // each run reads the file anew
			t.Fatal(err)
		}
		f, _ := look(t.Context(), t, site{path: serve("text/html", body)}, func(o *Options) {
			o.Sites, o.Subprocessors, o.JWKS, o.History, o.Now = nil, nil, nil, h, now.AddDate(0, 0, day)
			if kind == KindVendor {
				o.Subprocessors = []string{"https://example.com" + path}
			} else {
				o.JWKS = []string{"https://example.com" + path}
			}
		})
		out = nil
		for _, x := range f.Facts {
			if x.Kind != kind {
				continue
			}
			if !x.State.Answers() {
				out = append(out, x.Reason)
				continue
			}
			v := x.Value.(map[string]any)
			if kind == KindVendor {
				out = append(out, fmt.Sprintf("%s:%d notice %v-%v gone %q", x.Subject, x.At.Line, v["notice_least"], v["notice_most"], v["gone"]))
			} else {
				out = append(out, fmt.Sprintf("%s age %v-%v gone %v", v["kid"], v["age_least"], v["age_most"], v["gone"] != ""))
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestVendorHistory(t *testing.T) {
	page := func(rows ...string) string {
		s := "<table><tr><th>Vendor</th><th>Effective from</th></tr>\n"
		for _, r := range rows {
			name, date, _ := strings.Cut(r, "|")
			s += "<tr><td>" + name + "</td><td>" + date + "</td></tr>\n"
		}
		return s + "</table>"
	}
	got := watch(t, "/v", map[int]string{
		0:  page("Hoster|"),
		10: page("Hoster|"),
		12: page("Hoster|", "Mailer|2027-01-15"),
		20: page("Mailer|2027-01-15", "Other|"),
	}, KindVendor)
	want := `Hoster:0 notice <nil>-<nil> gone "2026-12-11T12:00:00Z"
Mailer:2 notice 42-44 gone ""
Other:3 notice <nil>-<nil> gone ""`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := watch(t, "/v", map[int]string{0: "<p>loading</p>"}, KindVendor); !strings.Contains(got, "no table") {
		t.Error(got)
	}
}

func TestKeyHistory(t *testing.T) {
	set := func(kids ...string) string {
		var ks []string
		for _, k := range kids {
			ks = append(ks, fmt.Sprintf(`{"kty":"OKP","crv":"Ed25519","x":"%s","kid":"%s"}`, k, k))
		}
		return `{"keys":[` + strings.Join(ks, ",") + `]}`
	}
	got := watch(t, "/k", map[int]string{0: set("A"), 100: set("A", "B"), 200: set("B")}, KindKey)
	lines := strings.Split(got, "\n")
	if len(lines) != 2 || !strings.Contains(got, "A age 100-<nil> gone true") || !strings.Contains(got, "B age 100-200 gone false") {
		t.Error(got)
	}
	if got := watch(t, "/k", map[int]string{0: `{"keys":[]}`}, KindKey); !strings.Contains(got, "holds no key") {
		t.Error(got)
	}
}

// A look of before the last one is refused, and what is lost is said.
func TestHistoryClock(t *testing.T) {
	h := NewHistory()
	h.Pages["https://example.com/subprocessors"] = &Trail{Looks: []Look{{now.AddDate(1, 0, 0), now.AddDate(1, 0, 0), 1, "x"}}, Things: map[string]*Thing{}}
	f, _ := look(t.Context(), t, whole(), func(o *Options) { o.History = h })
	if x := find(t, f, KindVendor); x.State != candor.Error || !strings.Contains(x.Reason, "one of the clocks is wrong") {
		t.Errorf("%+v", x)
	}
}

func TestReadHistory(t *testing.T) {
	const l = `{"first":"2026-01-01T00:00:00Z","last":"2026-01-02T00:00:00Z","count":1,"digest":"d"}`
	for src, want := range map[string]string{
		``:                      "not a history file",
		`{}`:                    "schema",
		`{"schema":"other/v1"}`: "schema",
		`{"schema":"candor.web-history/v1","pages":{"u":null}}`:                                                                                                "nobody looked",
		`{"schema":"candor.web-history/v1","pages":{"u":{"looks":[` + l + `,` + l + `]}}}`:                                                                     "look 2 is out of order",
		`{"schema":"candor.web-history/v1","pages":{"u":{"looks":[` + l + `],"things":{"a":null}}}}`:                                                           "a is out of order",
		`{"schema":"candor.web-history/v1","pages":{"u":{"looks":[` + l + `],"things":{"a":{"first":"2025-01-01T00:00:00Z","last":"2026-01-01T00:00:00Z"}}}}}`: "a is out of order",
		`{"schema":"candor.web-history/v1"}`:                                                                                                                   "",
	} {
		_, err := ReadHistory([]byte(src))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", src, err)
		}
	}
	h := NewHistory()
	for i := range maxLooks + 10 {
		if _, err := h.see("u", fmt.Sprint(i), nil, now.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if tr := h.Pages["u"]; len(tr.Looks) != maxLooks || tr.Looks[0].Digest != "0" || tr.Looks[1].Digest != "11" {
		t.Errorf("%d looks", len(tr.Looks))
	}
}
