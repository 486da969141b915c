package unit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

type named struct{ Of []string }

func (*named) AFact() {}

// chain passes on the names of the packages below, and reports them.
func chain() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "chain", Doc: "tell what lies below", FactTypes: []analysis.Fact{new(named)},
		Run: func(pass *analysis.Pass) (any, error) {
			all := []string{pass.Pkg.Path()}
			for _, f := range pass.AllPackageFacts() {
				all = append(all, f.Fact.(*named).Of...)
			}
			pass.ExportPackageFact(&named{all})
			pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Name.Pos(), Message: strings.Join(all, " ")})
			return nil, nil
		},
	}
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestForeign(t *testing.T) {
	for _, c := range []struct {
		c    Config
		want bool
	}{
		{Config{VetxOnly: true}, true},
		{Config{VetxOnly: true, ModulePath: "m"}, false},
		{Config{VetxOnly: true, ModulePath: "m", ModuleVersion: "v1.0.0"}, true},
		{Config{ModulePath: "m", ModuleVersion: "v1.0.0"}, false}, // asked for by name
	} {
		if got := c.c.Foreign(); got != c.want {
			t.Errorf("%+v: %v", c.c, got)
		}
	}
}

// A package's facts reach its importers, through files; a file without a word
// is a package without facts.
func TestFactsGoUp(t *testing.T) {
	dir := t.TempDir()
	below := &Config{ID: "m/below", ImportPath: "m/below", Dir: dir, ModulePath: "m", GoVersion: "go1.24", GoFiles: []string{write(t, dir, "below.go", "package below\n\nimport \"errors\"\n\nvar E = errors.New(\"\")\n")},
		ImportMap: map[string]string{"errors": "errors"}, PackageVetx: map[string]string{"errors": write(t, dir, "errors.vetx", "")},
		VetxOnly: true, VetxOutput: filepath.Join(dir, "below.vetx")}
	r, err := below.Run([]*analysis.Analyzer{chain()})
	if err != nil || r.Len() != 0 {
		t.Fatalf("%d findings, %v", r.Len(), err)
	}
	b, err := os.ReadFile(below.VetxOutput)
	if err != nil || len(b) == 0 {
		t.Fatalf("no facts: %v", err)
	}
}

func TestReport(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "a.go", "package a\n")
	c := &Config{ID: "m/a", ImportPath: "m/a", Dir: dir, ModulePath: "m", GoVersion: "go1.24", GoFiles: []string{file}}
	r, err := c.Run([]*analysis.Analyzer{chain()})
	if err != nil {
		t.Fatal(err)
	}
	var text, js strings.Builder
	if err := r.Text(&text); err != nil || text.String() != file+":1:9: m/a\n" {
		t.Errorf("%v, %q", err, text.String())
	}
	if err := r.JSON(&js); err != nil {
		t.Fatal(err)
	}
	var tree map[string]map[string][]struct{ Posn, End, Message string }
	if err := json.Unmarshal([]byte(js.String()), &tree); err != nil {
		t.Fatal(err)
	}
	if d := tree["m/a"]["chain"]; len(d) != 1 || d[0].Message != "m/a" || !strings.HasSuffix(d[0].Posn, "a.go:1:9") {
		t.Errorf("got %s", js.String())
	}
}

func TestBroken(t *testing.T) {
	dir := t.TempDir()
	c := &Config{ID: "m/a", ImportPath: "m/a", Dir: dir, GoVersion: "go1.24", GoFiles: []string{write(t, dir, "a.go", "package a\n\nvar x int = y\n")}}
	if _, err := c.Run([]*analysis.Analyzer{chain()}); err == nil || !strings.Contains(err.Error(), "undefined: y") {
		t.Errorf("got %v", err)
	}
	c.SucceedOnTypecheckFailure = true
	if _, err := c.Run([]*analysis.Analyzer{chain()}); err != nil {
		t.Errorf("the compiler says it better: %v", err)
	}
	if _, err := Read(write(t, dir, "x.cfg", "{")); err == nil {
		t.Error("half a configuration is read")
	}
}
