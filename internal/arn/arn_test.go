package arn

import (
	"strings"
	"testing"
)

func TestOutside(t *testing.T) {
	secrets := []string{"arn:*:secretsmanager:*:*:secret:acme/*"}
	tests := []struct {
		name    string
		granted string
		allowed []string
		want    string // witness; "" when inside; "any" when any will do
	}{
		{"inside", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/db-*", secrets, ""},
		{"equal", secrets[0], secrets, ""},
		{"everything", "*", secrets, "arn:aws:iam::111122223333:role/not-yours"},
		{"another prefix", "arn:aws:secretsmanager:*:*:secret:*", secrets, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:not-yours"},
		{"prefix without its slash", "arn:aws:secretsmanager:*:*:secret:acme*", secrets, "any"},
		{"nothing allowed", "arn:aws:s3:::b", nil, "arn:aws:s3:::b"},
		{"union", "arn:aws:s3:::b/?", []string{"arn:aws:s3:::b/?*", "arn:aws:s3:::c"}, ""},
		{"a wildcard stays in its segment", "arn:aws:iam::1:role:secretsmanager:a:b:secret:acme/x", secrets, "any"},
		{"short pattern", "arn:aws:secretsmanager:*", secrets, "any"},
		{"hole inside", "arn:aws:secretsmanager:${Region}:${Account}:secret:acme/${X}", secrets, ""},
		{"hole that may be inside", "arn:aws:secretsmanager:eu-west-1:1:secret:${X}", secrets, ""},
		{"hole that can't be inside", "arn:aws:secretsmanager:${R}:1:secret:other/${X}", secrets, "any"},
		{"hole before a literal wildcard", "arn:aws:secretsmanager:${R}:${A}:secret:*", secrets, "any"},
		{"open hole", "arn:aws:secretsmanager:${R", secrets, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, out := Outside(tt.granted, tt.allowed)
			if out != (tt.want != "") || (tt.want != "any" && w != tt.want) {
				t.Errorf("Outside(%q) = %q, %v; want %q", tt.granted, w, out, tt.want)
			}
			if out && w == "" {
				t.Error("outside without a witness")
			}
		})
	}
}

// TestUndecided drives the search into its bound: it must not claim "inside".
func TestUndecided(t *testing.T) {
	var allowed []string
	for i := range 40 {
		allowed = append(allowed, "*a"+strings.Repeat("?", i+20)+"b*")
	}
	if w, out := Outside(strings.Repeat("?", 30)+"*", allowed); !out || w == "" {
		t.Errorf("Outside = %q, %v", w, out)
	}
}

// texts are all texts up to a length over a small alphabet: the oracle.
func texts(letters string, n int) []string {
	out := []string{""}
	for last := out; n > 0; n-- {
		var next []string
		for _, s := range last {
			for _, r := range letters {
				next = append(next, s+string(r))
			}
		}
		out, last = append(out, next...), next
	}
	return out
}

// naive matches by backtracking, in the words of the package comment.
func naive(p, s string, full bool, colons int) bool {
	if p == "" {
		return s == ""
	}
	inner := full && colons < 5
	switch p[0] {
	case '*':
		if naive(p[1:], s, full, colons) {
			return true
		}
		return s != "" && (!inner || s[0] != ':') && naive(p, s[1:], full, colons)
	case '?':
		return s != "" && (!inner || s[0] != ':') && naive(p[1:], s[1:], full, colons)
	case ':':
		colons++
	}
	return s != "" && s[0] == p[0] && naive(p[1:], s[1:], full, colons)
}

func matchesNaive(p, s string) bool { return naive(p, s, strings.Count(p, ":") >= 5, 0) }

func TestOutsideWithin(t *testing.T) {
	function := "arn:*:lambda:*:*:function:" + Name
	tests := []struct {
		name, granted string
		within, allow []string
		want          string
	}{
		{"what the action can't be granted on does not count", "arn:aws:*:*:*:*",
			[]string{"arn:*:s3:::" + Name}, []string{"arn:aws*:s3:::*"}, ""},
		{"everything, but of one kind", "*", []string{function}, []string{"arn:*:lambda:*:*:function:acme-*"},
			"arn:aws:lambda:eu-west-1:111122223333:function:not-yours"},
		{"a name holds no slash", "arn:aws:lambda:eu-west-1:1:function:acme/*", []string{function}, nil, ""},
		{"nor a colon", "arn:aws:lambda:eu-west-1:1:function:acme:*", []string{function}, nil, ""},
		{"nor is it empty", "arn:aws:lambda:eu-west-1:1:function:", []string{function}, nil, ""},
		{"another kind of the same prefix", "arn:aws:s3:::acme*", []string{"arn:*:s3:::" + Name}, []string{"arn:*:s3:::acme-*"}, "any"},
		{"hole", "arn:aws:lambda:${R}:${A}:function:${F}", []string{function}, []string{"arn:*:lambda:*:*:function:acme-*"}, ""},
		{"hole that can't be inside", "arn:aws:lambda:${R}:${A}:function:b-${F}", []string{function}, []string{"arn:*:lambda:*:*:function:acme-*"}, "any"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, out := OutsideWithin(tt.granted, tt.within, tt.allow)
			if out != (tt.want != "") || tt.want != "any" && w != tt.want {
				t.Errorf("OutsideWithin = %q, %v; want %q", w, out, tt.want)
			}
		})
	}
}

func TestMeets(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"*", "arn:*:s3:::" + Name, true},
		{"arn:aws:s3:::a/*", "arn:*:s3:::" + Name, false},
		{"arn:aws:s3:::a/*", "arn:*:s3:::" + Name + "/*", true},
		{"arn:aws:s3:::${Bucket}", "arn:*:s3:::acme", true},
		{"arn:aws:s3:::x${Bucket}", "arn:*:s3:::acme", false},
		{"arn:aws:lambda:*:*:function:acme/*", "arn:*:lambda:*:*:function:" + Name + ":" + Name, false},
	} {
		if w, got := Meets(tt.a, []string{tt.b}); got != tt.want || got && w == "" {
			t.Errorf("Meets(%q, %q) = %q, %v", tt.a, tt.b, w, got)
		}
	}
}

func FuzzMeets(f *testing.F) {
	f.Add("a*", "?b")
	f.Add(":::::*", "*:*")
	all := texts("ab:z", 7)
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, p := range []string{a, b} {
			if len(p) > 6 || strings.Trim(p, "ab:*?") != "" {
				return
			}
		}
		w, meets := Meets(a, []string{b})
		if w == Undecided {
			t.Skip()
		}
		if meets {
			if !matchesNaive(a, w) || !matchesNaive(b, w) {
				t.Fatalf("%q is not in both %q and %q", w, a, b)
			}
			return
		}
		for _, s := range all {
			if matchesNaive(a, s) && matchesNaive(b, s) {
				t.Fatalf("%q is in both %q and %q", s, a, b)
			}
		}
	})
}

func FuzzOutside(f *testing.F) {
	f.Add("a*", "a*b", "*")
	f.Add("*a?", "*b", "a*")
	f.Add(":::::*", ":::::a*", ":*::::b")
	f.Add("a*:::::?", "*:*:*:*:*:*", "")
	f.Add("::*:::", "*", "?")
	all := texts("ab:z", 7)
	f.Fuzz(func(t *testing.T, g, a, b string) {
		for _, p := range []string{g, a, b} {
			if len(p) > 8 || strings.Trim(p, "ab:*?") != "" {
				return
			}
		}
		w, out := Outside(g, []string{a, b})
		if w == Undecided {
			t.Skip()
		}
		if out {
			if !matchesNaive(g, w) || matchesNaive(a, w) || matchesNaive(b, w) {
				t.Fatalf("%q is no witness for %q outside %q, %q", w, g, a, b)
			}
			return
		}
		for _, s := range all {
			if matchesNaive(g, s) && !matchesNaive(a, s) && !matchesNaive(b, s) {
				t.Fatalf("%q is in %q and outside %q, %q", s, g, a, b)
			}
		}
	})
}

// FuzzHoles checks that a certain answer holds for every filling of the hole.
func FuzzHoles(f *testing.F) {
	f.Add("a${x}*", "ab*")
	f.Add("a:::::${x}b", "a:::::a*")
	all := texts("ab:z", 5)
	f.Fuzz(func(t *testing.T, g, a string) {
		if len(g) > 10 || len(a) > 8 || strings.Count(g, "${x}") != 1 ||
			strings.Trim(strings.Replace(g, "${x}", "", 1), "ab:*?") != "" || strings.Trim(a, "ab:*?") != "" {
			return
		}
		if _, out := Outside(g, []string{a}); !out {
			return
		}
		for _, fill := range all {
			filled := strings.Replace(g, "${x}", fill, 1)
			if strings.Count(filled, ":") != strings.Count(strings.Replace(g, "${x}", "", 1), ":") {
				continue // a filling with a colon shifts the segments
			}
			if w, out := Outside(filled, []string{a}); !out {
				t.Fatalf("%q is inside %q (%q), but %q was called outside", filled, a, w, g)
			}
		}
	})
}

func BenchmarkOutside(b *testing.B) {
	allow := []string{"arn:*:ecr:*:*:repository/acme/*", "arn:*:secretsmanager:*:*:secret:acme/*", "arn:*:lambda:*:*:function:acme-*"}
	b.Run("inside", func(b *testing.B) {
		for b.Loop() {
			Outside("arn:aws:secretsmanager:*:*:secret:acme/db*", allow)
		}
	})
	b.Run("outside", func(b *testing.B) {
		for b.Loop() {
			Outside("arn:aws:lambda:*:*:function:*", allow)
		}
	})
	b.Run("hole", func(b *testing.B) {
		for b.Loop() {
			Outside("arn:aws:lambda:${R}:${A}:function:other-*", allow)
		}
	})
}
