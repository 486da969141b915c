// Package flows brings a password to a hash by ways that a reader overlooks.
package flows

import (
	"bufio"
	"crypto/hmac"
	digest "crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"hash"
	"io"
	"strings"
)

var shared = sha256.New()

func writers(password string) {
	fmt.Fprint(shared, password)                 // want `takes SHA-256 of a password`
	fmt.Fprintf(shared, "%s:%s", "a", password)  // want `takes SHA-256 of a password`
	io.Copy(shared, strings.NewReader(password)) // want `takes SHA-256 of a password`
	w := bufio.NewWriter(shared)
	w.WriteString(password) // want `takes SHA-256 of a password`
}

func declared(password string) []byte {
	var h hash.Hash = digest.New()
	h.Write([]byte(password)) // want `takes MD5 of a password`
	return h.Sum(nil)
}

func renamed(password string) [32]byte {
	salted := "x" + strings.TrimSpace(password)
	b := []byte(salted)
	return sha256.Sum256(b) // want `takes SHA-256 of a password`
}

func value(password string) [16]byte {
	f := digest.Sum
	return f([]byte(password)) // want `takes MD5 of a password`
}

func keyed(password string, pepper []byte) []byte {
	m := hmac.New(sha256.New, pepper)
	m.Write([]byte(password)) // want `takes an HMAC of a password`
	return m.Sum(nil)
}

func feed(h hash.Hash, password string) { io.WriteString(h, password) } // want `takes MD5 of a password`

func callsFeed(password string) { feed(digest.New(), password) }

// Unknown: what the helper sums is kept elsewhere, or not.
func sum(b []byte) [32]byte { return sha256.Sum256(b) }

func callsSum(password string) [32]byte { return sum([]byte(password)) }

func hidden(h hash.Hash, password string) { h.Write([]byte(password)) }

func key(password string) hash.Hash { return hmac.New(sha256.New, []byte(password)) }

func together(h hash.Hash, s string) {
	h.Write([]byte(s))
	fmt.Fprint(h, len(s))
}

func callsTogether(password string) { together(sha256.New(), password) }

// Fine: nothing is kept.
func signature(secret, payload []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write(payload)
	return m.Sum(nil)
}

func webhook(password string, payload []byte) []byte { return signature([]byte(password), payload) }

func basicAuth(password, want string) bool {
	a := sha256.Sum256([]byte(password))
	b := sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

func bothNamed(password, adminPassword string) bool {
	a, b := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(adminPassword))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 // both sums are counted
}

// A sum that comes from elsewhere was kept there.
func stored(password string, want []byte) bool {
	a := sha256.Sum256([]byte(password)) // want `takes SHA-256 of a password`
	return subtle.ConstantTimeCompare(a[:], want) == 1
}

func other(name string, passwords int) {
	h := sha256.New()
	fmt.Fprint(h, name)
	fmt.Printf("%d", passwords)
	ok := passwords > 3
	fmt.Fprint(h, ok)
}
