package timingcompare

import "github.com/candor-dev/candor"

const help = `A comparison that stops at the first byte that differs answers sooner the earlier
that byte stands. Who can send many guesses learns a valid signature from it, byte
by byte, and with it can send webhooks and links that pass as signed.

Judged is every comparison of what ` + "`crypto/hmac`" + ` made, followed through variables,
encodings (hex, base64, ` + "`Sprintf`" + `), buffers, structs, channels and copies, and the
functions of the package.

**Passes:** ` + "`hmac.Equal`" + ` and ` + "`subtle.ConstantTimeCompare`" + `.

**Fails:** ` + "`==`, `!=`, `bytes.Equal`, `strings.EqualFold`, `slices.Equal`, `reflect.DeepEqual`" + `
and their like; a prefix or a part that is looked for; a ` + "`switch`" + `; one byte after the
other. Comparing with nil or with a constant is none.

**Stays unknown:** the code is handed to a function value or to a method of an
interface that answers with a bool; a text is looked up among codes in a map. Looking
up by a code that the program made itself is none: nobody can choose it.

A code that another package made and returned is not followed.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "signatures/timing",
		Title:    "A signature is compared in variable time",
		Help:     help,
		Fix:      "compare with hmac.Equal",
		Severity: candor.Bad,
		Control:  "authentication",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	const mod = "module example.com/hooks\n\ngo 1.24\n"
	one := func(name string, o candor.Outcome, subject string, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": mod, "hooks.go": src},
			Expect: []candor.Expected{{Subject: subject, Outcome: o, Path: "hooks.go", Line: line}},
		}
	}
	return []candor.Example{
		one("the signature of a webhook is compared by ==", candor.Fail, "hooks.valid: ==", 12, byOperator),
		one("the same with hmac.Equal", candor.Pass, "hooks.valid: hmac.Equal", 11, byEqual),
		one("a function value compares", candor.Unknown, "hooks.valid: same", 11, byValue),
	}
}

const byOperator = `package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

func valid(key, body []byte, signature string) bool {
	m := hmac.New(sha256.New, key)
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil)) == signature
}
`

const byEqual = `package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
)

func valid(key, body, signature []byte) bool {
	m := hmac.New(sha256.New, key)
	m.Write(body)
	return hmac.Equal(m.Sum(nil), signature)
}
`

const byValue = `package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
)

func valid(key, body, signature []byte, same func(a, b []byte) bool) bool {
	m := hmac.New(sha256.New, key)
	m.Write(body)
	return same(m.Sum(nil), signature)
}
`
