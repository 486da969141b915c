package candor

import (
	"fmt"
	"strings"
	"time"
)

// Report is everything that one scan has to say. Formats read it and nothing else.
type Report struct {
	Tool    Tool
	Company string
	Root    string // as the user named it
	Prefix  string // where Root stands in its repository; "" for its root, or without one
	Commit  string
	// Links is the address of a line at the code host, with the holes {commit},
	// {path} (from the root of the repository) and {line}; "" where it is not known.
	Links    string
	At       time.Time
	Config   ConfigFile
	Runs     []Run
	Unread   []Unread // what was seen and not looked at
	Rules    []Rule   // every rule that ran, by id
	Results  []Result
	Facts    []Fact // what was collected, by kind and place; for inventories, never for verdicts
	Claims   []ClaimVerdict
	Controls []ControlVerdict
	// Instruments and their Answers are there where somebody asked for them.
	Instruments []Instrument
	Answers     []Answer // by instrument, in the order of its questions
	Waivers     []Waiver
	Notices     []Notice
	Incomplete  []string // why the exit code is 3: a collector or a policy failed, nothing to look at
	FailOn      Severity
	// Since compares with an earlier state; nil where there is none.
	Since *Since
	// DayGiven says that At is a day that somebody gave, and no clock: what was
	// read then counts as read on that day, and documents have to say so.
	DayGiven bool
}

// Tool names the program that made a report.
type Tool struct{ Version, Commit string }

// ConfigFile is the configuration that a report rests on; zero without one.
type ConfigFile struct {
	Path   string
	Digest string // "sha256:..." of its bytes
}

// Unread is a source that was seen and left alone.
type Unread struct {
	Path   string `json:"path"`
	Count  int    `json:"count"` // files
	Reason string `json:"reason"`
}

// Notice is a word to the user that is neither a finding nor evidence: an
// unused waiver, a sentence that is no longer on its page.
type Notice struct {
	Severity Severity
	Message  string
	Hint     string
	At       Location
}

// ClaimVerdict is a claim with what is to be believed of it.
type ClaimVerdict struct {
	Claim    Claim
	Verdict  Verdict
	Why      string
	Rules    []RuleCount
	Controls []string // of the claim and of its rules
}

// RuleCount is the tally of one rule for one claim: the denominator.
type RuleCount struct {
	Rule    string
	Use     string // UseKey
	Over    []string
	Pass    int
	Fail    int // without waived ones
	Waived  int
	Unknown int
	NA      int
	// What Over leaves out: results of the rule in other places, and of what could
	// not be read that which lies in other places for certain, "place: reason".
	Elsewhere Counts
	LeftOut   []string // the first of it
	LeftMore  int      // how many more
}

// Where names the part of the sources that a claim narrows its rule to, and how
// much there is elsewhere: a Yes never speaks of more than was judged. It is
// empty where all of them count.
func (n *RuleCount) Where() string {
	if len(n.Over) == 0 {
		return ""
	}
	s := " in " + strings.Join(n.Over, ", ")
	if left := n.Beyond(); left != "" {
		s += ", which leaves out " + left
	}
	return s
}

// Beyond counts what Over leaves out: "12 elsewhere (3 fail, 4 unknown)"; empty
// where it leaves out nothing.
func (n *RuleCount) Beyond() string {
	e := n.Elsewhere
	of := e.Pass + e.Fail + e.Waived + e.Unknown
	if of == 0 && len(n.LeftOut) > 0 {
		return "what could not be read elsewhere" // a whole run, of which there is no result
	}
	if of == 0 {
		return ""
	}
	s := fmt.Sprintf("%d elsewhere", of)
	var not []string
	for _, x := range []struct {
		n    int
		word string
	}{{e.Fail, "fail"}, {e.Waived, "waived"}, {e.Unknown, "unknown"}} {
		if x.n > 0 {
			not = append(not, fmt.Sprintf("%d %s", x.n, x.word))
		}
	}
	if len(not) > 0 {
		s += " (" + strings.Join(not, ", ") + ")"
	}
	return s
}

// ControlVerdict is one of our controls with the worst verdict of its claims.
type ControlVerdict struct {
	ID         string
	Title      string
	Verdict    Verdict
	Claims     []string
	Frameworks map[string][]Link // framework id -> links
}

// Link ties one of our controls to an id of a framework.
type Link struct {
	ID       string
	Strength string // "supports", "partly", "touches" or "needs-attestation"
}

// Counts is a tally of results.
type Counts struct{ Pass, Fail, Waived, Unknown, NA int }

// Add counts one result.
func (c *Counts) Add(x *Result) {
	switch {
	case x.Outcome == Pass:
		c.Pass++
	case x.Outcome == Fail && x.Waived != nil:
		c.Waived++
	case x.Outcome == Fail:
		c.Fail++
	case x.Outcome == NotApplicable:
		c.NA++
	default:
		c.Unknown++
	}
}

// Count tallies the results.
func (r *Report) Count() Counts {
	var c Counts
	for i := range r.Results {
		c.Add(&r.Results[i])
	}
	return c
}

// CountClaims tallies the verdicts.
func (r *Report) CountClaims() map[Verdict]int {
	m := make(map[Verdict]int)
	for i := range r.Claims {
		m[r.Claims[i].Verdict]++
	}
	return m
}

// Contradicts returns the claims that a failing result makes untrue, or would
// without its waiver, in the order of the report. A claim that is only planned
// is not among them.
func (r *Report) Contradicts(x *Result) []*ClaimVerdict {
	if x.Outcome != Fail {
		return nil
	}
	var out []*ClaimVerdict
	for i := range r.Claims {
		cv := &r.Claims[i]
		if (cv.Verdict == Contradicted || x.Waived != nil) && cv.Claim.Bound(x) {
			out = append(out, cv)
		}
	}
	return out
}

// Rule returns the rule of that id, or nil.
func (r *Report) Rule(id string) *Rule {
	for i := range r.Rules {
		if r.Rules[i].ID == id {
			return &r.Rules[i]
		}
	}
	return nil
}
