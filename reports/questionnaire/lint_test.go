package questionnaire

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
)

// TestLint fills a workbook by hand, badly, and expects each fault at its cell.
func TestLint(t *testing.T) {
	b := open(t, "a.xlsx", file(t, "4.0.3", "4.0.3"))
	s, d := detect(t, b)
	set := func(at, v string) {
		t.Helper()
		ref, err := workbook.ParseRef(at)
		if err == nil {
			err = s.Set(ref, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	long := "Handled by the managed platform under its own programme."
	for at, v := range map[string]string{
		"C3": "No", "D3": "CSP-owned", "E3": "Planned for Q2 2024.",
		"C4": "Yes", "D4": "CSP-owned", "E4": "Rules are reviewed.", // the twin of row 3
		"C5": "NA", "D5": "CSP-owned", // owner, no reason
		"C6": "No", "D6": "CSP-owned", "E6": "This is not applicable: we run no such systems.",
		"C7": "Yes", "D7": "CSP-owned", "E7": "This is not yet implemented.",
		"C8": "Yes", // neither owner nor text
		"C9": "Yes", "D9": "Shared CSP and CSC", "E9": "Tests run, informally.",
		"C10": "Yes", "D10": "CSP-owned", "E10": long, "C11": "Yes", "D11": "CSP-owned", "E11": long,
		"C12": "Yes", "D12": "CSP-owned", "E12": long, "C13": "Yes", "D13": "CSP-owned", "E13": long + " ",
	} {
		set(at, v)
	}
	r := Lint("q/a.xlsx", s, d, instrument(t, "caiq-4.0.3"), nil, day("2026-11-22"))
	var got []string
	unanswered := 0
	for _, x := range r.Results {
		if x.Rule == "questionnaire/unanswered" && x.Outcome == candor.Fail {
			unanswered++
			continue
		}
		if x.Outcome == candor.Fail {
			cell, _, _ := strings.Cut(x.Message, ",")
			got = append(got, cell+" "+strings.TrimPrefix(x.Rule, "questionnaire/"))
			if x.At.Path != "q/a.xlsx" || x.At.Resource != "CAIQv4.0.3!"+cell {
				t.Errorf("%s stands at %+v", cell, x.At)
			}
		}
		if x.Outcome == candor.Unknown {
			t.Errorf("unknown: %s", x.Message)
		}
	}
	want := []string{
		"E3 past-date", "C4 twins", "D5 na-with-owner", "E5 na-without-reason", "C6 no-says-na", "C7 yes-denied",
		"D8 owner-missing", "E8 yes-without-text", "C9 yes-informal", "F9 customer-part",
		"E10 same-text", "E11 same-text", "E12 same-text", "E13 same-text",
	}
	slices.Sort(got)
	slices.Sort(want)
	if fmt.Sprint(got) != fmt.Sprint(want) || unanswered != 250 {
		t.Errorf("found %d unanswered and\n%v, want\n%v", unanswered, got, want)
	}
	for _, rule := range r.Rules {
		if rule.Title == "" || rule.Help == "" || rule.Fix == "" || rule.Control == "" {
			t.Errorf("%s is not described", rule.ID)
		}
	}
	if len(r.Rules) != len(Rules()) {
		t.Errorf("%d rules ran, %d are listed", len(r.Rules), len(Rules()))
	}
}

func TestLintCSV(t *testing.T) {
	b := open(t, "q.csv", csvOf("ID,Question,Answer,Comment", "1,Is it on?,Yes,x", "2,Is  it on,No,x", "3,Else?,Partially,x", "4,None?,,"))
	s, d := detect(t, b)
	r := Lint("q.csv", s, d, nil, &VersionError{"two versions"}, day("2026-11-22"))
	var got []string
	for _, x := range r.Results {
		if x.Outcome == candor.Fail {
			got = append(got, fmt.Sprintf("%d:%d %s", x.At.Line, x.At.Col, x.Message))
		}
	}
	for _, want := range []string{"C3, 2: No here, and Yes at 1, which asks the same", `"Partially" is neither Yes, No nor NA`, "5:3 C5, 4: the answer is empty", "two versions"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("no %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 4 {
		t.Errorf("%d findings: %q", len(got), got)
	}
}

// TestMixed: ids of two versions are a finding, and the rows are still read.
func TestMixed(t *testing.T) {
	b := open(t, "q.csv", csvOf("Question ID,Question,CSP CAIQ Answer", "IVS-01.1,a,Yes", "I&S-01.1,b,No"))
	d, err := Detect(b, instruments(t), Ask{})
	var ve *VersionError
	if !errors.As(err, &ve) || d == nil || d.Instrument != "" || d.Questions != 2 {
		t.Fatalf("%+v %v", d, err)
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Tested yearly; no formal exceptions were needed":               "",
		"Planned maintenance is announced. Audits are planned annually": "",
		"This is planned for Q3":                                        "is planned for Q3",
		"MFA is planned for 2027":                                       "is planned for 2027",
		"drafted, not yet attorney-reviewed":                            "",
		"The control is not yet  in place":                              "not yet in place",
		"Changes in progress are tracked":                               "",
		"The work is in progress":                                       "is in progress",
		"A policy will be documented":                                   "will be documented",
	} {
		if got := denial.FindString(oneLine(text)); got != want {
			t.Errorf("%q denies with %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"There is an informal process": true, "no formal policy": true, "not a formal, written procedure": true,
		"without a formal program": true, "No formal complaint was made about the policy of 2020. Tests run.": true,
		"formal process": false, "no formal complaint": false, "The information security policy": false,
	} {
		if got := informal.MatchString(text); got != want {
			t.Errorf("%q: informal=%v", text, got)
		}
	}
	for text, want := range map[string]string{
		"will be rolled out by Q2 2024":                "2024-06-30",
		"To be completed by March 2024":                "2024-03-31",
		"It will be ready in Q1 2025":                  "2025-03-31",
		"MFA implemented in 2021":                      "",
		"The report is available in 2023 form":         "",
		"Penetration test completed by March 2024":     "",
		"Target date: March 2025":                      "2025-03-31",
		"planned for late 2025":                        "2025-12-31",
		"scheduled for 2025-02-28":                     "2025-02-28",
		"due on 15th Feb 2026":                         "2026-02-28",
		"targeted for 2024 Q3":                         "2024-09-30",
		"The report was issued by March 2024":          "",
		"reviewed on 2024-05-01":                       "",
		"Audited by KPMG 2024":                         "",
		"implemented since 2021":                       "",
		"We follow ISO 27001:2022 and OWASP Top 10":    "",
		"The policy has been in force since June 2020": "",
	} {
		got := ""
		if p := promised(text); len(p) > 0 {
			got = p[0].end.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q promises %q, want %q", text, got, want)
		}
	}
}
