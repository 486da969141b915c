package semver

import "testing"

func TestContains(t *testing.T) {
	tests := []struct {
		rng, version string
		want         bool
	}{
		{"^2.1.0", "2.1.3", true},
		{"^2.1.0", "3.0.0", false},
		{"^2.1.0", "1.0.0", false},
		{"^0.7.0", "0.8.0", false},
		{"^0.0.3", "0.0.4", false},
		{"^0", "0.9.9", true},
		{"^0.x", "0.9.9", true},
		{"~1.2", "1.2.9", true},
		{"~1.2", "1.3.0", false},
		{"~>1.2.3", "1.2.9", true},
		{"1.x", "1.9.0", true},
		{"1.2.*", "1.3.0", false},
		{"", "1.2.3", true},
		{"*", "1.2.3", true},
		{"*", "1.2.3-rc.1", false},
		{"1.2.3", "1.2.3", true},
		{"=v1.2.3", "1.2.3", true},
		{"1.2.3", "1.2.3+build", true},
		{"1.2.3 - 2.3", "2.3.9", true},
		{"1.2.3 - 2.3", "2.4.0", false},
		{">=1.2 <2 || 3", "3.9.9", true},
		{">= 1.2.3", "1.2.3", true},
		{">1.2", "1.2.9", false},
		{">1.2", "1.3.0", true},
		{"<1.2", "1.2.0-rc", false},
		{"<*", "0.0.0", false},
		{">*", "9.9.9", false},
		{"<=1.2", "1.2.9", true},
		{"^1.2.3-rc.1", "1.2.3-rc.2", true},
		{"^1.2.3-rc.1", "1.2.4-rc.2", false},
		{"^1.2.3-rc.10", "1.2.3-rc.9", false},
		{"^1.2.3-rc.1", "1.2.3", true},
		{"^1.2.3", "2.0.0-0", false},
	}
	for _, tt := range tests {
		r, err := ParseRange(tt.rng)
		if err != nil {
			t.Errorf("ParseRange(%q): %v", tt.rng, err)
			continue
		}
		v, ok := Parse(tt.version)
		if !ok {
			t.Errorf("Parse(%q) refused", tt.version)
			continue
		}
		if got := r.Contains(v); got != tt.want {
			t.Errorf("%q contains %q: got %v, want %v", tt.rng, tt.version, got, tt.want)
		}
	}
}

func TestNoRange(t *testing.T) {
	for _, s := range []string{
		"latest", "^", ">", "1.2.3.4", "x.1", "1-2", "1.2.3-", "git+https://example.com/a.git",
		"file:../a", "workspace:*", "1.2.3 || next", "9007199254740992.0.0", "1.2.3-rc..1",
	} {
		if _, err := ParseRange(s); err == nil {
			t.Errorf("ParseRange(%q) was taken for a range", s)
		}
	}
}

func TestIsExact(t *testing.T) {
	for s, want := range map[string]bool{
		"1.2.3": true, "v1.2.3": true, "=1.2.3": true, "1.2.3-rc.1+b5": true, "1.2.3beta": true,
		"": false, "1": false, "1.2": false, "1.2.x": false, "^1.2.3": false, "1.2.3 ": true, "latest": false,
		"1.2.3 || 1.2.4": false, "1.2.3_4": false,
	} {
		if got := IsExact(s); got != want {
			t.Errorf("IsExact(%q): got %v, want %v", s, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	order := []string{"0.0.1", "0.1.0", "1.0.0-0", "1.0.0-1.2", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0", "1.0.1"}
	for i := range order {
		for j := range order {
			a, _ := Parse(order[i])
			b, _ := Parse(order[j])
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := Compare(a, b); got != want {
				t.Errorf("Compare(%s, %s): got %d, want %d", order[i], order[j], got, want)
			}
		}
	}
}

func FuzzRange(f *testing.F) {
	for _, s := range []string{"^1.2.3", "1 - 2", ">=1.2.3 <2 || x", "~> v1", "1.2.3-rc.1+b", "||", "<="} {
		f.Add(s, "1.2.3")
	}
	f.Fuzz(func(t *testing.T, rng, version string) {
		v, ok := Parse(version)
		if !ok {
			return
		}
		if r, err := ParseRange(rng); err == nil {
			r.Contains(v)
		}
		if r, err := ParseRange("=" + version); err == nil && len(version) < 64 && !r.Contains(v) {
			t.Errorf("=%s does not contain itself", version)
		}
	})
}
