package config

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func (r *reader) claims(n *node, c *Config) {
	lines := make(map[string]int)
	for i, it := range r.items(n) {
		m, ok := r.mapping(it, "claim")
		if !ok {
			continue
		}
		cl := r.claim(m, c, i)
		if cl.ID != "" {
			if line := lines[cl.ID]; line > 0 {
				r.bad(m.get("id"), "give each claim its own id", "claim id %s is used twice, first in line %d", quoted(cl.ID), line)
			} else {
				lines[cl.ID] = m.get("id").Line
			}
		}
		c.Claims = append(c.Claims, cl)
	}
}

func (r *reader) claim(m fields, c *Config, i int) candor.Claim {
	cl := candor.Claim{Declared: r.at(m.at)}
	cl.ID = r.required(m, "id", "the claim", "add id: a-short-name")
	if cl.ID != "" && !idForm.MatchString(cl.ID) {
		r.bad(m.get("id"), "use letters, digits, -, _ and .", "%s is not a claim id", quoted(cl.ID))
	}
	cl.Text = r.required(m, "text", "the claim", "add text: with the sentence as it is published")
	cl.Scope, _ = r.textAt(m, "scope")
	r.status(m, &cl)
	cl.Due = r.date(m.get("due"))
	for _, it := range r.items(m.get("controls")) {
		if s, ok := r.text(it); ok {
			c.places[place("claim %d control %s", i, s)] = r.at(it)
			cl.Controls = append(cl.Controls, s)
		}
	}
	r.rules(m.get("rules"), c, &cl, i)
	cl.Answers = r.questions(m.get("answers"), c, place("claim %d", i))
	if v := m.get("attest"); v != nil {
		cl.Attest = r.attest(v, c)
	}
	if v := m.get("not_applicable"); v != nil {
		if f, ok := r.mapping(v, "not_applicable"); ok {
			cl.NA = &candor.Exclusion{
				Reason: r.required(f, "reason", "not_applicable", "say why the claim is out of scope"),
				By:     r.required(f, "by", "not_applicable", "say who decided it, with name and role"),
			}
		}
	}
	r.published(m, c, &cl)
	return cl
}

func (r *reader) status(m fields, cl *candor.Claim) {
	if n := m.get("status"); n != nil {
		s, ok := r.text(n)
		if ok && cl.Status.UnmarshalText([]byte(s)) != nil {
			r.bad(n, nearest.Hint(s, candor.Statuses(), 6), "unknown status %s", quoted(s))
			return
		}
	}
	cl.PlanName, _ = r.textAt(m, "plan")
	switch n := m.get("plan"); {
	case cl.Status == candor.Plan && n == nil:
		r.bad(m.get("status"), "add plan: with the name of the plan", "status plan needs the plan's name")
	case cl.Status != candor.Plan && n != nil:
		r.bad(n, "add status: plan, or remove the key", "plan is given and the status is %s", cl.Status)
	}
}

// rules reads the rules of claim i.
func (r *reader) rules(n *node, c *Config, cl *candor.Claim, i int) {
	seen := make(map[string]int)
	for _, it := range r.items(n) {
		u := candor.RuleUse{At: r.at(it)}
		if it.Kind == yaml.ScalarNode {
			s, ok := r.text(it)
			if !ok {
				continue
			}
			u.Rule = s
		} else {
			m, ok := r.mapping(it, "rule")
			if !ok {
				continue
			}
			if u.Rule = r.required(m, "rule", "the entry", "add rule: topic/name"); u.Rule == "" {
				continue
			}
			u.At = r.at(m.get("rule"))
			u.Over = r.globs(m.get("over"))
			if w := m.get("with"); w != nil {
				r.with(w, c, &u, place("claim %d rule %d", i, len(cl.Rules)))
			}
		}
		key := u.Rule + "\x00" + candor.UseKey(u.With) + "\x00" + strings.Join(u.Over, "\x00")
		if line := seen[key]; line > 0 {
			r.bad(it, "remove one of them", "rule %s is used twice in the same way, first in line %d", u.Rule, line)
			continue
		}
		seen[key] = it.Line
		cl.Rules = append(cl.Rules, u)
	}
}

func (r *reader) with(n *node, c *Config, u *candor.RuleUse, where string) {
	f, ok := r.pairs(n, func(k *node) bool {
		c.places[where+" with "+k.Value] = r.at(k)
		return true
	})
	if !ok || len(f.m) == 0 {
		return
	}
	u.With = make(map[string]any, len(f.m))
	for k, v := range f.m {
		u.With[k] = r.tree(v)
	}
}

func (r *reader) attest(n *node, c *Config) *candor.Attestation {
	f, ok := r.mapping(n, "attest")
	if !ok {
		return nil
	}
	a := &candor.Attestation{
		On:      r.date(f.get("on")),
		Expires: r.date(f.get("expires")),
		Solo:    c.Solo,
		At:      r.at(f.at),
	}
	a.By, _ = r.textAt(f, "by")
	a.ReviewedBy, _ = r.textAt(f, "reviewed_by")
	a.Statement, _ = r.textAt(f, "statement")
	for _, b := range r.basis(f.get("basis")) {
		a.Basis = append(a.Basis, b.File)
		if b.SHA256 != "" {
			if a.Digests == nil {
				a.Digests = make(map[string]string)
			}
			a.Digests[b.File] = b.SHA256
		}
		switch b.Problem {
		case "":
		case changed:
			a.Changed = append(a.Changed, b.File)
		default:
			a.Missing = append(a.Missing, b.File)
		}
	}
	return a
}

// published finds the claim's text on its page.
func (r *reader) published(m fields, c *Config, cl *candor.Claim) {
	cl.At = cl.Declared
	cl.Page = c.Page
	n, line := m.get("published"), 0
	if n != nil {
		s, ok := r.text(n)
		if !ok {
			return
		}
		named := *n
		if p, l, ok := cutLine(s); ok {
			named.Value, line = p, l
		}
		if cl.Page, ok = r.file(&named); !ok {
			return
		}
	}
	quote, isQuote := r.textAt(m, "quote")
	if cl.Page == "" {
		if isQuote {
			r.bad(m.get("quote"), "add published: with the path of the page, or page: for all claims", "the quote has no page to stand on")
		}
		return
	}
	pg := r.page(n, cl.Page)
	if pg == nil {
		return
	}
	want := cl.Text
	if isQuote {
		want = quote
	}
	at, ok := pg.find(want, line)
	if !ok {
		cl.Unpublished = true
		return
	}
	cl.At = at
	if line > 0 && (line < at.Line || line > max(at.Line, at.EndLine)) {
		c.Notices = append(c.Notices, candor.Notice{
			Severity: candor.Note,
			Message:  place("claim %s is published in line %d of %s, not in line %d", cl.ID, at.Line, cl.Page, line),
			Hint:     place("write published: %s:%d, or leave the line out", cl.Page, at.Line),
			At:       r.at(n),
		})
	}
}

// cutLine splits "path:14".
func cutLine(s string) (string, int, bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	l, err := strconv.Atoi(s[i+1:])
	if err != nil || l < 1 {
		return s, 0, false
	}
	return s[:i], l, true
}
