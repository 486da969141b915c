package redact

import "strings"

// marks are short texts of which every secret that a pattern knows holds one, a
// bit each: a cheap look before the patterns, since facts and lines are many.
type marks uint32

const (
	awsKey   marks = 1 << iota // AKIA
	begin                      // -----BEGIN
	github                     // gh
	gitlab                     // glpat-
	payment                    // _live_
	webhook                    // whsec_
	chat                       // xox
	slashes                    // ://
	dashed                     // sk-
	google                     // AIza
	npm                        // npm_
	mail                       // SG.
	supabase                   // sbp_
	jwt                        // eyJ
	bearer                     // bearer, basic
	password                   // password
	auth                       // _auth=
	driver                     // @tcp(
)

// marksOf finds the marks in a text.
func marksOf(s string) marks {
	// The characters of the cases below, a bit each.
	const (
		upper = 1<<('@'&63) | 1<<('A'&63) | 1<<('E'&63) | 1<<('S'&63) | 1<<('_'&63) | 1<<('a'&63) | 1<<('e'&63) | 1<<('g'&63) |
			1<<('n'&63) | 1<<('s'&63) | 1<<('u'&63) | 1<<('w'&63) | 1<<('x'&63)
		lower = 1<<':' | 1<<'-'
	)
	var m marks
	for i := range max(0, len(s)-1) {
		switch c := s[i]; {
		case c >= 128:
			if foldsToASCII(s[i:]) {
				m |= bearer | password
			}
			continue
		case c < 64 && lower>>c&1 == 0, c >= 64 && uint64(upper)>>(c&63)&1 == 0:
			continue
		}
		m |= markAt(s[i:])
	}
	return m
}

// markAt is the mark that a text begins with, or ends the first letter of.
func markAt(s string) marks {
	switch s[0] {
	case '@':
		return driver.of(s, "@tcp(", "@unix(")
	case ':':
		return slashes.of(s, "://")
	case '-':
		return begin.of(s, "-----BEGIN")
	case '_':
		return payment.of(s, "_live_", "_test_")
	case 'A':
		return awsKey.of(s, "AKIA", "ASIA", "ABIA", "ACCA") | google.of(s, "AIza") | bearer.fold(s, "asic") | password.fold(s, "assword")
	case 'E':
		return bearer.fold(s, "earer")
	case 'S':
		return mail.of(s, "SG.")
	case 'a':
		return bearer.fold(s, "asic") | password.fold(s, "assword")
	case 'e':
		return jwt.of(s, "eyJ") | bearer.fold(s, "earer")
	case 'g':
		return github.of(s, "gh", "github_pat_") | gitlab.of(s, "glpat-")
	case 'n':
		return npm.of(s, "npm_")
	case 's':
		return dashed.of(s, "sk-") | supabase.of(s, "sbp_", "sbs_")
	case 'u':
		return auth.of(s, "uthToken", "uth_token", "uth=")
	case 'w':
		return webhook.of(s, "whsec_")
	case 'x':
		return chat.of(s, "xox")
	}
	return 0
}

// of is the mark where the text begins with one of the words.
func (m marks) of(s string, words ...string) marks {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return m
		}
	}
	return 0
}

// fold is of for lower-case words of ASCII letters that stand in any case.
func (m marks) fold(s string, words ...string) marks {
	for _, w := range words {
		if hasFold(s, w) {
			return m
		}
	}
	return 0
}

func hasFold(s, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := range len(word) {
		if s[i]|0x20 != word[i] {
			return false
		}
	}
	return true
}

// foldsToASCII: patterns that know no case take the long s and the sign of
// Kelvin for letters of ASCII.
func foldsToASCII(s string) bool {
	return strings.HasPrefix(s, "\u017F") || strings.HasPrefix(s, "\u212A")
}

// mayBeKeyed reports a text with a word that keyed looks for.
func mayBeKeyed(s string) bool {
	for i := range len(s) {
		found := false
		switch c := s[i]; c | 0x20 {
		case 'p':
			found = hasFold(s[i:], "passw") || hasFold(s[i:], "passphrase") || hasFold(s[i:], "pwd")
		case 's':
			found = hasFold(s[i:], "secret")
		case 't':
			found = hasFold(s[i:], "token")
		case 'k':
			found = hasFold(s[i:], "key")
		case 'c':
			found = hasFold(s[i:], "credential")
		default:
			found = c >= 128 && foldsToASCII(s[i:])
		}
		if found {
			return true
		}
	}
	return false
}

// mayBeHidden reports a text that begins as hidden wants it.
func mayBeHidden(s string) bool {
	s = strings.TrimLeft(s, "\t\n\f\r ")
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		s = s[1:]
	}
	if len(s) < leastHidden {
		return false
	}
	for i := range leastHidden {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
		default:
			return false
		}
	}
	return true
}

// leastHidden is the length of the shortest key material that hidden knows.
const leastHidden = 40
