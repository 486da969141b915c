package secretfallback

import "github.com/candor-dev/candor"

const help = `"Secrets come from the secret store" stops being true on the day the store does not
answer and the code takes a value from the environment or its configuration
instead. Such a fallback hides for years: nobody sees which of the two was used.

Judged is every read from a secret store: AWS Secrets Manager, SSM, KMS, Google
Secret Manager, Azure Key Vault, Vault, and the functions named under ` + "`go.secrets`" + ` in
candor.yaml.

**Passes:** the error is returned, or the program stops; or the code falls back and
says so (a log entry at warning or above, an alert, an audit record).

**Fails:** on a failure the code takes a value from ` + "`os.Getenv`" + `, from its
configuration, or a text in the code, in silence.

**Stays unknown:** what happens on a failure can't be followed; the function that reads is
handed on as a value.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "secrets/plaintext-fallback",
		Title:    "A plain value takes a secret's place in silence",
		Help:     help,
		Fix:      "return the error, or raise an alarm before falling back",
		Severity: candor.Bad,
		Control:  "secrets-management",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

// The examples have a store of their own, named as a cloud's: the real SDKs are
// too large to stand in a documentation.
func examples() []candor.Example {
	const mod = "module github.com/hashicorp/vault/api\n\ngo 1.24\n"
	one := func(name string, o candor.Outcome, line int, body string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files: map[string]string{"go.mod": mod, "key.go": "package api\n\nimport \"os\"\n\nvar _ = os.Getenv\n\n" + body,
				"store.go": "package api\n\ntype KVv2 struct{}\n\nfunc (*KVv2) Get(path string) (string, error) { return \"\", nil }\n"},
			Expect: []candor.Expected{{Subject: "api.key: kv.Get", Outcome: o, Path: "key.go", Line: line}},
		}
	}
	return []candor.Example{
		one("the environment takes the place of the store", candor.Fail, 8, `func key(kv *KVv2) string {
	k, err := kv.Get("signing-key")
	if err != nil {
		k = os.Getenv("SIGNING_KEY")
	}
	return k
}
`),
		one("the error is returned", candor.Pass, 8, `func key(kv *KVv2) (string, error) {
	k, err := kv.Get("signing-key")
	if err != nil {
		return "", err
	}
	return k, nil
}
`),
		one("nobody looks at a failure here", candor.Unknown, 8, `func key(kv *KVv2) (k string, err error) {
	k, err = kv.Get("signing-key")
	return
}
`),
	}
}
