package main

import (
	"encoding/json"
	"regexp"
	"strings"
)

// manifest writes a package.json that a lock without one would fit, so that what
// the lock itself says is what counts: the root of a package-lock, what no other
// entry of version 1 requires, every key of a yarn.lock. "" for other files.
func manifest(name string, lock []byte) string {
	deps := map[string]string{}
	out := map[string]any{"name": "measured", "version": "1.0.0", "dependencies": deps}
	switch name {
	case "package-lock.json":
		var l struct {
			Packages     map[string]map[string]any
			Dependencies map[string]struct{ Version, From string }
		}
		if json.Unmarshal(lock, &l) != nil {
			return ""
		}
		if root, ok := l.Packages[""]; ok {
			out = root
			break
		}
		for n, d := range l.Dependencies {
			deps[n] = d.Version
			if d.From != "" {
				_, deps[n], _ = strings.Cut(" "+d.From, " ")
			}
		}
	case "yarn.lock":
		for _, m := range yarnKey.FindAllStringSubmatch(string(lock), -1) {
			deps[m[1]] = strings.Trim(m[2], `"`)
		}
	default:
		return ""
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return ""
	}
	return string(b)
}

var yarnKey = regexp.MustCompile(`(?m)^"?(@?[^@\s"]+)@([^,:"]+(?:[^,"]*[^,:"])?)"?(?:,.*)?:$`)
