package analyzers

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// maxStandIns bounds the loads of one module: the go command names one missing
// pattern of a package at a time.
const maxStandIns = 8

var missingEmbed = regexp.MustCompile(`pattern (?:all:)?(\S+): no matching files found`)

// standIns lays an empty file over the tree for every embed pattern that nothing
// matches. What is embedded has no part in types, and without it the package,
// often the one that serves the site, could not be judged.
//
// The overlay goes to the go command as a file, not by packages.Config.Overlay,
// which would read all dependencies from source: many times the time and memory.
type standIns struct {
	patterns map[string][]string // by package
	replace  map[string]bool     // absolute names of the files to stand in for
	dir      string              // for the overlay; outside the tree
}

// find notes the patterns that keep packages from loading. It reports whether
// there are new ones.
func (s *standIns) find(pkgs []*packages.Package) bool {
	more := false
	for _, p := range pkgs {
		for _, e := range p.Errors {
			m := missingEmbed.FindStringSubmatch(e.Msg)
			if m == nil || p.Dir == "" || strings.ContainsAny(m[1], `[]\`) || slices.Contains(s.patterns[p.ID], m[1]) {
				continue
			}
			name := filepath.FromSlash(strings.NewReplacer("*", "candor", "?", "c").Replace(m[1]))
			if !filepath.IsLocal(name) {
				continue
			}
			if s.patterns == nil {
				s.patterns, s.replace = make(map[string][]string), make(map[string]bool)
			}
			s.patterns[p.ID] = append(s.patterns[p.ID], m[1])
			s.replace[filepath.Join(p.Dir, name)] = true
			more = true
		}
	}
	return more
}

// flag writes the overlay and returns the flag that names it.
func (s *standIns) flag() (string, error) {
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "candor-overlay-")
		if err != nil {
			return "", fmt.Errorf("stand in for embedded files: %w", err)
		}
		s.dir = dir
	}
	empty, list := filepath.Join(s.dir, "empty"), filepath.Join(s.dir, "overlay.json")
	overlay := struct{ Replace map[string]string }{make(map[string]string)}
	for name := range s.replace {
		overlay.Replace[name] = empty
	}
	b, err := json.Marshal(overlay)
	if err == nil {
		err = os.WriteFile(empty, nil, 0o600)
	}
	if err == nil {
		err = os.WriteFile(list, b, 0o600)
	}
	if err != nil {
		return "", fmt.Errorf("stand in for embedded files: %w", err)
	}
	return "-overlay=" + list, nil
}

func (s *standIns) remove() {
	if s.dir != "" {
		_ = os.RemoveAll(s.dir) // empty files in the temporary folder
	}
}
