package versions

import (
	"slices"
	"strings"
	"testing"
)

// TestCargo is what the crate semver 1, which cargo 1.95 uses, says of each pair.
func TestCargo(t *testing.T) {
	versions := strings.Fields("1.2.3 1.2.4 1.3.0 2.0.0 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 0.0.1 1.0.0 1.2.0 1.2.3-rc.1 1.2.3-rc.2 1.2.4-rc.1 2.0.0-rc.0 1.2.3+build 1.1.9")
	tests := []struct{ rng, allowed string }{
		{"1.2.3", "1.2.3 1.2.4 1.3.0 1.2.3+build"},
		{"1.2", "1.2.3 1.2.4 1.3.0 1.2.0 1.2.3+build"},
		{"1", "1.2.3 1.2.4 1.3.0 1.0.0 1.2.0 1.2.3+build 1.1.9"},
		{"0.2.3", "0.2.3 0.2.4"},
		{"0.0.3", "0.0.3"},
		{"0.0", "0.0.3 0.0.4 0.0.1"},
		{"0", "0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 0.0.1"},
		{"^1.2.3", "1.2.3 1.2.4 1.3.0 1.2.3+build"},
		{"^0.2", "0.2.3 0.2.4"},
		{"~1.2.3", "1.2.3 1.2.4 1.2.3+build"},
		{"~1.2", "1.2.3 1.2.4 1.2.0 1.2.3+build"},
		{"~1", "1.2.3 1.2.4 1.3.0 1.0.0 1.2.0 1.2.3+build 1.1.9"},
		{"1.*", "1.2.3 1.2.4 1.3.0 1.0.0 1.2.0 1.2.3+build 1.1.9"},
		{"1.2.*", "1.2.3 1.2.4 1.2.0 1.2.3+build"},
		{"*", "1.2.3 1.2.4 1.3.0 2.0.0 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 0.0.1 1.0.0 1.2.0 1.2.3+build 1.1.9"},
		{">=1.2, <2", "1.2.3 1.2.4 1.3.0 1.2.0 1.2.3+build"},
		{">1.2", "1.3.0 2.0.0"},
		{"<1.2", "0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 0.0.1 1.0.0 1.1.9"},
		{"<=1.2", "1.2.3 1.2.4 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 0.0.1 1.0.0 1.2.0 1.2.3+build 1.1.9"},
		{"=1.2.3", "1.2.3 1.2.3+build"},
		{"=1.2", "1.2.3 1.2.4 1.2.0 1.2.3+build"},
		{"=1", "1.2.3 1.2.4 1.3.0 1.0.0 1.2.0 1.2.3+build 1.1.9"},
		{">=1.2.3-rc.1", "1.2.3 1.2.4 1.3.0 2.0.0 1.2.3-rc.1 1.2.3-rc.2 1.2.3+build"},
		{"1.2.3-rc.1", "1.2.3 1.2.4 1.3.0 1.2.3-rc.1 1.2.3-rc.2 1.2.3+build"},
		{"<2.0.0-rc.1", "1.2.3 1.2.4 1.3.0 0.2.3 0.2.4 0.3.0 0.0.3 0.0.4 0.0.1 1.0.0 1.2.0 2.0.0-rc.0 1.2.3+build 1.1.9"},
		{">= 1.0.0", "1.2.3 1.2.4 1.3.0 2.0.0 1.0.0 1.2.0 1.2.3+build 1.1.9"},
	}
	for _, tt := range tests {
		want := strings.Fields(tt.allowed)
		for _, v := range versions {
			got, err := Cargo.Allows(tt.rng, v)
			if err != nil || got != slices.Contains(want, v) {
				t.Errorf("%q allows %s: %v, the crate says %v (%v)", tt.rng, v, got, slices.Contains(want, v), err)
			}
		}
	}
}

// TestOthers are cases of the documentation of RubyGems and NuGet.
func TestOthers(t *testing.T) {
	tests := []struct {
		s            System
		rng, version string
		want         bool
	}{
		{Gem, "~> 7.0", "7.1.3", true}, {Gem, "~> 7.0.1", "7.1.0", false}, {Gem, ">= 1, < 3", "2.9", true}, {Gem, ">= 1, < 3", "3", false},
		{Gem, "1.2", "1.2.0", true}, {Gem, "= 1.2", "1.2.1", false}, {Gem, "!= 1.2", "1.2", false}, {Gem, "~> 1.0", "1.5.0.pre1", true},
		{Gem, "", "1.0", true}, {Gem, ">= 0", "0.0.1", true}, {Gem, "~> 1.2.3.4", "1.2.3.9", true}, {Gem, "~> 1.2.3.4", "1.2.4", false},
		{NuGet, "1.2.3", "1.2.3", true}, {NuGet, "1.2.3", "2.0.0", true}, {NuGet, "1.2.3", "1.2.2", false}, {NuGet, "[1.2.3]", "1.2.4", false},
		{NuGet, "[1.0,2.0)", "1.9.9", true}, {NuGet, "[1.0,2.0)", "2.0.0", false}, {NuGet, "(1.0,)", "1.0.0", false}, {NuGet, "1.*", "1.9.0", true},
		{NuGet, "[1.2.3, )", "1.2.3", true}, {NuGet, "(,1.0]", "1.0", true}, {NuGet, "1.0.0-beta.1", "1.0.0-beta.1", true}, {NuGet, "*", "3.1.0", true},
	}
	for _, tt := range tests {
		if got, err := tt.s.Allows(tt.rng, tt.version); got != tt.want || err != nil {
			t.Errorf("%s: %q allows %s: %v (%v)", tt.s, tt.rng, tt.version, got, err)
		}
	}
	if !NuGet.Same("1.0", "1.0.0") || NuGet.Same("1.0", "1.0.1") || !Cargo.Valid("1.2.3") || Cargo.Valid("x") || Cargo.Valid("1.2") || NuGet.Valid("1.*") || Gem.Valid("") {
		t.Error("versions are not told apart")
	}
	for _, s := range []System{Cargo, Gem, NuGet} {
		if _, err := s.Allows("git main", "1.0.0"); err == nil {
			t.Errorf("%s takes words for a range", s)
		}
		if _, err := s.Allows(strings.Repeat("1", 1000), "1.0.0"); err == nil {
			t.Errorf("%s takes a range of 1000 bytes", s)
		}
		if s.Same(strings.Repeat("1", 1000), "1") {
			t.Errorf("%s compares versions of 1000 bytes", s)
		}
	}
}

func FuzzAllows(f *testing.F) {
	f.Add(">= 1.2, < 2", "1.2.3-rc.1")
	f.Add("[1.0,2.*)", "1.0.0.1")
	f.Add("A000000000", "0*0 0000000")
	f.Fuzz(func(t *testing.T, rng, version string) {
		for _, s := range []System{Cargo, Gem, NuGet} {
			s.Allows(rng, version)
			s.Same(rng, version)
			s.Valid(version)
		}
	})
}
