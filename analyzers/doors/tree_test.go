package doors

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor/internal/effects"
)

// TestTree prints the doors of a real program:
//
//	CANDOR_TREE=/path/of/module [CANDOR_PATTERNS="./a/... ./b"] [CANDOR_JSON=1] go test -run TestTree -v ./analyzers/doors
func TestTree(t *testing.T) {
	dir := os.Getenv("CANDOR_TREE")
	if dir == "" {
		t.Skip("CANDOR_TREE names no tree")
	}
	patterns := strings.Fields(os.Getenv("CANDOR_PATTERNS"))
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax, Dir: dir,
		Env: append(os.Environ(), "GOFLAGS=-mod=mod -buildvcs=false", "GOTOOLCHAIN=local", "CGO_ENABLED=0", "GOWORK=off"),
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var fs []Fragment
	broken := 0
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			broken++
			t.Logf("%s: %v", p.PkgPath, p.Errors[0])
		}
		fs = append(fs, Extract(Input{Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, Info: p.TypesInfo}))
	}
	mid := time.Now()
	ds := Join(fs, Config{})
	if os.Getenv("CANDOR_JSON") != "" {
		e := json.NewEncoder(os.Stdout)
		for _, d := range ds {
			if err := e.Encode(d); err != nil {
				t.Fatal(err)
			}
		}
	} else {
		for _, d := range ds {
			d.Pos.File = strings.TrimPrefix(d.Pos.File, dir+"/")
			if os.Getenv("CANDOR_SHORT") != "" {
				d.Wrappers = nil
			}
			fmt.Printf("%s:%d %s\n", d.Pos.File, d.Pos.Line, doorText(d))
		}
	}
	summary(os.Stdout, ds)
	bytes := 0
	for i := range fs {
		bytes += len(encode(t, fs[i]))
	}
	fmt.Printf("packages %d (with errors %d), extract %v, join %v, fragments %d kB\n", len(pkgs), broken, mid.Sub(start).Round(time.Millisecond), time.Since(mid).Round(time.Millisecond), bytes/1000)
}

func summary(w io.Writer, ds []effects.Door) {
	by := map[string]int{}
	for _, d := range ds {
		by[d.Router]++
		switch {
		case d.Unresolved != "":
			by["unresolved"]++
		case d.PathGap != "":
			by["path gap"]++
		default:
			by["full"]++
		}
	}
	fmt.Fprintln(w, "doors", len(ds), by)
}

// doorText is a door on one line, as the fixtures write it.
func doorText(d effects.Door) string {
	m := strings.Join(d.Methods, ",")
	if m == "" {
		m = "ANY"
	}
	s := fmt.Sprintf("%s %s handler=%s", m, d.Path, shortSymbol(d.Handler))
	if len(d.Wrappers) > 0 {
		var ws []string
		for _, w := range d.Wrappers {
			x := shortSymbol(w.Symbol)
			if len(w.Args) > 0 {
				x += "(" + strings.Join(w.Args, "; ") + ")"
			}
			if w.Inner != "" {
				x += ">" + shortSymbol(w.Inner)
			}
			if w.Cond != "" {
				x += "?[" + w.Cond + "]"
			}
			ws = append(ws, x)
		}
		s += " wrappers=" + strings.Join(ws, " | ")
	}
	if d.Kind != effects.HTTP {
		s += " kind=" + string(d.Kind)
	}
	if d.PathGap != "" {
		s += " gap=" + d.PathGap
	}
	if d.Unresolved != "" {
		s += " unresolved=" + d.Unresolved
	}
	return s
}

func shortSymbol(s effects.Symbol) string {
	if s == "" {
		return "-"
	}
	return lastSegment(string(s))
}
