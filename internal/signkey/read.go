package signkey

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

// maxFile bounds a key file, in bytes.
const maxFile = 64 << 10

// ReadPublic reads a public file. Any byte of meaning that was changed gives an error.
func ReadPublic(file string) (*Public, error) {
	b, err := read(file)
	if err != nil {
		return nil, err
	}
	p, err := ParsePublic(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

// ReadPrivate reads a private file, and refuses one that other users may read.
func ReadPrivate(file string) (*Private, error) {
	st, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	if m := st.Mode().Perm(); m&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s can be read or written by other users (mode %04o): take it for lost, or, if nobody else is on this machine, run chmod 600 on it", file, m)
	}
	b, err := read(file)
	if err != nil {
		return nil, err
	}
	p, err := ParsePrivate(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s is too large for a key", file)
	}
	return b, nil
}

// ParsePublic reads the content of a public file.
func ParsePublic(b []byte) (*Public, error) {
	var f publicFile
	if err := strict(b, &f); err != nil {
		if bytes.Contains(b, []byte(PrivateSchema)) {
			return nil, errors.New("this is the private file of a key: a verifier needs the public one, and nobody else this one")
		}
		return nil, fmt.Errorf("no public key of candor: %w", err)
	}
	return f.public()
}

// ParsePrivate reads the content of a private file. Errors never quote it.
func ParsePrivate(b []byte) (*Private, error) {
	var f privateFile
	if err := strict(b, &f); err != nil || f.Schema != PrivateSchema {
		return nil, errors.New("no private key of candor; `candor pack key` makes one")
	}
	p, err := f.Public.public()
	if err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.Strict().DecodeString(f.Private)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, errors.New("the private part is no ed25519 seed")
	}
	key := ed25519.NewKeyFromSeed(seed)
	if !p.Key.Equal(key.Public()) {
		return nil, errors.New("the private part does not belong to the public one")
	}
	return &Private{Public: *p, key: key}, nil
}

func (f publicFile) public() (*Public, error) {
	if f.Schema != PublicSchema {
		return nil, fmt.Errorf("schema %q: want %s", f.Schema, PublicSchema)
	}
	if f.Algorithm != "ed25519" {
		return nil, fmt.Errorf("algorithm %q: want ed25519", f.Algorithm)
	}
	if err := checkName(f.Name); err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.Strict().DecodeString(f.Public)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("the public part is no ed25519 key")
	}
	p := &Public{Name: f.Name, Key: key}
	for _, d := range []struct {
		name, text string
		to         *time.Time
	}{{"not_before", f.NotBefore, &p.NotBefore}, {"not_after", f.NotAfter, &p.NotAfter}} {
		t, err := time.Parse(time.RFC3339, d.text)
		if err != nil || stamp(t) != d.text {
			return nil, fmt.Errorf("%s %q: want a time in UTC like 2026-11-21T08:00:00Z", d.name, d.text)
		}
		*d.to = t.UTC()
	}
	if id := p.ID(); f.ID != id {
		return nil, fmt.Errorf("the file was changed: what it says belongs to key %s, and it calls itself %s", id, f.ID)
	}
	return p, nil
}

func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something behind its end")
	}
	return nil
}
