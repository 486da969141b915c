package gitlab

import (
	"encoding/json"
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	for name, r := range map[string]string{"rich.golden": "rich", "empty.golden": "empty"} {
		var b strings.Builder
		rep := testreport.Empty()
		if r == "rich" {
			rep = testreport.Rich()
		}
		if err := Write(&b, rep, format.Options{MaxPerRule: 5}); err != nil {
			t.Fatal(err)
		}
		testreport.Golden(t, *update, name, b.String())
		valid(t, b.String())
	}
}

// valid holds the list against what GitLab asks for: every field, a known
// severity, a path without "./", a line, and no fingerprint twice.
func valid(t *testing.T, s string) {
	t.Helper()
	var list []issue
	if err := json.Unmarshal([]byte(s), &list); err != nil || list == nil {
		t.Fatalf("no list: %v", err)
	}
	seen := make(map[string]bool)
	for _, x := range list {
		if x.Description == "" || x.CheckName == "" || x.Fingerprint == "" || seen[x.Fingerprint] ||
			!slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, x.Severity) ||
			x.Location.Path == "" || strings.HasPrefix(x.Location.Path, "./") || x.Location.Lines.Begin < 1 {
			t.Errorf("GitLab refuses %+v", x)
		}
		seen[x.Fingerprint] = true
	}
}
