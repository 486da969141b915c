package iac

import (
	"strings"
	"testing"
)

// TestPublicUser: a key that is there to be shown opens nothing, one with a secret
// beside it and a token do.
func TestPublicUser(t *testing.T) {
	key := strings.Repeat("0a1b", 8)
	for text, want := range map[string]bool{
		"https://" + key + "@o123.ingest.sentry.io/4501":               false,
		"https://" + key + "@o123.ingest.us.sentry.io/4501":            false,
		"https://" + key + "@sentry.io/4501":                           false,
		"https://" + key + "@errors.example.com/sub/7":                 true,
		"SENTRY_DSN=https://" + key + "@sentry.io/4501 and more":       false,
		"https://" + key + ":" + key + "@sentry.io/4501":               true,
		"https://" + key + "@example.com/owner/repo":                   true,
		"https://" + key + "@example.com":                              true,
		"https://" + strings.Repeat("A1b2", 10) + "@example.com/7":     true,
		"https://ghp_" + strings.Repeat("aB3", 12) + "@example.com/x":  true,
		"https://errors-of-all-our-services@example.com/x":             false,
		"https://deploy@example.com/x.git":                             false,
		"https://someone@dev.example.com/org/project/_git/repo":        false,
		"https://deploy:hunter22222@example.com/x.git":                 true,
		"https://deploy@example.com/ postgres://app:s3cr3tpw@db.x/app": true,
	} {
		if got := credential(Text(text, Place{})); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
