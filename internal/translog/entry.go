// Package translog is the log of runs: append only, every run a leaf of a Merkle
// tree whose head is signed, so that a run that was changed, taken out or put in
// later is seen by whoever kept any head.
//
// A log is a folder: runs.jsonl holds a line for each run, checkpoints/ the
// signed head after each of them.
package translog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gowebpki/jcs"
	"golang.org/x/mod/sumdb/tlog"
)

// Schema names the version of a leaf. A field more is another version.
const Schema = "candor.run/v1"

// Entry is one run. Texts that are digests are "sha256:" and 64 hexadecimal digits.
type Entry struct {
	Schema string `json:"schema"`
	Run    int64  `json:"run"` // from 1
	At     string `json:"at"`  // RFC 3339, UTC, whole seconds
	// Clock is "system", or "given" where the user said what time it is.
	Clock    string            `json:"clock"`
	Tool     string            `json:"tool"` // version of candor
	Company  string            `json:"company"`
	Commit   string            `json:"commit"`  // of the tree; empty where it has none
	Exit     int               `json:"exit"`    // what the run ended with
	FailOn   string            `json:"fail_on"` // the least severity that gives exit code 1
	Skip     []string          `json:"skip"`    // what was left out on request
	Reason   string            `json:"reason"`  // why there is no report; empty where there is one
	Results  Results           `json:"results"`
	Claims   map[string]int    `json:"claims"`    // number of claims by verdict
	Open     map[string]string `json:"open"`      // claims that do not hold, with their verdict
	ClaimSet string            `json:"claim_set"` // digest of the ids and texts of all claims
	Config   string            `json:"config"`    // digest of candor.yaml; empty without one
	Manifest string            `json:"manifest"`  // digest of the pack's manifest; empty without a pack
	Key      string            `json:"key"`       // id of the key that signed the head after this run
	Previous Head              `json:"previous"`
}

// Results is the tally of a run.
type Results struct {
	Pass    int `json:"pass"`
	Fail    int `json:"fail"`
	Waived  int `json:"waived"`
	Unknown int `json:"unknown"`
	NA      int `json:"not_applicable"`
}

// Head is what the log was: its length and the root of its tree, in base64.
type Head struct {
	Size int64  `json:"size"`
	Root string `json:"root"` // empty for the empty log
}

// Time is At. A parsed entry has a valid one.
func (e *Entry) Time() time.Time {
	t, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		return time.Time{}
	}
	return t
}

// encode writes the leaf in its one form: RFC 8785, without a line's end.
func (e *Entry) encode() ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write a run: %w", err)
	}
	return jcs.Transform(b)
}

// parseEntry reads a leaf and refuses every other form of it.
func parseEntry(line []byte) (*Entry, error) {
	var e Entry
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return nil, fmt.Errorf("no run of a log: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands behind the run")
	}
	if e.Schema != Schema {
		return nil, fmt.Errorf("schema %q: want %s; a newer candor reads newer logs", e.Schema, Schema)
	}
	if e.Claims == nil || e.Open == nil || e.Skip == nil {
		return nil, errors.New("claims or skip are not given")
	}
	t, err := time.Parse(time.RFC3339, e.At)
	if err != nil || t.UTC().Format(time.RFC3339) != e.At {
		return nil, fmt.Errorf("time %q: want one in UTC like 2026-11-21T08:00:00Z", e.At)
	}
	again, err := e.encode()
	if err != nil {
		return nil, err
	}
	if i := differ(again, line); i >= 0 {
		return nil, fmt.Errorf("column %d is not as candor writes it", i+1)
	}
	return &e, nil
}

// differ returns the first offset at which two texts differ, or -1.
func differ(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return n
	}
	return -1
}

// Broken is a log that is not what was signed.
type Broken struct {
	Run int64 // the first run that is wrong or missing; 0: the log as a whole
	Why string
}

func (b *Broken) Error() string {
	if b.Run == 0 {
		return "the log of runs: " + b.Why
	}
	return fmt.Sprintf("the log of runs: run %d: %s", b.Run, b.Why)
}

func root(h tlog.Hash) string { return h.String() }

func short(s string) string {
	s = strings.TrimPrefix(s, "sha256:")
	return s[:min(len(s), 12)]
}
