package modelwrapper

import "github.com/candor-dev/candor"

const help = `A company that records, limits or reviews its calls of language models does so in one
place. A call that goes round it is in no log and under no limit.

Judged is every call of a model's SDK or address (OpenAI, Anthropic, Gemini, Bedrock,
...). The functions that such calls must go through are named under ` + "`go.models`" + ` in
candor.yaml.

**Passes:** the call stands in such a function, or in a function literal that only
such a function calls.

**Fails:** it stands elsewhere.

**Stays unknown:** no wrapper is named.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:        "ai/outside-wrapper",
		Title:     "A language model is called outside the wrapper",
		Help:      help,
		Fix:       "call the model through the wrapper",
		Severity:  candor.Warning,
		Control:   "monitoring",
		Needs:     []string{"go.package"},
		ClaimOnly: true,
		Version:   "1",
		Engine:    "go",
		Origin:    "built-in",
		Examples:  examples(),
	}
}

func examples() []candor.Example {
	const call = `package answers

import (
	"net/http"
	"strings"
)

func ask(prompt string) (*http.Response, error) {
	return http.Post("https://api.openai.com/v1/responses", "application/json", strings.NewReader(prompt))
}

func recorded(prompt string) { _ = prompt }
`
	one := func(name string, o candor.Outcome, config string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"candor.yaml": "version: 1\n" + config, "go.mod": "module example.com/answers\n\ngo 1.24\n", "ask.go": call},
			Expect: []candor.Expected{{Subject: "answers.ask: HTTP request to api.openai.com", Outcome: o, Path: "ask.go", Line: 9}},
		}
	}
	return []candor.Example{
		one("a call that goes round the wrapper", candor.Fail, "go:\n  models: [example.com/answers.recorded]\n"),
		one("the wrapper itself", candor.Pass, "go:\n  models: [example.com/answers.ask]\n"),
		one("no wrapper is named", candor.Unknown, ""),
	}
}
