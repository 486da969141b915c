// Package pep440 reads versions and specifiers of Python packages as PEP 440
// defines them, so that a locked version can be held against what a manifest
// asks for. It is our own because deps.dev/util/semver, which reads the other
// languages' ranges, differs from packaging in epochs, local versions, "===" and
// pre-releases.
package pep440

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Version is a parsed version.
type Version struct {
	epoch   string
	release []string // numbers without leading zeros, as written otherwise
	pre     string   // "a", "b", "rc" or ""
	preN    string
	post    string // "" when there is none
	dev     string // "" when there is none
	local   []string
}

// maxText bounds the text of a version and of a list of specifiers, in bytes.
const maxText = 1024

var syntax = regexp.MustCompile(`^v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)` +
	`(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]+)?)?` +
	`(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]+)?)?` +
	`(?:[-_.]?(dev)[-_.]?([0-9]+)?)?` +
	`(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`)

// Parse reads one whole version.
func Parse(s string) (Version, bool) {
	if len(s) > maxText {
		return Version{}, false
	}
	if v, ok := plain(s); ok {
		return v, true
	}
	m := syntax.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil {
		return Version{}, false
	}
	v := Version{epoch: number(m[1])}
	for _, n := range strings.Split(m[2], ".") {
		v.release = append(v.release, number(n))
	}
	if m[3] != "" {
		v.preN = number(m[4])
		switch m[3] {
		case "alpha", "a":
			v.pre = "a"
		case "beta", "b":
			v.pre = "b"
		default:
			v.pre = "rc"
		}
	}
	switch {
	case m[5] != "":
		v.post = number(m[5])
	case m[6] != "":
		v.post = number(m[7])
	}
	if m[8] != "" {
		v.dev = number(m[9])
	}
	if m[10] != "" {
		v.local = strings.FieldsFunc(m[10], func(r rune) bool { return r == '-' || r == '_' || r == '.' })
	}
	return v, true
}

// plain reads what most versions are, numbers and dots, without the expression.
func plain(s string) (Version, bool) {
	if s == "" || strings.Trim(s, "0123456789.") != "" || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return Version{}, false
	}
	v := Version{epoch: "0", release: strings.Split(s, ".")}
	for i, n := range v.release {
		v.release[i] = number(n)
	}
	return v, true
}

// number drops leading zeros; "" counts as 0. Numbers stay texts, so that none
// is too large.
func number(s string) string {
	if s = strings.TrimLeft(s, "0"); s == "" {
		return "0"
	}
	return s
}

func compareNumbers(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// Compare orders two versions, their local parts included.
func Compare(a, b Version) int { return cmp.Or(comparePublic(a, b), compareLocal(a.local, b.local)) }

func comparePublic(a, b Version) int {
	return cmp.Or(
		compareNumbers(a.epoch, b.epoch),
		compareRelease(a.release, b.release),
		cmp.Compare(a.preRank(), b.preRank()),
		compareNumbers(a.preN, b.preN),
		comparePost(a.post, b.post),
		compareDev(a.dev, b.dev),
	)
}

func compareRelease(a, b []string) int {
	for i := range max(len(a), len(b)) {
		x, y := "0", "0"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if c := compareNumbers(x, y); c != 0 {
			return c
		}
	}
	return 0
}

// preRank: a development release of the plain version comes before its
// pre-releases, and those before the release.
func (v Version) preRank() int {
	switch {
	case v.pre == "" && v.post == "" && v.dev != "":
		return 0
	case v.pre == "a":
		return 1
	case v.pre == "b":
		return 2
	case v.pre == "rc":
		return 3
	}
	return 4
}

func comparePost(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return -1
	case b == "":
		return 1
	}
	return compareNumbers(a, b)
}

// compareDev: no development release comes after every one.
func compareDev(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	return compareNumbers(a, b)
}

func compareLocal(a, b []string) int {
	return slices.CompareFunc(a, b, func(x, y string) int {
		dx, dy := strings.Trim(x, "0123456789") == "", strings.Trim(y, "0123456789") == ""
		switch {
		case dx && dy:
			return compareNumbers(number(x), number(y))
		case dx:
			return 1
		case dy:
			return -1
		}
		return cmp.Compare(x, y)
	})
}

// Same reports whether two texts name one version.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	x, ok1 := Parse(a)
	y, ok2 := Parse(b)
	return ok1 && ok2 && Compare(x, y) == 0
}
