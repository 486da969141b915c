package golangci

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor/analyzers"
)

// binVar names a golangci-lint that was built with the plugin, see README.md.
const binVar = "CANDOR_GCL"

const sample = "../../examples/ledgerline-broken"

// The plugin finds in the sample what candor vet finds, at the same places.
func TestAgreesWithVet(t *testing.T) {
	dir, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	want := vetPlaces(t, dir)
	if len(want) == 0 {
		t.Fatal("candor vet finds nothing in the sample")
	}
	p, err := New(map[string]any{"dir": dir})
	if err != nil {
		t.Fatal(err)
	}
	as, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	g, err := checker.Analyze(as, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, act := range g.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			name, err := filepath.Rel(dir, at.Filename)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s:%d:%d", filepath.ToSlash(name), at.Line, at.Column))
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// So does golangci-lint itself, where one was built.
func TestGolangciAgrees(t *testing.T) {
	bin := os.Getenv(binVar)
	if bin == "" {
		t.Skip("set " + binVar + " to a golangci-lint with the plugin")
	}
	dir, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	config, err := filepath.Abs(".golangci.example.yml")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "run", "--config", config, "--enable-only", "candor", "./...")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput() // findings are no failure
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^(\S+\.go:\d+:\d+): .*\(candor\)$`).FindAllStringSubmatch(string(out), -1) {
		got = append(got, m[1])
	}
	slices.Sort(got)
	for i, g := range got {
		if abs, err := filepath.Abs(g); err == nil && strings.HasPrefix(g, "../") {
			if rel, err := filepath.Rel(dir, abs); err == nil {
				got[i] = filepath.ToSlash(rel)
			}
		}
	}
	slices.Sort(got)
	if want := vetPlaces(t, dir); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q\n%v\n%s", got, want, err, out)
	}
}

func vetPlaces(t *testing.T, dir string) []string {
	t.Helper()
	s, _, err := analyzers.SettingsFor(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := analyzers.RunVet(t.Context(), io.Writer(&b), dir, nil, analyzers.VetOptions{Settings: s}); err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(b.String()) {
		at, _, _ := strings.Cut(line, ": ")
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}
