package proxies

import (
	"net/url"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/iac"
)

// scope is a block of nginx and those around it: a directive counts in the
// blocks inside, unless they have their own.
type scope struct {
	outer *scope
	path  string // of the file in which the configuration begins; set on the outermost
	ds    []*directive
	whole bool // every include was found
	open  bool // the blocks around it are in another file
}

func (t *nginxTree) scope(outer *scope, d *directive, main string) *scope {
	ds, whole := t.expand(d.block, main, nil)
	return &scope{outer: outer, ds: ds, whole: whole}
}

// find is the directive that counts, or nil; told is false when it may be in a
// file that was not read.
func (s *scope) find(name string) (d *directive, told bool) {
	told = true
	for ; s != nil; s = s.outer {
		for _, x := range slices.Backward(s.ds) {
			if x.name == name {
				return x, told
			}
		}
		told = told && s.whole && !s.open
	}
	return nil, told
}

func (s *scope) file() string {
	for s.outer != nil {
		s = s.outer
	}
	return s.path
}

func (s *scope) all(name string) (out []*directive) {
	for _, d := range s.ds {
		if d.name == name {
			out = append(out, d)
		}
	}
	return out
}

// server is one server block with the addresses that it listens on.
type server struct {
	*scope
	d       *directive
	name    string
	listens []listen
}

type listen struct {
	addr, port       string
	ssl, first, near bool // near: loopback or a socket
	d                *directive
}

// root reads what a file configures: a whole nginx.conf, or servers that some
// http block elsewhere includes.
func (t *nginxTree) root(p string) {
	ds, whole := t.expand(t.files[p], p, []string{p})
	top := &scope{path: p, ds: ds, whole: whole}
	for _, kind := range []string{"http", "stream", "mail"} {
		for _, d := range top.all(kind) {
			t.servers(t.scope(top, d, p), kind, p)
		}
	}
	top.open = true
	t.servers(top, "http", p)
}

func (t *nginxTree) servers(s *scope, kind, main string) {
	var list []*server
	for _, d := range s.all("server") {
		if d.whole { // "server 10.0.0.1;" is part of an upstream
			list = append(list, newServer(t.scope(s, d, main), d, kind))
		}
	}
	for _, sv := range list {
		t.clients(sv, list, kind)
		t.upstreams(sv.scope, sv, s, kind, main, 0)
	}
}

func newServer(s *scope, d *directive, kind string) *server {
	sv := &server{scope: s, d: d, name: "server"}
	for _, n := range s.all("server_name") {
		for _, a := range n.args {
			if sv.name == "server" && a != "" && a != "_" {
				sv.name = a
			}
		}
	}
	old, _ := s.find("ssl") // "ssl on;", gone since nginx 1.25
	for _, l := range s.all("listen") {
		sv.listens = append(sv.listens, newListen(l, old != nil && old.arg(0) == "on"))
	}
	if len(sv.listens) == 0 && kind == "http" {
		sv.listens = []listen{{addr: "*:80", port: "80", d: d}}
	}
	return sv
}

func newListen(d *directive, ssl bool) listen {
	l := listen{addr: d.arg(0), d: d, ssl: ssl}
	host, port := hosts.Split(l.addr)
	if port == "" && strings.Trim(host, "0123456789") == "" {
		host, port = "*", host
	} else if port == "" {
		port = "80"
	}
	l.port = port
	if !strings.HasPrefix(l.addr, "unix:") {
		l.addr = host + ":" + port
	}
	l.near = strings.HasPrefix(l.addr, "unix:") || host != "0.0.0.0" && host != "::" && hosts.Of(host) == hosts.Loopback
	for _, a := range d.args[min(1, len(d.args)):] {
		l.ssl = l.ssl || a == "ssl" || a == "quic"
		l.first = l.first || a == "default_server" || a == "default"
	}
	return l
}

// clients emits what a server accepts on each of its ports.
func (t *nginxTree) clients(sv *server, all []*server, kind string) {
	hop := edge
	if kind == "mail" {
		hop = "mail"
	}
	secure := slices.ContainsFunc(sv.listens, func(l listen) bool { return l.ssl })
	seen := make(map[string]bool)
	for _, l := range sv.listens {
		key := l.port
		if l.ssl {
			key += " ssl"
		}
		if l.near {
			key = l.addr
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		where := at(l.d.path, l.d.line)
		subject := sv.name + ":" + l.port
		switch {
		case l.near:
			t.w.setting(sv.name+" "+l.addr, hop, "listen", where, iac.Text("loopback", where))
		case l.ssl:
			first := defaultServer(all, l.addr, sv)
			n := t.protocols(first.scope, "ssl_protocols", where)
			if first != sv && n.Kind == iac.Scalar {
				c := *n
				c.Why = "nginx takes it from the first server of " + l.addr
				n = &c
			}
			t.w.setting(subject, hop, "ssl_protocols", where, n)
		case kind == "mail":
			if d, _ := sv.find("starttls"); d != nil && d.arg(0) == "only" {
				t.w.setting(subject, hop, "starttls", where, t.protocols(sv.scope, "ssl_protocols", where))
				continue
			}
			t.w.setting(subject, hop, "starttls", where, iac.Text("optional", where))
		case kind == "stream":
			t.w.setting(subject, hop, "listen", where, iac.Hidden("it passes bytes through: whether they are encrypted is not in the file", where))
		case redirects(sv.ds):
			t.w.setting(subject, hop, "listen", where, iac.Text("redirect-to-https", where))
		case refuses(sv.ds):
			t.w.setting(subject, hop, "listen", where, iac.Text("refused", where))
		default:
			t.w.setting(subject, hop, "listen", where, plain(where, !secure))
		}
	}
}

// defaultServer is the server whose settings count before a name is known.
func defaultServer(all []*server, addr string, own *server) *server {
	var first *server
	for _, sv := range all {
		for _, l := range sv.listens {
			if l.addr != addr || !l.ssl {
				continue
			}
			if l.first {
				return sv
			}
			if first == nil {
				first = sv
			}
		}
	}
	if first == nil {
		return own
	}
	return first
}

// protocols is the setting of a directive that lists versions.
func (t *nginxTree) protocols(s *scope, name string, where iac.Place) *iac.Node {
	d, told := s.find(name)
	switch {
	case d == nil && !told:
		return iac.Hidden(name+" is not set here, and the files around it are not in the tree", where)
	case d == nil && name == "ssl_protocols":
		return t.defaultProtocols(s.file(), where)
	case d == nil:
		return iac.Hidden(name+" is not set: the default depends on the version of nginx", where)
	case !told:
		return iac.Hidden(name+" may be set again in a file that is not in the tree", at(d.path, d.line))
	}
	return versions(d.args, at(d.path, d.line))
}

// redirects reports whether a server answers nothing but "go to HTTPS", but for
// the proofs that a certificate authority asks for.
func redirects(ds []*directive) bool {
	all, root := true, false
	for _, d := range ds {
		switch d.name {
		case "return", "rewrite":
			if toHTTPS(d) {
				return true
			}
		case "if":
			cond := strings.Join(d.args, "")
			if (cond == "($scheme!=https)" || cond == "($scheme=http)") && slices.ContainsFunc(d.block, toHTTPS) {
				return true
			}
		case "location":
			away := slices.ContainsFunc(d.block, toHTTPS)
			root = root || away && slices.Contains([]string{"/", "^~ /", "~ /", "~* /"}, strings.Join(d.args, " "))
			all = all && (away || strings.Contains(strings.Join(d.args, " "), "acme-challenge") || refuses(d.block))
		}
	}
	return root && all
}

func toHTTPS(d *directive) bool {
	switch {
	case d.name == "return" && len(d.args) == 1:
		return strings.HasPrefix(d.args[0], "https://")
	case d.name == "return":
		return slices.Contains([]string{"301", "302", "303", "307", "308"}, d.arg(0)) && strings.HasPrefix(d.arg(1), "https://")
	case d.name == "rewrite":
		return slices.Contains([]string{"^", "^/", ".*", "^.*$", "^(.*)$", "^(.*)", "^/(.*)$", "^/(.*)"}, d.arg(0)) && strings.HasPrefix(d.arg(1), "https://")
	}
	return false
}

// refuses reports a block that answers with an error and no more.
func refuses(ds []*directive) bool {
	return slices.ContainsFunc(ds, func(d *directive) bool {
		return d.name == "return" && len(d.args) == 1 && len(d.args[0]) == 3 && d.args[0][0] == '4'
	})
}

// upstreams emits how a server hands requests on, in its own block and those inside.
func (t *nginxTree) upstreams(s *scope, sv *server, outer *scope, kind, main string, depth int) {
	for _, d := range s.ds {
		switch d.name {
		case "proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass":
			t.pass(s, d, outer, kind)
		default:
			if d.block != nil && depth < maxNesting {
				t.upstreams(t.scope(s, d, main), sv, outer, kind, main, depth+1)
			}
		}
	}
}

func (t *nginxTree) pass(s *scope, d *directive, outer *scope, kind string) {
	where := at(d.path, d.line)
	scheme, rest, found := strings.Cut(d.arg(0), "://")
	if !found {
		scheme, rest = strings.TrimSuffix(d.name, "_pass"), d.arg(0)
	}
	host := authority(rest)
	bare, _ := hosts.Split(host)
	prefix := "proxy_ssl"
	if d.name == "grpc_pass" {
		prefix = "grpc_ssl"
	}
	secure := scheme == "https" || scheme == "grpcs" || scheme == "suwsgi"
	if ssl, _ := s.find(prefix); kind == "stream" {
		secure = ssl != nil && ssl.arg(0) == "on"
	}
	subject := d.name + " " + host
	switch {
	case strings.Contains(scheme, "$"):
		t.w.setting(subject, origin, d.name, where, iac.Hidden("the scheme is in a variable", where))
	case secure && hosts.Of(bare) == hosts.Loopback:
		t.w.setting(subject, origin, d.name, where, iac.Text("loopback", where))
	case secure:
		t.w.setting(subject, origin, prefix+"_protocols", where, t.protocols(s, prefix+"_protocols", where))
		t.w.trust(subject, bare, prefix+"_verify", where, t.verified(s, prefix+"_verify", where))
	case kind == "stream":
		n := iac.Hidden("it passes bytes through: whether they are encrypted is not in the file", where)
		t.w.setting(subject, origin, d.name, where, n)
	default:
		t.w.setting(subject, origin, d.name, where, farthest(outer, host, where))
	}
}

func (t *nginxTree) verified(s *scope, name string, where iac.Place) *iac.Node {
	d, told := s.find(name)
	switch {
	case d == nil && !told:
		return iac.Hidden(name+" may be set in a file that is not in the tree", where)
	case d == nil:
		return iac.Platform("none", "the default of "+name+" is off", where)
	case d.arg(0) == "on":
		return iac.Text("full", at(d.path, d.line))
	}
	return iac.Text("none", at(d.path, d.line))
}

// farthest is the setting of a plain connection to a host, or to the servers of
// the upstream block of that name.
func farthest(outer *scope, host string, where iac.Place) *iac.Node {
	name, _ := hosts.Split(host)
	var members []string
	for s := outer; s != nil; s = s.outer {
		for _, u := range s.all("upstream") {
			if u.arg(0) != name {
				continue
			}
			for _, m := range u.block {
				if m.name == "server" {
					h, _ := hosts.Split(m.arg(0))
					members = append(members, h)
				}
			}
		}
	}
	if len(members) == 0 {
		return upstream(name, where)
	}
	worst := upstream(members[0], where)
	for _, m := range members {
		n := upstream(m, where)
		if v, _ := n.Str(); v == "HTTP" || n.Kind == iac.Unknown {
			if w, _ := worst.Str(); w != "HTTP" {
				worst = n
			}
		}
	}
	return worst
}

// authority is the host and port at the start of an address, without a user or
// what follows.
func authority(rest string) string {
	if strings.HasPrefix(rest, "unix:") {
		return rest
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	if u, err := url.PathUnescape(rest); err == nil {
		return u
	}
	return rest
}
