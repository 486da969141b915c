package sarif

import (
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// maxTags is how many tags of a rule GitHub shows.
const maxTags = 10

// ruleSet is the rules of a run, with where each stands in it.
type ruleSet struct {
	list    []*sarif.ReportingDescriptor
	index   map[string]int
	control map[string]string
}

// newRules describes every rule that ran, and those of results whose rule the
// report does not describe.
func newRules(r *candor.Report, fs []format.Finding, t *taxonomies) *ruleSet {
	s := &ruleSet{list: []*sarif.ReportingDescriptor{}, index: make(map[string]int), control: make(map[string]string)}
	add := func(rule *candor.Rule) {
		if _, ok := s.index[rule.ID]; ok {
			return
		}
		s.index[rule.ID] = len(s.list)
		s.control[rule.ID] = rule.Control
		s.list = append(s.list, descriptor(rule, t))
	}
	for i := range r.Rules {
		add(&r.Rules[i])
	}
	for _, f := range fs {
		add(&candor.Rule{ID: f.Rule, Severity: f.Severity, Control: f.Control})
	}
	return s
}

func descriptor(rule *candor.Rule, t *taxonomies) *sarif.ReportingDescriptor {
	d := sarif.NewReportingDescriptor()
	d.ID = ptr(rule.ID)
	d.Name = ptr(pascal(rule.ID))
	title := orElse(rule.Title, rule.ID)
	d.ShortDescription = text(sentence(term.Sanitize(title)))
	d.FullDescription = text(sentence(term.Sanitize(orElse(firstParagraph(rule.Help), title))))
	d.Help = help(rule, title)
	d.DefaultConfiguration = sarif.NewReportingConfiguration()
	d.DefaultConfiguration.Level = level(rule.Severity)

	d.Properties = sarif.NewPropertyBag()
	d.Properties.Properties["security-severity"] = securitySeverity(rule.Severity)
	d.Properties.Properties["precision"] = "high"
	d.Properties.Tags = tags(rule, t)
	for _, link := range t.of(rule.Control) {
		rel := sarif.NewReportingDescriptorRelationship()
		rel.Target = link.ref()
		d.Relationships = append(d.Relationships, rel)
	}
	return d
}

func help(rule *candor.Rule, title string) *sarif.MultiformatMessageString {
	body := strings.TrimSpace(rule.Help)
	if body == "" {
		body = sentence(title)
	}
	if rule.Fix != "" {
		body += "\n\nFix: " + sentence(rule.Fix)
	}
	h := text(body)
	h.Markdown = ptr("## " + title + "\n\n" + rule.Markdown())
	return h
}

// securitySeverity is the number from which GitHub makes critical, high,
// medium and low; its marks lie at 9, 7 and 4.
func securitySeverity(s candor.Severity) string {
	switch s {
	case candor.Bad:
		return "8.0"
	case candor.Warning:
		return "5.0"
	}
	return "2.0"
}

// tags names the rule's topic and control, then ids of frameworks as far as
// there is room, the frameworks in turn.
func tags(rule *candor.Rule, t *taxonomies) []string {
	out := []string{"security"}
	seen := map[string]bool{"security": true}
	add := func(tag string) {
		if tag != "" && !seen[tag] && len(out) < maxTags {
			seen[tag] = true
			out = append(out, tag)
		}
	}
	topic, _, _ := strings.Cut(rule.ID, "/")
	add(topic)
	add(rule.Control)
	links := t.of(rule.Control)
	for turn := 0; len(out) < maxTags; turn++ {
		any := false
		nth := make(map[int]int)
		for _, l := range links {
			if nth[l.framework] == turn {
				add(t.tag(l))
				any = true
			}
			nth[l.framework]++
		}
		if !any {
			break
		}
	}
	return out
}

func firstParagraph(markdown string) string {
	p, _, _ := strings.Cut(strings.TrimSpace(markdown), "\n\n")
	return strings.Join(strings.Fields(strings.NewReplacer("**", "", "`", "", "*", "").Replace(p)), " ")
}

// pascal turns "rls/table-without-rls" into "RlsTableWithoutRls", the form that
// viewers expect of a name.
func pascal(id string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == '-' || r == '_' || r == '.' }) {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}
