// Package shapes brings a code to a comparison by ways that a reader overlooks.
package shapes

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
)

func mac(k, b []byte) []byte {
	m := hmac.New(sha256.New, k)
	m.Write(b)
	return m.Sum(nil)
}

func byBytes(k, b, s []byte) bool {
	x := mac(k, b)
	for i := range x {
		if x[i] != s[i] { // want `by !=`
			return false
		}
	}
	return true
}

func bySwitch(k, b, s []byte) bool {
	switch string(s) {
	case string(mac(k, b)): // want `by switch`
		return true
	}
	return false
}

func bySwitchOnCode(k, b []byte, s string) bool {
	switch string(mac(k, b)) {
	case "":
		return false
	case s: // want `by switch`
		return true
	}
	return false
}

func byParts(k, b, s []byte) bool {
	return bytes.HasPrefix(mac(k, b), s) || // want `by bytes.HasPrefix`
		strings.Contains(string(s), string(mac(k, b))) || // want `by strings.Contains`
		slices.Contains([]string{string(mac(k, b))}, string(s)) // want `by slices.Contains`
}

func inStruct(k, b, s []byte) bool {
	t := struct{ code string }{string(mac(k, b))}
	if t == struct{ code string }{string(s)} { // want `by ==`
		return true
	}
	return t.code == string(s) // want `by ==`
}

func inChannel(k, b, s []byte) bool {
	c := make(chan []byte, 1)
	c <- mac(k, b)
	return string(<-c) == string(s) // want `by ==`
}

func inBuffers(k, b, s []byte) bool {
	var buf bytes.Buffer
	buf.Write(mac(k, b))
	sb := strings.Builder{}
	fmt.Fprintf(&sb, "%x", mac(k, b))
	return buf.String() == string(s) || // want `by ==`
		sb.String() == string(s) // want `by ==`
}

func copied(k, b, s []byte) bool {
	var d [32]byte
	copy(d[:], mac(k, b))
	return string(d[:]) == string(s) // want `by ==`
}

func byValues(k, b, s []byte) bool {
	f := hmac.New
	m := f(sha256.New, k)
	m.Write(b)
	g := mac
	sign := func() string { return string(mac(k, b)) }
	return string(m.Sum(nil)) == string(s) || // want `by ==`
		string(g(k, b)) == string(s) || // want `by ==`
		sign() == string(s) // want `by ==`
}

func unknownMaps(k, b []byte, s string) bool {
	known := map[string]bool{string(mac(k, b)): true}
	more := make(map[string]bool)
	more[string(mac(k, b))] = true
	return known[s] || more[s]
}

// Nobody can choose the code that is looked up.
func session(k, token []byte, sessions map[string]int) int {
	return sessions[string(mac(k, token))]
}

func prefixed(k, b []byte) bool {
	sig := "sha256=" + string(mac(k, b))
	return strings.HasPrefix(sig, "sha256=") && len(sig) > 7
}

// One-time codes (RFC 4226) take bytes of a code and compare none of them.
func oneTime(k, counter []byte) int {
	sum := mac(k, counter)
	offset := sum[len(sum)-1] & 0xf
	return int(sum[offset]&0x7f)<<8 | int(sum[offset+1])
}

func basicAuth(password, want string) bool {
	a, b := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

type record struct {
	code []byte
	name string
}

func kept(k, b []byte, other string) bool {
	r := record{code: mac(k, b), name: "x"}
	return r.name == other
}

func issue(k, b []byte) (*record, error) { return &record{code: mac(k, b)}, nil }

func same(k, b []byte, current *record) bool {
	r, err := issue(k, b)
	return err == nil && r == current
}

func equal[T comparable](a, b T) bool { return a == b } // want `by ==`

func inGeneric(k, b []byte, s string) bool {
	var x any = string(mac(k, b))
	return equal(string(mac(k, b)), s) ||
		x == any(s) // want `by ==`
}
