package suppress

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

const (
	marker        = "candor:ignore"
	originComment = "comment"
)

// Scan finds the waivers that stand as comments in a file. rules are the ids of
// all rules. A comment behind code speaks to its line, a comment alone on its
// lines to the next line of code. A comment that is not right is a notice of
// severity Bad and waives nothing. The path tells the language; a file of a
// language without comments, such as JSON, is left alone.
func Scan(path string, src []byte, rules []string) ([]candor.Waiver, []candor.Notice) {
	if !bytes.Contains(src, []byte(marker)) {
		return nil, nil
	}
	lx := lexerFor(path)
	if lx == nil {
		return nil, nil
	}
	comments, code := lx(src)
	lines := slices.Sorted(maps.Keys(code))
	var ws []candor.Waiver
	var ns []candor.Notice
	for _, c := range comments {
		body, off, ok := directive(c.text)
		if !ok {
			continue
		}
		at := candor.Location{Path: path, Line: c.line, Col: c.col(src)}
		if k := strings.Count(c.text[:off], "\n"); k > 0 { // in a later line of a block comment
			at.Line, at.Col = at.Line+k, 0
		}
		w, problem, hint := read(body, rules)
		w.Path, w.At = path, at
		w.Line, w.EndLine = c.line, c.end
		if problem == "" && !code[c.line] && !code[c.end] {
			if i, _ := slices.BinarySearch(lines, c.end); i < len(lines) {
				w.EndLine = lines[i]
			} else {
				problem, hint = "speaks to no code", "put it behind the code or in a line above it"
			}
		}
		if problem != "" {
			ns = append(ns, candor.Notice{Severity: candor.Bad, Message: marker + " " + problem + ", so it waives nothing", Hint: hint, At: at})
			continue
		}
		ws = append(ws, w)
	}
	return ws, ns
}

// directive returns what follows the marker that begins a comment, up to the
// end of its line, and where the marker stands in the text.
func directive(text string) (body string, off int, ok bool) {
	trimmed := strings.TrimLeft(text, " \t\r\n*!")
	rest, ok := strings.CutPrefix(trimmed, marker)
	if !ok || rest != "" && !unicode.IsSpace(rune(rest[0])) {
		return "", 0, false
	}
	body, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(body), len(text) - len(trimmed), true
}

var (
	keyForm  = regexp.MustCompile(`^([A-Za-z_-]+)=(.*)$`)
	dateLike = regexp.MustCompile(`^\d+[-./]\d+[-./]\d+$`)
)

// read reads "RULE key=value ... reason". problem says what is wrong, if anything is.
func read(body string, rules []string) (w candor.Waiver, problem, hint string) {
	w.Origin = originComment
	words := split(body)
	if len(words) == 0 || keyForm.MatchString(words[0]) {
		return w, "names no rule", "write " + marker + " topic/name and the reason; there is no waiver for everything"
	}
	w.Rule = words[0]
	if !slices.Contains(rules, w.Rule) {
		hint := "candor rules lists them"
		if n, ok := nearest.Name(w.Rule, rules); ok {
			hint = "did you mean " + n + "?"
		}
		return w, "names the unknown rule " + w.Rule, hint
	}
	var why []string
	seen := make(map[string]bool)
	for _, word := range words[1:] {
		m := keyForm.FindStringSubmatch(word)
		// Among the words of the reason only what must be meant as a key is one:
		// "a=b" may be prose, "until=" is never.
		if m == nil || len(why) > 0 && m[1] != "until" && m[1] != "owner" && !dateLike.MatchString(m[2]) {
			why = append(why, word)
			continue
		}
		key, value := m[1], strings.Trim(m[2], `"`)
		if seen[key] {
			return w, "gives " + key + "= twice", "remove one of them"
		}
		seen[key] = true
		switch key {
		case "until":
			t, err := time.Parse(time.DateOnly, value)
			if err != nil {
				return w, "has no day of the calendar in until=" + value, "write until=YYYY-MM-DD"
			}
			w.Expires = t
		case "owner":
			if value == "" {
				return w, "has an empty owner=", "write owner=name"
			}
			w.Owner = value
		default:
			return w, "has the unknown key " + key + "=", nearest.Hint(key, []string{"until", "owner"}, 2)
		}
	}
	if w.Reason = strings.Join(why, " "); strings.Trim(w.Reason, " -:.,;") == "" {
		return w, "of " + w.Rule + " gives no reason", "say in words why the failure is accepted"
	}
	return w, "", ""
}

// split cuts at white space, save inside of key="a value".
func split(s string) []string {
	var out []string
	start, quoted := -1, false
	for i, r := range s {
		switch {
		case r == '"' && start >= 0 && (quoted || s[i-1] == '='):
			quoted = !quoted
		case unicode.IsSpace(r) && !quoted:
			if start >= 0 {
				out = append(out, s[start:i])
			}
			start = -1
			continue
		}
		if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}
