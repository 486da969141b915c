package analyzers

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func judgePanics(*analysis.Pass) (check.Population, error) { panic("boom") }

func TestRunVet(t *testing.T) {
	dir := writeTree(t, map[string]string{"go.mod": goMod, "a/a.go": in("a", drop), "b/b.go": "package b\n\nvar x int = y\n"})
	var b strings.Builder
	n, err := RunVet(t.Context(), &b, dir, nil, VetOptions{})
	if n.Findings != 1 || !strings.HasPrefix(b.String(), "a/a.go:6:10: the error of ") || !strings.HasSuffix(b.String(), " (errors/dropped)\n") {
		t.Errorf("got %d:\n%s", n.Findings, b.String())
	}
	if err == nil || !strings.Contains(err.Error(), "example.com/deals/b does not type-check: b/b.go:3: undefined: y") {
		t.Errorf("error: %v", err)
	}
	if _, err := RunVet(t.Context(), &b, filepath.Join(dir, "a"), []string{"."}, VetOptions{}); err != nil {
		t.Errorf("below the root: %v", err)
	}
}

func TestIsVettool(t *testing.T) {
	for args, want := range map[string]bool{
		"":                             false,
		"-V=full":                      true,
		"-flags":                       true,
		"-errdropped.mutations= x.cfg": true,
		"vet ./...":                    false,
		"check":                        false,
	} {
		if got := IsVettool(strings.Fields(args)); got != want {
			t.Errorf("%q: got %v", args, got)
		}
	}
}

// The same analyzers below go vet find the same places as the driver in process.
func TestVettoolAgreesWithRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	bin := filepath.Join(t.TempDir(), "vettool")
	if b, err := exec.Command("go", "build", "-o", bin, "./internal/vettool").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, b)
	}
	files := map[string]string{"go.mod": goMod, "a/a.go": in("a", drop), "b/b.go": in("b", keep)}
	for name, text := range service {
		files[name] = text
	}
	for _, c := range Suite() {
		for i, ex := range c.Rule.Examples {
			for name, text := range ex.Files {
				if strings.HasSuffix(name, ".go") && !strings.Contains(name, "/") && ex.Outcome != candor.Unknown {
					files[fmt.Sprintf("ex%s%d/%s", c.Analyzer.Name, i, name)] = text
				}
			}
		}
	}
	dir := writeTree(t, files)
	out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"."}, Settings: settingsOf(t, dir)})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(out.Run.State, out.Run.Reason)
	want := make(map[string]bool)
	for _, r := range out.Results {
		// What needs all doors of the program to compare, one package can't say.
		if r.Outcome == candor.Fail && r.Rule != "audit/uneven" {
			want[fmt.Sprintf("%s:%d: %s", r.At.Path, r.At.Line, r.Message)] = true
		}
	}
	cmd := exec.Command("go", "vet", "-vettool="+bin, "./...")
	cmd.Dir = dir
	b, _ := cmd.CombinedOutput() // it exits 1: there are findings
	got := make(map[string]bool)
	for line := range strings.Lines(string(b)) {
		related := strings.Contains(line, ": \t")
		line = strings.TrimPrefix(strings.TrimSpace(line), "./")
		if line == "" || strings.HasPrefix(line, "#") || related {
			continue
		}
		part := strings.SplitN(line, ":", 4)
		if len(part) != 4 {
			t.Fatalf("a line that is no finding: %s", line)
		}
		got[part[0]+":"+part[1]+":"+part[3]] = true
	}
	for l := range want {
		if !got[l] {
			t.Errorf("only Run: %s", l)
		}
	}
	for l := range got {
		if !want[l] {
			t.Errorf("only go vet: %s", l)
		}
	}
	if len(want) < 4 {
		t.Errorf("only %d findings: the comparison says little", len(want))
	}
}

// BenchmarkRun reads a module of 50 packages with 40 functions each; each of
// them makes one result of errors/dropped.
func BenchmarkRun(b *testing.B) {
	files := map[string]string{"go.mod": goMod}
	for p := range 50 {
		var src strings.Builder
		fmt.Fprintf(&src, "package p%d\n\nimport \"database/sql\"\n", p)
		for f := range 40 {
			fmt.Fprintf(&src, "\nfunc F%d(db *sql.DB, n int) error {\n\tfor i := 0; i < n; i++ {\n\t\tif _, err := db.Exec(\"DELETE FROM deals\"); err != nil {\n\t\t\treturn err\n\t\t}\n\t}\n\treturn nil\n}\n", f)
		}
		files[fmt.Sprintf("p%d/p.go", p)] = src.String()
	}
	dir := writeTree(b, files)
	for b.Loop() {
		out, err := Run(b.Context(), Options{Dir: dir, Modules: []string{"."}, Now: time.Unix(0, 0)})
		n := 0
		for _, r := range out.Results {
			if r.Rule == "errors/dropped" {
				n++
			}
		}
		if err != nil || n != 2000 {
			b.Fatalf("%d results of errors/dropped, %v, %s", n, err, out.Run.Reason)
		}
	}
}
