package iac

import (
	"regexp"
	"strings"
)

// StandsIn is what a place for a secret holds when its text says that something
// else comes there.
const StandsIn = "stand-in"

// standIn is the reason of a place that holds a stand-in.
const standIn = "a stand-in is written there, and what takes its place can't be told"

// SecretText tells what a known text is in the place for a secret of that name:
// "" when there is nothing to keep, HoldsReference, StandsIn or HoldsLiteral.
func SecretText(name, text string) string {
	text = strings.TrimSpace(text)
	switch {
	case blank(text), bareAddress.MatchString(text):
		return ""
	case reference(text), parameterName(name, text):
		return HoldsReference
	case !passwordName(name) && placeholder(text), ownName(name, text), strings.EqualFold(text, "redacted"):
		return StandsIn
	}
	return HoldsLiteral
}

// bareAddress is a URL without user, path and query: nothing in it opens anything.
var bareAddress = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[^/@?#\s]*(/[0-9]{0,2})?$`)

// loudName is the name of a variable or of what comes there: MY_API_KEY.
var loudName = regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*_(KEY|SECRET|TOKEN)(_HERE)?$`)

// plainStandIn are words that say of themselves what they are, and nothing beside.
var plainStandIn = regexp.MustCompile(`^(any(value|thing|string)[a-z]*|dummy[a-z]*|placeholder[a-z]*|change(me|this)[a-z]*|(test|fake|mock|example|sample|some)(api|access|auth|secret|client)?(key|token|secret|value|string)|your[a-z]*changein[a-z]*)$`)

// counted are the first letters and the first digits: what is typed where something has
// to stand.
var counted = regexp.MustCompile(`^(abc(d(ef?)?)?)?123(4(5(6(7(8(90?)?)?)?)?)?)?$`)

// standsIn is a word among others that says that the rest is to be replaced.
var standsIn = regexp.MustCompile(`(^|[ _.-])(placeholder|redacted|todo|tbd|(change|replace|update|fill|set)[ _-]?(me|this|it|later|via|in|before)|to[ _-]be[ _-](replaced|changed|set|filled|updated))([ _.-]|$)`)

// SaysName reports that a description calls what is written the name of a secret or of
// a field of one, and that it reads like a name.
func SaysName(description, text string) bool {
	return plainWords(text) && nameOfSecret.MatchString(description)
}

var nameOfSecret = regexp.MustCompile(`(?i)\b((name|id|arn) (of|for) [^.]*\bsecret|secret('s)? ([a-z]+ )?(key )?name\b)`)

// loudWord is a word or several in upper case, with nothing else.
var loudWord = regexp.MustCompile(`^[A-Z]+([_-][A-Z]+)*$`)

// ownName reports a text that is the name of its place, to be filled in: PASSWORD or
// <password> in REDIS_PASSWORD, db_password in db_password. "password" alone is none
// of these: it is a password that many have.
func ownName(name, text string) bool {
	inner := strings.TrimSuffix(strings.TrimPrefix(text, "<"), ">")
	framed := len(inner) == len(text)-2
	low, own := strings.ToLower(bare.Replace(name)), strings.ToLower(bare.Replace(inner))
	if low == own && (framed || own != strings.ToLower(inner)) {
		return true
	}
	if !framed && !loudWord.MatchString(inner) || !strings.HasSuffix(low, own) {
		return false
	}
	for _, end := range []string{"password", "passwd", "passphrase", "secret", "token", "key"} {
		if strings.HasSuffix(own, end) {
			return true
		}
	}
	return false
}

// passwordName reports a name whose value is chosen and not issued: a password
// that reads "changeme" is one that works.
func passwordName(name string) bool {
	low := strings.ToLower(bare.Replace(name))
	return strings.Contains(low, "passw") || strings.Contains(low, "passphrase")
}

// parameterName reports a text that names where the secret is kept: a path such
// as Parameter Store has it, or words of the name of a place that says that it is
// for the name of a parameter.
func parameterName(name, text string) bool {
	if strings.HasPrefix(text, "/") {
		return strings.Count(text, "/") > 1 && !strings.HasSuffix(text, "/") && plainWords(text)
	}
	low, own := strings.ToLower(bare.Replace(name)), strings.ToLower(bare.Replace(text))
	return len(own) > 8 && len(own) < len(low) && strings.Contains(low, own) &&
		(strings.HasPrefix(low, "ssm") || strings.HasPrefix(low, "param"))
}

// plainWords reports a text of words between separators. Where keys are made by
// chance, letters of both cases and digits follow on each other all the time.
func plainWords(text string) bool {
	turns, letters := 0, 0
	var before byte
	for i := range len(text) {
		var class byte
		switch c := text[i]; {
		case c >= 'a' && c <= 'z':
			class = 'a'
		case c >= 'A' && c <= 'Z':
			class = 'A'
		case c >= '0' && c <= '9':
			class = '0'
			letters--
		case c == '/', c == '-', c == '_', c == '.':
			before = 0
			continue
		default:
			return false
		}
		letters++
		if before != 0 && class != before && (before != 'A' || class != 'a') {
			turns++
		}
		before = class
	}
	return letters > 3 && turns*5 <= letters
}

// placeholder reports a text that says of itself that it is to be replaced.
func placeholder(text string) bool {
	if len(text) > 2 && strings.Trim(text, string(text[0])) == "" && (len(text) > 7 || strings.ContainsRune("xX*.-_#?", rune(text[0]))) {
		return true
	}
	if plainWords(text) && standsIn.MatchString(strings.ToLower(text)) {
		return true
	}
	if strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") {
		return true
	}
	if loudName.MatchString(text) || strings.HasSuffix(text, "...") && len(text) <= 15 { // sk-...: the rest is to come
		return true
	}
	low := strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(strings.ToLower(text))
	switch low {
	case "changeme", "changeit", "replaceme", "replacethis", "setme", "fillme", "placeholder", "todo", "tbd", "fixme", "dummy", "notset", "unset", "undefined":
		return true
	}
	if plainStandIn.MatchString(low) || counted.MatchString(low) || strings.Trim(low, "x") == "" && len(low) > 2 {
		return true
	}
	for _, start := range []string{"replace", "your", "insertyour", "enteryour", "putyour", "addyour"} {
		if !strings.HasPrefix(low, start) {
			continue
		}
		for _, end := range []string{"key", "token", "secret", "value", "here"} {
			if strings.HasSuffix(low, end) {
				return true
			}
		}
	}
	return false
}
