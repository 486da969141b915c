// Package questionnaire finds its way in a customer's spreadsheet, puts answers
// into it without touching anything else, says what is wrong with one that is
// filled in already, and carries answers from one version to the next.
package questionnaire

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
)

// Layout is where a sheet keeps what. Columns are 1-based; 0 means none.
type Layout struct {
	Sheet       string
	Header      int // the row of the headers; 0 means none
	First, Last int // the rows of questions
	Columns
}

// Columns are the columns of a layout.
type Columns struct{ ID, Question, Answer, Owner, Comment, Customer int }

// fields lists the columns by the names that --map has for them.
func (c *Columns) fields() []field {
	return []field{{"id", &c.ID}, {"question", &c.Question}, {"answer", &c.Answer}, {"owner", &c.Owner}, {"comment", &c.Comment}, {"customer", &c.Customer}}
}

type field struct {
	name string
	col  *int
}

// String is the layout as --map takes it.
func (l *Layout) String() string {
	var parts []string
	for _, f := range l.fields() {
		if *f.col > 0 {
			parts = append(parts, f.name+"="+workbook.ColName(*f.col))
		}
	}
	if l.First > 0 {
		parts = append(parts, fmt.Sprintf("rows=%d-%d", l.First, l.Last))
	}
	if l.Sheet != "" {
		parts = append(parts, "sheet="+l.Sheet)
	}
	return strings.Join(parts, ",")
}

// ParseMap reads what a user says of the layout:
// id=A,question=B,answer=C,comment=E,rows=3-263,sheet=NAME. The sheet comes last,
// since its name may hold commas.
func ParseMap(s string) (*Layout, error) {
	l := &Layout{}
	s, l.Sheet, _ = cutLast(s, "sheet=")
	for _, part := range strings.Split(strings.TrimSuffix(s, ","), ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return nil, fmt.Errorf("%q: want COLUMN=LETTER, such as answer=C", part)
		}
		if name == "rows" {
			from, to, two := strings.Cut(value, "-")
			a, err := strconv.Atoi(from)
			b, err2 := strconv.Atoi(to)
			if !two || err != nil || err2 != nil || a < 1 || b < a {
				return nil, fmt.Errorf("rows=%s: want the first and the last row, such as rows=3-263", value)
			}
			l.First, l.Last = a, b
			continue
		}
		var to *int
		var names []string
		for _, f := range l.fields() {
			if names = append(names, f.name); f.name == name {
				to = f.col
			}
		}
		if to == nil {
			return nil, fmt.Errorf("%q is no column; the columns are %s, and there are rows and sheet", name, strings.Join(names, ", "))
		}
		col, err := workbook.ParseCol(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part, err)
		}
		*to = col
	}
	seen := make(map[int]string)
	for _, f := range l.fields() {
		if *f.col == 0 {
			continue
		}
		if other, ok := seen[*f.col]; ok {
			return nil, fmt.Errorf("%s and %s are the same column, %s", other, f.name, workbook.ColName(*f.col))
		}
		seen[*f.col] = f.name
	}
	if l.Answer == 0 || l.ID == 0 && l.Question == 0 {
		return nil, fmt.Errorf("%q names no column for the answer, or none for the id or the question", s)
	}
	return l, nil
}

// cutLast cuts s before a part that begins with key, which takes all the rest.
func cutLast(s, key string) (before, value string, found bool) {
	if strings.HasPrefix(s, key) {
		return "", s[len(key):], true
	}
	before, value, found = strings.Cut(s, ","+key)
	return before, value, found
}

// caiqID is the form of an id in CAIQ.
var caiqID = regexp.MustCompile(`^[A-Z&]{3}-\d{2}\.\d+$`)

// sigID is the form of an id in SIG.
var sigID = regexp.MustCompile(`^[A-V]\.\d{1,3}(\.\d{1,3})*$`)

// plain is a text in small letters with single spaces, so that two spaces, a
// line feed or a colon in a header count for nothing.
func plain(s string) string {
	return strings.Trim(strings.Join(strings.Fields(strings.ToLower(s)), " "), " :.*?")
}

// parseReply reads what a person wrote into an answer cell. ok is false for
// what is none of the three answers, and for nothing at all.
func parseReply(s string) (r candor.Reply, ok bool) {
	switch plain(s) {
	case "yes", "y":
		return candor.Yes, true
	case "no", "n":
		return candor.No, true
	case "na", "n/a", "n.a", "not applicable":
		return candor.NA, true
	}
	return candor.ReplyBlank, false
}

// spellings are the ways to write a reply, the usual one first.
func spellings(r candor.Reply) []string {
	switch r {
	case candor.Yes:
		return []string{"Yes", "Y"}
	case candor.No:
		return []string{"No", "N"}
	case candor.NA:
		return []string{"NA", "N/A", "N.A.", "Not applicable"}
	}
	return nil
}

// spelled finds the spelling that the cell's list of values has; without a
// list it is the usual one.
func spelled(s *workbook.Sheet, at workbook.Ref, want []string) string {
	values, found, known, _ := s.List(at)
	if found && known {
		for _, w := range want {
			for _, v := range values {
				if plain(v) == plain(w) {
					return v
				}
			}
		}
	}
	return want[0]
}

// question is one row of a questionnaire.
type question struct {
	row int
	id  string
}

// questions lists the rows that hold a question, in their order. A heading
// between them has words where the others have an id, and no question.
func (l *Layout) questions(s *workbook.Sheet) []question {
	var qs []question
	for y := l.First; y <= min(l.Last, s.Last().Row); y++ {
		id := ""
		if l.ID > 0 {
			id = s.Text(l.ID, y)
		}
		if form(id) == "words" && (l.Question == 0 || s.Text(l.Question, y) == "") {
			continue
		}
		if id != "" || l.ID == 0 && s.Text(l.Question, y) != "" {
			qs = append(qs, question{y, id})
		}
	}
	return qs
}
