package json

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	stdstrings "strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// plain is the list of results as encoding/json writes it.
func plain(t *testing.T, list []candor.Result) string {
	t.Helper()
	var b stdstrings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	out := make([]any, len(list))
	for i := range list {
		out[i] = newResult(&list[i])
	}
	if err := enc.Encode(out); err != nil {
		t.Fatal(err)
	}
	return stdstrings.TrimSuffix(b.String(), "\n")
}

func written(t *testing.T, list []candor.Result) string {
	t.Helper()
	var b stdstrings.Builder
	e := newEncoder(&b)
	e.results(list)
	if err := e.w.Flush(); err != nil || e.err != nil {
		t.Fatal(err, e.err)
	}
	return stdstrings.TrimPrefix(b.String(), "{\n  \"results\": ")
}

// Whatever a result holds, it is written as encoding/json would write it.
func TestResultsAsEncodingJSON(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	words := []string{"", "a", "public.deals", `"quoted"\`, "tab\tline\nend\r\b\f\x00\x1f\x7f", "<a href='x'>&", "é漢\U0001F600", "\xff\xfe broken \xc3", "\u2028\u2029\ufffd", stdstrings.Repeat("long ", 40)}
	word := func() string { return words[rnd.IntN(len(words))] }
	place := func() candor.Location {
		return candor.Location{Path: word(), Line: rnd.IntN(3000) - 1, Col: rnd.IntN(3), EndLine: rnd.IntN(4), EndCol: rnd.IntN(5), Resource: word(), Label: word()}
	}
	at := []time.Time{{}, time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), time.Date(2026, 1, 2, 3, 4, 5, 6000, time.FixedZone("x", 3600))}
	var list []candor.Result
	for range 1500 {
		x := candor.Result{
			Rule: word(), Use: word(), Outcome: candor.Outcome(rnd.IntN(5)), Severity: candor.Severity(rnd.IntN(4)), Control: word(),
			Subject: word(), Message: word(), Fix: word(), At: place(), Fingerprint: word(),
		}
		for range rnd.IntN(3) {
			x.Related = append(x.Related, place())
		}
		for range rnd.IntN(3) {
			p := candor.Provenance{Collector: word(), Version: word(), Source: word(), Digest: word(), Commit: word(), At: at[rnd.IntN(3)]}
			if rnd.IntN(4) == 0 {
				p.Call = &candor.Call{Operation: word(), Params: map[string]string{"b": word(), "a": "1"}, RequestID: word()}
			}
			x.Facts = append(x.Facts, p)
		}
		if rnd.IntN(5) == 0 {
			x.Waived = &candor.Waiver{Rule: word(), Reason: word(), Owner: word(), Expires: at[rnd.IntN(3)], At: place(), Used: rnd.IntN(2)}
		}
		list = append(list, x)
	}
	for _, l := range [][]candor.Result{nil, list[:1], list} {
		if got, want := written(t, l), plain(t, l); got != want {
			g, w := stdstrings.Split(got, "\n"), stdstrings.Split(want, "\n")
			for i := range min(len(g), len(w)) {
				if g[i] != w[i] {
					t.Fatalf("line %d:\n%s\nwant\n%s", i, g[i], w[i])
				}
			}
			t.Fatalf("%d lines, want %d", len(g), len(w))
		}
	}
}

// A time that JSON has no form for is an error, as it is for encoding/json.
func TestResultsOfNoTime(t *testing.T) {
	far := candor.Provenance{Collector: "c", At: time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)}
	r := &candor.Report{Results: []candor.Result{{Facts: []candor.Provenance{far}}}}
	if err := Write(io.Discard, r, format.Options{}); err == nil {
		t.Error("a year of five digits was written")
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "a", "\"\\", "\x00\x1f\b\f\n\r\t\x7f", "\xff\xc3\x28\xed\xa0\x80", "\u2028 \u2029 \ufffd", "<>&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want stdstrings.Builder
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := string(quote(nil, s)) + "\n"; got != want.String() {
			t.Errorf("%q is written as %s, want %s", s, got, want.String())
		}
	})
}
