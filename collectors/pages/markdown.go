package pages

import (
	"regexp"
	"strings"
)

var (
	atx     = regexp.MustCompile(`^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$`)
	bullet  = regexp.MustCompile(`^\s*(?:[-*+•◦–]|\d{1,3}[.)])\s+(.*)$`)
	rule    = regexp.MustCompile(`^\s*([-*_=])(?:\s*[-*_=]){2,}\s*$`)
	divider = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$`)
)

// markdown reads Markdown, and text without any markup, whose headings are
// short lines that stand alone.
func (r *reader) markdown(src string) {
	lines := strings.Split(src, "\n")
	marked := strings.Contains("\n"+src, "\n#")
	fence := ""
	comment := false
	start := 0
	if len(lines) > 0 && strings.TrimSpace(lines[0]) == "---" { // front matter
		for i := 1; i < len(lines); i++ {
			if strings.TrimSpace(lines[i]) == "---" {
				start = i + 1
				break
			}
		}
	}
	for i := start; i < len(lines); i++ {
		text := strings.TrimRight(lines[i], " \t\r")
		n := i + 1
		trimmed := strings.TrimSpace(text)
		if fence != "" {
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			continue
		}
		if comment || strings.Contains(text, "<!--") {
			text, comment = uncomment(text, comment)
			if trimmed = strings.TrimSpace(text); trimmed == "" {
				continue
			}
		}
		switch {
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			r.flush()
			fence = trimmed[:3]
		case trimmed == "":
			r.flush()
		case atx.MatchString(text):
			m := atx.FindStringSubmatch(text)
			r.heading(len(m[1]), m[2], n)
		case len(r.para) == 1 && !r.para[0].item && marked && rule.MatchString(text) && (trimmed[0] == '=' || trimmed[0] == '-'):
			h := r.para[0]
			r.para = nil
			level := 1
			if trimmed[0] == '-' {
				level = 2
			}
			r.heading(level, h.text, h.n)
		case r.inTable[n], strings.HasPrefix(trimmed, "|"), divider.MatchString(text) && strings.Contains(text, "|"),
			strings.Contains(text, "|") && i+1 < len(lines) && strings.Contains(lines[i+1], "|") && divider.MatchString(lines[i+1]):
			r.flush() // a table, which is read by itself
		case rule.MatchString(text):
			r.flush()
		case bullet.MatchString(text):
			r.flush()
			r.para = append(r.para, line{bullet.FindStringSubmatch(text)[1], n, true})
		case !marked && r.bare(lines, i):
			r.heading(2, trimmed, n)
		case !marked && len(r.para) > 0 && (ended(r.para[len(r.para)-1].text) || r.para[0].item && text == trimmed):
			// Without markup each line is a paragraph of its own.
			r.flush()
			r.para = append(r.para, line{trimmed, n, false})
		default:
			r.para = append(r.para, line{strings.TrimLeft(trimmed, "> "), n, false})
		}
	}
	r.flush()
}

func ended(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".!?:")
}

// bare tells a heading of a text without markup: a short line with no stop at
// its end, and a paragraph, a list or another short line after it.
func (r *reader) bare(lines []string, i int) bool {
	s := strings.TrimSpace(lines[i])
	if len(s) > 60 || len(r.para) > 0 && !r.para[0].item && !ended(r.para[len(r.para)-1].text) {
		return false
	}
	if strings.ContainsAny(s[len(s)-1:], ",;:!?") || strings.HasSuffix(s, ".") && strings.Count(s, " ") > 6 {
		return false
	}
	for _, next := range lines[i+1:] {
		if t := strings.TrimSpace(next); t != "" {
			return len(t) > len(s) || bullet.MatchString(next) || strings.HasPrefix(t, "|")
		}
	}
	return false
}

// uncomment takes an HTML comment out of a line.
func uncomment(s string, inside bool) (string, bool) {
	var out strings.Builder
	for {
		if inside {
			_, rest, ok := strings.Cut(s, "-->")
			if !ok {
				return out.String(), true
			}
			s, inside = rest, false
		}
		before, rest, ok := strings.Cut(s, "<!--")
		out.WriteString(before)
		if !ok {
			return out.String(), false
		}
		s, inside = rest, true
	}
}
