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

var (
	errLong = errors.New("longer than 512 bytes")
	errNone = errors.New("not a version or a range")
)

// Allows reports whether a range allows a version. The error says that one of
// the two can't be read.
func (s System) Allows(rng, version string) (bool, error) {
	if len(rng) > maxText {
		return false, errLong
	}
	v, err := s.parse(version)
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
		if ok, err := s.matches(p, v); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// parse reads a version. The library panics on some texts that are none, such as
// "0*0 0", so a panic counts as an error.
func (s System) parse(text string) (v *semver.Version, err error) {
	if len(text) > maxText {
		return nil, errLong
	}
	defer func() {
		if recover() != nil {
			v, err = nil, errNone
		}
	}()
	return s.rules().Parse(strings.TrimSpace(text))
}

// matches reports whether one range allows a version.
func (s System) matches(rng string, v *semver.Version) (ok bool, err error) {
	defer func() {
		if recover() != nil {
			ok, err = false, errNone
		}
	}()
	c, err := s.rules().ParseConstraint(rng)
	if err != nil {
		return false, err
	}
	return c.MatchVersion(v), nil
}

// Same reports whether two texts name one version.
func (s System) Same(a, b string) bool {
	if a == b {
		return true
	}
	x, err1 := s.parse(a)
	y, err2 := s.parse(b)
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
	_, err := s.parse(text)
	return err == nil
}
