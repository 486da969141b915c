package a

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
)

func sum(key, body []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(body)
	return m.Sum(nil)
}

func signed(key, body []byte) (string, error) {
	return "sha256=" + hex.EncodeToString(sum(key, body)), nil
}

func mac(key []byte) hash.Hash { return hmac.New(sha256.New, key) }

type verifier struct {
	want []byte
	same func(a, b string) bool
}

func operators(key, body []byte, got string) bool {
	want, err := signed(key, body)
	if err != nil || want == "" {
		return false
	}
	if got != want { // want `operators compares a message authentication code by !=`
		return false
	}
	prefixed := fmt.Sprintf("v1=%x", sum(key, body))
	return prefixed == got // want `by ==`
}

func calls(key, body, got []byte) bool {
	m := mac(key)
	m.Write(body)
	want := m.Sum(nil)
	if bytes.Equal(want, got) { // want `by bytes.Equal`
		return true
	}
	if slices.Equal(want[:16], got[:16]) { // want `by slices.Equal`
		return true
	}
	return strings.EqualFold(base64.StdEncoding.EncodeToString(want), string(got)) // want `by strings.EqualFold`
}

func inCallee(key, body []byte, got string) bool {
	return equal(hex.EncodeToString(sum(key, body)), got)
}

func equal(a, b string) bool { return a == b } // want `equal compares`

func (v *verifier) field(key, body, got []byte) bool {
	v.want = sum(key, body)
	return bytes.Compare(v.want, got) == 0 // want `by bytes.Compare`
}

func fine(key, body, got []byte) bool {
	want := sum(key, body)
	if len(want) != len(got) || want == nil {
		return false
	}
	return hmac.Equal(want, got) && subtle.ConstantTimeCompare(want, got) == 1
}

// A plain hash is no secret: an ETag, the key of a cache.
func etag(body []byte, got string) bool {
	s := sha256.Sum256(body)
	return hex.EncodeToString(s[:]) == got
}

func value(v *verifier, key, body []byte, got string) bool {
	return v.same(string(sum(key, body)), got)
}
