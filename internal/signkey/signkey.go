// Package signkey is a key pair that signs packs and logs: ed25519, with a name
// and the time in which its signatures count, kept in two small files.
//
// The id of a key is the digest of everything that its public file says, so a
// name or a validity that was changed makes it another key.
package signkey

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// The schemas of the two files.
const (
	PublicSchema  = "candor.key.public/v1"
	PrivateSchema = "candor.key.private/v1"
)

// Public is what a verifier needs of a key.
type Public struct {
	Name      string
	Key       ed25519.PublicKey
	NotBefore time.Time // whole seconds, UTC
	NotAfter  time.Time
}

// Private signs.
type Private struct {
	Public
	key ed25519.PrivateKey
}

// publicFile and privateFile are the files, in the order in which they are written.
type publicFile struct {
	Schema    string `json:"schema"`
	Name      string `json:"name"`
	Algorithm string `json:"algorithm"`
	Public    string `json:"public"`
	NotBefore string `json:"not_before"`
	NotAfter  string `json:"not_after"`
	ID        string `json:"id,omitempty"`
}

type privateFile struct {
	Schema  string     `json:"schema"`
	Private string     `json:"private"` // the seed
	Public  publicFile `json:"public"`
}

// New makes a key pair. random is crypto/rand's reader but in tests.
func New(name string, from, to time.Time, random io.Reader) (*Private, error) {
	if random == nil {
		random = rand.Reader
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	from, to = from.UTC().Truncate(time.Second), to.UTC().Truncate(time.Second)
	if !from.Before(to) {
		return nil, fmt.Errorf("the key would be valid from %s to %s: that is no time at all", stamp(from), stamp(to))
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	return &Private{Public: Public{Name: name, Key: key.Public().(ed25519.PublicKey), NotBefore: from, NotAfter: to}, key: key}, nil
}

// checkName keeps to what a signed note allows as the name of a key.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("a key needs a name, for example ledgerline.example")
	case len(name) > 100, !utf8.ValidString(name), strings.Contains(name, "+"), strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return fmt.Errorf("%q can't name a key: want at most 100 printable characters without white space and +", name)
	}
	return nil
}

// ID names the key: "sha256:" and the digest of its public file's content.
func (p *Public) ID() string {
	b, err := json.Marshal(p.file())
	if err == nil {
		b, err = jcs.Transform(b)
	}
	if err != nil { // texts that checkName and the formats let through can always be written
		return "invalid"
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (p *Public) file() publicFile {
	return publicFile{PublicSchema, p.Name, "ed25519", base64.StdEncoding.EncodeToString(p.Key), stamp(p.NotBefore), stamp(p.NotAfter), ""}
}

// Sign signs the bytes.
func (p *Private) Sign(b []byte) []byte { return ed25519.Sign(p.key, b) }

// Verify reports whether the key made the signature.
func (p *Public) Verify(b, sig []byte) bool {
	return len(p.Key) == ed25519.PublicKeySize && ed25519.Verify(p.Key, b, sig)
}

// Covers says why a signature of that time does not count, or nil.
func (p *Public) Covers(t time.Time) error {
	switch {
	case t.Before(p.NotBefore):
		return fmt.Errorf("key %s is not valid before %s, and this is of %s", p.Name, stamp(p.NotBefore), stamp(t))
	case t.After(p.NotAfter):
		return fmt.Errorf("key %s expired on %s, and this is of %s", p.Name, stamp(p.NotAfter), stamp(t))
	}
	return nil
}

// MarshalPublic writes the public file.
func (p *Public) MarshalPublic() []byte {
	f := p.file()
	f.ID = p.ID()
	return indent(f)
}

// MarshalPrivate writes the private file. It must be kept from other users.
func (p *Private) MarshalPrivate() []byte {
	f := p.file()
	f.ID = p.ID()
	return indent(privateFile{PrivateSchema, base64.StdEncoding.EncodeToString(p.key.Seed()), f})
}

func indent(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // structs of texts: it can't fail
	return b.Bytes()
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
