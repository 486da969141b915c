package pack

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/candor-dev/candor/internal/signkey"
)

// The types of in-toto and DSSE, and our own predicate.
const (
	payloadType   = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://github.com/candor-dev/candor/pack/v1"
)

// envelope is a DSSE envelope with its one signature. It is written here and
// not by a library because it has to be strict: what a library would let pass
// (other fields, other white space, bits behind the end of base64) is a byte
// that was changed and not seen.
type envelope struct {
	Payload     string      `json:"payload"`
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"`
}

// statement is an in-toto statement on a manifest. All of it follows from the
// manifest, so that of the two the broken one is known.
type statement struct {
	Type          string    `json:"_type"`
	Subject       []subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	Predicate     predicate `json:"predicate"`
}

type subject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

type predicate struct {
	At       string `json:"at"`
	Key      Key    `json:"key"`
	Manifest File   `json:"manifest"`
}

// preAuth is what DSSE signs: the type and the payload with their lengths.
func preAuth(kind string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(kind), kind, len(payload), payload)
}

// payloadOf makes the statement on a manifest.
func payloadOf(manifest []byte, m *Manifest) ([]byte, error) {
	f := newFile(ManifestName, manifest)
	return canonical(statement{
		Type:          statementType,
		Subject:       []subject{{ManifestName, map[string]string{"sha256": strings.TrimPrefix(f.Digest, "sha256:")}}},
		PredicateType: predicateType,
		Predicate:     predicate{m.At, m.Key, f},
	})
}

// seal signs a manifest.
func seal(manifest []byte, m *Manifest, key *signkey.Private) ([]byte, error) {
	payload, err := payloadOf(manifest, m)
	if err != nil {
		return nil, err
	}
	return enclose(payload, key.ID(), key.Sign(preAuth(payloadType, payload)))
}

func enclose(payload []byte, keyID string, sig []byte) ([]byte, error) {
	b64 := base64.StdEncoding
	return canonical(envelope{b64.EncodeToString(payload), payloadType, []signature{{keyID, b64.EncodeToString(sig)}}})
}

// openEnvelope reads an envelope and its statement, and checks the signature
// with the key that it names.
func openEnvelope(b []byte, keys []*signkey.Public) (*statement, *signkey.Public, error) {
	var e envelope
	if err := strict(b, &e); err != nil {
		return nil, nil, err
	}
	if e.PayloadType != payloadType {
		return nil, nil, fmt.Errorf("a payload of type %q: want %s", e.PayloadType, payloadType)
	}
	if len(e.Signatures) != 1 {
		return nil, nil, fmt.Errorf("%d signatures: want one", len(e.Signatures))
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(e.Payload)
	if err != nil {
		return nil, nil, errors.New("the payload is not base64")
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(e.Signatures[0].Sig)
	if err != nil {
		return nil, nil, errors.New("the signature is not base64")
	}
	key := keyByID(keys, e.Signatures[0].KeyID)
	if key == nil {
		return nil, nil, &otherKeyError{e.Signatures[0].KeyID}
	}
	if !key.Verify(preAuth(payloadType, payload), sig) {
		return nil, nil, errSignature
	}
	var s statement
	if err := strict(payload, &s); err != nil {
		return nil, nil, fmt.Errorf("the statement: %w", err)
	}
	if s.Type != statementType || s.PredicateType != predicateType || len(s.Subject) != 1 || s.Subject[0].Name != ManifestName ||
		"sha256:"+s.Subject[0].Digest["sha256"] != s.Predicate.Manifest.Digest {
		return nil, nil, errors.New("the statement is not on the manifest of a pack")
	}
	return &s, key, nil
}

var errSignature = errors.New("the signature is not that of the key")

// otherKeyError is a signature by a key that the verifier did not name.
type otherKeyError struct{ id string }

func (e *otherKeyError) Error() string {
	return "signed with the key " + e.id + ", which was not given"
}

func keyByID(keys []*signkey.Public, id string) *signkey.Public {
	for _, k := range keys {
		if k.ID() == id {
			return k
		}
	}
	return nil
}
