package draft

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

var (
	// about are words of the matter: what carries none of them is no claim on security.
	about = regexp.MustCompile(`(?i)encrypt|\btls\b|https|\baes\b|hmac|\bkeys?\b|secret|credential|token|passw|session|sign(s|ed)?[- ]in|\blog(s|ged|ging|ger)?\b|audit|\broles?\b|permission|\baccess\b|\badmins?\b|\bmember|\bsso\b|saml|oauth|scim|2fa|\bmfa\b|factor|totp|\brls\b|row-level|tenant|isolat|\bregions?\b|\bus\b|\beu\b|united states|europe|\bdata\b|database|backup|retention|delet|purge|export|restore|incident|breach|vulnerab|penetration|pen[- ]?test|bounty|disclos|researcher|\bdpa\b|\bmsa\b|\bbaa\b|processing agreement|gdpr|hipaa|\bphi\b|soc ?2|\biso ?27|\bpci\b|subprocessor|sub-processor|vendor|third[- ]part|training|\bmodels?\b|\bai\b|redact|\bpii\b|webhook|\biam\b|privilege|cloudformation|lambda|vercel|\baws\b|anthropic|supabase|pinned|lockfile|dependenc|container|monitor|notif|respond|acknowledge|business day|saniti[sz]|injection|schema|quer(y|ies)|\btables?\b|\bundo|undone|hosted|deploy|certif|sidecar|allow-?list|firewall|residency|replicat|payload|fail[- ](closed|loudly)|adapter|uptime|availab|questionnaire|never writes|auto-posts|confirm|context|prompt|identical|\bservices?\b|\bcode\b|health|outside firm|independent|business associate|\bcatch\b|default`)

	// invites speak to the reader, introduce or sell; they state nothing.
	invites = regexp.MustCompile(`(?i)^(if you|need |want |please|contact |talk to|read |see |learn |click|below|here\b|request (a|your)|email us|tell us|found |questions?\b|when you|ask us|visit |to request|you can reach|this (page|document)|so this page|last (updated|reviewed)|honest status)|\?["”']?$|:$|\b(we're|we are) (a small|building|committed|happy|grateful)|at the heart|no marketing|our commitment|is important to us|procurement asks|teams expect|book a call|get in touch`)

	// lead is how a title begins that a text explains.
	lead = regexp.MustCompile(`(?i)^(what|how|why|where|who) `)

	// firm are words that make a heading a claim.
	firm = regexp.MustCompile(`(?i)\b(every|never|no|only|all|always|by default|gates?|pinned|nothing)\b`)
)

// claims tells a statement that can be checked. matched: a topic knows it.
func claims(s Statement, text string, matched bool) bool {
	n := words(text)
	switch {
	case lead.MatchString(text) && n < 8:
		return false
	case invites.MatchString(text) && s.Badge == "":
		return false
	case s.Badge != "":
		return true
	case s.Row:
		return matched && n >= 3
	case s.Heading:
		return matched && firm.MatchString(text) && n >= 3 && (strings.HasSuffix(text, ".") || n >= 5)
	case s.Item && n < 4 && !strings.HasSuffix(text, "."): // the title of a list
		return false
	case n < 2 || n < 3 && !matched && !firm.MatchString(text):
		return false
	}
	return matched || about.MatchString(text)
}

var (
	plans = []*regexp.Regexp{
		regexp.MustCompile(`\b([A-Z][a-z]+\+?) (?:plan|tier|customers|contracts|deploys)\b`),
		regexp.MustCompile(`\bon (?:the )?([A-Z][a-z]+\+|Enterprise|Business|Team|Pro|Premium|Growth|Scale)\b`),
		regexp.MustCompile(`^(Enterprise|Business|Team|Pro|Premium)\b[^:.]{0,20}:`),
		regexp.MustCompile(`\((Enterprise|Business|Team|Pro|Premium)(?: only| plan| tier)?\b`),
		regexp.MustCompile(`\b(Pro|Team|Business|Enterprise)(?:,| and| /|/| or) `),
		regexp.MustCompile(`(?:, | and |/ ?|, and )(Pro|Team|Business|Enterprise)\b`),
		regexp.MustCompile(`(Enterprise|Business|Team|Pro) plan\b`),
	}
	noPlan = regexp.MustCompile(`^(The|This|Each|Every|Any|All|Our|Paid|Free|That|Single|Same|Your|Data|Response|Continuity|Recovery|Two|Both|Paying|Existing|New|Affected|Healthcare|Covered|Third|Between)$`)

	toCome  = regexp.MustCompile(`(?i)\b(on|to|under) (the |our )?road ?map|road ?map\W*$|road ?map:|\bplanned (for|in)\b|coming soon|\bwill ship\b|ships? (in )?q[1-4]\b|\bq[1-4] 20\d\d\b|\bevaluating\b|\bin progress\b|\bexpect to begin\b|\bnot yet available\b`)
	isDone  = regexp.MustCompile(`(?i)\b(completed|achieved|passed|shipped|since|last|latest|already)\b`)
	isNot   = regexp.MustCompile(`(?i)^(no (baa|bug bounty|hipaa)|not (certified|available|on|planned|a fit))|\bnot on (the |our )?road ?map|\b(haven't|have not) started|\b(are|is) not (yet )?certified|\b(isn't|is not) (designed|meant|intended) for|\b(do not|don't|does not) (yet )?(offer|support|run a|sign)\b|\bnot (hipaa|pci|soc)\b|no (formal )?(bug )?bounty|\bnot available yet`)
	quarter = regexp.MustCompile(`(?i)\bq([1-4])[ /-]?(20\d\d)\b`)
	longDay = regexp.MustCompile(`\b(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d)\b`)
	month   = regexp.MustCompile(`\b((?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d)\b`)
	isoDay  = regexp.MustCompile(`\b20\d\d-\d\d-\d\d\b`)
	planned = regexp.MustCompile(`(?i)road ?map|coming soon|\bplanned\b|\bupcoming\b`)
)

// standing reads the status: the badge says it, then the words, then the
// headings above.
func standing(c *Claim, s Statement) {
	switch {
	case isNot.MatchString(c.Text):
		c.Status = "not_offered"
		return
	case s.Badge == "roadmap", s.Badge == "planned", s.Badge == "coming soon", s.Badge == "in progress",
		s.Badge == "" && (toCome.MatchString(c.Text) || planned.MatchString(s.Section)) && !isDone.MatchString(c.Text):
		c.Status, c.Due = "roadmap", due(c.Text+" "+last(s.Section))
	}
	ps := planNames(c.Text)
	switch {
	case len(ps) == 0:
	case len(ps) == 1 && c.Status == "":
		c.Status, c.Plan = "plan", ps[0]
	default:
		c.Scope = strings.Join(ps, ", ")
	}
}

func last(section string) string {
	i := strings.LastIndex(section, " > ")
	if i < 0 {
		return section
	}
	return section[i+3:]
}

// planNames are the plans that a text names, in its order.
func planNames(text string) []string {
	at := make(map[string]int)
	for _, re := range plans {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			if name := text[m[2]:m[3]]; !noPlan.MatchString(name) {
				if i, ok := at[name]; !ok || m[2] < i {
					at[name] = m[2]
				}
			}
		}
	}
	var out []string
	for len(at) > 0 {
		first := ""
		for name, i := range at {
			if first == "" || i < at[first] {
				first = name
			}
		}
		out = append(out, first)
		delete(at, first)
	}
	return out
}

// due is the last day of what a text names: a day, a month or a quarter.
func due(text string) string {
	if m := isoDay.FindString(text); m != "" {
		if t, err := time.Parse(time.DateOnly, m); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	if m := longDay.FindString(text); m != "" {
		if t, err := time.Parse("2 January 2006", m); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	if m := quarter.FindStringSubmatch(text); m != nil {
		q, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		return time.Date(y, time.Month(3*q+1), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	if m := month.FindString(text); m != "" {
		if t, err := time.Parse("January 2006", m); err == nil {
			return t.AddDate(0, 1, -1).Format(time.DateOnly)
		}
	}
	return ""
}
