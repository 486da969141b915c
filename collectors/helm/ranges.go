package helm

import "github.com/Masterminds/semver/v3"

// inRange tells whether a version lies in a range, by the library that Helm
// itself asks: "yes", "no", or "unknown" for what it can't read.
func inRange(spec, version string) string {
	c, err := semver.NewConstraint(spec)
	if err != nil || spec == "" {
		return "unknown"
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return "unknown"
	}
	if c.Check(v) {
		return "yes"
	}
	return "no"
}
