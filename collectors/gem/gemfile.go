package gem

import (
	"strings"
)

// gemfile is a Gemfile, as far as it is plain data.
type gemfile struct {
	path   string
	gems   []asked
	doubts []doubt
}

// asked is one gem that a Gemfile asks for.
type asked struct {
	name  string
	reqs  []string
	from  string // "git", "path" or "source" when it has a source of its own
	maybe bool   // a condition that was not worked out decides
	line  int
}

type doubt struct {
	line int
	why  string
}

// maxDoubts bounds what is said of one Gemfile.
const maxDoubts = 20

// line is where the first gem stands.
func (m *gemfile) line() int {
	if len(m.gems) > 0 {
		return m.gems[0].line
	}
	return 1
}

func (m *gemfile) doubt(line int, why string) {
	if len(m.doubts) < maxDoubts {
		m.doubts = append(m.doubts, doubt{line, why})
	}
}

// block is what a "do" or an "if" opened.
type block struct {
	from  string // the source of the gems in it
	maybe bool
}

const unread = "this is Ruby code that candor does not run"

// readGemfile reads the statements that are data: gem, source, group and their
// like. Whatever else stands there is a doubt.
func readGemfile(name, src string) *gemfile {
	m := &gemfile{path: name}
	var stack []block
	lines := strings.Split(src, "\n")
	for i := 0; i < len(lines); i++ {
		start := i
		text := strings.TrimSpace(uncomment(lines[i]))
		if text == "=begin" {
			for i < len(lines) && strings.TrimSpace(lines[i]) != "=end" {
				i++
			}
			continue
		}
		if text == "__END__" {
			break
		}
		for goesOn(text) && i+1 < len(lines) {
			i++
			text += " " + strings.TrimSpace(uncomment(lines[i]))
		}
		if text == "" {
			continue
		}
		word := text
		if k := strings.IndexAny(word, " (\t"); k >= 0 {
			word = word[:k]
		}
		top := block{}
		if len(stack) > 0 {
			top = stack[len(stack)-1]
		}
		opens := strings.HasSuffix(text, " do") || strings.Contains(text, " do |")
		switch word {
		case "gem":
			m.gem(strings.TrimSpace(text[3:]), top, start+1)
		case "source", "group", "platform", "platforms", "git", "path", "github", "install_if":
			if !opens {
				if word != "source" && word != "group" {
					m.doubt(start+1, unread)
				}
				continue
			}
			b := top
			switch word {
			case "git", "github":
				b.from = "git"
			case "path", "source":
				b.from = word
			case "install_if":
				m.doubt(start+1, unread) // it is locked either way; its platform is not told
			}
			stack = append(stack, b)
		case "end":
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			} else {
				m.doubt(start+1, unread)
			}
		case "ruby", "git_source":
			if opens {
				stack = append(stack, block{maybe: true})
			}
		case "gemspec":
			m.doubt(start+1, "gemspec takes dependencies from a program that candor does not run")
		case "if", "unless", "case", "begin", "while", "until", "def":
			m.doubt(start+1, unread)
			stack = append(stack, block{from: top.from, maybe: true})
		case "else", "elsif", "when", "rescue", "ensure":
		default:
			m.doubt(start+1, unread)
			if opens {
				stack = append(stack, block{from: top.from, maybe: true})
			}
		}
	}
	if len(stack) > 0 {
		m.doubt(len(lines), "a block has no end")
	}
	return m
}

// goesOn reports whether a statement goes on in the next line.
func goesOn(s string) bool {
	if s == "" {
		return false
	}
	return strings.HasSuffix(s, ",") || strings.HasSuffix(s, "\\") || strings.HasSuffix(s, "=>") ||
		strings.Count(s, "[") > strings.Count(s, "]") || strings.Count(s, "(") > strings.Count(s, ")") || strings.Count(s, "{") > strings.Count(s, "}")
}

// uncomment drops a comment that stands outside of strings.
func uncomment(s string) string {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return s[:i]
		}
	}
	return s
}

// gem reads the arguments of a gem statement.
func (m *gemfile) gem(s string, in block, line int) {
	if strings.HasPrefix(s, "(") {
		s = strings.TrimSuffix(strings.TrimSpace(s[1:]), ")")
	}
	parts, ok := arguments(s)
	if !ok || len(parts) == 0 {
		m.doubt(line, unread)
		return
	}
	name, ok := literal(parts[0])
	if !ok {
		m.doubt(line, "the name of the gem is "+unread[8:])
		return
	}
	g := asked{name: name, from: in.from, maybe: in.maybe, line: line}
	for _, p := range parts[1:] {
		if key, value, ok := option(p); ok {
			switch key {
			case "git", "github", "gist", "bitbucket":
				g.from = "git"
			case "path", "source":
				g.from = key
			}
			if modifier(value) {
				g.maybe = true
				m.doubt(line, unread)
			}
			continue
		}
		text, tail := p, ""
		if i := strings.Index(p, " if "); i > 0 {
			text, tail = p[:i], p[i:]
		} else if i := strings.Index(p, " unless "); i > 0 {
			text, tail = p[:i], p[i:]
		}
		if tail != "" {
			g.maybe = true
			m.doubt(line, unread)
		}
		reqs, ok := literals(strings.TrimSpace(text))
		if !ok {
			m.doubt(line, "the version of "+name+" is "+unread[8:])
			g.maybe = true
			continue
		}
		g.reqs = append(g.reqs, reqs...)
	}
	m.gems = append(m.gems, g)
}

// modifier reports whether a condition stands behind the value of an option.
func modifier(s string) bool {
	return strings.Contains(s, " if ") || strings.Contains(s, " unless ")
}

// arguments splits at commas outside of strings and brackets.
func arguments(s string) (out []string, ok bool) {
	depth, quote, start := 0, byte(0), 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '(' || c == '{':
			depth++
		case c == ']' || c == ')' || c == '}':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(s[start:i]))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(s[start:]); rest != "" {
		out = append(out, rest)
	}
	return out, quote == 0 && depth == 0
}

// literal reads a string without interpolation.
func literal(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' || s[len(s)-1] != s[0] {
		return "", false
	}
	in := s[1 : len(s)-1]
	return in, !strings.ContainsAny(in, "\\\"'") && !strings.Contains(in, "#{")
}

// literals reads a string or a list of strings.
func literals(s string) ([]string, bool) {
	if one, ok := literal(s); ok {
		return []string{one}, true
	}
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]") {
		return nil, false
	}
	parts, ok := arguments(s[1 : len(s)-1])
	var out []string
	for _, p := range parts {
		one, is := literal(p)
		ok = ok && is
		out = append(out, one)
	}
	return out, ok
}

// option reads "key: value", ":key => value" and "\"key\" => value".
func option(s string) (key, value string, ok bool) {
	if k, v, arrow := strings.Cut(s, "=>"); arrow {
		k = strings.Trim(strings.TrimSpace(k), `:"'`)
		return k, strings.TrimSpace(v), word(k)
	}
	k, v, colon := strings.Cut(s, ":")
	return k, strings.TrimSpace(v), colon && word(k)
}

func word(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
}
