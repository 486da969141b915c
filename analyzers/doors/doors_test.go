package doors

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor/internal/effects"
)

var want = regexp.MustCompile("`([^`]*)`")

// fragments gives what Extract reads of fixtures, after a way through gob.
func fragments(t *testing.T, cfg Config, paths ...string) (fs map[string]Fragment, wants map[string][]string) {
	t.Helper()
	fs, wants = map[string]Fragment{}, map[string][]string{}
	var mu sync.Mutex // packages are read side by side
	a := &analysis.Analyzer{
		Name: "doors", Doc: "reads doors",
		Run: func(p *analysis.Pass) (any, error) {
			got := decode(t, encode(t, Extract(Input{Fset: p.Fset, Files: p.Files, Pkg: p.Pkg, Info: p.TypesInfo, Config: cfg})))
			mu.Lock()
			defer mu.Unlock()
			fs[p.Pkg.Path()] = got
			for _, f := range p.Files {
				expectations(p, f, wants)
			}
			return nil, nil
		},
	}
	analysistest.Run(t, analysistest.TestData(), a, paths...)
	return fs, wants
}

func expectations(p *analysis.Pass, f *ast.File, wants map[string][]string) {
	for _, g := range f.Comments {
		for _, c := range g.List {
			text, ok := strings.CutPrefix(c.Text, "// door ")
			if !ok {
				continue
			}
			at := p.Fset.Position(c.Pos())
			for _, m := range want.FindAllStringSubmatch(text, -1) {
				key := spot(at.Filename, at.Line)
				wants[key] = append(wants[key], m[1])
			}
		}
	}
}

func spot(file string, line int) string {
	_, rest, _ := strings.Cut(filepath.ToSlash(file), "/testdata/src/")
	return rest + ":" + itoa(line)
}

func TestRouters(t *testing.T) {
	cfg := Config{Extra: []Registrar{{Func: "configured.(*bus).On", Kind: effects.Job, Path: 1, Handler: 2}}}
	programs := [][]string{
		{"nethttp"}, {"gorilla", "gorilla/api"}, {"chirouter"}, {"ginrouter"}, {"echorouter"}, {"fiberrouter"}, {"httprouters"},
		{"ratas"}, {"rpc", "rpc/gen"}, {"jobs"}, {"routetypes"}, {"swagger"}, {"ogen", "ogen/oas"}, {"configured"},
	}
	all, doors := fragments(t, cfg, slices.Concat(programs...)...)
	for _, paths := range programs {
		t.Run(paths[0], func(t *testing.T) {
			var fs []Fragment
			wants := map[string][]string{}
			for _, p := range paths {
				fs = append(fs, all[p])
			}
			for k, w := range doors {
				if strings.HasPrefix(k, paths[0]+"/") {
					wants[k] = w
				}
			}
			compareDoors(t, Join(fs, cfg), wants)
			// The order of packages says nothing.
			slices.Reverse(fs)
			compareDoors(t, Join(fs, cfg), wants)
		})
	}
}

func compareDoors(t *testing.T, ds []effects.Door, wants map[string][]string) {
	t.Helper()
	got := map[string][]string{}
	for _, d := range ds {
		k := spot(d.Pos.File, d.Pos.Line)
		got[k] = append(got[k], doorText(d))
	}
	for k, ws := range wants {
		for _, w := range ws {
			if !slices.Contains(got[k], w) {
				t.Errorf("%s: no door\n\t%s\ngot\n\t%s", k, w, strings.Join(got[k], "\n\t"))
			}
		}
	}
	for k, gs := range got {
		for _, g := range gs {
			if !slices.Contains(wants[k], g) {
				t.Errorf("%s: unexpected door\n\t%s", k, g)
			}
		}
	}
}
