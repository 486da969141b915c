package lsp

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/config"
)

// names is what a value of candor.yaml may be, by its path: a rule or a control.
func names(path []string) (rules, controls bool) {
	switch p := strings.Join(path, " "); p {
	case "claims [] rules []", "claims [] rules [] rule", "waivers [] rule":
		return true, false
	case "claims [] controls []":
		return false, true
	}
	return false, false
}

// inConfig is the place of a caret in the tree's candor.yaml.
func (s *server) inConfig(d *document, p position) (spot, []string, bool) {
	if d.path != config.FileName {
		return spot{}, nil, false
	}
	ls := lines(d.text)
	if p.Line < 0 || p.Line >= len(ls) {
		return spot{}, nil, false
	}
	at, ok := spotAt(ls, p.Line, s.enc.bytesOf(ls[p.Line], p.Character))
	return at, ls, ok
}

// explainName says what a key, a rule, a control or a claim of candor.yaml is.
func (s *server) explainName(d *document, p position) (string, *span) {
	at, ls, ok := s.inConfig(d, p)
	if !ok || at.word == "" {
		return "", nil
	}
	line := ls[p.Line]
	where := &span{
		position{p.Line, s.enc.units(line[:at.start])},
		position{p.Line, s.enc.units(line[:min(at.start+len(at.word), len(line))])},
	}
	rules, controls := names(at.path)
	switch {
	case rules:
		if r := s.rule(d.tree, at.word); r != nil {
			return ruleText(r), where
		}
	case controls:
		for _, c := range s.Controls {
			if c.ID == at.word {
				return fmt.Sprintf("**%s**\n\ncontrol `%s`\n", c.Title, c.ID), where
			}
		}
	case strings.Join(at.path, " ") == "claims [] id" && d.tree.report != nil:
		for _, c := range d.tree.report.Claims {
			if c.Claim.ID == at.word {
				return fmt.Sprintf("**%s**, as far as it can be told without the Go checks\n\n%s\n", c.Verdict, c.Why), where
			}
		}
	}
	if len(at.path) > 0 && at.path[len(at.path)-1] == "with" {
		if r := s.rule(d.tree, ruleAbove(ls, p.Line)); r != nil {
			for _, q := range r.Params {
				if q.Name == at.word {
					return fmt.Sprintf("`%s` of %s: %s\n", q.Name, r.ID, q.Help), where
				}
			}
		}
	}
	if what, ok := readSchema(s.Schema).keys(at.path)[at.word]; ok && what != "" {
		return fmt.Sprintf("`%s`: %s\n", at.word, what), where
	}
	return "", nil
}

var ruleKey = regexp.MustCompile(`(?:^|[\s{,-])rule\s*:\s*["']?([A-Za-z0-9_./-]+)`)

// ruleAbove is the rule whose parameters a line gives: the last that was named
// before them.
func ruleAbove(ls []string, n int) string {
	for i := n; i >= 0 && i > n-20; i-- {
		if m := ruleKey.FindAllStringSubmatch(ls[i], -1); m != nil {
			return m[len(m)-1][1]
		}
	}
	return ""
}

var ignoring = regexp.MustCompile(`candor:ignore\s+([^\s]*)$`)

// complete offers keys, rules, controls and values in candor.yaml, and rules
// behind candor:ignore anywhere.
func (s *server) complete(p *documentParams) (any, error) {
	items := []completionItem{}
	d := s.files[p.TextDocument.URI]
	if d == nil || d.tree == nil {
		return items, nil
	}
	at, ls, ok := s.inConfig(d, p.Position)
	if !ok {
		ls = lines(d.text)
		if p.Position.Line < 0 || p.Position.Line >= len(ls) {
			return items, nil
		}
		line := ls[p.Position.Line]
		head := line[:s.enc.bytesOf(line, p.Position.Character)]
		m := ignoring.FindStringSubmatch(head)
		if m == nil {
			return items, nil
		}
		at = spot{start: len(head) - len(m[1]), word: m[1]}
		return s.offerRules(d.tree, s.offer(ls, p.Position, at)), nil
	}
	put := s.offer(ls, p.Position, at)
	rules, controls := names(at.path)
	if rules && !at.key {
		items = append(items, s.offerRules(d.tree, put)...)
	}
	if controls {
		for _, c := range s.Controls {
			items = append(items, put(c.ID, itemReference, c.Title, ""))
		}
	}
	if !at.key {
		for _, v := range readSchema(s.Schema).values(at.path) {
			items = append(items, put(v, itemValue, "", ""))
		}
	}
	if at.key || len(at.path) > 0 && at.path[len(at.path)-1] == "[]" {
		keys := readSchema(s.Schema).keys(at.path)
		for _, k := range sortedKeys(keys) {
			items = append(items, put(k+": ", itemProperty, keys[k], ""))
		}
		if len(at.path) > 0 && at.path[len(at.path)-1] == "with" {
			if r := s.rule(d.tree, ruleAbove(ls, p.Position.Line)); r != nil {
				for _, q := range r.Params {
					items = append(items, put(q.Name+": ", itemProperty, q.Help, ""))
				}
			}
		}
	}
	return items, nil
}

// offer makes items that replace the word at a caret.
func (s *server) offer(ls []string, p position, at spot) func(text string, kind int, detail, doc string) completionItem {
	line := ls[p.Line]
	end := min(at.start+len(at.word), len(line))
	where := span{position{p.Line, s.enc.units(line[:at.start])}, position{p.Line, s.enc.units(line[:end])}}
	return func(text string, kind int, detail, doc string) completionItem {
		label := strings.TrimSuffix(text, ": ")
		if strings.HasPrefix(line[end:], ":") {
			text = label
		}
		it := completionItem{Label: label, Kind: kind, Detail: detail, TextEdit: textEdit{where, text}}
		if doc != "" {
			it.Documentation = &markup{fullMarkdown, doc}
		}
		return it
	}
}

// offerRules offers every rule that a person may name.
func (s *server) offerRules(t *tree, put func(string, int, string, string) completionItem) []completionItem {
	list := s.Rules
	if t.report != nil { // with the rules of the tree's own
		list = t.report.Rules
	}
	out := []completionItem{}
	for i := range list {
		if r := &list[i]; r.Engine != "claims" {
			out = append(out, put(r.ID, itemReference, r.Title, strings.TrimSpace(r.Help)))
		}
	}
	slices.SortFunc(out, func(a, b completionItem) int { return strings.Compare(a.Label, b.Label) })
	return out
}
