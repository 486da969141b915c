package plainlog

import "github.com/candor-dev/candor"

const help = `"Structured logs" are entries with fields that a machine can search: who, which
tenant, which request. A sentence put together by a format is none.

Judged is every call that writes a log entry: ` + "`log`, `log/slog`" + `, zap, zerolog, logrus,
hclog, logr, klog, and ` + "`fmt.Print`" + ` outside of a main package. It is a count for a
claim, not a call to rewrite: the rule runs only where a claim uses it.

**Passes:** an entry with fields.

**Fails:** ` + "`log.Printf`" + ` and its like, zap's and logrus' formats, ` + "`fmt.Print`" + ` in a library.

**Stays unknown:** packages that could not be read.
`

func rule() candor.Rule {
	const mod = "module example.com/app\n\ngo 1.24\n"
	return candor.Rule{
		ID:        "logging/unstructured",
		Title:     "A log entry is plain text",
		Help:      help,
		Fix:       "log with fields, by log/slog for example",
		Severity:  candor.Note,
		Control:   "monitoring",
		Needs:     []string{"go.package"},
		ClaimOnly: true,
		Version:   "1",
		Engine:    "go",
		Origin:    "built-in",
		Examples: []candor.Example{
			{Name: "a sentence", Outcome: candor.Fail,
				Files:  map[string]string{"go.mod": mod, "app.go": "package app\n\nimport \"log\"\n\nfunc run(id string) { log.Printf(\"started %s\", id) }\n"},
				Expect: []candor.Expected{{Subject: "app.run: log.Printf", Outcome: candor.Fail, Path: "app.go", Line: 5}}},
			{Name: "a field", Outcome: candor.Pass,
				Files:  map[string]string{"go.mod": mod, "app.go": "package app\n\nimport \"log/slog\"\n\nfunc run(id string) { slog.Info(\"started\", \"id\", id) }\n"},
				Expect: []candor.Expected{{Subject: "app.run: slog.Info", Outcome: candor.Pass, Path: "app.go", Line: 5}}},
			{Name: "a package that does not compile", Outcome: candor.Unknown,
				Files:  map[string]string{"go.mod": mod, "app.go": "package app\n\nfunc run() { missing() }\n"},
				Expect: []candor.Expected{{Subject: "example.com/app", Outcome: candor.Unknown, Path: "app.go", Line: 3}}},
		},
	}
}
