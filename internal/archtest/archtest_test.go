// Package archtest fails when a package imports what ARCHITECTURE.md forbids.
package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/candor-dev/candor"

// layerOne are the folders that speak to each other only through facts and
// results, never by an import.
var layerOne = []string{"analyzers", "collectors", "frameworks", "policies", "reports"}

// wiring are the internal packages that put layers together; every other
// internal package is a leaf that layer one may use.
var wiring = []string{"internal/scan", "internal/ruletest", "internal/archtest", "internal/selftest", "internal/measure"}

// owners are the libraries that one place alone may import, so that they can
// be replaced there.
var owners = map[string][]string{
	"github.com/open-policy-agent/opa":  {"policies"},
	"github.com/owenrumney/go-sarif":    {"reports/sarif"},
	"github.com/olekukonko/tablewriter": {"reports/table"},
	"github.com/spf13/cobra":            {"cmd", "internal/cli"},
	"github.com/sourcegraph/jsonrpc2":   {"internal/lsp"},
	"golang.org/x/tools/go/analysis":    {"analyzers"},
	"github.com/wasilibs/go-pgquery":    {"internal/pgparse"},
	"github.com/tetratelabs/wazero":     {"internal/pgparse"},
	"github.com/pganalyze/pg_query_go":  {"internal/pgparse", "internal/pgcat", "internal/pgsim", "internal/pgfacts", "internal/pgdrift", "internal/isolation", "collectors/postgres"},
	"github.com/jackc/pgx":              {"collectors/postgres"},
	"github.com/hashicorp/hcl":          {"collectors/terraform", "collectors/tflock"},
	"github.com/hashicorp/go-version":   {"collectors/terraform", "collectors/tflock"},
	"github.com/moby/buildkit":          {"collectors/docker"},
	"github.com/google/go-github":       {"collectors/github"},
	"golang.org/x/net/html":             {"collectors/pages", "internal/pagetable"},
	"mvdan.cc/sh":                       {"internal/download"},
	"github.com/Masterminds/semver":     {"collectors/helm"},
	"github.com/pelletier/go-toml":      {"internal/tomltree"},
	"deps.dev/util/semver":              {"internal/versions"},
	"github.com/aws/aws-sdk-go-v2":      {"collectors/aws"},
	"github.com/aws/smithy-go":          {"collectors/aws"},
	"golang.org/x/time":                 {"collectors/aws"},
	"github.com/xuri/excelize":          {"internal/workbook/testbook"}, // for tests: it rewrites what it saves
	"github.com/gowebpki/jcs":           {"internal/signkey", "internal/translog", "internal/pack"},
	"golang.org/x/mod/sumdb":            {"internal/translog"},
	"golang.org/x/crypto/x509roots":     {"internal/roots"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var ps []pkg
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return ps
		} else if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		for _, imp := range p.Imports {
			if rest, ok := strings.CutPrefix(imp, module); ok {
				if why := forbidden(from, strings.TrimPrefix(rest, "/")); why != "" {
					t.Errorf("%s imports %s: %s", p.ImportPath, imp, why)
				}
				continue
			}
			if from == "" && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
				t.Errorf("package candor imports %s: the vocabulary uses the standard library only", imp)
			}
			for lib, places := range owners {
				if (imp == lib || strings.HasPrefix(imp, lib+"/")) && !under(from, places) {
					t.Errorf("%s imports %s: only %s may", p.ImportPath, imp, strings.Join(places, ", "))
				}
			}
		}
	}
}

// forbidden says why an edge inside the module is not allowed, or "".
func forbidden(from, to string) string {
	switch {
	case to == "":
		return ""
	case from == "":
		return "the vocabulary imports nothing of the module"
	case under(from, []string{"cmd/candor"}) && under(to, []string{"collectors/aws"}):
		return "candor-aws holds what needs the SDK of AWS"
	case under(from, []string{"cmd"}):
		return ""
	case under(to, []string{"internal/cli"}) && !under(from, []string{"internal/cli"}):
		return "the command line belongs to the commands"
	case under(to, []string{"cmd"}):
		return "nothing imports a command"
	case under(from, wiring):
		return ""
	case under(to, wiring):
		return "wiring is above this package"
	}
	for _, l := range layerOne {
		switch {
		case under(from, []string{l}) && (under(to, []string{l}) || under(to, []string{"internal"})):
			return sameFolder(l, from, to)
		case under(from, []string{l}):
			return "layer one packages never import each other"
		case under(to, []string{l}) && under(from, []string{"internal"}):
			return "an internal leaf stands below layer one"
		}
	}
	return ""
}

// sameFolder: parts of one folder stand beside each other; they share only the
// package that says what a part is, and their list imports them.
func sameFolder(l, from, to string) string {
	shared := []string{"collectors/collector", "analyzers/check", "analyzers/doors", "analyzers/sinks", "analyzers/summary", "reports/format", "reports/table"}
	if from == l || !under(to, []string{l}) || under(to, shared) || strings.HasPrefix(to, from+"/") {
		return ""
	}
	// Two that only tests use: the formats' fixture, and a main for go vet.
	if to == "reports/testreport" || from == "analyzers/internal/vettool" {
		return ""
	}
	return "the parts of " + l + " never import each other"
}

func under(p string, places []string) bool {
	for _, x := range places {
		if p == x || strings.HasPrefix(p, x+"/") {
			return true
		}
	}
	return false
}

// without are the modules that a program must not be built of, by whatever way:
// the SDK of AWS takes as long to compile as all the rest of candor, and who
// collects needs nothing that judges.
var without = map[string][]string{
	"cmd/candor":     {"github.com/aws", module + "/collectors/aws"},
	"cmd/candor-aws": {"github.com/open-policy-agent", "github.com/wasilibs", "golang.org/x/tools", module + "/internal/scan", module + "/policies", module + "/analyzers"},
}

func TestPrograms(t *testing.T) {
	for program, libs := range without {
		out, err := exec.Command("go", "list", "-deps", module+"/"+program).Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		deps := strings.Fields(string(out))
		if len(deps) < 100 {
			t.Fatalf("%s: %d packages", program, len(deps))
		}
		for _, d := range deps {
			if under(d, libs) {
				t.Errorf("%s is built of %s", program, d)
			}
		}
	}
}

// TestNoInit: nothing registers itself; lists are slices that a reader can grep.
func TestNoInit(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// golangci-lint knows a plugin by what its package registers on import.
		if d.IsDir() && (d.Name() == "plugin" || d.Name() == "testdata" || d.Name() == "examples" || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s declares init()", p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestForbidden checks the checker: an edge that must fail, does.
func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"", "internal/term", false},
		{"collectors/sql", "", true},
		{"collectors/sql", "collectors/collector", true},
		{"collectors/sql", "internal/pgparse", true},
		{"collectors/sql", "collectors/npm", false},
		{"collectors/sql", "policies", false},
		{"collectors", "collectors/sql", true},
		{"policies", "collectors/collector", false},
		{"reports/text", "reports/format", true},
		{"reports/text", "reports/sarif", false},
		{"reports", "frameworks", false},
		{"internal/term", "reports/table", false},
		{"internal/scan", "policies", true},
		{"policies", "internal/scan", false},
		{"cmd/candor", "internal/scan", true},
		{"internal/scan", "cmd/candor", false},
		{"cmd/candor", "collectors/aws", false},
		{"cmd/candor-aws", "collectors/aws", true},
		{"cmd/candor-aws", "internal/cli", true},
		{"internal/scan", "internal/cli", false},
	} {
		if got := forbidden(c.from, c.to); (got == "") != c.ok {
			t.Errorf("%s -> %s: %q, want ok=%v", c.from, c.to, got, c.ok)
		}
	}
}
