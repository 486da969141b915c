package vendorseam

import "github.com/candor-dev/candor"

const help = `"All data that goes to a vendor goes through one place" can be read from the code:
the calls of the vendor's SDK stand in one package, the adapter, and nowhere else.

Judged is every package of the program together with each vendor's SDK that it
calls. The adapters are named under ` + "`go.vendors`" + ` in candor.yaml.

**Passes:** the package is the adapter, or lies below it.

**Fails:** another package calls the SDK; the finding stands at its first call.

**Stays unknown:** an SDK for which no adapter is named.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:        "vendors/outside-adapter",
		Title:     "A vendor's SDK is used outside its adapter",
		Help:      help,
		Fix:       "call the adapter instead",
		Severity:  candor.Warning,
		Control:   "subprocessors",
		Needs:     []string{"go.package"},
		ClaimOnly: true,
		Version:   "1",
		Engine:    "go",
		Origin:    "built-in",
		Examples:  examples(),
	}
}

func examples() []candor.Example {
	files := func(config string) map[string]string {
		return map[string]string{
			"candor.yaml":        "version: 1\n" + config,
			"go.mod":             "module example.com/app\n\ngo 1.24\n",
			"stripe/stripe.go":   "package stripe\n\nfunc Charge(cents int) error { return nil }\n",
			"billing/billing.go": "package billing\n\nimport \"example.com/app/stripe\"\n\nfunc Pay(cents int) error { return stripe.Charge(cents) }\n",
		}
	}
	expect := func(o candor.Outcome) []candor.Expected {
		return []candor.Expected{{Subject: "example.com/app/billing: example.com/app/stripe", Outcome: o, Path: "billing/billing.go", Line: 5}}
	}
	return []candor.Example{
		{Name: "called by another package than the adapter", Outcome: candor.Fail, Expect: expect(candor.Fail),
			Files: files("go:\n  vendors: [{sdk: example.com/app/stripe, only_in: [example.com/app/payments]}]\n")},
		{Name: "called by the adapter", Outcome: candor.Pass, Expect: expect(candor.Pass),
			Files: files("go:\n  vendors: [{sdk: example.com/app/stripe, only_in: [example.com/app/billing]}]\n")},
		{Name: "a package that does not compile", Outcome: candor.Unknown,
			Files:  map[string]string{"go.mod": "module example.com/app\n\ngo 1.24\n", "app.go": "package app\n\nfunc pay() { missing() }\n"},
			Expect: []candor.Expected{{Subject: "example.com/app", Outcome: candor.Unknown, Path: "app.go", Line: 3}}},
	}
}
