// Package versions holds a locked version against the range of a manifest, by
// the rules of the ecosystem that both come from.
package versions

import (
	"errors"
	"strings"

	"deps.dev/util/semver"
)

// System names the rules of an ecosystem.
type System string

// The systems that are read.
const (
	Cargo System = "cargo" // a bare version is a caret range
	Gem   System = "gem"   // ranges are separated by commas, and a bare version is that one
	NuGet System = "nuget" // a bare version is a least version
)

func (s System) rules() semver.System {
	switch s {
	case Gem:
		return semver.RubyGems
	case NuGet:
		return semver.NuGet
	}
	return semver.Cargo
}

// maxText bounds a range and a version, in bytes.
const maxText = 512

var errLong = errors.New("longer than 512 bytes")

// Allows reports whether a range allows a version. The error says that one of
// the two can't be read.
func (s System) Allows(rng, version string) (bool, error) {
	if len(rng) > maxText || len(version) > maxText {
		return false, errLong
	}
	v, err := s.rules().Parse(strings.TrimSpace(version))
	if err != nil {
		return false, err
	}
	parts := []string{rng}
	if s == Gem {
		parts = strings.Split(rng, ",")
	}
	for _, p := range parts {
		p = strings.TrimSpace(p)
		if p == "" && s != Cargo {
			continue
		}
		c, err := s.rules().ParseConstraint(p)
		if err != nil {
			return false, err
		}
		if ok := c.MatchVersion(v); !ok {
			return false, nil
		}
	}
	return true, nil
}

// Same reports whether two texts name one version.
func (s System) Same(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > maxText || len(b) > maxText {
		return false
	}
	x, err1 := s.rules().Parse(a)
	y, err2 := s.rules().Parse(b)
	return err1 == nil && err2 == nil && x.Compare(y) == 0
}

// Valid reports whether a text is one whole version and no wildcard.
func (s System) Valid(text string) bool {
	if text == "" || len(text) > maxText || text[0] < '0' || text[0] > '9' {
		return false
	}
	core := text
	if i := strings.IndexAny(core, "-+"); i >= 0 {
		core = core[:i]
	}
	if s != Gem && strings.Trim(core, "0123456789.") != "" || s == Cargo && strings.Count(core, ".") != 2 {
		return false
	}
	_, err := s.rules().Parse(text)
	return err == nil
}
