package redact

import (
	"strings"
	"unicode"
)

// nameIsPlain reports a name that speaks of secrets and whose value is none:
// where a secret is kept, how long it lives, which one it is.
func nameIsPlain(name string) bool {
	for _, end := range []string{
		"arn", "id", "ids", "name", "names", "path", "file", "url", "uri", "ref", "type", "kind",
		"expiry", "expires", "expiration", "ttl", "age", "length", "len", "size", "count", "min", "max",
		"policy", "policies", "rotation", "version", "algorithm", "alg", "spec", "usage", "enabled",
		"required", "field", "column", "header", "param", "hash_alg", "digest", "fingerprint", "source",
		"endpoint", "manager", "provider", "method", "description", "issuer", "audience", "scope", "format",
	} {
		if rest, ok := strings.CutSuffix(name, end); ok && (rest == "" || strings.HasSuffix(rest, "_") || strings.HasSuffix(rest, "-") || strings.HasSuffix(rest, ".") || knownJoin(rest)) {
			// An access key id is half of a credential, yet the other half is
			// what opens the door; ids with a look of their own are masked by it.
			return true
		}
	}
	return false
}

// knownJoin accepts camelCase names, lowered: "secretarn", "tokentype".
func knownJoin(rest string) bool {
	for _, end := range []string{"secret", "token", "password", "passwd", "key", "credential", "credentials"} {
		if strings.HasSuffix(rest, end) {
			return true
		}
	}
	return false
}

// placeholder reports a value that stands for a secret and is none: empty, a
// reference, a digest, an ARN, a word such as "changeme".
func placeholder(v string) bool {
	v = strings.TrimSpace(v)
	low := strings.ToLower(v)
	switch low {
	case "", "null", "nil", "none", "true", "false", "undefined", "string", "required", "optional",
		"changeme", "example", "password", "secret", "token", "inherit", "read", "write", "xxx", "todo":
		return true
	}
	switch {
	case strings.Trim(v, "*•xX.") == "":
		return true
	case strings.Contains(v, "${") || strings.Contains(v, "{{") || strings.HasPrefix(v, "$") || strings.HasPrefix(v, "<"):
		return true
	case strings.HasPrefix(low, "arn:") || strings.HasPrefix(low, "!") || strings.HasPrefix(v, "%"):
		return true
	case isDigest(low):
		return true
	}
	return false
}

// isDigest knows digests by the name of their algorithm.
func isDigest(low string) bool {
	for _, alg := range []string{"sha1", "sha224", "sha256", "sha384", "sha512", "md5", "h1"} {
		if rest, ok := strings.CutPrefix(low, alg); ok && rest != "" && (rest[0] == ':' || rest[0] == '-') {
			return true
		}
	}
	return false
}

// bareIsPlain reports a value without quotes that is code, a number or a path
// and no secret: a call, a variable, a type.
func bareIsPlain(v string) bool {
	if strings.Trim(v, "0123456789.smhd") == "" {
		return true
	}
	if isHex(v) && len(v) >= 16 {
		return false
	}
	digits, upper, lower, other := 0, 0, 0, 0
	for _, r := range v {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case r == '.' || r == '_' || r == ':' || r == '&' || r == '-' || r == '/':
			// parts of a name, a path or an expression
		default:
			other++
		}
	}
	// os.Getenv, cfg.Password, string, process.env.TOKEN, aws_secret.main.arn
	return other == 0 && (digits == 0 || digits <= 2 && lower > 3*digits && strings.ContainsAny(v, "._"))
}

func isHex(v string) bool {
	return v != "" && strings.Trim(strings.ToLower(v), "0123456789abcdef") == ""
}
