package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/tls"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/term"
)

// tlsFlags are the flags of collect tls.
type tlsFlags struct {
	starttls, hosts, ca, out string
	timeout                  time.Duration
	noHTTP, login            bool
	ip                       string
}

func (a *app) collectTLSCommand() *cobra.Command {
	var f tlsFlags
	c := &cobra.Command{
		Use:   "tls HOST[:PORT]...",
		Short: "ask live endpoints: versions of TLS, weak ciphers, certificates, HSTS, redirects",
		Long: `Says hello to every address of every host in each version from SSLv2 to TLS 1.3
and writes down what was answered. A version is accepted when the server answers
with a ServerHello of it; it is refused when all suites were offered, all were
turned down, and an ordinary handshake worked before and after; everything else
is inconclusive and never passes. At most 25 connections go to an address of an
ordinary server; no credential is sent, and of HTTP only "/" is asked for.

A target is HOST, HOST:PORT or [ADDRESS]:PORT, and may name its transport:
postgres://HOST and smtp://HOST ask for TLS as those protocols do, and tls://HOST
leaves out the questions of HTTP. --starttls says so for all that name none.

A server that offers TLS does not thereby require it. --login-probe asks, too:
of Postgres it begins a login without TLS, and if that is turned away one with
TLS, as a user that nobody has (candor_nobody), and goes no further than the
question for a password; of mail it names a sender without TLS and no recipient.
That shows in the server's log, so it is done on request alone.
postgres-direct://HOST says hello as Postgres 17 takes it, without asking before.

What is seen holds for the place and the time that it is seen from. The facts
carry the place tls://HOST:PORT/ADDRESS, so that a claim can name them by
` + "`over: tls://**`" + `.`,
		Example: `  candor collect tls app.example.com api.example.com:8443 -o tls.jsonl
  candor collect tls --starttls postgres db.example.com -o db.jsonl
  candor collect tls --hosts hosts.txt smtp://mail.example.com -o tls.jsonl
  candor check --evidence tls.jsonl`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error { return a.collectTLS(cmd.Context(), f, args) },
	}
	c.Flags().StringVar(&f.starttls, "starttls", "", "what is spoken before TLS: postgres, postgres-direct or smtp (default: TLS from the first byte)")
	c.Flags().StringVar(&f.hosts, "hosts", "", "read more targets from this file, one a line; # begins a comment, - is stdin")
	c.Flags().StringVar(&f.ca, "ca", "", "trust the certificates of this PEM file, too")
	c.Flags().DurationVar(&f.timeout, "timeout", 3*time.Second, "the longest wait for a connection or an answer")
	c.Flags().StringVarP(&f.out, "out", "o", "-", "write the facts to this file (JSON lines); - is stdout")
	c.Flags().BoolVar(&f.login, "login-probe", false, "ask servers of Postgres and of mail whether they go on without TLS, as a made-up user")
	c.Flags().StringVar(&f.ip, "ip", "all", "ask the addresses of IPv4 alone (4), of IPv6 alone (6), or all; those left out stay unknown")
	c.Flags().BoolVar(&f.noHTTP, "no-http", false, `don't ask for "/" over HTTPS and over plain HTTP`)
	return c
}

func (a *app) collectTLS(ctx context.Context, f tlsFlags, args []string) error {
	targets, err := a.tlsTargets(f, args)
	if err != nil {
		return err
	}
	o := tls.Options{Timeout: f.timeout, NoHTTP: f.noHTTP, LoginProbe: f.login, Now: time.Now().UTC().Truncate(time.Second)}
	if f.timeout < time.Millisecond || f.timeout > time.Minute {
		return cli.Usagef("--timeout %s: want a span like 3s, at most 1m", f.timeout)
	}
	switch f.ip {
	case "all":
	case "4", "6":
		o.IP = int(f.ip[0] - '0')
	default:
		return cli.Usagef("--ip %s: want 4, 6 or all", f.ip)
	}
	if o.Roots, err = readRoots(f.ca); err != nil {
		return err
	}
	progress := term.NewProgress(a.Stderr)
	o.Progress = func(done, all int) { progress.Say(fmt.Sprintf("tls: %d of %d hosts", done, all)) }
	s, err := tls.Run(ctx, targets, o)
	progress.Done()
	if err != nil {
		return err
	}
	file := s.Evidence()
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return err
	}
	out := f.out
	if out == "-" {
		if _, err := a.Stdout.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write the facts to stdout: %w", err)
		}
		out = "stdout"
	} else if err := atomicfile.Write(out, b.Bytes()); err != nil {
		return cli.Usagef("write %s: %w", out, err)
	}
	fmt.Fprintf(a.Stderr, "candor: %s; %d facts to %s\n", s.Summary(), len(file.Facts), out)
	gaps := s.Gaps()
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

// tlsTargets reads what is to be asked.
func (a *app) tlsTargets(f tlsFlags, args []string) ([]tls.Target, error) {
	fallback := tls.HTTPS
	switch f.starttls {
	case "":
	case string(tls.Postgres), string(tls.PostgresDirect), string(tls.SMTP):
		fallback = tls.Transport(f.starttls)
	default:
		return nil, cli.Usagef("--starttls %s: want postgres, postgres-direct or smtp", f.starttls)
	}
	var targets []tls.Target
	for _, s := range args {
		t, err := tls.ParseTarget(s, fallback)
		if err != nil {
			return nil, cli.Usagef("%w", err)
		}
		targets = append(targets, t)
	}
	if f.hosts != "" {
		more, err := a.hostsFile(f.hosts, fallback)
		if err != nil {
			return nil, cli.Usagef("--hosts %s: %w", f.hosts, err)
		}
		targets = append(targets, more...)
	}
	if len(targets) == 0 {
		return nil, cli.Usagef("collect tls takes hosts: candor collect tls app.example.com, or --hosts FILE")
	}
	return targets, nil
}

func (a *app) hostsFile(name string, fallback tls.Transport) ([]tls.Target, error) {
	var r io.Reader = a.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close() // read only: nothing can be lost
		r = f
	}
	return tls.ReadTargets(r, fallback)
}

// readRoots reads the certificates that the user trusts; nil without a file.
func readRoots(name string) (*x509.CertPool, error) {
	if name == "" {
		return nil, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, cli.Usagef("--ca: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		what := "no certificate in PEM"
		if strings.Contains(string(b), "PRIVATE KEY") {
			what = "a private key and no certificate"
		}
		return nil, cli.Usagef("--ca %s: %s", name, what)
	}
	return pool, nil
}
