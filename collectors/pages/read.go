package pages

import (
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-dev/candor/internal/pagetable"
)

// The shapes of a statement.
const (
	shapeHeading  = "heading"
	shapeItem     = "item"
	shapeSentence = "sentence"
)

// Document is a page, taken apart.
type Document struct {
	Statements []Statement
	Rows       []Row
	Sections   []string
	Cut        bool // there was more than maxStatements
}

// Statement is a sentence, a list item or a heading.
type Statement struct {
	Text    string
	Section string // the headings above it, the nearest last, by " > "
	Lead    string // the short line that a block of a page without markup begins with
	Block   int    // the paragraph or list item that it is part of
	Shape   string
	Badge   string // "live", "roadmap", "beta", "planned": a word set beside it
	Line    int
	EndLine int
	Col     int
}

// Row is a row of a table that has a head.
type Row struct {
	Head, Cells []string
	Section     string
	Line        int
	Table       int
}

// Read takes a page apart by its ending: .html and .htm by their tags,
// everything else as Markdown or plain text.
func Read(name, src string) *Document {
	r := &reader{doc: &Document{}, inTable: make(map[int]bool)}
	tables := pagetable.Read(name, []byte(src))
	for _, t := range tables {
		for _, row := range t.Rows {
			r.inTable[row.Line] = true
		}
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm":
		r.html(src)
	default:
		r.markdown(src)
	}
	r.badges()
	for i, t := range tables {
		for _, row := range t.Rows {
			if len(r.doc.Rows) < maxStatements {
				r.doc.Rows = append(r.doc.Rows, Row{Head: t.Header, Cells: row.Cells, Section: r.sectionAt(row.Line), Line: row.Line, Table: i + 1})
			}
		}
	}
	return r.doc
}

// sectionAt is the section that a line belongs to, by the statements before it.
func (r *reader) sectionAt(n int) string {
	section := ""
	for _, s := range r.doc.Statements {
		if s.Line > n {
			break
		}
		section = s.Section
		if s.Shape == shapeHeading {
			section = strings.TrimPrefix(section+" > "+s.Text, " > ")
		}
	}
	return section
}

// reader puts lines together into blocks and blocks into statements.
type reader struct {
	doc      *Document
	headings []heading
	para     []line
	block    int
	lead     string
	inTable  map[int]bool // lines that are rows of a table
}

type heading struct {
	level int
	text  string
}

type line struct {
	text string
	n    int
	item bool
}

func (r *reader) section() string {
	var parts []string
	for _, h := range r.headings {
		parts = append(parts, h.text)
	}
	return strings.Join(parts, " > ")
}

func (r *reader) heading(level int, text string, n int) {
	r.flush()
	text = plain(text)
	if text == "" {
		return
	}
	for len(r.headings) > 0 && r.headings[len(r.headings)-1].level >= level {
		r.headings = r.headings[:len(r.headings)-1]
	}
	r.block++
	r.add(Statement{Text: text, Shape: shapeHeading, Line: n, EndLine: n})
	r.headings = append(r.headings, heading{level, text})
	r.doc.Sections = append(r.doc.Sections, text)
}

func (r *reader) add(s Statement) {
	if s.Text == "" {
		return
	}
	if len(r.doc.Statements) >= maxStatements {
		r.doc.Cut = true
		return
	}
	if s.Section == "" {
		s.Section = r.section()
	}
	s.Block, s.Lead, s.Col = r.block, r.lead, 1
	r.doc.Statements = append(r.doc.Statements, s)
}

// flush ends a paragraph or list item: its sentences become statements.
func (r *reader) flush() {
	if len(r.para) == 0 {
		return
	}
	para := r.para
	r.para = nil
	r.block++
	shape := shapeSentence
	if para[0].item {
		shape = shapeItem
	}
	var text strings.Builder
	var starts []int // offset at which each line begins
	for _, l := range para {
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		starts = append(starts, text.Len())
		text.WriteString(plain(l.text))
	}
	lineAt := func(off int) int {
		n := para[0].n
		for i, s := range starts {
			if s <= off {
				n = para[i].n
			}
		}
		return n
	}
	whole := text.String()
	if shape == shapeItem {
		r.add(Statement{Text: strings.TrimSpace(whole), Shape: shape, Line: para[0].n, EndLine: para[len(para)-1].n})
		return
	}
	for _, s := range sentences(whole) {
		r.add(Statement{Text: strings.TrimSpace(whole[s[0]:s[1]]), Shape: shape, Line: lineAt(s[0]), EndLine: lineAt(s[1] - 1)})
	}
}

// sentences cuts a paragraph after full stops, question and exclamation marks.
func sentences(s string) [][2]int {
	var out [][2]int
	from := 0
	put := func(to int) {
		if strings.TrimSpace(s[from:to]) != "" {
			out = append(out, [2]int{from, to})
		}
		from = to
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.', '?', '!':
			rest := s[i+1:]
			rest = strings.TrimLeft(rest, `"')”’`)
			if rest == "" {
				put(len(s))
				return out
			}
			next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
			if rest[0] == ' ' && !abbreviation(s[:i]) && (unicode.IsUpper(next) || unicode.IsDigit(next) || next == '`' || next == '“') {
				put(len(s) - len(rest))
			}
		}
	}
	put(len(s))
	return out
}

var abbreviations = regexp.MustCompile(`(?i)(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|no|inc|ltd|co|st|dr|mr|ms)|\b[a-z])$`)

func abbreviation(before string) bool { return abbreviations.MatchString(before) }

// The words that a page sets beside a claim to say where it stands.
var badge = regexp.MustCompile(`(?i)[\s|·:—–-]*\(?(live|roadmap|beta|planned|coming soon|available|in progress)\)?\s*$`)

// glued is a badge that lost its space when a page was turned into text.
var glued = regexp.MustCompile(`(live|roadmap|beta|planned)$`)

// badges finds them: a word at the end of an item, when other items of the same
// list end in one, too.
func (r *reader) badges() {
	st := r.doc.Statements
	for from := 0; from < len(st); {
		to := from
		for to < len(st) && st[to].Section == st[from].Section && st[to].Shape == shapeItem {
			to++
		}
		if to == from {
			from++
			continue
		}
		marked := 0
		for i := from; i < to; i++ {
			if glued.MatchString(st[i].Text) || badge.MatchString(st[i].Text) {
				marked++
			}
		}
		if marked*2 >= to-from {
			for i := from; i < to; i++ {
				if m := badge.FindStringSubmatchIndex(st[i].Text); m != nil && m[0] > 0 && m[0] < m[2] {
					st[i].Badge = strings.ToLower(st[i].Text[m[2]:m[3]])
					st[i].Text = strings.TrimSpace(st[i].Text[:m[0]])
				} else if m := glued.FindStringIndex(st[i].Text); m != nil && m[0] > 0 {
					st[i].Badge = st[i].Text[m[0]:m[1]]
					st[i].Text = strings.TrimSpace(st[i].Text[:m[0]])
				}
			}
		}
		from = to
	}
}

var (
	links  = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	tags   = regexp.MustCompile(`</?[a-zA-Z][^>]*>`)
	strong = regexp.MustCompile(`\*\*|~~|\b__|__\b`)
	opens  = regexp.MustCompile(`(^|[\s("'—–-])[*_]([^\s*_])`)
	closes = regexp.MustCompile(`([^\s*_/])[*_]($|[\s).,:;!?"'—–-])`)
	space  = regexp.MustCompile(`\s+`)
)

// plain takes the markup off a line.
func plain(s string) string {
	s = links.ReplaceAllString(s, "$1")
	s = tags.ReplaceAllString(s, " ")
	s = strong.ReplaceAllString(s, "")
	if open := opens.ReplaceAllString(s, "$1$2"); open != s { // a sign that closes nothing is a sign
		s = closes.ReplaceAllString(open, "$1$2")
	}
	s = strings.ReplaceAll(s, "`", "")
	return strings.TrimSpace(space.ReplaceAllString(s, " "))
}
