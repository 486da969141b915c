package connections

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/ref"
)

// endpoint emits an address of HTTP that is a setting's whole value. What
// stays in one's own network, and what only names something, is left out.
func (r *reader) endpoint(key, s string, n int) {
	scheme, rest, _ := strings.Cut(s, "://")
	scheme = strings.ToLower(scheme)
	if !slices.Contains([]string{"http", "https", "ws", "wss"}, scheme) || key == "" || names(key) {
		return
	}
	authority := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority = rest[:i]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	class, host := farthest(authority)
	if class != hosts.Public || identifier(host, rest) {
		return
	}
	where := r.at(n)
	r.sink.Fact(kindURL, ref.Printable(key)+": "+ref.Printable(host), iac.At(where, ""), map[string]any{
		"hop": "app-api", "scheme": scheme, "host": ref.Printable(host), "port": portOf(scheme, authority), "role": r.role,
	})
}

// names reports a key whose address is not spoken to: it names a schema, a
// page for people, or where requests may come from.
func names(key string) bool {
	low := strings.ToLower(key)
	if i := strings.LastIndexByte(low, '.'); i >= 0 {
		low = low[i+1:]
	}
	if strings.HasPrefix(low, "$") || strings.HasPrefix(low, "@") || strings.HasPrefix(low, "xmlns") {
		return true
	}
	for _, w := range []string{"proxy", "origin", "cors", "schema", "namespace", "homepage", "home", "website", "license", "licence", "docs", "documentation", "help", "icon", "logo", "image", "avatar", "href", "link", "links", "repository", "author", "maintainer", "context", "terms", "privacy", "blog", "twitter", "github", "title", "description", "example", "examples", "referer"} {
		if low == w || strings.HasSuffix(low, "_"+w) || strings.HasSuffix(low, "-"+w) || strings.HasSuffix(low, "_"+w+"_url") || low == w+"_url" || low == w+"url" || low == w+"uri" {
			return true
		}
	}
	return false
}

// identifier reports a host whose addresses name schemas, licences or code.
func identifier(host, rest string) bool {
	if strings.HasPrefix(host, "schemas.") || strings.HasPrefix(host, "schema.") || strings.HasPrefix(host, "ns.") || strings.HasPrefix(host, "xmlns.") {
		return true
	}
	return slices.Contains([]string{
		"www.w3.org", "json-schema.org", "purl.org", "schema.org", "spdx.org", "xml.apache.org", "maven.apache.org", "java.sun.com",
		"www.sitemaps.org", "opensource.org", "creativecommons.org", "ogp.me", "xmlns.com", "www.opengis.net", "docbook.org", "www.apple.com", "github.com", "gitlab.com", "bitbucket.org",
	}, host) || strings.HasPrefix(rest, "www.apache.org/licenses")
}
