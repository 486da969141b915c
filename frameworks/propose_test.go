package frameworks

import (
	"math"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func TestPropose(t *testing.T) {
	entry := func(line int, question, text string, change func(*candor.Approved)) candor.Approved {
		return approval(func(e *candor.Approved) {
			e.For, e.Question, e.Text, e.Claims, e.At.Line = nil, question, text, nil, line
			if change != nil {
				change(e)
			}
		})
	}
	in := asking(t, said("a", candor.VerdictUnknown))
	in.Library = []candor.Approved{
		entry(1, "Do you encrypt customer data at rest?", "Databases and files are encrypted with AES-256.", nil),
		entry(2, "Is customer data encrypted in transit?", "TLS 1.2 or newer everywhere.", nil),
		entry(3, "How often do you test restoring backups?", "Each quarter.", func(e *candor.Approved) { e.Claims = []string{"a"} }),
		entry(4, "Do you encrypt data at rest with customer keys?", "Not yet.", func(e *candor.Approved) { e.Expires = d(2026, 1, 1) }),
		entry(5, "", "Nothing else.", func(e *candor.Approved) { e.For = map[string][]string{"f-1": {"Q.9"}} }),
	}
	ask := func(q string) string {
		var out []string
		for _, p := range Propose(in, q, 2) {
			if p.Score < least || p.Score > 1+1e-9 {
				t.Errorf("%s: score %v", q, p.Score)
			}
			out = append(out, string(rune('0'+p.Approved.At.Line))+p.Answer.Reply.String())
		}
		return strings.Join(out, " ")
	}
	for q, want := range map[string]string{
		"Is data at rest encrypted?":                      "1yes 2yes",
		"Describe your encryption of data in transit.":    "2yes 1yes",
		"Are backups restored in a test?":                 "3blank", // it rests on what is not known today
		"Are files protected by AES-256?":                 "1yes",
		"Do you carry out background checks on new hires": "",
		"": "",
	} {
		if got := ask(q); got != want {
			t.Errorf("%q: %q, want %q", q, got, want)
		}
	}
	if p := Propose(in, "Do you encrypt customer data at rest?", 1); len(p) != 1 || math.Abs(p[0].Score-1) > 1e-9 {
		t.Errorf("the same words: %+v", p)
	}
}
