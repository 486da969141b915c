package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/web"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/term"
)

// webFlags are the flags of collect web.
type webFlags struct {
	subprocessors, jwks       []string
	history, vantage, ca, out string
	timeout                   time.Duration
	private                   bool
}

func (a *app) collectWebCommand() *cobra.Command {
	var f webFlags
	c := &cobra.Command{
		Use:   "web [URL|HOST]...",
		Short: "look at sites: security.txt, HSTS and headers, subprocessors, signing keys",
		Long: `Looks at what a company publishes: security.txt (RFC 9116, every line of it), HSTS
and the other headers that browsers obey, the rows of a page that lists subprocessors,
and the keys of a JWKS. Everything is asked for over HTTPS, without a credential, with
at most five redirects; every address that answered is written down with the digest
of its certificates. Addresses of private networks are asked only where they are named
themselves, or with --allow-private.

What changes is told by looking again. --history names a file in which each run
writes which rows and keys it saw: with it, "30 days of notice" and "keys are changed
each quarter" can be held against what looks at the page have seen. It is as good as
the looks are frequent; keep it under version control.

The facts carry the place web://HOST/PATH, so that a claim can name them by
` + "`over: web://**`" + `.`,
		Example: `  candor collect web example.com --history web.json -o web.jsonl \
    --subprocessors https://example.com/subprocessors --jwks https://login.example.com/jwks.json
  candor check --evidence web.jsonl`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error { return a.collectWeb(cmd.Context(), f, args) },
	}
	c.Flags().StringSliceVar(&f.subprocessors, "subprocessors", nil, "the address of a page that lists subprocessors; may be given again")
	c.Flags().StringSliceVar(&f.jwks, "jwks", nil, "the address of a set of public keys; may be given again")
	c.Flags().StringVar(&f.history, "history", "", "read and write what looks have seen in this file")
	c.Flags().StringVar(&f.vantage, "vantage", "", "where the look is taken from, in your words")
	c.Flags().StringVar(&f.ca, "ca", "", "trust the certificates of this PEM file, and those of the system no longer")
	c.Flags().DurationVar(&f.timeout, "timeout", 10*time.Second, "the longest wait for one answer")
	c.Flags().BoolVar(&f.private, "allow-private", false, "ask addresses of private networks, too")
	c.Flags().StringVarP(&f.out, "out", "o", "-", "write the facts to this file (JSON lines); - is stdout")
	return c
}

func (a *app) collectWeb(ctx context.Context, f webFlags, args []string) error {
	if len(args)+len(f.subprocessors)+len(f.jwks) == 0 {
		return cli.Usagef("collect web takes sites: candor collect web example.com, or --subprocessors URL, or --jwks URL")
	}
	if f.timeout < time.Millisecond || f.timeout > time.Minute {
		return cli.Usagef("--timeout %s: want a span like 10s, at most 1m", f.timeout)
	}
	var roots *x509.CertPool
	roots, err := readRoots(f.ca)
	if err != nil {
		return err
	}
	history, err := a.webHistory(f)
	if err != nil {
		return err
	}
	progress := term.NewProgress(a.Stderr)
	r, err := web.Run(ctx, web.Options{
		Sites: args, Subprocessors: f.subprocessors, JWKS: f.jwks, History: history, Vantage: f.vantage, AllowPrivate: f.private,
		Timeout: f.timeout, Roots: roots, Progress: func(done, all int) { progress.Say(fmt.Sprintf("web: %d of %d", done, all)) },
	})
	progress.Done()
	if err != nil {
		return cli.Usagef("collect web: %w", err)
	}
	if err := a.writeService(r.File("", time.Now().UTC().Truncate(time.Second)), f.out, "web", r.Gaps()); err != nil {
		return err
	}
	if f.history == "" {
		return nil
	}
	b, err := history.Bytes()
	if err != nil {
		return err
	}
	if err := atomicfile.Write(f.history, b); err != nil {
		return cli.Usagef("write %s: %w", f.history, err)
	}
	return nil
}

// webHistory reads what earlier looks have seen.
func (a *app) webHistory(f webFlags) (*web.History, error) {
	if f.history == "" {
		if len(f.subprocessors)+len(f.jwks) > 0 {
			fmt.Fprintln(a.Stderr, "candor: without --history, no change can be told")
		}
		return web.NewHistory(), nil
	}
	b, err := os.ReadFile(f.history)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(a.Stderr, "candor: %s is not there yet: this is the first look\n", f.history)
		return web.NewHistory(), nil
	}
	if err != nil {
		return nil, cli.Usagef("--history: %w", err)
	}
	h, err := web.ReadHistory(b)
	if err != nil {
		return nil, cli.Usagef("--history %s: %w", f.history, err)
	}
	return h, nil
}
