package proxies

import (
	"errors"
	"strings"
)

// entry is one line of a Caddyfile: its words, and the lines of its block.
type entry struct {
	words []string
	block []*entry
	whole bool // it has a block, be it empty
	line  int
}

// caddyParser reads lines of words, quotes, comments, heredocs and blocks.
type caddyParser struct {
	src       string
	pos, line int
	left      int
}

func parseCaddy(src string) ([]*entry, int, error) {
	p := &caddyParser{src: src, line: 1, left: maxDirectives}
	es, err := p.block(0)
	return es, p.line, err
}

func (p *caddyParser) block(depth int) ([]*entry, error) {
	if depth > maxNesting {
		return nil, errors.New("nested too deep")
	}
	out := []*entry{}
	for {
		words, line, more, err := p.words()
		switch {
		case err != nil:
			return nil, err
		case len(words) == 0 && !more && depth > 0:
			return nil, errors.New("a block that is not closed")
		case len(words) == 0 && !more:
			return out, nil
		case len(words) == 0:
			continue
		case len(words) == 1 && words[0] == "}" && depth == 0:
			return nil, errors.New("a \"}\" that does not belong there")
		case len(words) == 1 && words[0] == "}":
			return out, nil
		}
		if p.left--; p.left < 0 {
			return nil, errors.New("too many lines")
		}
		e := &entry{words: words, line: line}
		if words[len(words)-1] == "{" {
			e.words, e.whole = words[:len(words)-1], true
			if e.block, err = p.block(depth + 1); err != nil {
				return nil, err
			}
		}
		out = append(out, e)
	}
}

// words reads one line, and those that it goes on in: after a comma or a
// backslash at its end. more is false at the end of the text.
func (p *caddyParser) words() (words []string, line int, more bool, err error) {
	line = p.line
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '\n':
			p.pos++
			p.line++
			if n := len(words); n > 0 && strings.HasSuffix(words[n-1], ",") {
				continue
			}
			return words, line, true, nil
		case c == ' ' || c == '\t' || c == '\r':
			p.pos++
		case c == '\\' && (strings.HasPrefix(p.src[p.pos:], "\\\n") || strings.HasPrefix(p.src[p.pos:], "\\\r\n")):
			p.pos += strings.IndexByte(p.src[p.pos:], '\n') + 1
			p.line++
		case c == '#':
			for p.pos < len(p.src) && p.src[p.pos] != '\n' {
				p.pos++
			}
		case c == '"' || c == '`':
			w, err := p.quote(c)
			if err != nil {
				return nil, line, false, err
			}
			words = append(words, w)
		default:
			start := p.pos
			for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) < 0 {
				p.pos++
			}
			w := p.src[start:p.pos]
			if strings.HasPrefix(w, "<<") && len(w) > 2 {
				if err := p.heredoc(w[2:]); err != nil {
					return nil, line, false, err
				}
				w = "<<"
			}
			words = append(words, w)
		}
	}
	return words, line, len(words) > 0, nil
}

func (p *caddyParser) quote(q byte) (string, error) {
	var b strings.Builder
	for p.pos++; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		switch {
		case c == q:
			p.pos++
			return b.String(), nil
		case c == '\\' && q == '"' && strings.HasPrefix(p.src[p.pos:], `\"`):
			p.pos++
			c = '"'
		case c == '\n':
			p.line++
		}
		b.WriteByte(c)
	}
	return "", errors.New("a quote that is not closed")
}

// heredoc leaves a text behind that ends with a line of the word alone.
func (p *caddyParser) heredoc(end string) error {
	first := true
	for l := range strings.Lines(p.src[p.pos:]) {
		word := strings.TrimSpace(l)
		if !first && (word == end || strings.HasPrefix(word, end+" ")) {
			p.pos += strings.Index(l, end) + len(end)
			return nil
		}
		first = false
		p.pos += len(l)
		if strings.HasSuffix(l, "\n") {
			p.line++
		}
	}
	return errors.New("a text that is not closed with " + end)
}
