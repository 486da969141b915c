package questionnaire

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
)

// The places where headers are looked for.
const (
	headerRows = 40
	headerCols = 40
)

// header says which column a header names, or "". In questionnaires of the
// official layout the words are told loosely: white space and the name of the
// provider differ from one version to the next.
func header(text string) string {
	t := plain(text)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(t, w) })
	}
	is := func(words ...string) bool { return slices.Contains(words, t) }
	switch {
	case t == "" || len(t) > 80:
		return ""
	case is("question id", "id", "ref", "reference", "no", "#", "nr", "number", "ques num", "question number", "question no", "ser no", "control id", "item", "question #"):
		return "id"
	case t == "ssrm control ownership", has("control ownership"):
		return "owner"
	case has("implementation description"):
		return "comment"
	case has("csc responsibilit", "customer responsibilit"):
		return "customer"
	case has("caiq answer"), is("answer", "response", "reply", "your answer", "your response", "vendor response", "supplier response", "yes/no", "yes / no", "y/n", "answer (yes/no)", "response (yes/no)", "yes/no/na", "compliant"):
		return "answer"
	case is("question", "questions", "question/request", "question text", "request", "requirement", "control question", "security question", "description"):
		return "question"
	case is("comment", "comments", "comments/notes", "additional information", "additional info", "notes", "explanation", "justification", "details", "remarks", "answer details", "vendor comments", "explanation/comments"), has("comments"):
		return "comment"
	}
	return ""
}

// columns looks for the row of headers of a sheet. The score says how sure it is.
func columns(s *workbook.Sheet) (*Detection, int) {
	last := s.Last()
	var best *Detection
	most := 0
	for y := 1; y <= min(last.Row, headerRows); y++ {
		d := &Detection{Layout: Layout{Sheet: s.Name, Header: y, First: y + 1, Last: last.Row}}
		found := 0
		for x := 1; x <= min(last.Col, headerCols); x++ {
			text := s.Text(x, y)
			name := header(text)
			for _, f := range d.fields() {
				// The title of a control can read like another header, so the first one counts.
				if f.name == name && *f.col == 0 {
					*f.col = x
					found++
					d.Signs = append(d.Signs, fmt.Sprintf("%s: %s says %q", name, workbook.Ref{Col: x, Row: y}, text))
				}
			}
		}
		// An official sheet says so in its first column.
		if plain(s.Text(1, y)) == "question id" && d.Answer > 0 {
			found += 10
		}
		d.guess(s)
		d.guessTexts(s)
		if d.Answer == 0 || d.ID == 0 && d.Question == 0 || found < 2 {
			continue
		}
		if d.trim(s); found > most && d.First <= d.Last {
			best, most = d, found
		}
	}
	return best, most
}

// guess fills in the columns that the headers leave open, from what the rows hold.
func (d *Detection) guess(s *workbook.Sheet) {
	taken := func(x int) bool {
		return slices.ContainsFunc(d.fields(), func(f field) bool { return *f.col == x })
	}
	if d.Answer == 0 {
		for x := 1; x <= min(s.Last().Col, headerCols); x++ {
			at := workbook.Ref{Col: x, Row: d.First}
			values, found, known, _ := s.List(at)
			if !found || !known || taken(x) {
				continue
			}
			for _, v := range values {
				if r, ok := parseReply(v); ok && r == candor.Yes {
					d.Answer = x
					d.Signs = append(d.Signs, fmt.Sprintf("answer: %s offers %s", at, strings.Join(values, ", ")))
					return
				}
			}
		}
	}
}

// guessTexts finds the ids and the questions where no header names them: ids are
// short, have a number and stand once; questions are the longest texts.
func (d *Detection) guessTexts(s *workbook.Sheet) {
	if d.Answer == 0 || d.ID > 0 && d.Question > 0 {
		return
	}
	longest := 0
	for x := 1; x < d.Answer && x <= headerCols; x++ {
		if x == d.ID || x == d.Question {
			continue
		}
		seen := make(map[string]bool)
		ids, length := 0, 0
		for y := d.First; y <= d.Last; y++ {
			t := s.Text(x, y)
			if f := form(t); f != "" && f != "words" && !seen[t] {
				ids++
			}
			if t != "" {
				seen[t] = true
				length += len(t)
			}
		}
		at := fmt.Sprintf("%s%d to %s%d", workbook.ColName(x), d.First, workbook.ColName(x), d.Last)
		switch n := len(seen); {
		case n < 3:
		case d.ID == 0 && ids*10 >= n*6:
			d.ID = x
			d.Signs = append(d.Signs, "id: "+at+" hold short texts with numbers")
		case d.Question != 0 && longest == 0: // a header says it
		case length/n > max(longest, 15):
			d.Question, longest = x, length/n
		}
	}
	if longest > 0 {
		d.Signs = append(d.Signs, fmt.Sprintf("question: column %s holds the longest texts before the answers", workbook.ColName(d.Question)))
	}
}

// open counts the questions whose answer can be written.
func (d *Detection) open(s *workbook.Sheet) int {
	n := 0
	for _, q := range d.questions(s) {
		if s.Check(workbook.Ref{Col: d.Answer, Row: q.row}, "") == nil {
			n++
		}
	}
	return n
}

// trim ends the rows where the questions end: with the last row that has an id
// of the form that most have, or else with the last that has a question.
func (d *Detection) trim(s *workbook.Sheet) {
	if d.ID > 0 {
		forms := make(map[string]int)
		for y := d.First; y <= d.Last; y++ {
			forms[form(s.Text(d.ID, y))]++
		}
		delete(forms, "")
		delete(forms, "words")
		if len(forms) > 0 {
			usual := slices.MaxFunc(slices.Collect(maps.Keys(forms)), func(a, b string) int {
				return cmp.Or(cmp.Compare(forms[a], forms[b]), cmp.Compare(b, a))
			})
			for d.Last > d.First && form(s.Text(d.ID, d.Last)) != usual {
				d.Last--
			}
			return
		}
	}
	for d.Last >= d.First && (d.Question == 0 || s.Text(d.Question, d.Last) == "") {
		d.Last--
	}
}

// form is the kind of an id.
func form(id string) string {
	switch {
	case id == "":
		return ""
	case caiqID.MatchString(id):
		return "caiq"
	case sigID.MatchString(id):
		return "sig"
	case strings.ContainsAny(id, " \n") || len(id) > 20:
		return "words"
	case strings.IndexFunc(id, func(r rune) bool { return r >= '0' && r <= '9' }) >= 0:
		return "id"
	}
	return "words"
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// some lists the first of many.
func some(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), len(list)-most)
}
