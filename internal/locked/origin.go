package locked

import (
	"encoding/base64"
	"encoding/hex"
	"path"
	"strings"
)

// Origin is where a package is fetched from.
type Origin struct{ Scheme, Host string }

// ParseOrigin takes scheme and host from a URL. It accepts anything; user,
// password, path and query are dropped.
func ParseOrigin(s string) Origin {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		// git@host:path is how git spells ssh.
		if user, tail, at := strings.Cut(s, "@"); at && user != "" && !strings.ContainsAny(user, "/ :") {
			if host, _, colon := strings.Cut(tail, ":"); colon && host != "" && !strings.Contains(host, "/") {
				return Origin{"ssh", strings.ToLower(host)}
			}
		}
		return Origin{}
	}
	host := rest
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	return Origin{strings.ToLower(scheme), strings.ToLower(host)}
}

// Outside reports whether a path, relative to a folder of the tree, leads out of
// the tree.
func Outside(dir, target string) bool {
	target = strings.ReplaceAll(target, `\`, "/")
	if path.IsAbs(target) || strings.HasPrefix(target, "~") || len(target) > 1 && target[1] == ':' {
		return true
	}
	full := path.Join(dir, target)
	return full == ".." || strings.HasPrefix(full, "../")
}

// Strong reports whether a hash of that kind fixes what is fetched.
func Strong(alg string) bool { return alg == "sha256" || alg == "sha384" || alg == "sha512" }

// sizes of hashes in bytes.
func size(alg string) int {
	switch alg {
	case "sha512", "blake2b":
		return 64
	case "sha384":
		return 48
	case "sha256":
		return 32
	case "sha1":
		return 20
	case "md5":
		return 16
	}
	return 0
}

// HexHash returns the algorithm when sum is a whole hash of it in hex, else "".
func HexHash(alg, sum string) string {
	alg = strings.ToLower(alg)
	n := size(alg)
	if n == 0 || len(sum) != 2*n {
		return ""
	}
	if _, err := hex.DecodeString(sum); err != nil {
		return ""
	}
	return alg
}

// Base64Hash is HexHash for a sum in base64.
func Base64Hash(alg, sum string) string {
	b, err := base64.StdEncoding.DecodeString(sum)
	if n := size(alg); err != nil || n == 0 || len(b) != n {
		return ""
	}
	return alg
}

// Sum adds a hash in hex to the sums of an entry, as "sha256:0a...", when it is
// whole.
func (e *Entry) Sum(alg, sum string) {
	if a := HexHash(alg, sum); a != "" {
		e.Sums = append(e.Sums, a+":"+strings.ToLower(sum))
	}
}

// Base64Sum is Sum for a hash in base64.
func (e *Entry) Base64Sum(alg, sum string) {
	if b, err := base64.StdEncoding.DecodeString(sum); err == nil {
		e.Sum(alg, hex.EncodeToString(b))
	}
}

// Weakest returns the weakest of the algorithms: what a package that may come as
// any of several files is held to. "" counts as none and is the weakest.
func Weakest(algs []string) string {
	out := ""
	for i, a := range algs {
		if i == 0 || rank(a) < rank(out) {
			out = a
		}
	}
	return out
}

func rank(alg string) int {
	switch alg {
	case "":
		return 0
	case "md5":
		return 1
	case "sha1":
		return 2
	case "sha256":
		return 4
	case "sha384":
		return 5
	case "sha512":
		return 6
	}
	return 3
}
