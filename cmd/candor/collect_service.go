package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/term"
)

// serviceToken reads the token of a service: from a file where one is named, else
// from an environment variable. It is never a flag, which other users of the
// machine could read.
func serviceToken(file, variable string) (string, error) {
	if file == "" {
		if v := strings.TrimSpace(os.Getenv(variable)); v != "" {
			return v, nil
		}
		return "", cli.Usagef("there is no token: set %s, or name a file with --token-file", variable)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", cli.Usagef("--token-file: %w", err)
	}
	token := strings.TrimSpace(string(b))
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return "", cli.Usagef("--token-file %s: want a token and nothing else", file)
	}
	return token, nil
}

// writeService writes the facts of a service, says what could not be asked, and
// sets the exit code.
func (a *app) writeService(file *evidence.File, out, what string, gaps []string) error {
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return err
	}
	if out == "-" {
		if _, err := a.Stdout.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write the facts to stdout: %w", err)
		}
		out = "stdout"
	} else if err := atomicfile.Write(out, b.Bytes()); err != nil {
		return cli.Usagef("write %s: %w", out, err)
	}
	fmt.Fprintf(a.Stderr, "candor: %s: %d calls; %d facts to %s\n", what, len(file.Items), len(file.Facts), out)
	if len(file.Manifests) > 0 && file.Manifests[0].Source.Emulated {
		fmt.Fprintf(a.Stderr, "candor: %s is not the service itself: such facts prove nothing\n", file.Manifests[0].Source.Endpoint)
	}
	const shown = 20
	for _, g := range gaps[:min(len(gaps), shown)] {
		fmt.Fprintln(a.Stderr, "  "+term.Sanitize(g))
	}
	if n := len(gaps) - shown; n > 0 {
		fmt.Fprintf(a.Stderr, "  and %d more\n", n)
	}
	if len(gaps) > 0 {
		a.Code = cli.ExitIncomplete
		fmt.Fprintln(a.Stderr, "candor: not everything could be told (exit code 3); what depends on it stays unknown")
	}
	return nil
}
