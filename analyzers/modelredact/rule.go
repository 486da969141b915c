package modelredact

import "github.com/candor-dev/candor"

const help = `"Personal data is taken out before anything goes to a model" holds when a redaction
stands before every call of a model, and when a redaction that fails ends the
request: a text that goes out all the same was never redacted.

Judged is every call of a model's SDK or address. Redactions are the functions under
` + "`go.redactors`" + ` in candor.yaml, and functions of the program whose names say so
(Redact..., Scrub..., Anonymize..., Mask...).

**Passes:** a redaction stands before the call, in the function itself or in each of
its callers, up to three calls above, and its error is not lost.

**Fails:** there is none, though the program has such functions, or nobody takes what it
gives; or its error is
dropped or only logged, so that the call is made with the text as it was.

**Stays unknown:** no redaction is known at all; or it stands on a branch only, and the
call does not.

That the redacted text, and not the other one, is what goes out is not proved.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:        "ai/unredacted",
		Title:     "Personal data may reach a language model",
		Help:      help,
		Fix:       "take personal data out before the call, and return when that fails",
		Severity:  candor.Bad,
		Control:   "privacy",
		Needs:     []string{"go.package"},
		ClaimOnly: true,
		Version:   "1",
		Engine:    "go",
		Origin:    "built-in",
		Examples:  examples(),
	}
}

func examples() []candor.Example {
	const head = `package answers

import (
	"errors"
	"net/http"
	"strings"
)

func redact(s string) (string, error) {
	if s == "" {
		return "", errors.New("empty")
	}
	return strings.ReplaceAll(s, "@", "*"), nil
}

`
	one := func(name string, o candor.Outcome, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": "module example.com/answers\n\ngo 1.24\n", "ask.go": src},
			Expect: []candor.Expected{{Subject: "answers.ask: HTTP request to api.openai.com", Outcome: o, Path: "ask.go", Line: line}},
		}
	}
	return []candor.Example{
		one("a redaction whose failure nobody minds", candor.Fail, 18, head+`func ask(prompt string) (*http.Response, error) {
	clean, _ := redact(prompt)
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(clean))
}
`),
		one("a redaction before the call", candor.Pass, 21, head+`func ask(prompt string) (*http.Response, error) {
	clean, err := redact(prompt)
	if err != nil {
		return nil, err
	}
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(clean))
}
`),
		one("no redaction is known", candor.Unknown, 9, `package answers

import (
	"net/http"
	"strings"
)

func ask(prompt string) (*http.Response, error) {
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(prompt))
}
`),
	}
}
