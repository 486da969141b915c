// Package draft writes a first candor.yaml: the claims of a published page in
// the page's own words, with the rules that could settle each. It proposes and
// never attests.
package draft

import (
	"regexp"
	"strings"
)

// Statement is one thing that a page says.
type Statement struct {
	Text    string // as it stands on the page, without markup and badge
	Section string // the headings above it
	Badge   string // "live", "roadmap" or another word set beside it
	Heading bool
	Item    bool // a list item
	Row     bool // a row of a table, its cells by " | " in Markdown and by a space in HTML
	Line    int
	EndLine int
}

// Claim is a statement that can be checked, with what is proposed for it.
type Claim struct {
	ID      string
	Text    string
	Badge   string // the word set beside it
	Line    int    // on the page, with EndLine
	EndLine int
	// Quote is the text as it is searched for where the badge runs into it, and
	// Published asks for the place where the text stands more than once.
	Quote     string
	Published bool
	Status    string // "" for live
	Due       string // a day, 2006-01-02; of a roadmap claim that names one
	Plan      string // of status plan
	Scope     string // plans, where it names more than one
	Rules     []Rule
	Controls  []string // where no rule of the claim has one
	// Remarks are for the reader: why there is no rule, what a rule needs to be told.
	Remarks []string
}

// Rule is a rule proposed for a claim.
type Rule struct {
	ID      string
	With    string // its parameters as YAML in one line; "" for none
	Because string // the words of the claim that speak for it
}

// Claims picks the claims out of a page's statements, in the order of the page.
func Claims(statements []Statement) []Claim {
	d := &drafter{topics: topics(), ids: make(map[string]bool), said: make(map[string]bool)}
	for _, s := range statements {
		for _, part := range parts(s) {
			d.take(s, part)
		}
	}
	return d.claims
}

// Names are the rules and controls that a draft may propose.
func Names() (rules, controls []string) {
	for _, t := range topics() {
		for _, p := range t.rules {
			rules = append(rules, p.id)
		}
		controls = append(controls, t.controls...)
	}
	return rules, controls
}

type drafter struct {
	topics []topic
	ids    map[string]bool
	said   map[string]bool
	claims []Claim
}

// parts cuts a statement into sentences, and a sentence at a semicolon when
// both halves can stand alone: one claim is one thing.
func parts(s Statement) []string {
	if s.Row || s.Badge != "" && s.Badge != "live" && s.Badge != "available" {
		return []string{s.Text}
	}
	var out []string
	for _, t := range sentences(s.Text) {
		from := 0
		for i := 0; i+1 < len(t); i++ {
			if t[i] == ';' && t[i+1] == ' ' && words(t[from:i]) >= 4 && words(t[i+1:]) >= 4 && strings.Count(t[from:i], "(") == strings.Count(t[from:i], ")") {
				out = append(out, strings.TrimSpace(t[from:i]))
				from = i + 1
			}
		}
		out = append(out, strings.TrimSpace(t[from:]))
	}
	return out
}

func words(s string) int { return len(strings.Fields(s)) }

var sentenceEnd = regexp.MustCompile(`[.!?]["')”’]*\s+(?:[A-Z0-9“"'(]|\x60)`)

var shortForm = regexp.MustCompile(`(?i)(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|no|inc|ltd|co|st|dr|mr|ms)|\b[a-z])\.$`)

// sentences cuts after a stop that a new beginning follows.
func sentences(s string) []string {
	var out []string
	from := 0
	for {
		at := -1
		for _, m := range sentenceEnd.FindAllStringIndex(s[from:], -1) {
			if !shortForm.MatchString(strings.TrimRight(s[from:from+m[0]+1], `"')”’`)) {
				at = from + m[1] - 1
				break
			}
		}
		if at < 0 {
			break
		}
		for at > from && s[at]&0xC0 == 0x80 { // the first byte of a sign
			at--
		}
		out = append(out, strings.TrimSpace(s[from:at]))
		from = at
	}
	if rest := strings.TrimSpace(s[from:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

func (d *drafter) take(s Statement, text string) {
	key := strings.ToLower(strings.TrimSuffix(text, "."))
	if d.said[key] {
		return
	}
	c := Claim{Text: text, Line: s.Line, EndLine: max(s.Line, s.EndLine)}
	if strings.HasSuffix(s.Text, text) {
		c.Badge = s.Badge
	}
	d.rules(&c)
	if !claims(s, text, len(c.Rules)+len(c.Controls)+len(c.Remarks) > 0) {
		return
	}
	d.said[key] = true
	standing(&c, s)
	switch {
	case c.Status == "roadmap" || c.Status == "not_offered":
		// What is not there needs no proof that it is.
		c.Rules, c.Remarks = nil, nil
	}
	if len(c.Rules) > 0 {
		c.Controls = nil
	}
	c.ID = d.id(text)
	d.claims = append(d.claims, c)
}

// rules puts what the topics propose on the claim.
func (d *drafter) rules(c *Claim) {
	have := make(map[string]bool)
	for i := range d.topics {
		t := &d.topics[i]
		said := t.say.FindString(c.Text)
		if said == "" || t.also != nil && !t.also.MatchString(c.Text) || t.not != nil && t.not.MatchString(c.Text) {
			continue
		}
		for _, control := range t.controls {
			if !have["control "+control] {
				have["control "+control] = true
				c.Controls = append(c.Controls, control)
			}
		}
		if t.remark != "" {
			c.Remarks = append(c.Remarks, t.remark)
		}
		for _, p := range t.rules {
			if have[p.id] {
				continue
			}
			have[p.id] = true
			r := Rule{ID: p.id, Because: excerpt(said)}
			if p.with != nil {
				with, why := p.with(c.Text)
				if why != "" {
					c.Remarks = append(c.Remarks, p.id+" could tell, but "+why+".")
					continue
				}
				r.With = with
			}
			if p.remark != "" {
				c.Remarks = append(c.Remarks, p.remark)
			}
			c.Rules = append(c.Rules, r)
		}
	}
}

func excerpt(s string) string {
	const most = 60
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}

var slugWord = regexp.MustCompile(`[a-z0-9]+`)

// id makes a name out of the first words that say something.
func (d *drafter) id(text string) string {
	const most = 5
	var ws []string
	for _, w := range slugWord.FindAllString(strings.ReplaceAll(strings.ToLower(text), "'", ""), -1) {
		if !strings.Contains(" a an the our your we you is are be it its of to in on and or with for by that this as at from has have can all each every any which own not ", " "+w+" ") {
			ws = append(ws, w)
		}
		if len(ws) == most {
			break
		}
	}
	base := strings.Join(ws, "-")
	if base == "" {
		base = "claim"
	}
	if len(base) > 48 {
		base = strings.Trim(base[:48], "-")
	}
	id := base
	for n := 2; d.ids[id]; n++ {
		id = base + "-" + itoa(n)
	}
	d.ids[id] = true
	return id
}
