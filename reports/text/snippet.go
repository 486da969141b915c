package text

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
)

// snippet writes the marked lines in their order, each with its marks below,
// the finding's own first. Lines between are left out.
func (p *printer) snippet(marks []mark, gutter int, sev candor.Severity) {
	slices.SortStableFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.line, b.line), -boolCompare(a.primary, b.primary), cmp.Compare(a.col, b.col))
	})
	pad := strings.Repeat(" ", gutter)
	bar := p.st.Paint("|", term.Bold, term.Blue)
	room := max(p.width-gutter-3, 20)
	last := 0
	for i := 0; i < len(marks); {
		line := marks[i].line
		if last > 0 && line > last+1 {
			p.printf("%s\n", p.st.Paint(strings.Repeat(".", max(gutter, 3)), term.Bold, term.Blue))
		}
		number := strings.Repeat(" ", gutter-len(strconv.Itoa(line))) + strconv.Itoa(line)
		raw := marks[i].source
		src := term.NewSource(p.redact.Line(raw))
		text, shift := src.Cut(src.Cell(marks[i].col), room)
		p.printf("%s %s %s\n", p.st.Paint(number, term.Bold, term.Blue), bar, text)
		for ; i < len(marks) && marks[i].line == line; i++ {
			if under := p.underline(marks[i], src, raw, shift, term.Width(text), sev); under != "" {
				p.printf("%s %s %s\n", pad, bar, under)
			}
		}
		last = line
	}
}

// underline is the row below a source line: carets under a finding, dashes
// under what it is related to, then the label.
func (p *printer) underline(m mark, src term.Source, raw string, shift, visible int, sev candor.Severity) string {
	runes := []rune(raw)
	if m.col < 1 {
		if m.label == "" {
			return ""
		}
		// Only the line is known: the label goes below where its text begins.
		m.col = 1 + len(runes) - len([]rune(strings.TrimLeftFunc(raw, unicode.IsSpace)))
		m.endCol = m.col + 2
	}
	end := m.endCol
	switch {
	case m.on:
		end = 1 + len([]rune(strings.TrimRight(raw, " \t\r")))
	case end <= m.col:
		end = tokenEnd(runes, m.col)
	}
	from := max(src.Cell(m.col)-shift, 0)
	to := min(max(src.Cell(end)-shift, from+1), max(visible, from+1))
	sign, paint := "-", func(s string) string { return p.st.Paint(s, term.Bold, term.Blue) }
	if m.primary {
		sign, paint = "^", p.mark(sev)
	}
	row := strings.Repeat(sign, to-from)
	if m.on {
		row += "…"
	}
	if m.label != "" {
		row += " " + m.label
	}
	return strings.Repeat(" ", from) + paint(row)
}

// sqlHead is the beginning of a statement, up to the name of what it is about.
var sqlHead = regexp.MustCompile(`^(?i)(?:create|alter|drop)\s+(?:\w+\s+){0,4}?(?:table|policy|view|index|function|type|schema)\s+` +
	`(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?(?:"[^"]*"|[\w$]+)(?:\.(?:"[^"]*"|[\w$]+))*`)

// tokenEnd is the column after what begins at col: a text in quotes or brackets,
// the head of an SQL statement, else all up to white space, without a bracket
// that is opened or closed elsewhere and without what ends a sentence.
func tokenEnd(runes []rune, col int) int {
	start := col - 1
	if start < 0 || start >= len(runes) {
		return col + 1
	}
	if strings.ContainsRune("\"'`", runes[start]) {
		if n := slices.Index(runes[start+1:], runes[start]); n >= 0 {
			return col + n + 2
		}
		return col + 1
	}
	if head := sqlHead.FindString(string(runes[start:])); head != "" {
		return col + utf8.RuneCountInString(head)
	}
	end, opened := start, []int(nil)
scan:
	for ; end < len(runes); end++ {
		switch r := runes[end]; {
		case r == '(' && end > start && isName(runes[end-1]):
			break scan // a call or a list of parameters
		case strings.ContainsRune("([{", r):
			opened = append(opened, end)
		case strings.ContainsRune(")]}", r):
			if len(opened) == 0 {
				break scan
			}
			opened = opened[:len(opened)-1]
		case unicode.IsSpace(r) && !inside(runes, start, opened):
			break scan
		}
	}
	if len(opened) > 0 {
		end = opened[0]
	}
	for end > start && strings.ContainsRune(",;:.\"'`", runes[end-1]) {
		end--
	}
	return max(end+1, col+1)
}

// inside reports whether white space belongs to the token: in a bracket with
// which it begins, or in an expression such as ${{ github.ref }}.
func inside(runes []rune, start int, opened []int) bool {
	return len(opened) > 0 && (opened[0] == start || opened[0] > 0 && runes[opened[0]-1] == '$')
}

func isName(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
