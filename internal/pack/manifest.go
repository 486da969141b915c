// Package pack is the evidence pack: what a run read, judged and said, in one
// file that is signed and stands in a log of runs, and the check of it that
// needs nothing but the file and a public key.
//
//	manifest.json        every file with its digests; RFC 8785
//	manifest.dsse.json   an in-toto statement on the manifest, signed (DSSE, ed25519)
//	log/runs.jsonl       the log of runs up to this one
//	log/checkpoint       the signed head of that log
//	...                  the files
package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gowebpki/jcs"

	"github.com/candor-dev/candor/internal/signkey"
	"github.com/candor-dev/candor/internal/translog"
)

// Schema names the version of the manifest. A field more is another version.
const Schema = "candor.pack/v1"

// The names of the parts that the manifest can't list.
const (
	ManifestName   = "manifest.json"
	EnvelopeName   = "manifest.dsse.json"
	RunsName       = "log/runs.jsonl"
	CheckpointName = "log/checkpoint"
)

// Manifest lists a pack.
type Manifest struct {
	Schema     string           `json:"schema"`
	Tool       Tool             `json:"tool"`
	Company    string           `json:"company"`
	Commit     string           `json:"commit"`
	At         string           `json:"at"`    // RFC 3339, UTC: the time of the run
	Clock      string           `json:"clock"` // "system", or "given" by the user
	Exit       int              `json:"exit"`
	FailOn     string           `json:"fail_on"` // the least severity that gives exit code 1
	Skip       []string         `json:"skip"`    // what was left out on request
	Results    translog.Results `json:"results"`
	Claims     map[string]int   `json:"claims"`
	Incomplete []string         `json:"incomplete"` // why something could not be read
	Rules      []string         `json:"rules"`      // id@version of every rule that ran, with its origin
	Run        int64            `json:"run"`        // in the log
	Previous   translog.Head    `json:"previous"`   // the log before this run
	Key        Key              `json:"key"`
	ChunkSize  int              `json:"chunk_size"`
	Files      []File           `json:"files"` // by name
}

// Tool names the program that made the pack.
type Tool struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
}

// Key is the key that signed. The id stands for the rest, too.
type Key struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	NotBefore string `json:"not_before"`
	NotAfter  string `json:"not_after"`
}

// File is one file of the pack.
type File struct {
	Name   string   `json:"name"`
	Size   int64    `json:"size"`
	Digest string   `json:"digest"`
	Chunks []string `json:"chunks"`
}

func newFile(name string, b []byte) File {
	return File{name, int64(len(b)), digest(b), chunksOf(b)}
}

func newKey(p *signkey.Public) Key {
	return Key{p.ID(), p.Name, p.NotBefore.Format(time.RFC3339), p.NotAfter.Format(time.RFC3339)}
}

// canonical writes a value in the one form of RFC 8785.
func canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(b)
}

// strict reads JSON and refuses every other form of it, and every field that is
// not known: what a signature covers is what was understood.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind its end")
	}
	again, err := canonical(v)
	if err != nil {
		return err
	}
	if i := differ(again, b); i >= 0 {
		return fmt.Errorf("byte %d is not as candor writes it", i)
	}
	return nil
}

// parseManifest reads a manifest. It has not been believed yet.
func parseManifest(b []byte) (*Manifest, error) {
	var m Manifest
	if err := strict(b, &m); err != nil {
		return nil, err
	}
	if m.Schema != Schema {
		return nil, fmt.Errorf("schema %q: want %s; a newer candor reads newer packs", m.Schema, Schema)
	}
	if m.ChunkSize != chunkSize {
		return nil, fmt.Errorf("chunks of %d bytes: want %d", m.ChunkSize, chunkSize)
	}
	at, err := time.Parse(time.RFC3339, m.At)
	if err != nil || at.UTC().Format(time.RFC3339) != m.At {
		return nil, fmt.Errorf("time %q: want one in UTC", m.At)
	}
	for i, f := range m.Files {
		if err := checkName(f.Name); err != nil {
			return nil, err
		}
		if i > 0 && m.Files[i-1].Name >= f.Name {
			return nil, fmt.Errorf("%s is listed twice, or the list is not sorted", f.Name)
		}
		if f.Size < 0 || f.Size > maxPack || int64(len(f.Chunks)) != (f.Size+chunkSize-1)/chunkSize {
			return nil, fmt.Errorf("%s: its size and its chunks do not fit", f.Name)
		}
	}
	return &m, nil
}

// Time is At. A parsed manifest has a valid one.
func (m *Manifest) Time() time.Time {
	t, err := time.Parse(time.RFC3339, m.At)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (m *Manifest) file(name string) *File {
	for i := range m.Files {
		if m.Files[i].Name == name {
			return &m.Files[i]
		}
	}
	return nil
}
