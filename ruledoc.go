package candor

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
)

// Markdown is the documentation of a rule without its heading: the one text
// behind `candor explain`, SARIF help and docs/rules.
func (r *Rule) Markdown() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(r.Help))
	fmt.Fprintf(&b, "\n\n**Mend it:** %s\n", r.Fix)
	if len(r.Params) > 0 {
		b.WriteString("\n**Parameters** (a claim gives them under `with`)\n\n")
		for _, p := range r.Params {
			fmt.Fprintf(&b, "- `%s`: %s", p.Name, p.Help)
			switch {
			case p.Required:
				b.WriteString(" (required)")
			case p.Default != nil:
				fmt.Fprintf(&b, " (default %s)", defaultText(p.Default))
			}
			b.WriteString("\n")
		}
	}
	if r.ClaimOnly {
		b.WriteString("\nRuns only when a claim names it.\n")
	}
	for _, want := range []Outcome{Fail, Pass, Unknown} {
		i := slices.IndexFunc(r.Examples, func(e Example) bool { return e.Outcome == want })
		if i < 0 {
			continue
		}
		e := r.Examples[i]
		fmt.Fprintf(&b, "\n**%s: %s**\n", exampleWord(want), e.Name)
		for _, p := range sortedPaths(e.Files) {
			fence := "```"
			for strings.Contains(e.Files[p], fence) {
				fence += "`"
			}
			fmt.Fprintf(&b, "\n`%s`\n\n%s\n%s\n%s\n", p, fence, strings.TrimRight(e.Files[p], "\n"), fence)
		}
		for _, f := range e.Facts {
			fmt.Fprintf(&b, "\n- %s `%s`: %s\n", f.Kind, f.Subject, plainValue(f.Value))
		}
	}
	return b.String()
}

// defaultText is a default as one would write it in candor.yaml.
func defaultText(v any) string {
	b, err := json.Marshal(v)
	if text, _ := v.(string); text != "" || err != nil {
		return fmt.Sprintf("`%v`", v)
	}
	switch s := string(b); s {
	case "[]", "{}", `""`:
		return "none"
	default:
		return "`" + s + "`"
	}
}

// plainValue writes the parts of a fact that are texts, in order of their names.
func plainValue(v any) string {
	m, _ := v.(map[string]any)
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if s, ok := m[k].(string); ok && s != "" {
			parts = append(parts, k+" "+s)
		}
	}
	return strings.Join(parts, ", ")
}

func exampleWord(o Outcome) string {
	switch o {
	case Fail:
		return "Fails"
	case Pass:
		return "Passes"
	}
	return "Stays unknown"
}

// Text is the same for a terminal, with a heading.
func (r *Rule) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.ID, r.Title)
	fmt.Fprintf(&b, "%s; control %s", r.Severity, r.Control)
	if len(r.Needs) > 0 {
		fmt.Fprintf(&b, "; reads %s", strings.Join(r.Needs, ", "))
	}
	fmt.Fprintf(&b, "; version %s, %s\n\n", r.Version, r.Origin)
	b.WriteString(r.Markdown())
	return b.String()
}

func sortedPaths(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
