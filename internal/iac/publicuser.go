package iac

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/redact"
)

// userAlone is the user of a web address that has no password, with all that stands
// behind it.
var userAlone = regexp.MustCompile(`(?i)\b(https?://)([^\s/:@"'<>]+)@([^\s"'<>]*)`)

// plainURLs takes out of a line the users of web addresses that open nothing: those
// of a DSN of Sentry, whose key is a public one (Sentry's documentation, "Data Source
// Name"), and names: short ones, or of words. A token in the place of the user stays.
func plainURLs(line string, mask *redact.Redactor) string {
	if !strings.Contains(line, "://") || !strings.Contains(line, "@") {
		return line
	}
	return userAlone.ReplaceAllStringFunc(line, func(url string) string {
		m := userAlone.FindStringSubmatch(url)
		user, rest := m[2], m[3]
		if strings.Contains(user, "$") || mask.Value(user) != user || len(user) >= 20 && !plainWords(user) && !sentry(user, rest) {
			return url
		}
		return m[1] + rest
	})
}

// publicKey is a key of a project of Sentry that is there to be shown, and project
// the path that names the project: a number.
var (
	publicKey = regexp.MustCompile(`^[0-9a-f]{32}$`)
	project   = regexp.MustCompile(`^[^/?#]+/[0-9]+/?$`)
)

// sentry reports a DSN: its key as the only user, and a number as the path.
func sentry(user, rest string) bool {
	return publicKey.MatchString(user) && project.MatchString(rest)
}
