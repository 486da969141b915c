package gomod

import (
	"encoding/base64"
	"strings"
)

// sums are the hashes of a go.sum: module, then version, then what is hashed.
type sums map[string]sum

type sum struct {
	zip, mod bool
	hash     string // of the archive, "h1:..."
}

func key(mod, version string) string { return mod + " " + version }

// read adds the lines of a go.sum. The first line that is none gives its number
// and what is wrong with it; the lines behind it are read all the same.
func (s sums) read(src []byte) (line int, problem string) {
	for i, l := range strings.Split(string(src), "\n") {
		f := strings.Fields(l)
		switch {
		case len(f) == 0:
			continue
		case len(f) != 3:
			if line == 0 {
				line, problem = i+1, "broken go.sum: want module, version and hash"
			}
			continue
		}
		alg, hash, _ := strings.Cut(f[2], ":")
		if alg != "h1" {
			continue // a later kind of hash: Go passes over those, too
		}
		b, err := base64.StdEncoding.DecodeString(hash)
		if err != nil || len(b) != 32 {
			if line == 0 {
				line, problem = i+1, "broken go.sum: a hash that is not 32 bytes in base64"
			}
			continue
		}
		version, isMod := strings.CutSuffix(f[1], "/go.mod")
		k := key(f[0], version)
		x := s[k]
		x.mod = x.mod || isMod
		x.zip = x.zip || !isMod
		if !isMod {
			x.hash = f[2]
		}
		s[k] = x
	}
	return line, problem
}
