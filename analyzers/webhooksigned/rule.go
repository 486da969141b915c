package webhooksigned

import "github.com/candor-dev/candor"

const help = `Whoever knows the address of a customer's webhook can send to it. The customer can
only tell a real one by a signature that needs a key.

Judged are the functions under ` + "`go.webhooks`" + ` in candor.yaml, which send a customer's
webhook: no tool can tell those from other requests.

**Passes:** the function, or what it calls down to four calls, makes an HMAC with
SHA-256 or SHA-512.

**Fails:** none does, or only to compare it with one that came in, in the background,
or with nobody taking what it gives.

**Stays unknown:** the HMAC is made on a branch only; calls on the way can't be resolved; an HMAC whose hash can't be told.

That the signature goes out with the request is not proved.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:        "webhooks/unsigned",
		Title:     "A webhook goes out without a signature",
		Help:      help,
		Fix:       "send an HMAC-SHA256 of the body in a header",
		Severity:  candor.Bad,
		Control:   "authentication",
		Needs:     []string{"go.package"},
		ClaimOnly: true,
		Version:   "1",
		Engine:    "go",
		Origin:    "built-in",
		Examples:  examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"candor.yaml": "version: 1\ngo:\n  webhooks: [example.com/hooks.send]\n", "go.mod": "module example.com/hooks\n\ngo 1.24\n", "send.go": src},
			Expect: []candor.Expected{{Subject: "hooks.send", Outcome: o, Path: "send.go", Line: line}},
		}
	}
	return []candor.Example{
		one("a body and nothing else", candor.Fail, 8, `package hooks

import (
	"bytes"
	"net/http"
)

func send(url string, body []byte) (*http.Response, error) {
	return http.Post(url, "application/json", bytes.NewReader(body))
}
`),
		one("a signature in a header", candor.Pass, 11, `package hooks

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

func send(url string, key, body []byte) (*http.Response, error) {
	m := hmac.New(sha256.New, key)
	m.Write(body)
	req, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Signature", hex.EncodeToString(m.Sum(nil)))
	return http.DefaultClient.Do(req)
}
`),
		one("a function value may sign", candor.Unknown, 8, `package hooks

import (
	"bytes"
	"net/http"
)

func send(url string, body []byte, sign func([]byte) []byte) (*http.Response, error) {
	return http.Post(url, "application/json", bytes.NewReader(append(sign(body), body...)))
}
`),
	}
}
