// Package xlsx writes the report as a workbook: how it was made, claims,
// controls, answers where some were asked for, and the whole population of every
// rule, each on a sheet with filters.
package xlsx

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// Write writes the report. Nothing is folded.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	sheets := []sheet{about(r, o), claims(r, o), controls(r)}
	if len(r.Answers) > 0 {
		sheets = append(sheets, answers(r))
	}
	sheets = append(sheets, populations(r))
	if err := book(w, sheets); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// about says what was looked at, how, and what was not.
func about(r *candor.Report, o format.Options) sheet {
	return sheet{name: "Report", free: true, columns: []column{{"", 24}, {"", 110}}, rows: func(add func(...cell)) {
		name := r.Company
		if name == "" {
			name = r.Root
		}
		add(styled("Security claims of "+name, title))
		add()
		line := func(k, v string) {
			if v != "" {
				add(text(k), text(v))
			}
		}
		line("Made by", strings.TrimSpace("candor "+r.Tool.Version+" "+r.Tool.Commit))
		line("On", r.At.UTC().Format(time.RFC3339))
		line("Folder", r.Root)
		line("Commit", r.Commit)
		line("Claims", format.ClaimsLine(r))
		line("Results", format.ResultsLine(r))
		line("", "Every number has its denominator: the sheet Populations holds each subject that a rule looked at. What could not be read is unknown and never passes.")
		for i, why := range format.Incomplete(r, o) {
			line(first(i, "Incomplete"), why)
		}
		for i, x := range r.Runs {
			state := x.State.String()
			if x.Reason != "" {
				state += ": " + x.Reason
			}
			line(first(i, "Collectors"), fmt.Sprintf("%s: %s, %d files, %d facts", x.ID, state, x.Files, x.Facts))
		}
		for i, u := range r.Unread {
			line(first(i, "Not looked at"), fmt.Sprintf("%s (%s): %s", u.Path, format.Count(u.Count, "file", "files"), u.Reason))
		}
		for i := range r.Waivers {
			x := &r.Waivers[i]
			line(first(i, "Exceptions"), fmt.Sprintf("%s, %s: %s (%s, until %s)", x.Rule, format.WaiverScope(x), x.Reason, x.Owner, format.Day(x.Expires)))
		}
	}}
}

// first gives a label to the first line of a list.
func first(i int, label string) string {
	if i == 0 {
		return label
	}
	return ""
}

func claims(r *candor.Report, o format.Options) sheet {
	cols := []column{{"Claim", 22}, {"What is published", 60}, {"Status", 12}, {"Verdict", 13}, {"Passes", 8}, {"Of", 8}, {"Why", 60}, {"Rules", 34}, {"Controls", 24}, {"Where", 30}}
	return sheet{name: "Claims", columns: cols, rows: func(add func(...cell)) {
		for _, cv := range format.ByVerdict(r, o) {
			c := &cv.Claim
			pass, of := format.Evidence(cv)
			var rules []string
			for _, u := range cv.Rules {
				rules = append(rules, u.Rule)
			}
			add(text(c.ID), text(c.Text), text(c.Status.String()), styled(format.Word(cv.Verdict), look(cv.Verdict)), number(pass), number(of),
				text(format.Why(cv)), text(strings.Join(rules, "\n")), text(strings.Join(cv.Controls, "\n")), text(format.ClaimPlace(c).String()))
		}
	}}
}

// look is the colour of a verdict.
func look(v candor.Verdict) int {
	switch {
	case v.Holds():
		return good
	case v == candor.VerdictNotApplicable:
		return plain
	case v == candor.Contradicted || v == candor.PartlyTrue:
		return bad
	}
	return open
}

func controls(r *candor.Report) sheet {
	ids := make(map[string]bool)
	for i := range r.Controls {
		for id := range r.Controls[i].Frameworks {
			ids[id] = true
		}
	}
	frameworks := slices.Sorted(maps.Keys(ids))
	cols := []column{{"Control", 24}, {"Title", 50}, {"Verdict", 13}, {"Claims", 30}}
	for _, id := range frameworks {
		cols = append(cols, column{"Evidence for " + id, 34})
	}
	return sheet{name: "Controls", columns: cols, rows: func(add func(...cell)) {
		for i := range r.Controls {
			c := &r.Controls[i]
			row := []cell{text(c.ID), text(c.Title), styled(format.Word(c.Verdict), look(c.Verdict)), text(strings.Join(c.Claims, "\n"))}
			for _, id := range frameworks {
				var links []string
				for _, l := range c.Frameworks[id] {
					links = append(links, l.ID+" ("+l.Strength+")")
				}
				row = append(row, text(strings.Join(links, "\n")))
			}
			add(row...)
		}
	}}
}

func answers(r *candor.Report) sheet {
	topics := make(map[[2]string]string)
	for _, in := range r.Instruments {
		for _, q := range in.Questions {
			topics[[2]string{in.ID, q.ID}] = q.Topic
		}
	}
	cols := []column{{"Instrument", 12}, {"Id", 12}, {"Topic", 40}, {"Answer", 8}, {"Verdict", 13}, {"Owner", 16}, {"Description", 60}, {"Customer's part", 30}, {"Why", 50}, {"Rests on", 12}, {"By", 24}, {"Until", 11}, {"Evidence", 60}}
	return sheet{name: "Answers", columns: cols, rows: func(add func(...cell)) {
		for i := range r.Answers {
			a := &r.Answers[i]
			reply, st := "", open // a blank stays blank: a person has to answer
			switch a.Reply {
			case candor.Yes:
				reply, st = "Yes", good
			case candor.No:
				reply, st = "No", bad
			case candor.NA:
				reply, st = "NA", plain
			}
			until := ""
			if !a.Expires.IsZero() {
				until = format.Day(a.Expires)
			}
			var evidence []string
			for _, c := range a.Citations {
				evidence = append(evidence, strings.TrimSuffix("["+c.Mark+"] "+c.Text+", "+c.At.String(), ", "))
			}
			add(append(texts(a.Instrument, a.ID, topics[[2]string{a.Instrument, a.ID}]), styled(reply, st), text(format.Word(a.Verdict)),
				text(a.Ownership), text(a.Text), text(a.Customer), text(a.Why), text(a.Source), text(a.By), text(until), text(strings.Join(evidence, "\n")))...)
		}
	}}
}

func populations(r *candor.Report) sheet {
	cols := []column{{"Rule", 28}, {"Outcome", 10}, {"Severity", 9}, {"Control", 20}, {"Subject", 44}, {"What is said", 70}, {"File", 34}, {"Line", 7}, {"Resource", 24}, {"Exception", 30}}
	return sheet{name: "Populations", columns: cols, rows: func(add func(...cell)) {
		for i := range r.Results {
			x := &r.Results[i]
			st, waived := open, ""
			switch {
			case x.Waived != nil:
				waived = x.Waived.Reason
			case x.Outcome == candor.Pass:
				st = good
			case x.Outcome == candor.Fail:
				st = bad
			case x.Outcome == candor.NotApplicable:
				st = plain
			}
			line := text("")
			if x.At.Line > 0 {
				line = number(x.At.Line)
			}
			add(text(x.Rule), styled(strings.ReplaceAll(x.Outcome.String(), "_", " "), st), text(x.Severity.String()), text(x.Control), text(x.Subject), text(x.Message),
				text(x.At.Path), line, text(x.At.Resource), text(waived))
		}
	}}
}
