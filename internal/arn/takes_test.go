package arn

import (
	"strings"
	"testing"
)

func TestTakes(t *testing.T) {
	same := func(hole string) string {
		if strings.HasPrefix(hole, "var.") {
			return hole
		}
		return ""
	}
	for _, c := range []struct {
		granted, own string
		want         bool
	}{
		{"arn:aws:iam::1:role/acme-*", "arn:aws:iam::1:role/acme-ci", true},
		{"arn:aws:iam::1:role/acme-*", "arn:aws:iam::1:role/deploy/acme-ci", false},
		{"arn:aws:iam::1:role/acme-*", "arn:aws:iam::1:user/acme-ci", false},
		{"arn:aws:iam::1:role/acme-c?", "arn:aws:iam::1:role/acme-ci", true},
		{"*", "arn:aws:iam::1:role/acme-ci", true},
		{"arn:aws:iam::*:role/${var.p}-*", "arn:aws:iam::1:role/${var.p}-ci", true},
		{"arn:aws:iam::*:role/${var.p}-*", "arn:aws:iam::1:role/${var.p}", false},
		{"arn:aws:iam::*:role/${var.q}-*", "arn:aws:iam::1:role/${var.p}-ci", false},
		{"arn:aws:iam::*:role/${local.p}-*", "arn:aws:iam::1:role/${local.p}-ci", false},
		{"arn:aws:iam::*:role/*-ci", "arn:aws:iam::1:role/${local.p}-ci", true},
		{"arn:aws:iam::*:role/*.p*", "arn:aws:iam::1:role/${var.p}-ci", false},
		{"arn:aws:iam::*:role/${var.p}-c?", "arn:aws:iam::1:role/${var.p}-ci", false},
		{"arn:aws:iam::*:role/${var.p", "arn:aws:iam::1:role/${var.p", true},
		{"arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a*", false},
		{"arn:aws:iam::1:role/acme-*", "arn:aws:iam::1:role/acme-${each.key}", true},
	} {
		if got := Takes(c.granted, c.own, same); got != c.want {
			t.Errorf("Takes(%s, %s) = %v", c.granted, c.own, got)
		}
	}
}

// FuzzTakes checks that a certain answer holds for a filling of the holes.
func FuzzTakes(f *testing.F) {
	f.Add("arn:a:i::1:role/${x}-*", "arn:a:i::1:role/${x}-b", "q-")
	f.Add("arn:a:i::1:role/*${x}?", "arn:a:i::1:role/${x}b", "")
	f.Fuzz(func(t *testing.T, granted, own, with string) {
		if strings.ContainsAny(with, "*?${}:") || strings.ContainsAny(granted+own, "\U000F0000\U000F0001\uE001") || len(granted)+len(own) > 200 {
			t.Skip()
		}
		if strings.Count(granted, "${") != strings.Count(granted, "${x}") || strings.Count(own, "${") != strings.Count(own, "${x}") {
			t.Skip()
		}
		if !Takes(granted, own, func(h string) string { return h }) {
			return
		}
		if fill := strings.NewReplacer("${x}", with); !parse(fill.Replace(granted)).matches(fill.Replace(own)) {
			t.Errorf("%q does not take %q with %q", granted, own, with)
		}
	})
}
