package questionnaire

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The words that rules look for. They are narrow: a word that is at home in a
// good answer, too ("planned maintenance", "no formal exception was needed"),
// is not among them.
var (
	notApplicable = regexp.MustCompile(`(?i)\bnot applicable\b|\bn/a\b|\b(?:does|do) not apply\b|\binapplicable\b|\b(?:is|are) (?:out of|not in) scope\b`)
	informal      = regexp.MustCompile(`(?i)\binformal(?:ly)?\b|\b(?:no|not an?|without an?) (?:\w+ )?formal(?:ly)?\b[^.;]{0,60}?\b(?:process|polic(?:y|ies)|program(?:me)?|procedures?|plans?|doc(?:s|uments?|umentation)?|SOPs?|training|standards?|framework|mechanism|tests?|testing|schedule|scheme|register|inventory)\b`)
	denial        = regexp.MustCompile(`(?i)\bnot (?:yet )?(?:been )?formali[sz]ed\b|\bnot yet (?:been )?(?:implemented|in place|written|documented|available|complete[d]?|adopted|deployed|enforced|established|introduced|started)\b|\bnot (?:currently |fully )?(?:implemented|in place|established)\b` +
		`|\b(?:is|are|being|currently|and) planned (?:for|by|in) (?:the )?(?:q[1-4]|20\d\d|next|late|early|mid|end|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?:is|are|currently) planned to be\b|\bon (?:the|our) roadmap\b|\b(?:is|are|still|currently|work) in progress\b|\bunder development\b|\bwill be (?:implemented|introduced|established|documented|formali[sz]ed|put in place)\b|\bto be (?:implemented|determined|defined|documented)\b|\bTBD\b`)
	customers = regexp.MustCompile(`(?i)\bCSC\b|\bcustomer\b`)
	renewal   = regexp.MustCompile(`(?i)\brenewed\b|\bagain\b|\breviewed\b`)
)

// promise is a day by which something was to be there.
type promise struct {
	words string
	end   time.Time // the last day that it can mean
}

// A date counts as a promise only behind words that look ahead.
var promiseWords = regexp.MustCompile(`(?i)\b(?:by|until|no later than|(?:planned|scheduled|due|slated|targeted|expected|target|eta|planning|roadmap)(?:\s+(?:for|by|in|on|date|is|at))*|(?:will|to) be (?:\w+ ){1,3}(?:by|in|on|at)|(?:completion|implementation)(?:\s+(?:for|by|in|on|date|is|at))*)[\s:]+(?:the\s+)?((?:(?:end|beginning|start|middle) of |late |early |mid-? ?)?)` +
	`(q[1-4][ /-]?(?:of )?20\d\d|20\d\d[ -]?q[1-4]|20\d\d-\d\d-\d\d|(?:\d{1,2}(?:st|nd|rd|th)? )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{1,2}(?:st|nd|rd|th)?,?)?,? 20\d\d|20\d\d)\b`)

// behind tells a report from a promise: "was completed by March 2024" is none,
// and neither is "completed by March 2024", unless it is "to be completed".
var (
	behind = regexp.MustCompile(`(?i)\b(?:was|were|has been|have been|had been|since|issued|signed|performed|reviewed|tested|approved|conducted|certified|audited|completed|implemented|introduced|rolled out|delivered|closed|fixed|done|finished)\b[^.;]*$`)
	ahead  = regexp.MustCompile(`(?i)\b(?:will|shall|should|to be|going to)\b[^.;]*$`)
)

// promised finds the promises of a text.
func promised(text string) []promise {
	var out []promise
	for _, m := range promiseWords.FindAllStringSubmatchIndex(text, -1) {
		if before := text[:m[0]]; behind.MatchString(before) && !ahead.MatchString(before) {
			continue
		}
		if end, ok := lastDay(text[m[4]:m[5]]); ok {
			out = append(out, promise{oneLine(text[m[0]:m[1]]), end})
		}
	}
	return out
}

var (
	quarter = regexp.MustCompile(`(?i)q([1-4])`)
	year    = regexp.MustCompile(`20\d\d`)
	month   = regexp.MustCompile(`(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)`)
)

// lastDay is the last day that a date can mean: of a quarter, a month, a year.
func lastDay(s string) (time.Time, bool) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, true
	}
	y, err := strconv.Atoi(year.FindString(s))
	if err != nil {
		return time.Time{}, false
	}
	end := time.December
	if m := quarter.FindStringSubmatch(s); m != nil {
		end = time.Month(3 * int(m[1][0]-'0'))
	} else if m := month.FindString(s); m != "" {
		names := "jan feb mar apr may jun jul aug sep oct nov dec"
		end = time.Month(strings.Index(names, strings.ToLower(m))/4 + 1)
	}
	return time.Date(y, end+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1), true
}
