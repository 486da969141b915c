package locked

import (
	"fmt"
	"path"
	"strings"
)

// Ignored tells whether a .gitignore of the tree keeps a file out of version
// control, and where that stands. read returns the text of a file, false when
// there is none.
func Ignored(read func(name string) ([]byte, bool), file string) (how, at string) {
	base := path.Base(file)
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if src, ok := read(path.Join(dir, ".gitignore")); ok {
			rel := strings.TrimPrefix(strings.TrimPrefix(file, dir), "/")
			if dir == "." {
				rel = file
			}
			if line, matched := last(string(src), rel, base); line > 0 {
				if matched {
					return "gitignore", fmt.Sprintf("%s:%d", path.Join(dir, ".gitignore"), line)
				}
				return "", ""
			}
		}
		if dir == "." || dir == "/" {
			return "", ""
		}
	}
}

// last finds the last line that speaks of the file; matched is false when that
// line takes it back in.
func last(src, rel, base string) (line int, matched bool) {
	for i, l := range strings.Split(src, "\n") {
		pattern, not := strings.CutPrefix(strings.TrimSpace(l), "!")
		if pattern == "" || pattern[0] == '#' {
			continue
		}
		target := base
		pattern = strings.TrimPrefix(pattern, "**/")
		if strings.Contains(pattern, "/") {
			target, pattern = rel, strings.TrimPrefix(pattern, "/")
		}
		if ok, err := path.Match(pattern, target); err == nil && ok {
			line, matched = i+1, !not
		}
	}
	return line, matched
}
