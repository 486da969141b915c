package authzdoor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// program has a door that writes for each path; "+" in front of it: behind a
// wrapper that is called as guards are; "?": under a condition. A part in angle
// brackets is unknown.
func program(paths ...string) *effects.Program {
	p := new(effects.Program)
	for i, x := range paths {
		pos := effects.Pos{File: "a.go", Line: i + 1}
		f := effects.Function{Symbol: effects.Symbol(fmt.Sprint("m/api.F", i)), Effects: []effects.Effect{
			{Kind: effects.Mutation, What: "INSERT a", Model: "a", Verb: "insert", Pos: pos},
		}}
		d := effects.Door{Kind: effects.HTTP, Methods: []string{"POST"}, Path: strings.TrimLeft(x, "+?"), Handler: f.Symbol, Pos: pos}
		if d.Path != x {
			d.Wrappers = []effects.Wrapper{{Symbol: "m/mw.RequireSession", Pos: pos}}
		}
		if x[0] == '?' {
			d.Wrappers[0].Cond = "!cfg.Dev"
		}
		if strings.Contains(x, "<") {
			d.PathGap = "cfg.Base"
		}
		p.Functions, p.Doors = append(p.Functions, f), append(p.Doors, d)
	}
	return p
}

func TestDoors(t *testing.T) {
	named := effects.Options{Guards: []effects.WrapperRule{{Func: "mw.RequireSession"}}, Public: []string{"POST /open"}}
	for _, c := range []struct {
		name, paths string
		o           effects.Options
		want        candor.Outcome // of the last door
		message     string
	}{
		{"nobody said what guards", "/a /b", effects.Options{}, candor.Unknown, "as far as can be told without go.guards"},
		{"by its name", "+/a", effects.Options{}, candor.Unknown, "nothing but the name of mw.RequireSession says so"},
		{"most are guarded", "+/a +/b +/c +/d +/e /f", effects.Options{}, candor.Unknown, "POST /f does not check who calls it, and writes a (api.F5 -> INSERT a); most doors that write seem to"},
		{"most are, and this is where one signs in", "+/a +/b +/c +/d +/e /login", effects.Options{}, candor.Unknown, "list it under go.public"},
		{"too few are", "+/a +/b +/c /d", effects.Options{}, candor.Unknown, "without go.guards"},
		{"configured, guarded", "+/a", named, candor.Pass, "mw.RequireSession stands before the work"},
		{"configured, open", "/a", named, candor.Fail, "does not check who calls it"},
		{"configured, guarded under a condition", "?/a", named, candor.Unknown, "does not certainly check the caller: mw.RequireSession stands around it only if !cfg.Dev"},
		{"by its name, under a condition", "?/a", effects.Options{}, candor.Unknown, "nothing but the name of mw.RequireSession"},
		{"configured, may be public", "<cfg.Base>/open", named, candor.Unknown, "whether go.public names it can't be told, since a part of its path is known only at run time (cfg.Base)"},
		{"configured, may be public and is guarded", "+<cfg.Base>/open", named, candor.Pass, ""},
		{"configured, is not public", "<cfg.Base>/shut", named, candor.Fail, "POST <cfg.Base>/shut does not check"},
		{"configured, public", "/open", named, candor.NotApplicable, "is public"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(strings.Fields(c.paths)...)
			all, err := New().Run(p, check.Prepare(p, c.o))
			if err != nil {
				t.Fatal(err)
			}
			last := all[len(all)-1]
			if last.Outcome != c.want || !strings.Contains(last.Message, c.message) {
				t.Errorf("got %s %s", last.Outcome, last.Message)
			}
		})
	}
}
