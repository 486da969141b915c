package policies

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// What is kept of one day is right on another one only if it is known which
// rules ask for the time: they write input.now, and the library does not ask.
func TestTimed(t *testing.T) {
	quoted := regexp.MustCompile("`[^`]*`|\"[^\"]*\"")
	whole := regexp.MustCompile(`\binput\b(\.(\w+))?`)
	err := fs.WalkDir(builtin, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".rego") || strings.HasSuffix(p, "_test.rego") {
			return err
		}
		b, err := fs.ReadFile(builtin, p)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(b)) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			for _, m := range whole.FindAllStringSubmatch(quoted.ReplaceAllString(line, ""), -1) {
				switch m[2] {
				case "facts", "params", "run":
				case "now":
					if strings.HasPrefix(p, "lib/") || strings.HasPrefix(p, "main/") {
						t.Errorf("%s asks for the time for every rule: %s", p, line)
					}
				default:
					t.Errorf("%s takes all of the input, the time with it: %s", p, line)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"deps/vulnerability-scan": true, "rls/forced": false, "no/rule": false} {
		if got := e.Timed(id); got != want {
			t.Errorf("%s: %t", id, got)
		}
	}
}
