// Package redact masks what is likely a secret: in a line of source before the
// line is shown, and in a fact before it is kept. It is a second fence:
// collectors read no secrets on purpose.
package redact

import (
	"math"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

const mask = '*'

// pattern is one look that secrets have.
type pattern struct {
	mark  marks                  // a text without any of them does not have that look
	re    func() *regexp.Regexp  // compiled when a text with a mark first needs it
	group int                    // the group that holds the secret
	plain func(name string) bool // reports a value that is no secret; nil: all are
}

// Redactor masks lines; it holds the patterns. It is safe for concurrent use.
type Redactor struct {
	known  []pattern // by their own look
	keyed  func() *regexp.Regexp
	hidden func() *regexp.Regexp // key material that stands alone on a line
}

// New returns a Redactor. Each pattern is compiled when a text first needs it:
// most texts do not, and that takes longer than to read a small tree.
func New() *Redactor {
	return &Redactor{known: known(), keyed: sync.OnceValue(keyed), hidden: compiled(`^\s*["']?([A-Za-z0-9+/]{40,}={0,2})["']?(?:\\n)?,?\s*$`)}
}

func compiled(re string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(re) })
}

// Line masks likely secrets in one line. For many lines, keep a Redactor.
func Line(s string) string { return New().Line(s) }

// Line masks likely secrets. The line keeps its number of code points, so that
// columns still point at the same places.
func (r *Redactor) Line(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = r.coverKnown(s)
	if mayBeHidden(s) {
		s = cover(s, r.hidden(), 1, func(v string) bool { return !random(v, 4.3) || isHex(v) })
	}
	if !mayBeKeyed(s) {
		return s
	}
	return r.coverKeyed(s)
}

// MinValue is the length, in bytes, below which Value leaves every text alone.
const MinValue = 10

// Value masks what has the look of a credential in a value that is judged
// afterwards. It leaves alone what only a name beside it makes suspicious: an
// ARN of a secret is no secret.
func (r *Redactor) Value(s string) string {
	if len(s) < MinValue {
		return s
	}
	return r.coverKnown(s)
}

// coverKnown masks what has the look of a pattern. A mask makes no new mark, so
// one look for marks is enough.
func (r *Redactor) coverKnown(s string) string {
	found := marksOf(s)
	if found == 0 {
		return s
	}
	for i := range r.known {
		if p := &r.known[i]; p.mark&found != 0 {
			s = cover(s, p.re(), p.group, p.plain)
		}
	}
	return s
}

func known() []pattern {
	list := []struct {
		mark  marks
		re    string
		group int
		plain func(string) bool
	}{
		// AWS access key ids, long-lived and temporary.
		{awsKey, `\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b`, 1, nil},
		// Private keys that stand on one line, as in a JSON key file.
		{begin, `-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(.+?)(?:-----END|$)`, 1, nil},
		// Tokens with a prefix of their own.
		{github, `\b(gh[pousr]_[A-Za-z0-9]{20,})`, 1, nil},
		{github, `\b(github_pat_[A-Za-z0-9_]{20,})`, 1, nil},
		{gitlab, `\b(glpat-[A-Za-z0-9_-]{16,})`, 1, nil},
		{payment, `\b((?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,})`, 1, nil},
		{webhook, `\b(whsec_[A-Za-z0-9+/=]{16,})`, 1, nil},
		{chat, `\b(xox[abeoprs]-[A-Za-z0-9-]{10,})`, 1, nil},
		{slashes, `(https://hooks\.slack\.com/services/[A-Za-z0-9/]+)`, 1, nil},
		{dashed, `\b(sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,})`, 1, nil},
		{google, `\b(AIza[A-Za-z0-9_-]{35})`, 1, nil},
		{npm, `\b(npm_[A-Za-z0-9]{30,})`, 1, nil},
		{mail, `\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})`, 1, nil},
		{supabase, `\b(sb[ps]_[A-Za-z0-9_]{20,})`, 1, nil},
		{jwt, `\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})`, 1, nil},
		{bearer, `(?i)\b(?:bearer|basic)\s+([A-Za-z0-9._~+/-]{16,}=*)`, 1, placeholder},
		// SQL sets a password without a sign between.
		{password, `(?i)\bpassword\s+'([^']+)'`, 1, placeholder},
		// The credential of npm, as a setting or a flag.
		{auth, `_auth(?:Token)?=["']?([^\s"']+)`, 1, placeholder},
		// A credential alone before the host: https://TOKEN@host.
		{slashes, `(?i)\bhttps?://([^\s/:@"'<>]+)@`, 1, placeholder},
		// user:password@ in a URL.
		{slashes, `[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"'<>]*:([^\s/@"'<>]+)@`, 1, placeholder},
		// The same where a password holds a "/" that nobody escaped.
		{slashes, `(?i)\b(?:postgres(?:ql)?|mysql|mariadb|rediss?|mongodb|amqps?|clickhouse|sqlserver)(?:\+[a-z0-9]+)?://[^\s/:@"'<>]*:([^\s@"'<>]+)@`, 1, placeholder},
		// user:password@tcp(host), as Go's driver of MySQL has it.
		{driver, `[^\s:@"'=]+:([^\s"']+)@(?:tcp|unix)\(`, 1, placeholder},
	}
	out := make([]pattern, len(list))
	for i, p := range list {
		out[i] = pattern{p.mark, compiled(p.re), p.group, p.plain}
	}
	return out
}

// keyed finds a name that speaks of a secret, with the value given to it:
// group 1 is the name, 2 to 4 the value in double quotes, in single ones or bare.
func keyed() *regexp.Regexp {
	return regexp.MustCompile("(?i)([A-Za-z0-9_.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|client[_-]?key|auth[_-]?key|credentials?)[A-Za-z0-9_-]*)[\"'`]?\\]?\\s*(?::=|=>|[!=]==?|<>|[=:]|\\s(?:to|by)\\s)\\s*" +
		"(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|'')*)'|([^\\s,;#\"'`(){}\\[\\]]+))")
}

// coverKeyed masks the values of names that speak of secrets.
func (r *Redactor) coverKeyed(s string) string {
	ms := r.keyed().FindAllStringSubmatchIndex(s, -1)
	for i := len(ms) - 1; i >= 0; i-- {
		m := ms[i]
		name := strings.ToLower(s[m[2]:m[3]])
		for g := 2; g <= 4; g++ {
			from, to := m[2*g], m[2*g+1]
			if from < 0 {
				continue
			}
			v := s[from:to]
			quoted := g < 4
			if nameIsPlain(name) || placeholder(v) || !quoted && bareIsPlain(v) {
				continue
			}
			s = s[:from] + stars(v) + s[to:]
		}
	}
	return s
}

// cover masks one group of each match.
func cover(s string, re *regexp.Regexp, group int, plain func(string) bool) string {
	ms := re.FindAllStringSubmatchIndex(s, -1)
	for i := len(ms) - 1; i >= 0; i-- { // from the end, so that offsets stay true
		from, to := ms[i][2*group], ms[i][2*group+1]
		if from < 0 || plain != nil && plain(s[from:to]) {
			continue
		}
		s = s[:from] + stars(s[from:to]) + s[to:]
	}
	return s
}

func stars(v string) string { return strings.Repeat(string(mask), utf8.RuneCountInString(v)) }

// random reports whether the text has at least that many bits a character.
func random(v string, bits float64) bool {
	if len(v) == 0 {
		return false
	}
	var n [256]int
	for i := 0; i < len(v); i++ {
		n[v[i]]++
	}
	h := 0.0
	for _, c := range n {
		if c > 0 {
			p := float64(c) / float64(len(v))
			h -= p * math.Log2(p)
		}
	}
	return h >= bits
}
