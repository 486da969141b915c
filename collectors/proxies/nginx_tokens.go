package proxies

import (
	"errors"
	"fmt"
	"strings"
)

// Bounds of one nginx configuration.
const (
	maxDirectives = 200_000
	maxNesting    = 60
)

// directive is one directive of nginx: its words, and what stands in its block.
type directive struct {
	name  string
	args  []string
	block []*directive // nil when there is none
	path  string
	line  int
	whole bool // it has a block, be it empty
}

// arg is the i-th argument, or "".
func (d *directive) arg(i int) string {
	if i < len(d.args) {
		return d.args[i]
	}
	return ""
}

// nginxParser reads the grammar of nginx: words, quotes, comments, ";" and
// blocks. Blocks of Lua are taken as one word.
type nginxParser struct {
	path, src string
	pos, line int
	left      int
}

// parseNginx reads a whole file. The error names the line.
func parseNginx(path, src string) ([]*directive, int, error) {
	p := &nginxParser{path: path, src: src, line: 1, left: maxDirectives}
	ds, err := p.block(0)
	return ds, p.line, err
}

var errTemplate = errors.New("a template of another language, which candor does not expand")

func (p *nginxParser) block(depth int) ([]*directive, error) {
	if depth > maxNesting {
		return nil, errors.New("nested too deep")
	}
	out := []*directive{}
	var d *directive
	for {
		word, quoted, err := p.next()
		if err != nil {
			return nil, err
		}
		switch {
		case quoted || word != "" && !strings.Contains(";{}", word):
			if d == nil {
				d = &directive{name: word, path: p.path, line: p.line}
			} else {
				d.args = append(d.args, word)
			}
			continue
		case word == "" && depth == 0 && d == nil:
			return out, nil
		case word == "":
			return nil, errors.New("the file ends in the middle of a directive or a block")
		case word == "}" && d == nil && depth > 0:
			return out, nil
		case word == "}" || d == nil && word == "{":
			return nil, fmt.Errorf("a %q that does not belong there", word)
		case d == nil:
			continue // a lone ";"
		case word == "{" && strings.HasSuffix(d.name, "_by_lua_block"):
			if err := p.skipLua(); err != nil {
				return nil, err
			}
		case word == "{":
			d.whole = true
			if d.block, err = p.block(depth + 1); err != nil {
				return nil, err
			}
		}
		if p.left--; p.left < 0 {
			return nil, errors.New("too many directives")
		}
		out = append(out, d)
		d = nil
	}
}

// next returns the next word, ";", "{" or "}"; "" without quotes is the end.
func (p *nginxParser) next() (word string, quoted bool, err error) {
	p.space()
	if p.pos >= len(p.src) {
		return "", false, nil
	}
	switch c := p.src[p.pos]; c {
	case ';', '}':
		p.pos++
		return string(c), false, nil
	case '{':
		if p.pos+1 < len(p.src) && strings.IndexByte("{%#", p.src[p.pos+1]) >= 0 && strings.Contains(p.src[p.pos:], string(closer(p.src[p.pos+1]))+"}") {
			return "", false, errTemplate
		}
		p.pos++
		return "{", false, nil
	case '"', '\'':
		return p.quote(c)
	case '<':
		if strings.HasPrefix(p.src[p.pos:], "<%") {
			return "", false, errTemplate
		}
	}
	return p.word()
}

func closer(c byte) byte {
	if c == '{' {
		return '}'
	}
	return c
}

func (p *nginxParser) space() {
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '\n':
			p.line++
			p.pos++
		case c == ' ' || c == '\t' || c == '\r':
			p.pos++
		case c == '#':
			for p.pos < len(p.src) && p.src[p.pos] != '\n' {
				p.pos++
			}
		default:
			return
		}
	}
}

func (p *nginxParser) quote(q byte) (string, bool, error) {
	var b strings.Builder
	for p.pos++; p.pos < len(p.src); p.pos++ {
		switch c := p.src[p.pos]; {
		case c == q:
			p.pos++
			return b.String(), true, nil
		case c == '\\' && p.pos+1 < len(p.src):
			p.pos++
			b.WriteByte(p.src[p.pos])
			if p.src[p.pos] == '\n' {
				p.line++
			}
		default:
			if c == '\n' {
				p.line++
			}
			b.WriteByte(c)
		}
	}
	return "", false, errors.New("a quote that is not closed")
}

func (p *nginxParser) word() (string, bool, error) {
	start := p.pos
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '\\' && p.pos+1 < len(p.src) && p.src[p.pos+1] != '\n':
			p.pos += 2
			continue
		case c == '$' && strings.HasPrefix(p.src[p.pos:], "${"):
			if end := strings.IndexByte(p.src[p.pos:], '}'); end > 0 {
				p.line += strings.Count(p.src[p.pos:p.pos+end], "\n")
				p.pos += end + 1
				continue
			}
			return "", false, errors.New("a ${ that is not closed")
		case c == '{' && strings.HasPrefix(p.src[p.pos:], "{{"):
			return "", false, errTemplate
		case strings.IndexByte(" \t\r\n;{", c) >= 0:
			return p.src[start:p.pos], false, nil
		}
		p.pos++
	}
	return p.src[start:p.pos], false, nil
}

// skipLua leaves a block of Lua behind, as far as its braces pair up outside of
// texts and comments.
func (p *nginxParser) skipLua() error {
	depth := 1
	for ; p.pos < len(p.src); p.pos++ {
		switch c := p.src[p.pos]; {
		case c == '\n':
			p.line++
		case c == '-' && strings.HasPrefix(p.src[p.pos:], "--"):
			for p.pos+1 < len(p.src) && p.src[p.pos+1] != '\n' {
				p.pos++
			}
		case c == '"' || c == '\'':
			if _, _, err := p.quote(c); err != nil {
				return err
			}
			p.pos--
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				p.pos++
				return nil
			}
		}
	}
	return errors.New("a block of Lua that is not closed")
}
