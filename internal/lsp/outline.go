package lsp

import (
	"regexp"
	"strings"
)

// spot is where a caret stands in candor.yaml, told by the indentation of the
// lines alone: while somebody types, the text is seldom whole YAML.
type spot struct {
	path  []string // keys from the document on; "[]" for an item of a list
	key   bool     // a key is being written, else a value
	word  string   // what stands there, up to the end of the word
	typed string   // up to the caret
	start int      // where the word begins in its line, in bytes
}

var (
	keyHead = regexp.MustCompile(`^([A-Za-z0-9_.-]+|"[^"]*"|'[^']*')\s*:(?:\s+|$)`)
	wordEnd = regexp.MustCompile(`[\s,\]}#'"]`)
)

// spotAt finds out where byte col of line n is. false: in a comment, or in a
// text that goes over several lines.
func spotAt(ls []string, n, col int) (spot, bool) {
	if n >= len(ls) || col > len(ls[n]) {
		return spot{}, false
	}
	head := ls[n][:col]
	if i := strings.Index(" "+head, " #"); i >= 0 {
		return spot{}, false
	}
	var s spot
	indent, rest, own := peel(head)
	own = append(own, flow(&rest)...)
	if m := keyHead.FindStringSubmatch(rest); m != nil {
		own = append(own, unquote(m[1]))
		rest = rest[len(m[0]):]
		inner := flow(&rest)
		s.key = len(inner) > 0 && inner[len(inner)-1] == "{}"
		own = append(own, inner...)
	} else {
		// A word alone is a key, or an item of a list; which of them the schema says.
		s.key = len(own) == 0 || own[len(own)-1] != "[]" || strings.HasSuffix(strings.TrimRight(head, " "), "{")
	}
	if m := keyHead.FindStringSubmatch(rest); m != nil && s.key { // "{rule: x" within braces
		own = append(own, unquote(m[1]))
		rest, s.key = rest[len(m[0]):], false
		own = append(own, flow(&rest)...)
	}
	rest = strings.TrimLeft(rest, `"'`)
	s.typed = rest
	s.start = col - len(rest)
	s.word = rest
	if end := wordEnd.FindStringIndex(ls[n][col:]); end != nil {
		s.word += ls[n][col : col+end[0]]
	} else {
		s.word += ls[n][col:]
	}
	s.word = strings.TrimSuffix(s.word, ":")
	if strings.ContainsAny(rest, " \t") {
		return spot{}, false // prose
	}
	above, ok := parents(ls[:n], indent)
	if !ok {
		return spot{}, false
	}
	for _, p := range append(above, own...) {
		if p != "{}" {
			s.path = append(s.path, p)
		}
	}
	return s, true
}

// parents are the keys and items that a line of that indentation stands in.
func parents(ls []string, indent int) ([]string, bool) {
	var out []string
	for i := len(ls) - 1; i >= 0 && indent > 0; i-- {
		text := strings.TrimSpace(ls[i])
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		at, rest, own := peel(ls[i])
		dash := len(ls[i]) - len(strings.TrimLeft(ls[i], " "))
		m := keyHead.FindStringSubmatch(rest)
		switch {
		case at < indent && m != nil: // the key that the line is the value of
			if v := strings.TrimSpace(rest[len(m[0]):]); v != "" && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "&") {
				return nil, false // it goes on with a text: no keys are here
			}
			out = append([]string{unquote(m[1])}, out...)
			indent = at
			if len(own) > 0 {
				out = append(own, out...)
				indent = dash
			}
		case at == indent && len(own) > 0: // the first key of the item that the line belongs to
			out = append(own, out...)
			indent = dash
		case dash < indent && len(own) > 0:
			out = append(own, out...)
			indent = dash
		}
	}
	// A list may stand as far left as its key: "claims:" above "- id: x".
	if len(out) > 0 && out[0] == "[]" {
		for i := len(ls) - 1; i >= 0; i-- {
			if m := keyHead.FindStringSubmatch(ls[i]); m != nil {
				return append([]string{unquote(m[1])}, out...), true
			}
		}
	}
	return out, true
}

// peel takes the indentation and the dashes from a line. indent is where its
// text begins; own has one "[]" for each dash.
func peel(line string) (indent int, rest string, own []string) {
	rest = strings.TrimLeft(line, " ")
	for rest == "-" || strings.HasPrefix(rest, "- ") {
		own = append(own, "[]")
		rest = strings.TrimLeft(rest[1:], " ")
	}
	return len(line) - len(rest), rest, own
}

// flow goes into the brackets that a value opens and does not close, to the
// last part before the caret.
func flow(rest *string) []string {
	var out []string
	for {
		s := *rest
		depth, last := 0, -1
		for i, r := range s {
			switch r {
			case '[', '{':
				if depth == 0 {
					last = i
				}
				depth++
			case ']', '}':
				depth--
			}
		}
		if depth <= 0 || last < 0 {
			if len(out) > 0 { // behind the last comma of the innermost bracket
				level, from := 0, 0
				for i, r := range s {
					switch r {
					case '[', '{':
						level++
					case ']', '}':
						level--
					case ',':
						if level == 0 {
							from = i + 1
						}
					}
				}
				*rest = strings.TrimLeft(s[from:], " ")
			}
			return out
		}
		if strings.TrimSpace(s[:last]) != "" && len(out) > 0 {
			// A key before the bracket, as in "{with: {": it is part of the path.
			head := s[:last]
			if i := strings.LastIndexByte(head, ','); i >= 0 {
				head = head[i+1:]
			}
			if m := keyHead.FindStringSubmatch(strings.TrimLeft(head, " ")); m != nil {
				out = append(out, unquote(m[1]))
			}
		} else if strings.TrimSpace(s[:last]) != "" {
			return out
		}
		if s[last] == '[' {
			out = append(out, "[]")
		} else {
			out = append(out, "{}")
		}
		*rest = strings.TrimLeft(s[last+1:], " ")
	}
}

func unquote(s string) string { return strings.Trim(s, `"'`) }
