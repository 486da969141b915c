package globs

import (
	"path"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func TestMeet(t *testing.T) {
	for _, tt := range []struct {
		over, within string
		want         bool
	}{
		{"aws://*/*/s3/**", "aws://111122223333/*/efs/**", false},
		{"aws://*/*/s3/**", "aws://111122223333/*/s3/**", true},
		{"aws://*/*/s3/**", "aws://111122223333/**", true},           // an account
		{"aws://*/*/s3/**", "aws://111122223333/eu-west-1/**", true}, // a region
		{"aws://*/eu-central-1/**", "aws://111122223333/eu-west-1/**", false},
		{"aws://444455556666/**", "aws://111122223333/**", false},
		{"aws://*/*/s3/prod-*", "aws://1/eu-west-1/s3/dev-a/**", false},
		{"aws://*/*/s3/prod-*", "aws://1/eu-west-1/s3/prod-a/**", true},
		{"aws://*/*/s3/*-a", "aws://1/*/s3/prod-*/**", true},
		{"aws://*/*/rds/*", "aws://1/*/rds/snapshots/**", true}, // a database may be called snapshots
		{"aws://*/*/rds/db-*", "aws://1/*/rds/snapshots/**", false},
		// What is missing names its region as its source, which a claim may name, too.
		{"aws://*/*", "aws://1/*/efs/**", true},
		{"aws://1/eu-west-1", "aws://1/*/efs/**", true},
		{"aws://1/eu-west-1/", "aws://1/*/efs/**", true},
		{"AWS://**", "aws://1/**", false}, // and then nothing is found there
		{"aws://*/*/S3/**", "aws://1/*/s3/**", false},
		{"aws://1/eu-west-1/../**", "aws://1/eu-west-1/s3/**", false},
		{"**", "aws://1/*/efs/**", true},
		{"**/s3/**", "aws://1/*/efs/**", true}, // a thing of EFS may be called s3
		{"infra/prod/**", "infra/old/main.tf", false},
		{"infra/prod", "infra/old/main.tf", false},
		{"./infra/old/", "infra/old/main.tf", true},
		{"infra/*/main.tf", "infra/old/main.tf", true},
		{"infra/[a-n]*/**", "infra/old/**", false},
		{"infra/[^a-n]*/**", "infra/old/**", true},
		{"infra/[a-c]/x", "infra/[d-f]/x", true}, // two classes: not told apart
		{"infra/[", "other", true},               // a pattern that can't be read
		{"infra", "other/[", true},
		{"infra/\xff", "other", true},
		{"aws://**", Tree + "**", false},
		{"github://acme/**", Tree + "**", false},
		{"infra/**", Tree + "**", true},
		{"aws:/**", Tree + "**", true}, // a folder may be called so
		{"infra/**", "aws://1/**", false},
		{"**", Tree + "**", true},
		{"*//x", Tree + "**", false},
		{"*/*/x", "aws://x", true},
		{`a\*b`, "a*b", true}, // the name of a folder that holds a sign
		{`a\*b`, `axb`, false},
		{"a*", "a*", true},
		{"", "a", false},
	} {
		if got := Meet(tt.over, tt.within); got != tt.want {
			t.Errorf("%s, %s: %t", tt.over, tt.within, got)
		}
	}
	if !Meet(Escape(`a[*?\`), `a\[\*\?\\`) || Meet(Escape("*"), "b") {
		t.Error("an escaped sign is not itself")
	}
}

// paths are those over a few names, of up to four parts.
func paths() []string {
	names := []string{"", "a", "b", "ab", "*"}
	out := []string{}
	last := []string{}
	for n := range 4 {
		var next []string
		for _, name := range names {
			if n == 0 {
				next = append(next, name)
				continue
			}
			for _, l := range last {
				next = append(next, l+"/"+name)
			}
		}
		out = append(out, next...)
		last = next
	}
	return out
}

// witness finds a path that shows that two patterns meet, by trying all.
func witness(all []string, over, within string) (string, bool) {
	whole, tree := strings.CutPrefix(within, Tree)
	for _, p := range all {
		if tree && strings.Contains("/"+p+"/", "//") || !candor.MatchGlob(whole, p) {
			continue
		}
		for q := p; ; q = q[:strings.LastIndexByte(q, '/')] {
			if candor.MatchGlob(over, q) {
				return p, true
			}
			if !strings.Contains(q, "/") {
				break
			}
		}
	}
	return "", false
}

var words = []string{"", "a", "b", "*", "**", "a*", "*b", "?", "[ab]", "[^a]", `\*`}

// TestMeetAll holds every pair of short patterns against all short paths.
func TestMeetAll(t *testing.T) {
	all := paths()
	var globs []string
	for _, x := range words {
		globs = append(globs, x)
		for _, y := range words {
			globs = append(globs, x+"/"+y)
		}
	}
	met, loose := 0, 0
	for _, over := range globs {
		for _, within := range globs {
			for _, w := range []string{within, Tree + within} {
				_, want := witness(all, over, w)
				got := Meet(over, w)
				if want && !got {
					t.Fatalf("%q and %q meet", over, w)
				}
				if got {
					met++
				}
				if got && !want {
					loose++
				}
			}
		}
	}
	t.Logf("%d pairs meet, of %d nothing short shows it", met, loose)
	if loose*20 > met {
		t.Errorf("of %d pairs that are said to meet, %d don't", met, loose)
	}
}

func FuzzMeet(f *testing.F) {
	f.Add("aws://*/*/s3/**", "aws://1/*/efs/**", "aws://1/eu/efs/x")
	f.Add("a/[b-c]*/**", "./a/**", "a/b/c")
	f.Add("**/a", "*/a", "b/a")
	f.Fuzz(func(t *testing.T, over, within, p string) {
		if len(over)+len(within) > 200 || strings.Count(over, "*")+strings.Count(within, "*") > 12 {
			return
		}
		if _, ok := witness([]string{p, path.Clean(p)}, over, within); ok && !Meet(over, within) {
			t.Errorf("%q and %q meet at %q", over, within, p)
		}
	})
}
