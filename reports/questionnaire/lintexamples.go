package questionnaire

import (
	"strings"

	"github.com/candor-dev/candor"
)

// head is the row of headers of every example.
const head = "Question ID,Question,Answer,Control ownership,Comments,Customer responsibilities"

// examples are small questionnaires for each rule, by its name without the topic.
// A rule over answers has nothing to say of a row that holds none that it is
// about, so only the rules on lists can stay unknown, and a list is no part of CSV.
func examples() map[string][]candor.Example {
	const file = "answers.csv"
	sheet := func(outcome candor.Outcome, name, subject string, line int, rows ...string) candor.Example {
		return candor.Example{
			Name: name, Outcome: outcome, Files: map[string]string{file: head + "\n" + strings.Join(rows, "\n") + "\n"},
			Expect: []candor.Expected{{Subject: subject, Outcome: outcome, Path: file, Line: line}},
		}
	}
	pass := func(name string, rows ...string) candor.Example { return sheet(candor.Pass, name, "Q1", 2, rows...) }
	fail := func(name string, rows ...string) candor.Example { return sheet(candor.Fail, name, "Q1", 2, rows...) }
	const backups = "Q1,Are backups restored in a test?,"
	const copied = "Handled by the managed platform under its own programme."
	four := func(second string) []string {
		return []string{"Q1,Are disks encrypted?,Yes,Provider," + copied + ",", "Q2,Are backups encrypted?,Yes,Provider," + second + ",",
			"Q3,Are keys rotated?,Yes,Provider," + copied + ",", "Q4,Are doors locked?,Yes,Provider," + copied + ","}
	}
	twins := func(o candor.Outcome, name, first string) candor.Example {
		return sheet(o, name, "A&A-01.2", 3, "A&A-01.1,Is there a policy on audits?,"+first+",Provider,One page,", "A&A-01.2,Is it looked at every year?,Yes,Provider,In March,")
	}
	version := func(o candor.Outcome, name, second string) candor.Example {
		return sheet(o, name, "answers", 1, "A&A-01.1,Is there a policy on audits?,Yes,Provider,One page,", second)
	}
	return map[string][]candor.Example{
		"unanswered": {pass("an answer", backups+"Yes,Provider,Each quarter,"), fail("none", backups+",,,")},
		"answer-in-list": {pass("one of the three", backups+"NA,,Nothing is stored,"),
			fail("another word", backups+"Partly,Provider,Some of them,")},
		"owner-missing":     {pass("it is said whose task it is", backups+"No,Provider,From May on,"), fail("nobody", backups+"No,,From May on,")},
		"na-with-owner":     {pass("nobody owns what does not apply", backups+"NA,,Nothing is stored,"), fail("somebody does", backups+"NA,Provider,Nothing is stored,")},
		"na-without-reason": {pass("a reason", backups+"NA,,Nothing is stored,"), fail("none", backups+"NA,,,")},
		"no-says-na":        {pass("No with what is missing", backups+"No,Provider,Backups are made and were never restored,"), fail("No, and NA in words", backups+"No,Provider,Not applicable: nothing is stored,")},
		"yes-denied":        {pass("Yes with what is there", backups+"Yes,Provider,Each quarter into an empty account,"), fail("Yes to what is to come", backups+"Yes,Provider,The test is not yet implemented,")},
		"yes-informal":      {pass("Yes with a document", backups+"Yes,Provider,As the runbook says,"), fail("Yes by habit", backups+"Yes,Provider,Now and then and informally,")},
		"yes-without-text":  {pass("Yes and how", backups+"Yes,Provider,Each quarter,"), fail("Yes alone", backups+"Yes,Provider,,")},
		"customer-part": {pass("the customer's part is named", backups+"Yes,Provider and customer,Each quarter,You choose what is kept"),
			fail("it is not", backups+"Yes,Provider and customer,Each quarter,")},
		"past-date": {pass("a day to come", backups+"No,Provider,Planned for 2099,"), fail("a day that is past", backups+"No,Provider,Planned for Q2 2024,")},
		"same-text": {pass("three of four rows", four("With a key for each account")...), fail("one text for all", four(copied)...)},
		"same-question": {
			sheet(candor.Pass, "asked twice, answered alike", "Q2", 3, "Q1,Are disks encrypted?,Yes,Provider,All,", "Q2,Are disks encrypted?,Yes,Provider,Every one,"),
			sheet(candor.Fail, "asked twice, answered otherwise", "Q2", 3, "Q1,Are disks encrypted?,Yes,Provider,All,", "Q2,Are disks encrypted?,No,Provider,Not that of the printer,"),
		},
		"twins": {twins(candor.Pass, "in place and renewed", "Yes"), twins(candor.Fail, "renewed, and not in place", "No")},
		"version": {version(candor.Pass, "an id that one version alone has", "AIS-08.1,Are APIs secured?,Yes,Provider,By the gateway,"),
			version(candor.Fail, "ids that all versions have", "A&A-02.1,Is there an audit each year?,Yes,Provider,In March,")},
	}
}
