package errdropped

import (
	"slices"
	"strings"
)

// writing reports whether the first statement of an SQL text changes rows:
// insert, update, delete, merge, replace or truncate, also behind "with ... as
// (...)" and within its parentheses. Each wants the word that makes it one, so
// that "update deals" as the name of a query is no statement.
func writing(sql string) bool {
	toks := sqlTokens(sql)
	for len(toks) > 0 && (toks[0] == ";" || toks[0] == "(") {
		toks = toks[1:]
	}
	if len(toks) == 0 {
		return false
	}
	if toks[0] != "with" {
		return changes(toks)
	}
	depth := 0
	for i, t := range toks[1:] {
		rest, before := toks[i+1:], toks[i]
		switch {
		case t == "(":
			depth++
			if (before == "as" || before == "materialized") && changes(rest[1:]) {
				return true
			}
		case t == ")":
			depth--
		case depth == 0 && before == ")" && slices.Contains(mainWords, t):
			return changes(rest)
		}
	}
	return false
}

// mainWords begin the statement that a list of "with" is for.
var mainWords = []string{"select", "values", "table", "insert", "update", "delete", "merge", "replace"}

// changes reports whether a statement that begins here changes rows.
func changes(toks []string) bool {
	if len(toks) < 2 || toks[1] == "as" {
		return false
	}
	if end := slices.Index(toks, ";"); end >= 0 {
		toks = toks[:end]
	}
	switch toks[0] {
	case "insert", "replace":
		return slices.Contains(toks, "into")
	case "update":
		return slices.Contains(toks, "set")
	case "delete":
		return slices.Contains(toks, "from")
	case "merge":
		return slices.Contains(toks, "using")
	case "truncate":
		return true
	}
	return false
}

// sqlTokens lists the words of a text in lower case, its parentheses and its
// semicolons. What stands in quotes becomes one token that is no word;
// comments and everything else are left out.
func sqlTokens(s string) []string {
	var out []string
	for len(s) > 0 {
		c := s[0]
		switch {
		case strings.HasPrefix(s, "--"):
			_, s, _ = strings.Cut(s, "\n")
		case strings.HasPrefix(s, "/*"):
			s = s[blockComment(s):]
		case c == '\'' || c == '"' || c == '`':
			out = append(out, `""`)
			s = afterQuote(s[1:], c)
		case c == '$':
			if n := dollarQuote(s); n > 0 {
				out = append(out, `""`)
				s = s[n:]
				continue
			}
			s = s[1:]
		case c == '(' || c == ')' || c == ';':
			out = append(out, string(c))
			s = s[1:]
		case wordByte(c):
			n := 1
			for n < len(s) && wordByte(s[n]) {
				n++
			}
			out = append(out, strings.ToLower(s[:n]))
			s = s[n:]
		default:
			s = s[1:]
		}
	}
	return out
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// blockComment is the length of a comment, which may hold others.
func blockComment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

func afterQuote(s string, quote byte) string {
	i := strings.IndexByte(s, quote)
	if i < 0 {
		return ""
	}
	return s[i+1:] // a doubled quote opens the next one
}

// dollarQuote is the length of $tag$ ... $tag$, or 0 for a parameter like $1.
func dollarQuote(s string) int {
	n := 1
	for n < len(s) && wordByte(s[n]) {
		n++
	}
	if n == len(s) || s[n] != '$' || n > 1 && '0' <= s[1] && s[1] <= '9' {
		return 0
	}
	tag := s[:n+1]
	end := strings.Index(s[n+1:], tag)
	if end < 0 {
		return len(s)
	}
	return n + 1 + end + len(tag)
}
