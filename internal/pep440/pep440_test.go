package pep440

import (
	"slices"
	"strings"
	"testing"
)

// TestAllows is what packaging 26.3, the library that pip carries, says of each
// pair with pre-releases allowed.
func TestAllows(t *testing.T) {
	versions := strings.Fields("1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.1.9 1.2.post1 1.2.post2 1.2a1 1.2rc1 1.2.dev1 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1 1.0 1 1.0.0.0")
	tests := []struct{ set, allowed string }{
		{"==1.2.3", "1.2.3 1.2.3+local"},
		{"==1.2", "1.2 1.2.0"},
		{"==1.2.*", "1.2.3 1.2 1.2.0 1.2.4 1.2.post1 1.2.post2 1.2a1 1.2rc1 1.2.dev1 1.2.3+local 1.2.3.post1 1.2.3.5 1.2.3rc1"},
		{"!=1.2.*", "1.3 1.3.0 2 2.0 2.0.0 1.1.9 1!1.2 2024.8.30 2.1 2.0rc2 1.10 1.0 1 1.0.0.0"},
		{"!=1.2.3", "1.2 1.2.0 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.1.9 1.2.post1 1.2.post2 1.2a1 1.2rc1 1.2.dev1 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1 1.0 1 1.0.0.0"},
		{">=1.2", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.2.post1 1.2.post2 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1"},
		{">1.2", "1.2.3 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1"},
		{"<1.2", "1.1.9 1.0 1 1.0.0.0"},
		{"<=1.2", "1.2 1.2.0 1.1.9 1.2a1 1.2rc1 1.2.dev1 1.0 1 1.0.0.0"},
		{"~=1.2", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 1.2.post1 1.2.post2 1.2.3+local 1.2.3.post1 1.2.3.5 1.10 1.2.3rc1"},
		{"~=1.2.3", "1.2.3 1.2.4 1.2.3+local 1.2.3.post1 1.2.3.5"},
		{"~=1.2.3.4", "1.2.3.5"},
		{">=1.2,<2", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 1.2.post1 1.2.post2 1.2.3+local 1.2.3.post1 1.2.3.5 1.10 1.2.3rc1"},
		{">=1.2,!=1.3,<2", "1.2.3 1.2 1.2.0 1.2.4 1.2.post1 1.2.post2 1.2.3+local 1.2.3.post1 1.2.3.5 1.10 1.2.3rc1"},
		{"===1.2.3", "1.2.3"},
		{"==1.2.3+local", "1.2.3+local"},
		{">=1.2a1", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.2.post1 1.2.post2 1.2a1 1.2rc1 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1"},
		{"==1.2rc1", "1.2rc1"},
		{"<1.2rc1", "1.1.9 1.2a1 1.2.dev1 1.0 1 1.0.0.0"},
		{">1.2.post1", "1.2.3 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.2.post2 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1"},
		{">=1.2.post1", "1.2.3 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.2.post1 1.2.post2 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1"},
		{"==1!1.2", "1!1.2"},
		{">=1.2.dev0", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 2 2.0 2.0.0 1.2.post1 1.2.post2 1.2a1 1.2rc1 1.2.dev1 1.2.3+local 1.2.3.post1 1!1.2 2024.8.30 2.1 2.0rc2 1.2.3.5 1.10 1.2.3rc1"},
		{"==1.2.3,", "1.2.3 1.2.3+local"},
		{" >= 1.2 , < 2", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 1.2.post1 1.2.post2 1.2.3+local 1.2.3.post1 1.2.3.5 1.10 1.2.3rc1"},
		{">=2024.1.1", "1!1.2 2024.8.30"},
		{"==2024.8.30", "2024.8.30"},
		{"~=2.0rc1", "2 2.0 2.0.0 2.1 2.0rc2"},
		{"<2,>=1.0.0", "1.2.3 1.2 1.2.0 1.2.4 1.3 1.3.0 1.1.9 1.2.post1 1.2.post2 1.2a1 1.2rc1 1.2.dev1 1.2.3+local 1.2.3.post1 1.2.3.5 1.10 1.2.3rc1 1.0 1 1.0.0.0"},
		{"==1.0", "1.0 1 1.0.0.0"},
	}
	for _, tt := range tests {
		s, ok := ParseSet(tt.set)
		if !ok {
			t.Errorf("%q is refused", tt.set)
			continue
		}
		want := strings.Fields(tt.allowed)
		for _, v := range versions {
			if got := s.Allows(v); got != slices.Contains(want, v) {
				t.Errorf("%q allows %s: %v, packaging says %v", tt.set, v, got, !got)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for _, s := range []string{"1.2", "=1.2", "==", "^1.2", "~=1", "==1.*.2", ">=1.*", ">1+local", "==1.2+l.*", "latest", "==x", "> = 1", strings.Repeat("=", 2000)} {
		if _, ok := ParseSet(s); ok {
			t.Errorf("%q is accepted", s)
		}
	}
	if Set(nil).Allows("x") || Same("x", "y") || !Same("1.0", "1") {
		t.Error("a text that is no version counts as one")
	}
}

func TestExactAndEqual(t *testing.T) {
	exact := map[string]string{"==1.2": "1.2", "===x": "x", "==1.*": "", ">=1": "", ">=1,==1.2": "1.2", "": ""}
	for in, want := range exact {
		if s, _ := ParseSet(in); s.Exact() != want {
			t.Errorf("%q is exact %q, want %q", in, s.Exact(), want)
		}
	}
	equal := []struct {
		a, b string
		want bool
	}{
		{">=1,<2", "<2,>=1.0", true}, {"~=1.0", "~=1", false}, {"~=1.0", "~=1.0.0", false}, {"==1.*", "==1.0.*", false},
		{">=1", ">1", false}, {"==1.0rc1", "==1.0-RC.1", true}, {"==1!1+a", "==1!1.0+A", true}, {">=1.post1", ">=1.dev1", false},
	}
	for _, tt := range equal {
		a, _ := ParseSet(tt.a)
		b, _ := ParseSet(tt.b)
		if Equal(a, b) != tt.want {
			t.Errorf("%q and %q: not %v", tt.a, tt.b, tt.want)
		}
	}
}

func FuzzSet(f *testing.F) {
	f.Add(">=1.2,<2", "1.2.3rc1+l")
	f.Add("~=1.2.post1", "1!1.dev1")
	f.Fuzz(func(t *testing.T, set, version string) {
		s, ok := ParseSet(set)
		if !ok {
			return
		}
		s.Allows(version)
		if !Equal(s, s) {
			t.Errorf("%q differs from itself", set)
		}
		if v, ok := Parse(version); ok && Compare(v, v) != 0 {
			t.Errorf("%q is not itself", version)
		}
	})
}
