package questionnaire

import (
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
)

// lintRule is one rule with the rows that it judges.
type lintRule struct {
	candor.Rule
	run func(l *linter)
}

func rule(name string, sev candor.Severity, title, help, fix string) candor.Rule {
	return candor.Rule{
		ID: "questionnaire/" + name, Title: title, Help: help, Fix: fix, Severity: sev, Control: "governance",
		Version: "1", Engine: "go", Origin: "built-in",
	}
}

func versionRule() candor.Rule {
	return rule("version", candor.Bad, "The version of the questionnaire is not one",
		"The same id is another question in another version of CAIQ. A file whose ids, title and sheet do not agree on one answers questions that nobody asked.",
		"Start from the official file of one version; candor questionnaire diff carries the answers over.")
}

func twinRule() candor.Rule {
	return rule("twins", candor.Warning, "Renewed, but not in place",
		"Of a pair of questions on one control the second asks whether what the first asks for is looked at again. Yes to the second and not to the first can't be.",
		"Answer both alike, or say in the description what is renewed.")
}

// Rules lists the rules of Lint by id.
func Rules() []candor.Rule {
	out := []candor.Rule{versionRule(), twinRule()}
	for _, r := range lintRules() {
		out = append(out, r.Rule)
	}
	of := examples()
	for i := range out {
		out[i].Examples = of[strings.TrimPrefix(out[i].ID, "questionnaire/")]
	}
	slices.SortFunc(out, func(a, b candor.Rule) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// lintRules are the rules that need no knowledge of the instrument.
func lintRules() []lintRule {
	yes, no, na := candor.Yes, candor.No, candor.NA
	return []lintRule{
		{rule("unanswered", candor.Warning, "No answer", "An empty answer is read as an evasion.", "Answer it, or take the row out of scope with NA and a reason."),
			func(l *linter) {
				for i := range l.rows {
					l.judge(&l.rows[i], l.Answer, l.rows[i].answer == "", "the answer is empty")
				}
			}},
		{rule("answer-in-list", candor.Bad, "An answer outside the list", "The customer's tools read only the values that the list of the cell offers. In a cell without a list the answer is one of Yes, No and NA. It stays unknown where the list is worked out by a formula.", "Choose a value of the list; say the rest in the description."),
			func(l *linter) {
				for i := range l.rows {
					if f := &l.rows[i]; f.answer != "" {
						l.listed(f, l.Answer, f.answer, true)
					}
				}
			}},
		{rule("owner-in-list", candor.Bad, "An owner outside the list", "The customer's tools read only the values that the list of the cell offers. A cell without a list is not judged, so there is no example in CSV, which has none. It stays unknown where the list is worked out by a formula.", "Choose a value of the list."),
			func(l *linter) {
				for i := range l.rows {
					if f := &l.rows[i]; f.owner != "" {
						l.listed(f, l.Owner, f.owner, false)
					}
				}
			}},
		{rule("owner-missing", candor.Warning, "Yes or No without an owner", "Whose task a control is decides whether the answer is worth something to the customer.", "Say whose task it is, also where the answer is No."),
			func(l *linter) {
				if l.Owner > 0 {
					l.each(func(f *filled) { l.judge(f, l.Owner, f.owner == "", "%s, and nobody owns the control", f.answer) }, yes, no)
				}
			}},
		{rule("na-with-owner", candor.Warning, "Not applicable, but owned", "NA says that the control is out of scope; then nobody owns it. With an owner it reads as a No in disguise.", "Clear the owner, or answer No."),
			func(l *linter) {
				if l.Owner > 0 {
					l.each(func(f *filled) { l.judge(f, l.Owner, f.owner != "", "NA, and %q owns it", short(f.owner)) }, na)
				}
			}},
		{rule("na-without-reason", candor.Warning, "Not applicable without a reason", "NA needs the reason why the control is out of scope.", "Say why it does not apply."),
			func(l *linter) {
				if l.Comment > 0 {
					l.each(func(f *filled) { l.judge(f, l.Comment, f.comment == "", "NA, and no reason is given") }, na)
				}
			}},
		{rule("no-says-na", candor.Warning, "No, but the text says not applicable", "No means in scope and not in place.", "Answer NA with the reason, or say what is missing."),
			func(l *linter) {
				l.each(func(f *filled) {
					found := notApplicable.FindString(oneLine(f.comment))
					l.judge(f, l.Answer, found != "", "No, and the text says %q", found)
				}, no)
			}},
		{rule("yes-denied", candor.Bad, "Yes, but the text says otherwise", "A Yes whose own text says that it is planned or not there yet is the answer that an auditor quotes.", "Answer No with what is there and a date, or mend the text."),
			func(l *linter) {
				l.each(func(f *filled) {
					found := denial.FindString(oneLine(f.comment))
					l.judge(f, l.Answer, found != "", "Yes, and the text says %q", found)
				}, yes)
			}},
		{rule("yes-informal", candor.Warning, "Yes, but nothing is written down", "Most questions ask for something that is established, documented and approved. A Yes whose text says that it is informal invites the next question.", "Answer No with what is there and a date, or write it down."),
			func(l *linter) {
				l.each(func(f *filled) {
					found := informal.FindString(oneLine(f.comment))
					l.judge(f, l.Answer, found != "", "Yes, and the text says %q", found)
				}, yes)
			}},
		{rule("yes-without-text", candor.Note, "Yes without a description", "A bare Yes can't be checked, and comes back as a question.", "Say in a sentence what is there and where it can be seen."),
			func(l *linter) {
				if l.Comment > 0 {
					l.each(func(f *filled) { l.judge(f, l.Comment, f.comment == "", "Yes, and no word on how") }, yes)
				}
			}},
		{rule("customer-part", candor.Note, "A shared control without the customer's part", "Where the customer owns a part of a control, the answer has to say which.", "Say what is left to the customer."),
			func(l *linter) {
				if l.Customer == 0 {
					return
				}
				l.each(func(f *filled) {
					if customers.MatchString(f.owner) {
						l.judge(f, l.Customer, f.customer == "", "%q owns it, and no word on the customer's part", short(f.owner))
					}
				}, yes, no)
			}},
		{rule("past-date", candor.Warning, "A promise whose date is past", "A plan with a date that is past was either kept, then the answer is old, or not kept.", "Say what became of it."),
			func(l *linter) {
				for i := range l.rows {
					f := &l.rows[i]
					promises := promised(oneLine(f.comment))
					late := ""
					for _, p := range promises {
						if p.end.Before(l.now.Truncate(24 * time.Hour)) {
							late = p.words
							break
						}
					}
					if len(promises) > 0 {
						l.judge(f, l.Comment, late != "", "it says %q, which is past", late)
					}
				}
			}},
		{rule("same-text", candor.Note, "One text for many questions", "A text that stands at many questions answers few of them.", "Say what is there for this question."), (*linter).copies},
		{rule("same-question", candor.Bad, "One question, two answers", "The same question is answered differently in two rows.", "Give one answer."), (*linter).asked},
	}
}
