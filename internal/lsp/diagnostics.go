package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/term"
)

const (
	source     = "candor"
	codeClaim  = "claim"
	codeConfig = "config"
	codeUnread = "unread"
	maxPerFile = 200 // diagnostics; a file with more of them says how many
	maxRelated = 20
)

// finding is what is to be said of one place.
type finding struct {
	at       candor.Location
	severity int
	code     string
	message  string
	hint     string // of the configuration: what was probably meant
	related  []candor.Location
	rules    []string // what hover explains
	result   *candor.Result
	also     []string // subjects that fail the same rule at the same place
	data     *data
}

// findings are the failures of a report, what could not be told, the claims that
// are contradicted and the words to the user, each at its place. What has no
// place in the tree has none in an editor.
func findings(r *candor.Report) []finding {
	var out []finding
	broken := make(map[string]bool) // places that could not be read at all
	for i := range r.Facts {
		if f := &r.Facts[i]; f.State == candor.Error {
			broken[f.At.String()] = true
		}
	}
	type gap struct{ at, why string }
	gaps := make(map[gap]int)
	type failing struct {
		rule string
		at   candor.Location
	}
	here := make(map[failing]int)
	for i := range r.Results {
		x := &r.Results[i]
		switch {
		case x.At.Path == "":
		case x.Finding():
			// One rule may fail for several subjects of one line: a table for each
			// command and each role.
			k := failing{x.Rule, candor.Location{Path: x.At.Path, Line: x.At.Line, Col: x.At.Col}}
			if n, ok := here[k]; ok {
				out[n].also = append(out[n].also, x.Subject)
				continue
			}
			here[k] = len(out)
			out = append(out, ofFailure(r, x))
		case x.Outcome == candor.Unknown:
			k := gap{x.At.String(), x.Message}
			if n, ok := gaps[k]; ok {
				if f := &out[n]; !slices.Contains(f.rules, x.Rule) {
					f.rules = append(f.rules, x.Rule)
				}
				continue
			}
			gaps[k] = len(out)
			f := finding{at: x.At, severity: severityInformation, code: codeUnread, message: x.Message, rules: []string{x.Rule},
				data: &data{Outcome: x.Outcome.String(), Subject: x.Subject, Fingerprint: x.Fingerprint}}
			if broken[x.At.String()] {
				f.severity = severityWarning
			}
			out = append(out, f)
		}
	}
	for _, n := range here {
		if f := &out[n]; len(f.also) > 0 {
			f.message += "\nThe same holds for " + several(f.also)
		}
	}
	for _, n := range gaps {
		f := &out[n]
		if len(f.rules) == 1 {
			f.code = f.rules[0]
			f.message += "\nThis rule can't tell, so nothing is verified by it."
			continue
		}
		f.message += fmt.Sprintf("\n%d rules can't tell because of it: %s", len(f.rules), several(f.rules))
	}
	out = append(out, ofClaims(r)...)
	unread := unjudged(r)
	for _, n := range r.Notices {
		if n.At.Path == "" || unread[n.At] {
			continue
		}
		f := finding{at: n.At, severity: severityOf(n.Severity), code: codeConfig, message: n.Message, hint: n.Hint}
		if n.Hint != "" {
			f.message += "\n" + n.Hint
		}
		out = append(out, f)
	}
	return out
}

// several names the first few of a list and counts the others.
func several(names []string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

func ofFailure(r *candor.Report, x *candor.Result) finding {
	f := finding{
		at: x.At, severity: severityOf(x.Severity), code: x.Rule, rules: []string{x.Rule}, result: x,
		data: &data{Outcome: x.Outcome.String(), Subject: x.Subject, Fingerprint: x.Fingerprint},
	}
	f.message = x.Message
	for _, c := range r.Contradicts(x) {
		f.message += fmt.Sprintf("\nContradicts the claim %s: %q", c.Claim.ID, c.Claim.Text)
		f.data.Claims = append(f.data.Claims, c.Claim.ID)
	}
	fix := x.Fix
	if rule := r.Rule(x.Rule); fix == "" && rule != nil {
		fix = rule.Fix
	}
	if fix != "" {
		f.message += "\nMend it: " + fix
	}
	f.related = append(slices.Clone(x.Related), x.Flow...)
	return f
}

// ofClaims says of each claim that is published as true and contradicted so,
// where candor.yaml declares it.
func ofClaims(r *candor.Report) []finding {
	var out []finding
	for i := range r.Claims {
		c := &r.Claims[i]
		if c.Verdict != candor.Contradicted || c.Claim.Declared.Path == "" || c.Claim.Status != candor.Live && c.Claim.Status != candor.Plan {
			continue
		}
		f := finding{
			at: c.Claim.Declared, severity: severityError, code: codeClaim,
			message: fmt.Sprintf("The claim %s is contradicted: %s", c.Claim.ID, c.Why),
			data:    &data{Outcome: c.Verdict.String(), Claims: []string{c.Claim.ID}},
		}
		if c.Claim.At != c.Claim.Declared {
			at := c.Claim.At
			at.Label = "published here"
			f.related = append(f.related, at)
		}
		for j := range r.Results {
			if x := &r.Results[j]; x.Finding() && x.At.Path != "" && c.Claim.Bound(x) {
				at := x.At
				at.Label = x.Message
				f.related = append(f.related, at)
			}
		}
		out = append(out, f)
	}
	return out
}

// unjudged are the places of waivers whose rule did not run, because it judges
// Go code, which is left to the command line: that they match nothing says nothing.
func unjudged(r *candor.Report) map[candor.Location]bool {
	out := make(map[candor.Location]bool)
	for _, w := range r.Waivers {
		if rule := r.Rule(w.Rule); rule != nil && rule.Engine == "go" && w.Used == 0 {
			out[w.At] = true
		}
	}
	return out
}

func ofProblem(p config.Problem) finding {
	f := finding{at: p.At, severity: severityError, code: codeConfig, message: p.Message, hint: p.Hint}
	if p.Hint != "" {
		f.message += "; " + p.Hint
	}
	return f
}

func severityOf(s candor.Severity) int {
	switch s {
	case candor.Bad:
		return severityError
	case candor.Warning:
		return severityWarning
	}
	return severityInformation
}

// diagnostics are the findings of one file in the protocol's words. uris gives
// the URI of a path of the tree. The server's mutex is held.
func (s *server) diagnostics(fs []finding, src *sources, uris func(string) string) []diagnostic {
	out := make([]diagnostic, 0, min(len(fs), maxPerFile+1))
	for i := range fs {
		if i == maxPerFile {
			out = append(out, diagnostic{Severity: severityInformation, Source: source, Message: fmt.Sprintf("and %d more in this file; candor check shows all", len(fs)-i)})
			break
		}
		out = append(out, s.diagnostic(&fs[i], src, uris))
	}
	return out
}

func (s *server) diagnostic(f *finding, src *sources, uris func(string) string) diagnostic {
	d := diagnostic{
		Range: s.enc.span(src.lines(f.at.Path), f.at), Severity: f.severity, Code: f.code, Source: source, Message: clean(f.message),
	}
	can := &s.client.Capabilities.TextDocument.PublishDiagnostics
	if can.DataSupport {
		d.Data = f.data
	}
	if !can.RelatedInformation {
		return d
	}
	for _, l := range f.related {
		if l.Path == "" || len(d.Related) == maxRelated {
			continue
		}
		what := l.Label
		if what == "" {
			what = "see here"
		}
		d.Related = append(d.Related, related{Location: location{URI: uris(l.Path), Range: s.enc.span(src.lines(l.Path), l)}, Message: clean(what)})
	}
	return d
}

// clean takes out of a message what an editor would obey and a reader not see.
func clean(s string) string {
	ls := strings.Split(s, "\n")
	for i := range ls {
		ls[i] = term.Sanitize(ls[i])
	}
	return strings.Join(ls, "\n")
}
