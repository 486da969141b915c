package draft

import (
	"slices"
	"strings"
	"testing"
)

func TestFit(t *testing.T) {
	const text = "Every connection uses TLS 1.2 or newer."
	for name, tt := range map[string]struct {
		text   string
		judged []string
		want   string
	}{
		"a tree of which nothing is known": {text, nil, "tls/minimum-version tls/hops tls/plain-http"},
		"templates alone":                  {text, []string{"tls/minimum-version"}, "tls/minimum-version tls/hops tls/plain-http"},
		"Go code alone":                    {text, []string{"tls/go-config"}, "tls/go-config tls/hops tls/plain-http"},
		"both":                             {text, []string{"tls/minimum-version", "tls/go-config"}, "tls/minimum-version tls/go-config tls/hops tls/plain-http"},
		"a version that the check of Go code does not know": {"Every connection uses TLS 1.3.", []string{"tls/go-config"}, "tls/minimum-version tls/hops tls/plain-http"},
		"words of something else":                           {"Row-level security is on for every table.", []string{"tls/go-config"}, "rls/table-without-rls"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &Page{Claims: Claims([]Statement{{Text: tt.text, Line: 1}})}
			p.Fit(func(rule string) bool { return slices.Contains(tt.judged, rule) })
			var got []string
			for _, r := range p.Claims[0].Rules {
				got = append(got, r.ID)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s\nwant %s", s, tt.want)
			}
		})
	}
}
