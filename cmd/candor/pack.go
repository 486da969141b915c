package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/signkey"
)

func (a *app) packCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "pack",
		Short: "signed evidence of a run, a log of all runs, and the check of both",
		Long: `A pack is one file with what a run read, judged and said. It is signed, and the
run stands in a log that can only grow: who holds a pack and the public key sees
a byte that was changed, a file that was dropped and a run that was taken out.`,
		Example: `  candor pack key ledgerline.example -o candor.key
  candor pack create -o candor-pack.zip --key candor.key --log evidence/log
  candor pack verify candor-pack.zip --pub candor.key.pub --max-gap 36h`,
		RunE: cli.WhichOne,
	}
	c.AddCommand(a.packKeyCommand(), a.packCreateCommand(), a.packVerifyCommand())
	return c
}

// notProved is what a reader of a pack has to know, in the pack and in the
// output of verify. Each line stands for itself.
func notProved() []string {
	return []string{
		"that what candor was given is what runs in production: it judged files, at a commit",
		"that the program told the truth: who holds the key can sign anything. Run the same version on the same commit to see",
		"when it was made: the time is the signer's own clock. A checkpoint that somebody else kept says that a run is no younger",
		"that the log was not written anew as a whole, by the holder of the key: compare it with an older pack or checkpoint (--log, --checkpoint, or several packs)",
		"that every run was logged: one that was stopped before its end leaves no line. Look at the gaps",
		"anything of the time between two runs",
		"that a control is effective, or a company compliant: that is an auditor's opinion, not a program's",
	}
}

func (a *app) packKeyCommand() *cobra.Command {
	var out, valid, now string
	c := &cobra.Command{
		Use:   "key NAME",
		Short: "make a key pair: FILE signs and stays with you, FILE.pub is for those who verify",
		Long: `Makes an ed25519 key pair. NAME says whose it is, for example your domain. The
private file is made for you alone (mode 0600); a key that others can read is
refused later. Signatures count while the key is valid: make the next one before
it ends, and give the old public file to those who verify the log, too.`,
		Example: `  candor pack key ledgerline.example -o candor.key`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("name the key, for example: candor pack key ledgerline.example -o candor.key")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.packKey(args[0], out, valid, now) },
	}
	fl := c.Flags()
	fl.StringVarP(&out, "output", "o", "candor.key", "the private file; the public one gets .pub behind it")
	fl.StringVar(&valid, "valid", "730d", "how long signatures count, in days (730d) or hours (48h)")
	fl.StringVar(&now, "now", "", "valid from this time: 2006-01-02 or RFC 3339")
	return c
}

func (a *app) packKey(name, out, valid, now string) error {
	from := time.Now().UTC().Truncate(time.Second)
	if now != "" {
		t, err := parseNow(now)
		if err != nil {
			return err
		}
		from = t
	}
	d, err := parseSpan(valid)
	if err != nil {
		return cli.Usagef("--valid: %w", err)
	}
	key, err := signkey.New(name, from, from.Add(d), nil)
	if err != nil {
		return cli.Usagef("%w", err)
	}
	if err := writeNew(out, key.MarshalPrivate(), 0o600); err != nil {
		return cli.Usagef("write the private key: %w", err)
	}
	if err := writeNew(out+".pub", key.MarshalPublic(), 0o644); err != nil {
		return cli.Usagef("write the public key: %w", err)
	}
	fmt.Fprintf(a.Stdout, "%s (private: keep it where only the signing job can read it)\n%s.pub (public: give it to auditors by another way than the packs)\nkey %s\n%s, valid %s to %s\n",
		out, out, key.ID(), key.Name, key.NotBefore.Format(time.DateOnly), key.NotAfter.Format(time.DateOnly))
	return nil
}

// writeNew writes a file that must not be there yet: no key is overwritten.
func writeNew(name string, b []byte, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Close())
}

// parseSpan reads a length of time in hours and the like, or in days.
func parseSpan(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		if n, err = strconv.Atoi(days); err == nil && n < 100_000 {
			d = time.Duration(n) * 24 * time.Hour
		}
	}
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q: want a length of time like 36h or 7d", s)
	}
	return d, nil
}

// publicKeys reads the public keys that a verifier names.
func publicKeys(files []string) ([]*signkey.Public, error) {
	var out []*signkey.Public
	for _, f := range files {
		k, err := signkey.ReadPublic(f)
		if err != nil {
			return nil, cli.Usagef("--pub: %w", err)
		}
		out = append(out, k)
	}
	return out, nil
}
