package tlsconfig

import "github.com/candor-dev/candor"

const help = `A company that promises TLS 1.2 or newer on every connection breaks it with one
line: a minimum of TLS 1.0 for an old client, or a certificate that nobody checks.

Judged is every ` + "`tls.Config`" + ` that the code makes, every later assignment to its
` + "`MinVersion`, `MaxVersion` and `InsecureSkipVerify`" + `, also through a type that embeds or
renames it, and the GODEBUG settings of a program: ` + "`//go:debug`" + ` lines, those of its
go.mod, and ` + "`os.Setenv`" + `.

**Passes:** a minimum of TLS 1.2 or 1.3; or none, since Go's own is TLS 1.2 for
clients since Go 1.18 and for servers since Go 1.22.

**Fails:** a minimum below TLS 1.2; one that comes from a setting, where the package
itself knows lower versions to set it to; ` + "`InsecureSkipVerify: true`" + ` without a check of
its own; a ` + "`MaxVersion`" + ` below TLS 1.2; ` + "`tls10server=1`" + ` or a default before Go 1.22 in
the GODEBUG settings.

**Stays unknown:** a value that is only known when the program runs; a check of
certificates by the program's own function; no minimum in a module whose go line
is below 1.22, because servers then accept TLS 1.0; a field whose address is handed
out; a configuration that is decoded, set by reflection, or made by another module;
gRPC without TLS, which is fine inside of one machine.

GODEBUG in the environment of the program, and godebug lines of a go.work, are not
looked for.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "tls/go-config",
		Title:    "Go code allows TLS below 1.2, or does not check certificates",
		Help:     help,
		Fix:      "set MinVersion: tls.VersionTLS12",
		Severity: candor.Bad,
		Control:  "encryption-in-transit",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	const mod = "module example.com/edge\n\ngo 1.24\n"
	one := func(name string, o candor.Outcome, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": mod, "edge.go": src},
			Expect: []candor.Expected{{Subject: "edge.config: tls.Config", Outcome: o, Path: "edge.go", Line: line}},
		}
	}
	return []candor.Example{
		one("TLS 1.0 for an old client", candor.Fail, 5, `package edge

import "crypto/tls"

func config() *tls.Config { return &tls.Config{MinVersion: tls.VersionTLS10} }
`),
		one("certificates that nobody checks", candor.Fail, 5, `package edge

import "crypto/tls"

func config() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }
`),
		one("TLS 1.2 or newer", candor.Pass, 5, `package edge

import "crypto/tls"

func config() *tls.Config { return &tls.Config{MinVersion: tls.VersionTLS12} }
`),
		one("no minimum: Go's own is TLS 1.2", candor.Pass, 5, `package edge

import "crypto/tls"

func config() *tls.Config { return &tls.Config{ServerName: "db.internal"} }
`),
		one("a setting decides whether certificates are checked", candor.Unknown, 6, `package edge

import "crypto/tls"

func config(insecure bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: insecure}
}
`),
	}
}
