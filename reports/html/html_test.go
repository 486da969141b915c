package html

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	keep   = flag.String("keep", "", "also write the pages to this folder")
)

func render(t testing.TB, r *candor.Report) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, format.Options{Source: testreport.Source}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, r := range map[string]*candor.Report{"audit": testreport.Audit(), "empty": testreport.Empty(), "gaps": testreport.Gaps()} {
		out := render(t, r)
		testreport.Golden(t, *update, name+".golden.html", out)
		keepPage(t, name, out)
	}
}

// keepPage leaves a page for a browser to open.
func keepPage(t *testing.T, name, page string) {
	t.Helper()
	if *keep == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*keep, name+".html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

// hostile is the sample report with text that a page must not obey.
func hostile() *candor.Report {
	const script = `</code></pre></script><script>alert(1)</script><img src=x onerror=alert(1)>`
	r := testreport.Audit()
	r.Company, r.Root, r.Links = script, `"><svg onload=alert(1)>`, `javascript:alert("{path}")`
	for i := range r.Results {
		x := &r.Results[i]
		x.Subject += script
		x.Message += "\x1b]8;;https://example.com\a" + script + "\u202e"
		x.At.Path = "a'\"><b>/" + x.At.Path
		x.At.Label = script
		x.Fix = script
		x.Related = append(x.Related, candor.Location{Path: "javascript:alert(1)", Line: 1, Label: script})
	}
	for i := range r.Claims {
		c := &r.Claims[i].Claim
		c.ID += `" onclick="alert(1)`
		c.Text += script
		r.Claims[i].Why = script + strings.Repeat("long ", 100_000)
	}
	for i := range r.Answers {
		r.Answers[i].Text, r.Answers[i].By = script, script
	}
	for i := range r.Controls {
		r.Controls[i].ID += script
		r.Controls[i].Title = script
	}
	for i := range r.Rules {
		r.Rules[i].Title, r.Rules[i].Help = script, script
	}
	r.Waivers[0].Reason, r.Notices[0].Message, r.Unread[0].Path = script, script, script
	return r
}

// TestHostile parses the page as a browser does and looks for anything that
// could run, load or leave.
func TestHostile(t *testing.T) {
	o := format.Options{Source: func(string, int) (string, bool) {
		return "\x1b[2J<script>alert(1)</script> password: \"tr0ub4dor&3\" " + strings.Repeat("ü", 10_000), true
	}}
	var b strings.Builder
	if err := Write(&b, hostile(), o); err != nil {
		t.Fatal(err)
	}
	inspect(t, b.String())
	keepPage(t, "hostile", b.String())
	if b.Len() > 3<<20 {
		t.Errorf("%d bytes: long texts are not cut", b.Len())
	}
	if strings.Contains(b.String(), "tr0ub4dor") {
		t.Error("a secret is on the page")
	}
}

func TestSafe(t *testing.T) {
	for name, r := range map[string]*candor.Report{"audit": testreport.Audit(), "empty": testreport.Empty(), "gaps": testreport.Gaps(), "zero": {}, "large": testreport.Large(3000)} {
		t.Run(name, func(t *testing.T) { inspect(t, render(t, r)) })
	}
}

// inspect fails on what a page of ours must not hold, and on marks that don't fit.
func inspect(t *testing.T, page string) {
	t.Helper()
	if strings.ContainsAny(page, "\x00\x1b\a\r") || strings.Contains(page, "\u202e") {
		t.Error("a control character came through")
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, refs := make(map[string]bool), make(map[string]bool)
	scripts, level := 0, 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			scripts++
		case "img", "svg", "link", "iframe", "object", "embed", "form", "base", "audio", "video", "source":
			t.Errorf("element %s", n.Data)
		case "h1", "h2", "h3", "h4":
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("%s follows h%d", n.Data, level)
			}
			level = next
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src":
				t.Errorf("attribute %s=%q of %s", a.Key, a.Val, n.Data)
			case a.Key == "id":
				if ids[a.Val] {
					t.Errorf("id %q stands twice", a.Val)
				}
				ids[a.Val] = true
			case a.Key == "href":
				if rest, ok := strings.CutPrefix(a.Val, "#"); ok {
					refs[rest] = true
				} else if !strings.HasPrefix(a.Val, "https://git.example.com/") {
					t.Errorf("a link to %q", a.Val)
				}
			case a.Key == "aria-labelledby":
				refs[a.Val] = true
			}
		}
	}
	if scripts != 1 {
		t.Errorf("%d scripts", scripts)
	}
	for id := range refs {
		if !ids[id] {
			t.Errorf("a link leads to #%s, which is not there", id)
		}
	}
	if !strings.Contains(page, "default-src 'none'") {
		t.Error("no policy")
	}
	if open, closed := strings.Count(page, "<details"), strings.Count(page, "</details>"); open != closed {
		t.Errorf("%d details begin, %d end", open, closed)
	}
	text := regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>|<[^>]*>`).ReplaceAllString(page, " ")
	for _, word := range []string{"compliant", "certified", "score"} {
		if strings.Contains(strings.ToLower(text), word) {
			t.Errorf("the word %q", word)
		}
	}
}

func TestBalanced(t *testing.T) {
	for _, r := range []*candor.Report{testreport.Audit(), testreport.Gaps(), testreport.Large(500)} {
		p := newPage(r, format.Options{})
		for _, part := range []func(){p.header, p.posture, p.contents, p.since, p.claims, p.findings, p.frameworks, p.controls, p.people, p.exceptions, p.planned, p.undecided, p.unseen, p.rulesThatRan, p.made} {
			if part(); len(p.Unclosed()) > 0 {
				t.Fatalf("left open: %v", p.Unclosed())
			}
		}
	}
}

func TestSays(t *testing.T) {
	page := render(t, testreport.Audit())
	for what, want := range map[string]string{
		"a link to the line of the commit": `href="https://git.example.com/ledgerline/app/blob/` + testreport.Commit + `/api/deals.go#L41"`,
		"the denominator":                  "41 of 42 pass",
		"the part that is meant":           "<mark>createDeal</mark>",
		"how a finding is mended":          "register it as withAudit(createDeal)",
		"evidence that passes":             "Evidence: 41 passes",
		"a person's word":                  "Said by Ana Marín, Head of People on 2026-09-01, until 2027-09-01; reviewed by J. Okafor.",
		"what a word rests on":             "SHA-256 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae when the word was given",
		"a waiver":                         "A waived failure is no pass",
		"what was left alone":              "code of others",
		"a failed collector":               "no answer within 10s",
		"the digest":                       "sha256:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
		"an id with its answer":            "80 of 80 modules are checked",
		"a blank with its reason":          "no claim rests on it",
		"a date that is past":              "2026-06-30 (past)",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing: %s", what, want)
		}
	}
}

// TestSince: a page that compares with an earlier state says what turned, and
// one with old evidence how old it is.
func TestSince(t *testing.T) {
	r := testreport.Audit()
	r.Since = &candor.Since{Name: "v1<b>", New: map[string]bool{r.Results[0].Fingerprint: true}, Incomplete: []string{"a file"}, Turned: []candor.Turn{
		{Claim: r.Claims[0].Claim, From: candor.Verified, To: candor.Contradicted, Why: "one is new"},
		{Claim: candor.Claim{Text: "an older one"}, From: candor.Verified, Dropped: true},
	}}
	r.Results[0].Facts = []candor.Provenance{{Collector: "scans", At: r.At.AddDate(0, 0, -41)}}
	page := render(t, r)
	inspect(t, page)
	for _, want := range []string{"What changed since v1&lt;b&gt;", "was verified and is contradicted", "is no longer claimed", "what looks new may be older: a file", "The oldest evidence is of 2026-10-11, 41 days ago: scans."} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(render(t, testreport.Audit()), "What changed") {
		t.Error("a page that compares with nothing speaks of a change")
	}
}

func TestWriteError(t *testing.T) {
	if err := Write(broken{}, testreport.Empty(), format.Options{}); err == nil {
		t.Error("a failed write is not told")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestLarge: a report of 100,000 results stays a file that can be sent and read.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 results")
	}
	r := testreport.Large(100_000)
	start := time.Now()
	page := render(t, r)
	t.Logf("%d bytes in %s", len(page), time.Since(start))
	if len(page) > 10<<20 {
		t.Errorf("%d bytes, want at most 10 MB", len(page))
	}
	if d := time.Since(start); d > 30*time.Second { // 3 s is the aim; a busy machine is no failure
		t.Errorf("%s", d)
	}
	keepPage(t, "large", page)
	// The worst: all of them fail or can't be told, each by long words of its own.
	for _, o := range []candor.Outcome{candor.Fail, candor.Unknown} {
		for i := range r.Results {
			r.Results[i].Outcome, r.Results[i].Message = o, strconv.Itoa(i)+strings.Repeat(" long", 200)
		}
		start := time.Now()
		n := len(render(t, r))
		t.Logf("all %s: %d bytes in %s", o, n, time.Since(start))
		if d := time.Since(start); n > 10<<20 || d > 30*time.Second {
			t.Errorf("all %s: %d bytes in %s", o, n, d)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		r := testreport.Large(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := Write(io.Discard, r, format.Options{Source: testreport.Source}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
