package web

import (
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// securityText is a security.txt as RFC 9116 describes it.
type securityText struct {
	Contacts  []field
	Canonical []field
	Expires   time.Time // zero: there is none that can be read
	ExpiresAt int       // its line
	Other     []field
	// Signed says that the file is in the form of a signed message. Whose
	// signature it is, and whether it holds, is not looked at.
	Signed   bool
	Problems []problem
}

// field is one line "Name: value".
type field struct {
	Line        int
	Name, Value string
}

// problem is what is wrong with a file. Must tells what the RFC requires from
// what it recommends.
type problem struct {
	Line int // 0: of the file as a whole
	Must bool
	Text string
}

const (
	beginMessage   = "-----BEGIN PGP SIGNED MESSAGE-----"
	beginSignature = "-----BEGIN PGP SIGNATURE-----"
	endSignature   = "-----END PGP SIGNATURE-----"
)

// parseSecurity reads a security.txt. now is the time against which it expires.
func parseSecurity(src []byte, now time.Time) *securityText {
	s := &securityText{}
	say := func(line int, must bool, format string, args ...any) {
		if len(s.Problems) < 50 {
			s.Problems = append(s.Problems, problem{line, must, fmt.Sprintf(format, args...)})
		}
	}
	if !utf8.Valid(src) {
		say(0, true, "the file is not UTF-8")
	}
	text := string(src)
	if strings.HasPrefix(text, "\ufeff") {
		say(1, true, "the file begins with a byte order mark")
		text = strings.TrimPrefix(text, "\ufeff")
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		say(strings.Count(text, "\n")+1, true, "the last line has no end")
	}
	const (
		before = iota // of a signed message: its headers
		within
		signature
		after
	)
	part, fields, languages := within, 0, 0
	n := 0
	for raw := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		n++
		line := strings.TrimSuffix(raw, "\r")
		if strings.Contains(line, "\r") {
			say(n, true, "a carriage return within the line")
		}
		trim := strings.TrimRight(line, " \t")
		switch {
		case part == before:
			if trim == "" {
				part = within
			}
			continue
		case part == signature:
			if trim == endSignature {
				part = after
			}
			continue
		case trim == beginMessage:
			if fields > 0 || s.Signed {
				say(n, true, "a signed message begins after fields, which it does not cover")
			}
			s.Signed, part = true, before
			continue
		case trim == beginSignature && s.Signed && part == within:
			part = signature
			continue
		}
		if s.Signed {
			line = strings.TrimPrefix(line, "- ")
		}
		if trim == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if part == after {
			say(n, true, "a line after the signature, which it does not cover")
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`).MatchString(name) {
			say(n, true, "the line is neither a field nor a comment")
			continue
		}
		if !strings.HasPrefix(value, " ") {
			say(n, true, "there is no space after the colon of %s", name)
		}
		fields++
		f := field{n, strings.ToLower(name), strings.TrimSpace(value)}
		s.field(f, say, &languages)
	}
	switch {
	case s.Signed && part != after:
		say(n, true, "the signature has no end")
	case s.Signed && len(s.Canonical) == 0:
		say(0, false, "the file is signed and has no Canonical, so it could be one of another site")
	}
	s.whole(now, say)
	return s
}

type sayer func(line int, must bool, format string, args ...any)

func (s *securityText) field(f field, say sayer, languages *int) {
	switch f.Name {
	case "contact":
		s.Contacts = append(s.Contacts, f)
		uri(f, say)
	case "canonical":
		s.Canonical = append(s.Canonical, f)
		uri(f, say)
	case "expires":
		if s.ExpiresAt > 0 {
			say(f.Line, true, "a second Expires")
			return
		}
		s.ExpiresAt = f.Line
		t, err := time.Parse(time.RFC3339, strings.ToUpper(f.Value))
		if err != nil {
			say(f.Line, true, "Expires is no date of the form 2026-12-31T23:59:59Z")
			return
		}
		s.Expires = t.UTC()
	case "preferred-languages":
		if *languages++; *languages > 1 {
			say(f.Line, true, "a second Preferred-Languages")
		}
		for _, tag := range strings.Split(f.Value, ",") {
			if !regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`).MatchString(strings.TrimSpace(tag)) {
				say(f.Line, true, "Preferred-Languages holds what is no language tag")
				break
			}
		}
		s.Other = append(s.Other, f)
	case "acknowledgments", "encryption", "hiring", "policy", "csaf":
		uri(f, say)
		s.Other = append(s.Other, f)
	case "acknowledgements", "acknowledgment":
		say(f.Line, false, "%s is not a field; Acknowledgments is", f.Name)
	default: // fields that nobody knows are to be passed over
		s.Other = append(s.Other, f)
	}
}

// uri says what is wrong with a value that has to be an address.
func uri(f field, say sayer) {
	u, err := url.Parse(f.Value)
	switch {
	case f.Value == "":
		say(f.Line, true, "%s is empty", f.Name)
	case err != nil || u.Scheme == "":
		hint := ""
		if strings.Contains(f.Value, "@") {
			hint = "; an address of mail begins with mailto:"
		}
		say(f.Line, true, "%s is no URI%s", f.Name, hint)
	case u.Scheme == "http":
		say(f.Line, true, "%s is an address of the web and does not begin with https://", f.Name)
	case u.Scheme == "https" && u.Host == "":
		say(f.Line, true, "%s names no host", f.Name)
	}
}

// whole looks at the file as one.
func (s *securityText) whole(now time.Time, say sayer) {
	if len(s.Contacts) == 0 {
		say(0, true, "there is no Contact")
	}
	switch {
	case s.ExpiresAt == 0:
		say(0, true, "there is no Expires")
	case s.Expires.IsZero():
	case !s.Expires.After(now):
		say(s.ExpiresAt, true, "the file expired on %s", s.Expires.Format(time.DateOnly))
	case s.Expires.After(now.AddDate(1, 0, 1)):
		say(s.ExpiresAt, false, "Expires is more than a year away")
	}
}

// served looks at how the file came.
func (s *securityText) served(a *answer) {
	say := func(line int, must bool, format string, args ...any) {
		s.Problems = append(s.Problems, problem{line, must, fmt.Sprintf(format, args...)})
	}
	kind, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	switch {
	case err != nil || kind != "text/plain":
		say(0, true, "it is served as %q and not as text/plain", clip(a.header.Get("Content-Type")))
	case params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8"):
		say(0, true, "it is served in the charset %q and not in utf-8", clip(params["charset"]))
	}
	if a.elsewhere() {
		say(0, false, "it comes from another host, %s", a.url.Hostname())
	}
	if len(s.Canonical) == 0 {
		return
	}
	for _, f := range s.Canonical {
		if f.Value == a.asked.String() || f.Value == a.url.String() {
			return
		}
	}
	say(s.Canonical[0].Line, true, "Canonical does not name %s, where it was found", bare(a.asked))
}

func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "")
	}
	return s
}
