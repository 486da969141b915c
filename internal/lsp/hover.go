package lsp

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
)

// hover explains the rules of what was found at a place, else the name that
// stands there in candor.yaml.
func (s *server) hover(p *documentParams) (any, error) {
	d := s.files[p.TextDocument.URI]
	if d == nil || d.tree == nil {
		return nil, nil
	}
	src := &sources{files: map[string][]string{d.path: lines(d.text)}}
	var b strings.Builder
	var at *span
	seen := make(map[string]bool)
	for i := range d.tree.found[d.path] {
		f := &d.tree.found[d.path][i]
		where := s.enc.span(src.lines(d.path), f.at)
		if !where.touches(span{p.Position, p.Position}) {
			continue
		}
		for _, id := range f.rules {
			if r := s.rule(d.tree, id); r != nil && !seen[id] && len(seen) < 3 {
				seen[id] = true
				if at == nil {
					at = &where
				}
				b.WriteString(ruleText(r))
			}
		}
	}
	if text, where := s.explainName(d, p.Position); text != "" && len(seen) == 0 {
		return hover{Contents: markup{fullMarkdown, text}, Range: where}, nil
	}
	if b.Len() == 0 {
		return nil, nil
	}
	return hover{Contents: markup{fullMarkdown, b.String()}, Range: at}, nil
}

func ruleText(r *candor.Rule) string {
	return fmt.Sprintf("### %s\n\n`%s`, %s, control %s\n\n%s\n", r.Title, r.ID, r.Severity, r.Control, r.Markdown())
}

// rule returns a rule of the tree or of the program, with its examples where
// they are known; nil for none.
func (s *server) rule(t *tree, id string) *candor.Rule {
	for i := range s.Rules {
		if s.Rules[i].ID == id {
			return &s.Rules[i]
		}
	}
	if t != nil && t.report != nil {
		return t.report.Rule(id)
	}
	return nil
}
