package effects

import (
	"strings"
	"testing"
)

func TestProtected(t *testing.T) {
	guards := Options{Guards: []WrapperRule{{Func: "mw.Auth"}}}
	for _, c := range []struct {
		name, prog string
		o          Options
		want       Level
		weak       string
	}{
		{name: "nothing", want: Open, prog: "door POST /a m/api.A\nfn m/api.A: write t"},
		{name: "configured wrapper", o: guards, want: Guarded, prog: "door POST /a m/api.A < m/mw.Auth\nfn m/api.A: write t"},
		{name: "a wrapper's name", want: Guessed, prog: "door POST /a m/api.A < m/mw.RequireLogin\nfn m/api.A: write t"},
		{name: "a name that says nothing", want: Open, prog: "door POST /a m/api.A < m/mw.Gzip\nfn m/api.A: write t"},
		{name: "argument that is missing", o: Options{Guards: []WrapperRule{{Func: "mw.Auth", Requires: []string{"admin"}}}}, want: Broken, weak: "it is not given admin",
			prog: "door POST /a m/api.A < m/mw.Auth(viewer)\nfn m/api.A: write t"},
		{name: "configured wrapper under a condition", o: guards, want: Conditional, prog: "door POST /a m/api.A < m/mw.Auth?cfg.Auth\nfn m/api.A: write t"},
		{name: "configured wrapper, on one way only", o: guards, want: Conditional, prog: "door POST /a m/api.A < m/mw.Auth?on_one_of_several_ways_to_this_route\nfn m/api.A: write t"},
		{name: "under a condition, and once for certain", o: guards, want: Guarded, prog: "door POST /a m/api.A < m/mw.Auth?cfg.Auth < m/mw.Auth\nfn m/api.A: write t"},
		{name: "a wrapper's name under a condition", want: Guessed, prog: "door POST /a m/api.A < m/mw.RequireLogin?cfg.Auth\nfn m/api.A: write t"},
		{name: "guard inside of a wrapper under a condition", want: Conditional,
			prog: "door POST /a m/api.A < m/mw.X!$1?!cfg.Dev\nfn m/mw.X$1: guard m/auth.Check; iface net/http.(Handler).ServeHTTP\nfn m/api.A: write t"},
		{name: "routes of a guard and a path that is unknown", o: Options{Guards: []WrapperRule{{Func: "mw.Auth", Routes: []string{"^/v1/"}}}}, want: Conditional,
			prog: "door POST <cfg.Base>/a m/api.A < m/mw.Auth\nfn m/api.A: write t"},
		{name: "guard inside of a wrapper", want: Guarded,
			prog: "door POST /a m/api.A < m/mw.X!$1\nfn m/mw.X$1: guard m/auth.Check; iface net/http.(Handler).ServeHTTP\nfn m/api.A: write t"},
		{name: "guard after the handler", want: Broken, weak: "it comes after the handler",
			prog: "door POST /a m/api.A < m/mw.X!$1\nfn m/mw.X$1: iface net/http.(Handler).ServeHTTP; guard m/auth.Check\nfn m/api.A: write t"},
		{name: "guard before the write", want: Guarded, prog: "door POST /a m/api.A\nfn m/api.A: guard m/auth.Check; write t"},
		{name: "guard after the write", want: Broken, weak: "INSERT t comes before it", prog: "door POST /a m/api.A\nfn m/api.A: write t; guard m/auth.Check"},
		{name: "answer that nobody looks at", want: Broken, weak: "nobody looks at its answer", prog: "door POST /a m/api.A\nfn m/api.A: guard m/auth.Check dropped; write t"},
		{name: "guard beside the work", want: Broken, weak: "it runs in a goroutine", prog: "door POST /a m/api.A\nfn m/api.A: guard m/auth.Check go; write t"},
		{name: "guard behind a switch", want: Broken, weak: "it stands behind a switch", prog: "door POST /a m/api.A\nfn m/api.A: guard m/auth.Check if=cfg.Auth; write t"},
		{name: "guard in a service, before its write", want: Guarded,
			prog: "door POST /a m/api.A\nfn m/api.A: call m/svc.Do\nfn m/svc.Do: guard m/auth.Check; call m/st.Put\nfn m/st.Put: write t"},
		{name: "guard of another branch", want: Broken, weak: "comes before it",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/st.Put; call m/svc.Do\nfn m/svc.Do: guard m/auth.Check\nfn m/st.Put: write t"},
		{name: "guard by its name", want: Guessed, prog: "door POST /a m/api.A\nfn m/api.A: guard m/auth.RequireUser weak; write t"},
		{name: "guard by its name, and named", o: Options{Guards: []WrapperRule{{Func: "m/auth.Require*"}}}, want: Guarded,
			prog: "door POST /a m/api.A\nfn m/api.A: guard m/auth.RequireUser weak; write t"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Reach(parse(t, c.prog), c.o)[0]
			p := v.Protected()
			if p.Level != c.want {
				t.Errorf("level %d, want %d: %+v", p.Level, c.want, v.Guards)
			}
			if c.weak != "" && (p.By == nil || !strings.Contains(p.By.Weak, c.weak)) {
				t.Errorf("got %+v, want %q", p.By, c.weak)
			}
		})
	}
}

func TestForAdmins(t *testing.T) {
	named := Options{AdminGuards: []WrapperRule{{Func: "mw.Allow", Requires: []string{"admin"}}}}
	for _, c := range []struct {
		name, door string
		o          Options
		want       Level
	}{
		{"role in the argument", "m/mw.Allow(admin)", named, Guarded},
		{"another role", "m/mw.Allow(viewer)", named, Open},
		{"a session is no role", "m/mw.Session", Options{Guards: []WrapperRule{{Func: "mw.Session"}}}, Open},
		{"a role by name", "m/mw.AdminOnly", Options{}, Guessed},
		{"a role by name, and named", "m/mw.AdminOnly", Options{Guards: []WrapperRule{{Func: "mw.AdminOnly"}}}, Guarded},
	} {
		v := Reach(parse(t, "door POST /admin/x m/api.A < "+c.door+"\nfn m/api.A: write t"), c.o)[0]
		if p := v.ForAdmins(&c.o); p.Level != c.want || !v.Admin(&c.o) {
			t.Errorf("%s: level %d, want %d", c.name, p.Level, c.want)
		}
	}
	o := Options{AdminPaths: []string{"/ops/**"}}
	for path, want := range map[string]bool{"/ops/users": true, "/admin": false} {
		if v := Reach(parse(t, "door POST "+path+" m/api.A"), o)[0]; v.Admin(&o) != want {
			t.Errorf("%s: admin %v", path, !want)
		}
	}
}

func TestAdminPathsCoverWhatLiesBelow(t *testing.T) {
	for _, tc := range []struct {
		pattern, path string
		want          bool
	}{
		{"/admin/", "/admin/users/{id}", true}, {"POST /admin/", "/admin/users", true}, {"/admin/", "/administer", false},
		{"/admin**", "/admin/users/{id}", true}, {"/admin**", "/administer", true}, {"/admin", "/admin/users", false},
		{"/admin/**", "/Admin/users", true}, {"POST /Admin/", "/admin/users", true}, {"/admin/**", "/Other", false},
	} {
		d := Door{Kind: HTTP, Methods: []string{"POST"}, Path: tc.path, Handler: "m/api.F"}
		o := Options{AdminPaths: []string{tc.pattern}}
		v := DoorVerdict{Door: d}
		if got := v.Admin(&o); got != tc.want {
			t.Errorf("%s and %s: %v", tc.pattern, tc.path, got)
		}
		if said := len(Unused([]Door{d}, o)) == 1; said == tc.want {
			t.Errorf("%s and %s: unused %v", tc.pattern, tc.path, said)
		}
	}
}

// A refusal that only returns does not keep gin from calling the next handler.
func TestUnstoppedGuard(t *testing.T) {
	for _, unstopped := range []bool{false, true} {
		x := Reached{Effect: Effect{Kind: Guard, Symbol: "m.user", What: "m.user", Unstopped: unstopped}}
		r := &reacher{o: &Options{}, g: &graph{id: map[Symbol]int32{}}, asked: map[string]*question{}}
		x.Weak = true // no ways to follow
		g := r.within(&x, nil, GuardUse{}, &Wrapper{Symbol: "m.gu"})
		if (g.Weak != "") != unstopped {
			t.Errorf("unstopped %v: %q", unstopped, g.Weak)
		}
	}
}
