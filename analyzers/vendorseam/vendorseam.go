// Package vendorseam holds the rule vendors/outside-adapter: a vendor's SDK used
// elsewhere than in its adapter.
package vendorseam

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("vendorseam", rule(), judge) }

// use is a package that uses an SDK, and its first place.
type use struct {
	pkg, sdk string
	first    effects.Effect
	by       effects.Symbol
	calls    int
}

func judge(p *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	var uses []*use
	byKey := make(map[[2]string]*use)
	for i := range p.Functions {
		f := &p.Functions[i]
		for _, e := range f.Effects {
			sdk := e.Symbol.Package()
			seam := seamOf(cfg.Seams.Vendors, sdk)
			if e.Kind != effects.Vendor && e.Kind != effects.Model && seam == nil || sdk == "" {
				continue
			}
			if seam != nil {
				sdk = seam.SDK
			}
			key := [2]string{f.Symbol.Package(), sdk}
			u := byKey[key]
			if u == nil {
				u = &use{pkg: key[0], sdk: sdk, first: e, by: f.Symbol}
				byKey[key], uses = u, append(uses, u)
			}
			u.calls++
			if before(e.Pos, u.first.Pos) {
				u.first, u.by = e, f.Symbol
			}
		}
	}
	slices.SortFunc(uses, func(a, b *use) int {
		return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.sdk, b.sdk))
	})
	var out []check.ProgramSubject
	for _, u := range uses {
		out = append(out, u.judge(seamOf(cfg.Seams.Vendors, u.sdk)))
	}
	return out
}

func (u *use) judge(seam *check.VendorSeam) check.ProgramSubject {
	s := check.ProgramSubject{Name: u.pkg + ": " + u.sdk, Symbol: string(u.by), At: u.first.Pos}
	calls := "calls"
	if u.calls == 1 {
		calls = "call"
	}
	switch {
	case seam == nil:
		s.Outcome = candor.Unknown
		s.Message = fmt.Sprintf("%s uses %s (%d %s), and candor.yaml names no adapter for it", u.pkg, u.sdk, u.calls, calls)
		s.Fix = "name the adapter under go.vendors in candor.yaml"
	case check.Within(u.pkg, seam.OnlyIn):
		s.Outcome = candor.Pass
		s.Message = fmt.Sprintf("%s uses %s (%d %s) and is its adapter", u.pkg, u.sdk, u.calls, calls)
	default:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s uses %s (%d %s), which only %s may", u.pkg, u.sdk, u.calls, calls, strings.Join(seam.OnlyIn, ", "))
	}
	return s
}

func seamOf(seams []check.VendorSeam, pkg string) *check.VendorSeam {
	for i := range seams {
		if check.Within(pkg, []string{seams[i].SDK}) {
			return &seams[i]
		}
	}
	return nil
}

func before(a, b effects.Pos) bool {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) < 0
}
