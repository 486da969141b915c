package authzadmin

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestDoors(t *testing.T) {
	named := effects.Options{AdminGuards: []effects.WrapperRule{{Func: "mw.Admin"}}, AdminPaths: []string{"/ops/**"}}
	for _, c := range []struct {
		name, path, gap, cond string
		guarded               bool
		o                     effects.Options
		want                  candor.Outcome
		message               string
	}{
		{name: "guarded", path: "/ops/users", guarded: true, o: named, want: candor.Pass, message: "mw.Admin stands before the work"},
		{name: "under a condition", path: "/ops/users", guarded: true, cond: "set up before the route", o: named, want: candor.Unknown,
			message: "does not certainly check for the role: mw.Admin may not stand around it (set up before the route)"},
		{name: "open", path: "/ops/users", o: named, want: candor.Fail, message: "checks nobody's role"},
		{name: "may be for administrators", path: "<cfg.Base>/users", gap: "cfg.Base", o: named, want: candor.Unknown,
			message: "whether it is for administrators can't be told, since a part of its path is known only at run time (cfg.Base)"},
		{name: "may be for administrators and is guarded", path: "<cfg.Base>/users", gap: "cfg.Base", guarded: true, o: named, want: candor.Pass},
		{name: "by the name of what is unknown", path: "<cfg.AdminBase>/users", gap: "cfg.AdminBase", want: candor.Unknown, message: "whether it is for administrators"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := effects.Door{Kind: effects.HTTP, Methods: []string{"POST"}, Path: c.path, PathGap: c.gap, Handler: "m/api.F"}
			if c.guarded {
				d.Wrappers = []effects.Wrapper{{Symbol: "m/mw.Admin", Cond: c.cond}}
			}
			p := &effects.Program{Doors: []effects.Door{d}, Functions: []effects.Function{{Symbol: "m/api.F"}}}
			all, err := New().Run(p, check.Prepare(p, c.o))
			if err != nil || len(all) != 1 {
				t.Fatalf("%d subjects, %v", len(all), err)
			}
			if all[0].Outcome != c.want || !strings.Contains(all[0].Message, c.message) {
				t.Errorf("got %s %s", all[0].Outcome, all[0].Message)
			}
		})
	}
	p := &effects.Program{Doors: []effects.Door{{Kind: effects.HTTP, Path: "<cfg.Base>/tags", PathGap: "cfg.Base", Handler: "m/api.F"}}}
	o := effects.Options{AdminPaths: []string{"/admin/users"}}
	if all, _ := New().Run(p, check.Prepare(p, o)); len(all) != 0 {
		t.Errorf("a door that is for nobody's administrators: %+v", all)
	}
}
