package connections

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/hosts"
)

// dsn is what is kept of a connection string.
type dsn struct {
	protocol  string // "postgres", "mysql", "redis", ...
	hop       string
	host      hosts.Class // of the farthest host
	name      string      // of that host, when it is public
	port      int         // of that host, when it is the only one and the port is certain; 0: not known
	encrypted answer
	verify    answer // of the certificate; the zero answer: nothing is said of it
}

// answer is a value with the reason where it is none.
type answer struct {
	v    string // "required", "optional", "off"; "full", "ca", "none"
	why  string // of an answer without v, or of a default
	deft bool   // the documented default of the scheme
}

func is(v string) answer             { return answer{v: v} }
func unless(why string) answer       { return answer{why: why} }
func byDefault(v, why string) answer { return answer{v: v, why: why, deft: true} }
func (a answer) said() bool          { return a.v != "" || a.why != "" }
func pick(ok bool, a, b string) string {
	if ok {
		return a
	}
	return b
}

// protocolOf names the protocol and the hop of a scheme; "" for others.
func protocolOf(scheme string) (protocol, hop string) {
	base, _, _ := strings.Cut(scheme, "+") // postgresql+asyncpg
	switch base {
	case "postgres", "postgresql", "cockroachdb", "postgis":
		return "postgres", "app-database"
	case "mysql", "mysql2", "mariadb":
		return "mysql", "app-database"
	case "redis", "rediss", "valkey", "valkeys":
		return "redis", "app-database"
	case "mongodb":
		return "mongodb", "app-database"
	case "clickhouse":
		return "clickhouse", "app-database"
	case "sqlserver", "mssql":
		return "sqlserver", "app-database"
	case "amqp", "amqps", "mqtt", "mqtts", "nats", "kafka", "ldap", "ldaps":
		return strings.TrimSuffix(base, "s"), "internal"
	case "smtp", "smtps":
		return "smtp", "mail"
	}
	return "", ""
}

// parseDSN reads a connection string; ok is false for what is none.
func parseDSN(s string) (d dsn, ok bool) {
	scheme, rest, found := strings.Cut(s, "://")
	scheme = strings.ToLower(scheme)
	d.protocol, d.hop = protocolOf(scheme)
	if !found || d.protocol == "" || rest == "" {
		return d, false
	}
	if d.protocol == "nat" {
		d.protocol = "nats"
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	authority, tail, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	// An unescaped "/" or "?" in a password would make a part of it look like a host.
	if strings.ContainsRune(tail, '@') || strings.ContainsRune(query, '@') {
		authority = ""
	}
	opts := options(query)
	if h := opts["host"]; authority == "" && strings.HasPrefix(h, "/") {
		authority = h
	}
	d.host, d.name = farthest(authority)
	d.port = portOf(scheme, authority)
	d.encrypted, d.verify = judgeOf(d.protocol, scheme, opts)
	return d, true
}

// options reads a query without failing on what is broken in it. Names count
// without case.
func options(query string) map[string]string {
	out := make(map[string]string)
	for part := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		k, v, _ := strings.Cut(part, "=")
		if u, err := url.QueryUnescape(v); err == nil {
			v = u
		}
		out[strings.ToLower(k)] = v
	}
	return out
}

// farthest is the class of the farthest of some hosts, and its name if that is
// public. A port that is no number makes the host unsure: it may be a password.
func farthest(authority string) (class hosts.Class, name string) {
	rank := []hosts.Class{hosts.Loopback, hosts.Placeholder, hosts.Private, hosts.Public, hosts.Hidden}
	best := -1
	for _, hp := range strings.Split(authority, ",") {
		h, port := hosts.Split(hp)
		c := hosts.Of(h)
		if strings.Trim(port, "0123456789") != "" && !strings.ContainsAny(port, "${}") {
			c = hosts.Hidden
			if strings.EqualFold(port, "port") {
				c = hosts.Placeholder
			}
		}
		for i, r := range rank {
			if r == c && i > best {
				best, name = i, ""
				if c == hosts.Public {
					name = strings.ToLower(h)
				}
			}
		}
	}
	return rank[best], name
}

// portOf is the port of an address with one host: the one that is written, or
// the one that everybody takes for the scheme. 0 is not known.
func portOf(scheme, authority string) int {
	_, port := hosts.Split(authority)
	if strings.Contains(authority, ",") {
		return 0
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return 0
		}
		return int(n)
	}
	scheme, driver, _ := strings.Cut(scheme, "+")
	if driver == "srv" {
		return 0 // the port is in DNS
	}
	known := map[string]int{
		"http": 80, "ws": 80, "https": 443, "wss": 443, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mariadb": 3306,
		"redis": 6379, "rediss": 6379, "mongodb": 27017, "sqlserver": 1433, "amqp": 5672, "amqps": 5671, "ldaps": 636, "smtps": 465,
	}
	return known[scheme]
}

// judgeOf says what the scheme and the options ask for.
func judgeOf(protocol, scheme string, o map[string]string) (encrypted, verify answer) {
	truth := func(names ...string) (v, set bool) {
		for _, n := range names {
			if s, ok := o[n]; ok {
				return strings.EqualFold(s, "true") || s == "1" || s == "yes", true
			}
		}
		return false, false
	}
	switch protocol {
	case "postgres":
		return postgres(o)
	case "mysql":
		return mysql(o)
	case "redis":
		if scheme == "rediss" || scheme == "valkeys" {
			if r := strings.ToLower(o["ssl_cert_reqs"]); r == "none" || r == "cert_none" {
				return is("required"), is("none")
			}
			return is("required"), answer{}
		}
		if on, set := truth("tls", "ssl"); set && on {
			return is("required"), answer{}
		}
		return is("off"), answer{}
	case "mongodb":
		on, set := truth("tls", "ssl")
		if bad, _ := truth("tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames"); bad {
			verify = is("none")
		}
		switch {
		case set:
			return is(pick(on, "required", "off")), verify
		case strings.HasSuffix(scheme, "+srv"):
			return byDefault("required", "mongodb+srv speaks TLS unless it is told not to"), verify
		}
		return byDefault("off", "mongodb:// speaks TLS only if tls=true"), verify
	case "clickhouse":
		if on, _ := truth("secure"); on {
			if blind, _ := truth("skip_verify"); blind {
				return is("required"), is("none")
			}
			return is("required"), answer{}
		}
		return byDefault("off", "clickhouse:// speaks TLS only if secure=true"), answer{}
	case "sqlserver":
		if blind, _ := truth("trustservercertificate"); blind {
			verify = is("none")
		}
		switch strings.ToLower(o["encrypt"]) {
		case "true", "strict", "mandatory", "yes":
			return is("required"), verify
		case "false", "disable", "no":
			return is("off"), verify
		case "optional":
			return is("optional"), verify
		}
		return unless("encrypt is not set: the default depends on the driver"), verify
	case "smtp", "ldap":
		if strings.HasSuffix(scheme, "s") {
			return is("required"), answer{}
		}
		return unless("TLS begins within the connection, and whether the client insists on it is not in the address"), answer{}
	case "nats", "kafka":
		return unless("the scheme does not tell whether TLS is used"), answer{}
	}
	if strings.HasSuffix(scheme, "s") {
		return is("required"), answer{}
	}
	return is("off"), answer{}
}

func postgres(o map[string]string) (encrypted, verify answer) {
	mode, set := o["sslmode"]
	if !set {
		switch strings.ToLower(o["ssl"]) {
		case "true", "1":
			return is("required"), answer{}
		case "false", "0":
			return is("off"), answer{}
		}
		return unless("sslmode is not set: libpq and pgx then take what the server offers, be it plain"), answer{}
	}
	return sslmode(mode)
}

// sslmode reads a value of libpq, and the one that node-postgres adds.
func sslmode(mode string) (encrypted, verify answer) {
	switch strings.ToLower(strings.ReplaceAll(mode, "_", "-")) {
	case "disable":
		return is("off"), answer{}
	case "allow", "prefer":
		return is("optional"), answer{}
	case "require":
		return is("required"), unless("with sslmode=require the driver decides whether the certificate is looked at")
	case "verify-ca":
		return is("required"), is("ca")
	case "verify-full":
		return is("required"), is("full")
	case "no-verify":
		return is("required"), is("none")
	}
	return unless("the value of sslmode can't be told"), answer{}
}

func mysql(o map[string]string) (encrypted, verify answer) {
	for _, k := range []string{"tls", "ssl-mode", "sslmode", "ssl_mode", "sslaccept"} {
		v, set := o[k]
		if !set {
			continue
		}
		switch strings.ToLower(strings.ReplaceAll(v, "_", "-")) {
		case "true", "verify-identity", "strict":
			return is("required"), is("full")
		case "verify-ca":
			return is("required"), is("ca")
		case "required":
			return is("required"), is("none")
		case "skip-verify", "accept-invalid-certs":
			return is("required"), is("none")
		case "preferred":
			return is("optional"), answer{}
		case "false", "disabled":
			return is("off"), answer{}
		}
		return unless("the value of " + k + " can't be told"), answer{}
	}
	if strings.EqualFold(o["requiressl"], "true") {
		return is("required"), answer{}
	}
	if strings.EqualFold(o["usessl"], "false") {
		return is("off"), answer{}
	}
	return unless("no option requires TLS: the default depends on the driver"), answer{}
}
