package aws

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/evidence"
)

// Parts is a folder with one facts file for each account that is done. It lets
// a run that was cut off go on, and keeps one account in memory at a time.
type Parts struct{ Dir string }

// maxLine bounds a line of a part, in bytes: one fact or item.
const maxLine = 16 << 20

func (p Parts) file(account string) string { return filepath.Join(p.Dir, account+".jsonl") }

// Put writes the part of an account, whole or not at all.
func (p Parts) Put(part *Part) error {
	var b bytes.Buffer
	if err := part.File.Write(&b); err != nil {
		return err
	}
	return atomicfile.Write(p.file(part.Account), b.Bytes())
}

// Done reports whether the part of an account is there, of this version, not
// older than age and with a manifest at its end. now is the time to count from.
func (p Parts) Done(account string, now time.Time, age time.Duration) bool {
	f, err := os.Open(p.file(account))
	if err != nil {
		return false
	}
	defer f.Close() // read only: nothing can be lost
	part, err := evidence.Read(f)
	if err != nil || len(part.Manifests) != 1 || len(part.Runs) != 1 {
		return false
	}
	specs := make([]string, 0)
	for _, s := range Specs() {
		specs = append(specs, s.ID)
	}
	slices.Sort(specs)
	return part.Runs[0].Version == Version && slices.Equal(specs, part.Manifests[0].Specs) &&
		part.Header.At.After(now.Add(-age)) && part.Manifests[0].Source.Account == account
}

// Merge writes all parts as one facts file: the facts, then the items, then the
// manifests. It holds one line in memory at a time.
func (p Parts) Merge(w io.Writer, now time.Time) error {
	names, err := filepath.Glob(filepath.Join(p.Dir, "*.jsonl"))
	if err != nil {
		return err
	}
	slices.Sort(names)
	run := candor.Run{ID: ID, Version: Version, State: candor.Ran, Kinds: Kinds(), At: now}
	if len(names) == 0 {
		run.State, run.Reason = candor.Failed, "no account was looked at"
	}
	for _, name := range names {
		err := lines(name, "run", func(b []byte) error {
			var rec struct {
				Run candor.Run `json:"run"`
			}
			if err := json.Unmarshal(b, &rec); err != nil {
				return err
			}
			if rec.Run.State != candor.Ran && run.State == candor.Ran {
				run.State, run.Reason = rec.Run.State, rec.Run.Reason
			}
			run.Facts += rec.Run.Facts
			run.Seconds = max(run.Seconds, rec.Run.Seconds)
			return nil
		})
		if err != nil {
			return err
		}
	}
	bw := bufio.NewWriterSize(w, 1<<20)
	head := evidence.File{Header: evidence.Header{Tool: candor.Version, Root: "aws", At: now}, Runs: []candor.Run{run}}
	if err := head.Write(bw); err != nil {
		return err
	}
	for _, kind := range []string{"fact", "item", "manifest"} {
		for _, name := range names {
			if err := lines(name, kind, func(b []byte) error {
				if _, err := bw.Write(b); err != nil {
					return err
				}
				return bw.WriteByte('\n')
			}); err != nil {
				return err
			}
		}
	}
	return bw.Flush()
}

// lines hands each line of a type to f.
func lines(name, kind string, f func([]byte) error) error {
	r, err := os.Open(name)
	if err != nil {
		return err
	}
	defer r.Close() // read only: nothing can be lost
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), maxLine)
	prefix := []byte(`{"type":"` + kind + `",`)
	for sc.Scan() {
		if !bytes.HasPrefix(sc.Bytes(), prefix) {
			continue
		}
		if err := f(sc.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
	}
	return sc.Err()
}

// Remove takes away the parts, and the folder if nothing else is in it.
func (p Parts) Remove() error {
	names, err := filepath.Glob(filepath.Join(p.Dir, "*.jsonl"))
	if err != nil {
		return err
	}
	for _, name := range names {
		id := strings.TrimSuffix(filepath.Base(name), ".jsonl")
		if !accountID(id) && id != unknownAccount {
			continue
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	os.Remove(p.Dir) // a folder with other things in it stays
	return nil
}
