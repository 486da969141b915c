// Package populations writes what every rule was judged on, whole: one table a
// rule with each subject, its outcome and its place, and an index with the sums.
package populations

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/csvtable"
	"github.com/candor-dev/candor/reports/format"
)

// Index is the name of the table that lists the others.
const Index = "index.csv"

// File is one table, as bytes.
type File struct {
	Name string // without a folder
	Body []byte
}

// population is what one rule, with one set of parameters, was judged on.
type population struct {
	rule, use string
	results   []*candor.Result
}

// Files returns the tables of a report, by name: the index, then one for each
// rule and each set of its parameters, also where nothing was found.
func Files(r *candor.Report) ([]File, error) {
	claims := claimsOf(r)
	index := [][]string{{"file", "rule", "version", "parameters", "subjects", "pass", "fail", "waived", "unknown", "not_applicable", "claims"}}
	parameters := format.Parameters(r)
	var files []File
	used := map[string]bool{Index: true}
	for _, p := range split(r) {
		name := ""
		if len(p.results) > 0 {
			name = fileName(p, used)
			body, err := csvtable.Write(rows(p))
			if err != nil {
				return nil, fmt.Errorf("write the population %s: %w", name, err)
			}
			files = append(files, File{name, body})
		}
		version := ""
		if rule := r.Rule(p.rule); rule != nil {
			version = rule.Version
		}
		with := parameters[[2]string{p.rule, p.use}]
		if with == "" {
			with = p.use
		}
		c := (&candor.Report{Results: values(p.results)}).Count()
		index = append(index, []string{
			name, p.rule, version, with, strconv.Itoa(len(p.results)),
			strconv.Itoa(c.Pass), strconv.Itoa(c.Fail), strconv.Itoa(c.Waived), strconv.Itoa(c.Unknown), strconv.Itoa(c.NA),
			strings.Join(claims[p.rule+"\x00"+p.use], " "),
		})
	}
	body, err := csvtable.Write(index)
	if err != nil {
		return nil, fmt.Errorf("write the index of the populations: %w", err)
	}
	return append([]File{{Index, body}}, files...), nil
}

// split puts results together by rule and parameters, in the order of their
// ids. A rule without a result is an empty population.
func split(r *candor.Report) []population {
	by := make(map[string]*population)
	for i := range r.Results {
		x := &r.Results[i]
		k := x.Rule + "\x00" + x.Use
		if by[k] == nil {
			by[k] = &population{rule: x.Rule, use: x.Use}
		}
		by[k].results = append(by[k].results, x)
	}
	judged := make(map[string]bool)
	for _, p := range by {
		judged[p.rule] = true
	}
	for i := range r.Rules {
		if id := r.Rules[i].ID; !judged[id] {
			by[id+"\x00"] = &population{rule: id}
		}
	}
	out := make([]population, 0, len(by))
	for _, p := range slices.SortedFunc(maps.Values(by), func(a, b *population) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.use, b.use))
	}) {
		out = append(out, *p)
	}
	return out
}

// claimsOf lists the claims that rest on a rule with parameters.
func claimsOf(r *candor.Report) map[string][]string {
	out := make(map[string][]string)
	for i := range r.Claims {
		c := &r.Claims[i].Claim
		for _, u := range c.Rules {
			k := u.Rule + "\x00" + candor.UseKey(u.With)
			if !slices.Contains(out[k], c.ID) {
				out[k] = append(out[k], c.ID)
			}
		}
	}
	return out
}

// fileName makes a name of a rule: "rls.forced.csv", and another one where two
// rules would have the same.
func fileName(p population, used map[string]bool) string {
	base := plain(p.rule)
	if p.use != "" {
		base += "." + plain(p.use)
	}
	name := base + ".csv"
	for n := 2; used[name]; n++ {
		name = base + "-" + strconv.Itoa(n) + ".csv"
	}
	used[name] = true
	return name
}

// plain keeps what every file system takes; a slash becomes a dot.
func plain(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			b.WriteRune(r)
		case r == '/' && b.Len() > 0:
			b.WriteByte('.')
		default:
			b.WriteByte('_')
		}
		if b.Len() > 100 {
			break
		}
	}
	if b.Len() == 0 {
		return "rule"
	}
	return b.String()
}

func rows(p population) [][]string {
	out := [][]string{{"subject", "outcome", "severity", "path", "line", "column", "resource", "message", "waived_until", "waived_by", "waiver_reason", "source", "digest", "collected_at", "fingerprint"}}
	for _, x := range p.results {
		row := []string{
			x.Subject, x.Outcome.String(), x.Severity.String(), x.At.Path, number(x.At.Line), number(x.At.Col), x.At.Resource, x.Message,
			"", "", "", "", "", "", x.Fingerprint,
		}
		if w := x.Waived; w != nil {
			row[1] = "waived"
			row[9], row[10] = w.Owner, w.Reason
			if !w.Expires.IsZero() {
				row[8] = w.Expires.Format("2006-01-02")
			}
		}
		if len(x.Facts) > 0 {
			f := x.Facts[0]
			row[11], row[12] = f.Source, f.Digest
			if !f.At.IsZero() {
				row[13] = f.At.UTC().Format("2006-01-02T15:04:05Z")
			}
		}
		out = append(out, row)
	}
	return out
}

func number(n int) string {
	if n < 1 {
		return ""
	}
	return strconv.Itoa(n)
}

func values(rs []*candor.Result) []candor.Result {
	out := make([]candor.Result, len(rs))
	for i, x := range rs {
		out[i] = *x
	}
	return out
}
