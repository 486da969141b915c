package nearest

import "testing"

func TestName(t *testing.T) {
	rules := []string{"rls/table-without-rls", "rls/table-without-policy", "iam/scope", "deps/npm-lock"}
	keys := []string{"claims", "company", "exclude", "page", "id", "due"}
	tests := []struct {
		want string
		have []string
		got  string
	}{
		{"clams", keys, "claims"},
		{"calims", keys, "claims"},
		{"Claims", keys, "claims"},
		{"pag", keys, "page"},
		{"ids", keys, "id"},
		{"zebra", keys, ""},
		{"", keys, ""},
		{"rls/table-wihtout-rls", rules, "rls/table-without-rls"},
		{"rls/table_without_policy", rules, "rls/table-without-policy"},
		{"table-without-rls", rules, "rls/table-without-rls"},
		{"npm-lock", rules, "deps/npm-lock"},
		{"claims", nil, ""},
		{"ac", []string{"ab", "aa"}, "aa"},
	}
	for _, tt := range tests {
		got, ok := Name(tt.want, tt.have)
		if got != tt.got || ok != (tt.got != "") {
			t.Errorf("Name(%q) = %q, %v; want %q", tt.want, got, ok, tt.got)
		}
	}
}

func TestHintCapsTheList(t *testing.T) {
	if got, want := Hint("zebra", []string{"d", "c", "b", "aaaaaaa"}, 2), "known: aaaaaaa, b, ..."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Hint("aaaaaaa", []string{"aaaaaab"}, 2), "did you mean aaaaaab?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMeant(t *testing.T) {
	have := []string{"claims", "waivers"}
	if n, ok := Meant(Hint("claimz", have, 2)); !ok || n != "claims" {
		t.Errorf("%q %v", n, ok)
	}
	if n, ok := Meant(Hint("nothing like it", have, 2)); ok {
		t.Errorf("a list proposes %q", n)
	}
}
