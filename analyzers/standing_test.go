package analyzers

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/modelredact"
	"github.com/candor-dev/candor/analyzers/webhooksigned"
)

const senders = `package hooks

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

func sign(k, b []byte) []byte {
	m := hmac.New(sha256.New, k)
	m.Write(b)
	return m.Sum(nil)
}

func verify(k, b, got []byte) bool { return hmac.Equal(sign(k, b), got) }

func post(b, sig []byte) error {
	req, err := http.NewRequest("POST", "https://x.example", bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("X-Signature", hex.EncodeToString(sig))
	_, err = http.DefaultClient.Do(req)
	return err
}

func SendPass(k, b []byte) error { return post(b, sign(k, b)) }

func SendPassEarly(k, b []byte) error {
	if len(k) == 0 {
		return http.ErrNoLocation
	}
	sig := sign(k, b)
	return post(b, sig)
}

func SendPassOnTheSameBranch(k, b []byte) error {
	if len(b) > 0 {
		return post(b, sign(k, b))
	}
	return nil
}

func SendFailUnused(k, b []byte) error {
	sign(k, b)
	return post(b, nil)
}

func SendFailBlank(k, b []byte) error {
	sig := sign(k, b)
	_ = sig
	return post(b, nil)
}

func SendFailVerifies(k, b, got []byte) error {
	if !verify(k, b, got) {
		return http.ErrNoLocation
	}
	return post(b, nil)
}

func SendFailBackground(k, b []byte) error {
	go sign(k, b)
	return post(b, nil)
}

func SendUnknownBranch(k, b []byte) error {
	var sig []byte
	if len(k) > 0 {
		sig = sign(k, b)
	}
	return post(b, sig)
}

func SendUnknownCase(k, b []byte, kind string) error {
	var sig []byte
	switch kind {
	case "a":
		sig = sign(k, b)
	}
	return post(b, sig)
}
`

const askers = `package ask

import (
	"net/http"
	"strings"
)

var on bool

func redact(s string) (string, error) { return strings.ReplaceAll(s, "@", "*"), nil }

func redactAll(list []string) error { return nil }

func AskPass(p string) (*http.Response, error) {
	c, err := redact(p)
	if err != nil {
		return nil, err
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(c))
}

func AskPassPresent(p string) (*http.Response, error) {
	if p != "" {
		c, err := redact(p)
		if err != nil {
			return nil, err
		}
		p = c
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(p))
}

func AskPassEach(ps []string) (*http.Response, error) {
	for i := range ps {
		c, err := redact(ps[i])
		if err != nil {
			return nil, err
		}
		ps[i] = c
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(ps[0]))
}

func AskPassInPlace(ps []string) (*http.Response, error) {
	if err := redactAll(ps); err != nil {
		return nil, err
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(ps[0]))
}

func AskFailUnused(p string) (*http.Response, error) {
	if _, err := redact(p); err != nil {
		return nil, err
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(p))
}

func AskUnknownBranch(p string) (*http.Response, error) {
	if on {
		c, err := redact(p)
		if err != nil {
			return nil, err
		}
		p = c
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(p))
}

func AskUnknownElse(p string) (*http.Response, error) {
	if len(p) > 5 {
		on = true
	} else {
		c, err := redact(p)
		if err != nil {
			return nil, err
		}
		p = c
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(p))
}
`

// What is made on a branch only, in vain or to compare with serves nobody.
func TestStanding(t *testing.T) {
	dir := writeTree(t, map[string]string{"go.mod": goMod, "hooks/hooks.go": senders, "ask/ask.go": askers})
	var s Settings
	s.Seams.Webhooks = []string{"hooks.Send*"}
	out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"."}, Settings: s, Checks: []*check.Check{},
		Programs: []*check.Program{webhooksigned.New(), modelredact.New()}})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, r := range out.Results {
		_, name, _ := strings.Cut(r.At.Resource, ".Send")
		if _, ask, ok := strings.Cut(r.At.Resource, ".Ask"); ok {
			name = ask
		}
		var want candor.Outcome
		switch {
		case strings.HasPrefix(name, "Pass"):
			want = candor.Pass
		case strings.HasPrefix(name, "Fail"):
			want = candor.Fail
		case strings.HasPrefix(name, "Unknown"):
		default:
			continue
		}
		seen++
		if r.Outcome != want {
			t.Errorf("%s: got %v, want %v: %s", r.At.Resource, r.Outcome, want, r.Message)
		}
	}
	if want := 9 + 7; seen != want {
		t.Errorf("got %d subjects, want %d: %v", seen, want, out.Results)
	}
}
