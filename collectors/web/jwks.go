package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// jwk is what is kept of a key. What is secret in a key that should not be
// there is looked for by its name alone.
type jwk struct {
	ID         string // its thumbprint (RFC 7638), or its kid where it has none that may be made
	Kid        string
	Type       string
	Algorithm  string
	Use        string
	Curve      string
	Bits       int // of an RSA modulus, or of the curve; 0: not known
	Secret     bool
	Thumbprint string // "": the key is a secret, or of a kind that is not known
}

// maxKeysInSet bounds a set.
const maxKeysInSet = 1000

// parseJWKS reads a set of keys (RFC 7517).
func parseJWKS(src []byte) ([]jwk, error) {
	var set struct {
		Keys *[]map[string]json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(src, &set); err != nil { // its text may quote a key
		return nil, errors.New("it is not JSON, or not a set of keys")
	}
	switch {
	case set.Keys == nil:
		return nil, errors.New("it has no list of keys")
	case len(*set.Keys) > maxKeysInSet:
		return nil, fmt.Errorf("it has more than %d keys", maxKeysInSet)
	}
	var out []jwk
	for i, m := range *set.Keys {
		k, err := parseJWK(m)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		if slices.ContainsFunc(out, func(o jwk) bool { return o.ID == k.ID }) {
			return nil, fmt.Errorf("key %d is there twice", i+1)
		}
		out = append(out, k)
	}
	return out, nil
}

func parseJWK(m map[string]json.RawMessage) (jwk, error) {
	text := func(name string) string {
		var s string
		if json.Unmarshal(m[name], &s) != nil {
			return ""
		}
		return s
	}
	k := jwk{Kid: clip(text("kid")), Type: clip(text("kty")), Algorithm: clip(text("alg")), Use: clip(text("use")), Curve: clip(text("crv"))}
	if k.Type == "" {
		return k, errors.New("it has no kty")
	}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		if _, there := m[name]; there {
			k.Secret = true
		}
	}
	var public string // the members of the thumbprint, in their order
	switch k.Type {
	case "RSA":
		n, err := base64.RawURLEncoding.DecodeString(text("n"))
		if err != nil || len(n) == 0 || text("e") == "" {
			return k, errors.New("an RSA key without modulus or exponent")
		}
		k.Bits = new(big.Int).SetBytes(n).BitLen()
		public = fmt.Sprintf(`{"e":%q,"kty":"RSA","n":%q}`, text("e"), text("n"))
	case "EC":
		k.Bits = map[string]int{"P-256": 256, "P-384": 384, "P-521": 521, "secp256k1": 256}[k.Curve]
		if text("x") == "" || text("y") == "" {
			return k, errors.New("an EC key without a point")
		}
		public = fmt.Sprintf(`{"crv":%q,"kty":"EC","x":%q,"y":%q}`, k.Curve, text("x"), text("y"))
	case "OKP":
		k.Bits = map[string]int{"Ed25519": 256, "X25519": 256, "Ed448": 448, "X448": 448}[k.Curve]
		if text("x") == "" {
			return k, errors.New("an OKP key without a point")
		}
		public = fmt.Sprintf(`{"crv":%q,"kty":"OKP","x":%q}`, k.Curve, text("x"))
	case "oct":
		k.Secret = true
	}
	if public != "" {
		sum := sha256.Sum256([]byte(public))
		k.Thumbprint = base64.RawURLEncoding.EncodeToString(sum[:])
		k.ID = k.Thumbprint
	} else if k.ID = k.Type + "/" + k.Kid; k.Kid == "" {
		return k, errors.New("it has neither a kid nor a thumbprint")
	}
	return k, nil
}
