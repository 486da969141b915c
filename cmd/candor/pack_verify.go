package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/pack"
	"github.com/candor-dev/candor/internal/signkey"
	"github.com/candor-dev/candor/internal/translog"
)

// verifyFlags are the flags of pack verify.
type verifyFlags struct {
	pub, checkpoints []string
	log              string
	from, to         string
	maxGap           string
	now              string
}

func (a *app) packVerifyCommand() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify PACK... --pub KEY",
		Short: "check packs, the log of runs in them, and how well the runs cover a window",
		Long: `Says of each pack whether every byte of it is what the key signed, and names the
first one that is not. Then looks at the log: no run was changed, taken out or put
in, and it goes on from every older state that is given: that of the other packs,
of --log, and of --checkpoint. At last it counts the runs of the window.

Nothing but the files named is read. Exit codes: 0 all is well; 1 refused, or a
gap longer than --max-gap; 2 wrong usage; 3 a file could not be read.`,
		Example: `  candor pack verify candor-pack.zip --pub candor.key.pub
  candor pack verify q1.zip q2.zip --pub candor.key.pub --from 2026-01-01 --to 2026-06-30 --max-gap 36h`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usagef("name the pack, for example: candor pack verify candor-pack.zip --pub candor.key.pub")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.packVerify(args, f) },
	}
	fl := c.Flags()
	fl.StringArrayVar(&f.pub, "pub", nil, "a public key that you trust; may be repeated where a log has several")
	fl.StringArrayVar(&f.checkpoints, "checkpoint", nil, "an older checkpoint that you kept; the log has to go on from it; may be repeated")
	fl.StringVar(&f.log, "log", "", "the folder of the log, where you have it: it has to hold the runs of the packs")
	fl.StringVar(&f.from, "from", "", "begin of the window: 2006-01-02 or RFC 3339; without it the first run")
	fl.StringVar(&f.to, "to", "", "end of the window; a day is part of it; without it the last run")
	fl.StringVar(&f.maxGap, "max-gap", "", "fail where the window has a longer time without a run, for example 36h or 7d")
	fl.StringVar(&f.now, "now", "", "take this as today: for a pack that you had before its key expired")
	return c
}

// verification is what the user asked for, in types.
type verification struct {
	keys   []*signkey.Public
	now    time.Time
	window translog.Window
	maxGap time.Duration
}

func (f *verifyFlags) parse() (v verification, err error) {
	if len(f.pub) == 0 {
		return v, cli.Usagef("--pub: name the public key of whoever signed; one that comes with the pack proves nothing")
	}
	if v.keys, err = publicKeys(f.pub); err != nil {
		return v, err
	}
	v.now = time.Now().UTC()
	if f.now != "" {
		if v.now, err = parseDay(f.now); err != nil {
			return v, err
		}
	}
	if f.from != "" {
		if v.window.From, err = parseNow(f.from); err != nil {
			return v, cli.Usagef("--from: %w", err)
		}
	}
	if f.to != "" {
		if v.window.To, err = parseDay(f.to); err != nil {
			return v, cli.Usagef("--to: %w", err)
		}
	}
	if !v.window.From.IsZero() && !v.window.To.IsZero() && !v.window.From.Before(v.window.To) {
		return v, cli.Usagef("--from %s --to %s: the window ends before it begins", f.from, f.to)
	}
	if f.maxGap != "" {
		if v.maxGap, err = parseSpan(f.maxGap); err != nil {
			return v, cli.Usagef("--max-gap: %w", err)
		}
	}
	return v, nil
}

// parseDay is parseNow with the end of a day for a day.
func parseDay(s string) (time.Time, error) {
	t, err := parseNow(s)
	if _, derr := time.Parse(time.DateOnly, s); err == nil && derr == nil {
		t = t.AddDate(0, 0, 1)
	}
	return t, err
}

func (a *app) packVerify(files []string, f verifyFlags) error {
	v, err := f.parse()
	if err != nil {
		return err
	}
	out := &verifyText{w: a.Stdout, now: v.now}
	var packs []*pack.Verified
	for _, name := range files {
		b, err := readPack(name)
		if err != nil {
			return err
		}
		p, err := pack.Verify(b, pack.Options{Keys: v.keys, Now: v.now})
		if err != nil {
			return a.refused(out, name, err)
		}
		out.pack(name, len(b), p)
		packs = append(packs, p)
	}
	log, err := v.oneLog(files, packs, f)
	if err != nil {
		var r *notTrue
		if errors.As(err, &r) {
			return a.refused(out, r.what, r.err)
		}
		return err
	}
	c := translog.Cover(log.log.Entries(), v.window, v.now)
	out.log(log)
	out.coverage(c)
	out.limits()
	out.good(len(packs))
	if len(c.Runs) == 0 || v.maxGap > 0 && c.Gap.Length() > v.maxGap {
		out.gaps(c, v.maxGap)
		a.Code = cli.ExitFinding
	}
	return out.err
}

// refused says what is wrong with what, on stdout: it is the result, no mistake of the user's.
func (a *app) refused(out *verifyText, what string, err error) error {
	out.bad(what + ": " + err.Error())
	a.Code = cli.ExitFinding
	return out.err
}

// notTrue is a log that is not to be believed.
type notTrue struct {
	what string
	err  error
}

func (n *notTrue) Error() string { return n.what + ": " + n.err.Error() }

// jointLog is the longest of the logs, with which all others agree.
type jointLog struct {
	log      *translog.Log
	from     string
	head     *translog.Checkpoint
	compared []string
}

// oneLog checks that all logs are states of one, and returns the longest.
func (v *verification) oneLog(files []string, packs []*pack.Verified, f verifyFlags) (*jointLog, error) {
	j := &jointLog{}
	longest := slices.MaxFunc(packs, func(a, b *pack.Verified) int { return int(a.Log.Len() - b.Log.Len()) })
	j.log, j.head, j.from = longest.Log, longest.Checkpoint, files[slices.Index(packs, longest)]
	if f.log != "" {
		d, err := translog.Open(f.log, v.keys)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, cli.Usagef("--log: %w", err)
		}
		if err != nil {
			return nil, &notTrue{"--log", err}
		}
		if err := d.Future(v.now); err != nil {
			return nil, &notTrue{"--log " + f.log, err}
		}
		if err := d.Extends(longest.Log); err != nil {
			return nil, &notTrue{"--log " + f.log + " beside " + j.from, err}
		}
		j.compared = append(j.compared, fmt.Sprintf("%d checkpoints of %s", len(d.Heads), f.log))
		j.log, j.head, j.from = d.Log, d.Heads[len(d.Heads)-1], f.log
	}
	for i, p := range packs {
		if files[i] == j.from {
			continue
		}
		if err := j.log.Extends(p.Log); err != nil {
			return nil, &notTrue{j.from + " beside " + files[i], err}
		}
		j.compared = append(j.compared, files[i])
	}
	for _, name := range f.checkpoints {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, cli.Usagef("--checkpoint: %w", err)
		}
		cp, err := translog.OpenCheckpoint(b, v.keys)
		if err != nil {
			return nil, &notTrue{"--checkpoint " + name, err}
		}
		if err := j.log.Agrees(cp); err != nil {
			return nil, &notTrue{j.from + " beside --checkpoint " + name, err}
		}
		j.compared = append(j.compared, name)
	}
	return j, nil
}

// maxRead bounds what is read of a pack, in bytes: a little more than packs may have.
const maxRead = 1<<30 + 1

func readPack(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, cli.Usagef("read the pack: %w", err)
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && st.IsDir() {
		return nil, cli.Usagef("%s is a folder: a pack is one file; what was unpacked can't be checked any more", name)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxRead))
	if err != nil {
		return nil, fmt.Errorf("read the pack: %w", err)
	}
	return b, nil
}
