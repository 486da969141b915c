package questionnaire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
)

// Lint says what is wrong with a questionnaire that is filled in already, from
// the file alone. Every rule gives a result for each row that it is about.
// trouble is why the version could not be told, or nil.
func Lint(file string, s *workbook.Sheet, d *Detection, in *candor.Instrument, trouble error, now time.Time) *candor.Report {
	l := &linter{file: file, sheet: s, Detection: d, now: now}
	l.read()
	r := &candor.Report{Tool: candor.Program(), Root: file, At: now}
	for _, rule := range lintRules() {
		l.rule = &rule.Rule
		rule.run(l)
		r.Rules = append(r.Rules, rule.Rule)
	}
	version := versionRule()
	l.rule = &version
	top := &filled{question: question{row: max(d.Header, 1)}}
	switch {
	case trouble != nil:
		l.add(top, d.ID, candor.Fail, "%s", oneLine(trouble.Error()))
	case d.Kind == "caiq":
		l.add(top, d.ID, candor.Pass, "%s", d.Instrument)
	}
	r.Rules = append(r.Rules, version)
	if in != nil {
		twins := twinRule()
		l.rule = &twins
		l.twins(in)
		r.Rules = append(r.Rules, twins)
	}
	slices.SortFunc(r.Rules, func(a, b candor.Rule) int { return strings.Compare(a.ID, b.ID) })
	r.Results = l.results
	candor.SortResults(r.Results)
	candor.Fingerprints(r.Results)
	return r
}

// filled is one row as a person left it.
type filled struct {
	question
	text                             string // of the question
	answer, owner, comment, customer string
	reply                            candor.Reply
	known                            bool // answer is one of the three
}

type linter struct {
	*Detection
	file    string
	sheet   *workbook.Sheet
	now     time.Time
	rows    []filled
	rule    *candor.Rule
	results []candor.Result
}

func (l *linter) read() {
	cell := func(col, row int) string {
		if col == 0 {
			return ""
		}
		return l.sheet.Text(col, row)
	}
	for _, q := range l.questions(l.sheet) {
		f := filled{
			question: q, text: cell(l.Question, q.row), answer: cell(l.Answer, q.row), owner: cell(l.Owner, q.row),
			comment: cell(l.Comment, q.row), customer: cell(l.Customer, q.row),
		}
		if f.id == "" {
			f.id = fmt.Sprintf("row %d", q.row)
		}
		f.reply, f.known = parseReply(f.answer)
		l.rows = append(l.rows, f)
	}
}

// add gives a result of the current rule on one row; col is the cell's column.
func (l *linter) add(f *filled, col int, o candor.Outcome, format string, args ...any) {
	at := workbook.Ref{Col: max(col, 1), Row: f.row}
	subject := f.id
	if subject == "" {
		subject = l.Sheet
	}
	l.results = append(l.results, candor.Result{
		Rule: l.rule.ID, Outcome: o, Severity: l.rule.Severity, Subject: subject, Fix: l.rule.Fix,
		Message: at.String() + ", " + subject + ": " + fmt.Sprintf(format, args...),
		At:      candor.Location{Path: l.file, Line: at.Row, Col: at.Col, Resource: l.Sheet + "!" + at.String()},
	})
}

// judge gives fail with the words where bad, and pass where not.
func (l *linter) judge(f *filled, col int, bad bool, format string, args ...any) {
	if bad {
		l.add(f, col, candor.Fail, format, args...)
		return
	}
	l.add(f, col, candor.Pass, "in order")
}

// each runs over the rows with one of the replies.
func (l *linter) each(do func(f *filled), replies ...candor.Reply) {
	for i := range l.rows {
		if f := &l.rows[i]; f.known && slices.Contains(replies, f.reply) {
			do(f)
		}
	}
}

// listed judges that a cell holds one of the values that it offers.
func (l *linter) listed(f *filled, col int, text string, usual bool) {
	values, found, known, why := l.sheet.List(workbook.Ref{Col: col, Row: f.row})
	switch {
	case found && !known:
		l.add(f, col, candor.Unknown, "%s", why)
	case found:
		l.judge(f, col, !slices.Contains(values, text), "%q is none of the values of the list: %s", short(text), some(values, 8))
	case usual:
		l.judge(f, col, !f.known, "%q is neither Yes, No nor NA", short(text))
	}
}

// copies judges that no long text stands at many answers.
func (l *linter) copies() {
	const (
		long = 40 // letters; a shorter text may well be right more than once
		many = 4
	)
	rows := make(map[string][]string)
	for i := range l.rows {
		if t := plain(l.rows[i].comment); len(t) >= long {
			rows[t] = append(rows[t], l.rows[i].id)
		}
	}
	for i := range l.rows {
		f := &l.rows[i]
		if same := rows[plain(f.comment)]; len(same) > 0 {
			l.judge(f, l.Comment, len(same) >= many, "the same text answers %d questions: %s", len(same), some(same, 4))
		}
	}
}

// asked judges that one question, asked twice, has one answer.
func (l *linter) asked() {
	first := make(map[string]*filled)
	for i := range l.rows {
		f := &l.rows[i]
		t := plain(f.text)
		if t == "" || !f.known {
			continue
		}
		if o := first[t]; o != nil {
			l.judge(f, l.Answer, o.reply != f.reply, "%s here, and %s at %s, which asks the same", f.answer, o.answer, o.id)
			continue
		}
		first[t] = f
	}
}

// twins judges pairs of one control: what is not in place can't be looked at
// again every year.
func (l *linter) twins(in *candor.Instrument) {
	rows := make(map[string]*filled)
	for i := range l.rows {
		rows[l.rows[i].id] = &l.rows[i]
	}
	for i := range in.Questions {
		if i == 0 || !strings.HasSuffix(in.Questions[i].ID, ".2") || in.Questions[i].More["control"] != in.Questions[i-1].More["control"] {
			continue
		}
		f, before := rows[in.Questions[i].ID], rows[in.Questions[i-1].ID]
		if f == nil || before == nil || !f.known || !before.known || !renewal.MatchString(in.Questions[i].Topic) {
			continue
		}
		l.judge(f, l.Answer, f.reply == candor.Yes && before.reply != candor.Yes,
			"Yes to %q, and %s at %s to %q", in.Questions[i].Topic, before.answer, before.id, in.Questions[i-1].Topic)
	}
}
