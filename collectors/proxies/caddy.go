package proxies

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/iac"
)

// caddy is one Caddyfile.
type caddy struct {
	w        *writer
	path     string
	snippets map[string]*entry
	global   *entry
	secure   bool // some site takes TLS
}

// site is one block of a Caddyfile with the addresses that it answers on.
type site struct {
	addrs []string
	body  []*entry
	line  int
	whole bool // everything that it imports is in the file
}

func readCaddy(w *writer, p, text string) {
	es, line, err := parseCaddy(text)
	if err != nil {
		w.gap(candor.Error, at(p, line), err.Error())
		return
	}
	c := &caddy{w: w, path: p, snippets: make(map[string]*entry)}
	sites := c.sites(es)
	for i := range sites {
		sites[i].body, sites[i].whole = c.imports(sites[i].body, 0)
		for _, a := range sites[i].addrs {
			c.secure = c.secure || !c.isPlain(a, &sites[i])
		}
	}
	for i := range sites {
		c.site(&sites[i])
	}
}

// sites finds the sites of a file. One without braces is the only one.
func (c *caddy) sites(es []*entry) []site {
	var out []site
	for i, e := range es {
		switch {
		case len(e.words) == 0 && i == 0:
			c.global = e
		case len(e.words) == 1 && strings.HasPrefix(e.words[0], "(") && e.whole:
			c.snippets[strings.Trim(e.words[0], "()")] = e
		case len(e.words) == 0, strings.HasPrefix(e.words[0], "&("):
		case e.words[0] == "import":
			c.missing(e)
		case !e.whole && len(out) == 0:
			return append(out, site{addrs: addresses(e.words), body: es[i+1:], line: e.line})
		default:
			out = append(out, site{addrs: addresses(e.words), body: e.block, line: e.line})
		}
	}
	return out
}

func addresses(words []string) []string {
	return strings.FieldsFunc(strings.Join(words, " "), func(r rune) bool { return r == ',' || r == ' ' })
}

func (c *caddy) missing(e *entry) {
	what := ""
	if len(e.words) > 1 {
		what = e.words[1]
	}
	c.w.gap(candor.Unresolved, at(c.path, e.line), "the imported "+what+" is not read")
}

// imports replaces the imports of snippets by their lines.
func (c *caddy) imports(es []*entry, depth int) (out []*entry, whole bool) {
	whole = true
	for _, e := range es {
		if len(e.words) == 0 || e.words[0] != "import" {
			out = append(out, e)
			continue
		}
		s := (*entry)(nil)
		if len(e.words) > 1 {
			s = c.snippets[e.words[1]]
		}
		if s == nil || depth > 10 || len(out) > maxDirectives/10 {
			c.missing(e)
			whole = false
			continue
		}
		inner, ok := c.imports(s.block, depth+1)
		out, whole = append(out, inner...), whole && ok
	}
	return out, whole
}

// option is the word after a global option, or "".
func (c *caddy) option(name string) string {
	if c.global == nil {
		return ""
	}
	for _, e := range c.global.block {
		if len(e.words) > 1 && e.words[0] == name {
			return e.words[1]
		}
	}
	return ""
}

// split takes an address apart: "https://shop.io:8443/path".
func split(addr string) (scheme, host, port string) {
	scheme, rest, ok := strings.Cut(addr, "://")
	if !ok {
		scheme, rest = "", addr
	}
	host, port = hosts.Split(authority(rest))
	return scheme, host, port
}

// isPlain reports an address that Caddy answers without TLS.
func (c *caddy) isPlain(addr string, s *site) bool {
	scheme, host, port := split(addr)
	http := c.option("http_port")
	if http == "" {
		http = "80"
	}
	switch {
	case scheme == "http" || port == http:
		return true
	case scheme == "https" || port == "443" || host != "":
		return false
	}
	return !hasTLS(s.body)
}

func (c *caddy) site(s *site) {
	where := at(c.path, s.line)
	for _, a := range s.addrs {
		scheme, host, port := split(a)
		subject := host
		if port != "" {
			subject += ":" + port
		}
		switch {
		case strings.ContainsAny(a, "{}"):
			c.w.setting("site "+ident(a), edge, "address", where, iac.Hidden("the address is in a variable", where))
		case c.isPlain(a, s) && c.away(s.body):
			c.w.setting(subject, edge, "address", where, iac.Text("redirect-to-https", where))
		case c.isPlain(a, s):
			c.w.setting(subject, edge, "address", where, plain(where, !c.secure))
		case c.option("auto_https") == "off" && scheme == "" && !hasTLS(s.body):
			c.w.setting(subject, edge, "address", where, iac.Hidden("auto_https is off", where))
		default:
			c.w.setting(subject, edge, "protocols", where, c.protocols(s, where))
		}
	}
	c.proxies(s.body, 0)
}

func ident(s string) string { return strings.Trim(s, "{}$") }

func hasTLS(es []*entry) bool {
	return slices.ContainsFunc(es, func(e *entry) bool { return len(e.words) > 0 && e.words[0] == "tls" })
}

// away reports a site that sends every request to HTTPS.
func (c *caddy) away(es []*entry) bool {
	return slices.ContainsFunc(es, func(e *entry) bool {
		return len(e.words) > 1 && e.words[0] == "redir" && strings.HasPrefix(e.words[1], "https://")
	})
}

func (c *caddy) protocols(s *site, where iac.Place) *iac.Node {
	for _, e := range s.body {
		if len(e.words) == 0 || e.words[0] != "tls" {
			continue
		}
		for _, o := range e.block {
			if len(o.words) > 1 && o.words[0] == "protocols" {
				names := map[string]string{"tls1.0": "TLSv1", "tls1.1": "TLSv1.1", "tls1.2": "TLSv1.2", "tls1.3": "TLSv1.3"}
				return versions([]string{names[o.words[1]]}, at(c.path, o.line))
			}
			if len(o.words) > 0 && o.words[0] == "import" {
				return iac.Hidden("the imported lines are not read", at(c.path, o.line))
			}
		}
	}
	if !s.whole {
		return iac.Hidden("what the site imports is not in the file", where)
	}
	return iac.Platform("TLSv1.2", "the oldest that Caddy takes when protocols is not set", where)
}

// proxies emits how requests are handed on, at any depth of a site.
func (c *caddy) proxies(es []*entry, depth int) {
	for _, e := range es {
		switch {
		case len(e.words) == 0:
		case e.words[0] == "reverse_proxy":
			c.proxy(e)
		case e.words[0] == "php_fastcgi":
			for _, u := range upstreamsOf(e) {
				_, host, _ := split(u)
				where := at(c.path, e.line)
				c.w.setting("php_fastcgi "+host, origin, "php_fastcgi", where, c.near(u, host, where))
			}
		case depth < maxNesting:
			c.proxies(e.block, depth+1)
		}
	}
}

func upstreamsOf(e *entry) (out []string) {
	for i, w := range e.words[1:] {
		if i == 0 && (strings.HasPrefix(w, "@") || strings.HasPrefix(w, "/") || w == "*") {
			continue
		}
		out = append(out, w)
	}
	for _, o := range e.block {
		if len(o.words) > 1 && o.words[0] == "to" {
			out = append(out, o.words[1:]...)
		}
	}
	return out
}

func (c *caddy) near(addr, host string, where iac.Place) *iac.Node {
	if strings.HasPrefix(addr, "unix/") {
		return iac.Text("loopback", where)
	}
	if host == "" && strings.HasPrefix(addr, ":") {
		host = "localhost"
	}
	return upstream(host, where)
}

func (c *caddy) proxy(e *entry) {
	where := at(c.path, e.line)
	secure, blind := false, (*entry)(nil)
	for _, o := range e.block {
		if len(o.words) == 0 || o.words[0] != "transport" {
			continue
		}
		for _, x := range o.block {
			if len(x.words) > 0 && strings.HasPrefix(x.words[0], "tls") {
				secure = true
				if x.words[0] == "tls_insecure_skip_verify" {
					blind = x
				}
			}
		}
	}
	for _, u := range upstreamsOf(e) {
		scheme, host, _ := split(u)
		subject := "reverse_proxy " + host
		switch {
		case strings.ContainsAny(u, "{}"):
			c.w.setting("reverse_proxy "+ident(u), origin, "reverse_proxy", where, iac.Hidden("the address is in a variable", where))
		case scheme == "https" || secure:
			c.w.setting(subject, origin, "reverse_proxy", where, iac.Platform("TLSv1.2", "the oldest that Caddy offers to an upstream", where))
			n := iac.Platform("full", "Caddy looks at certificates unless it is told not to", where)
			if blind != nil {
				n = iac.Text("none", at(c.path, blind.line))
			}
			c.w.trust(subject, host, "tls_insecure_skip_verify", where, n)
		default:
			c.w.setting(subject, origin, "reverse_proxy", where, c.near(u, host, where))
		}
	}
}
