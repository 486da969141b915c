package connections

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/ref"
)

// maxLine bounds what is looked at: a longer line is data, not a setting.
const maxLine = 8 << 10

// reader finds settings line by line; it holds the compiled patterns.
type reader struct {
	sink    *iac.Sink
	key     *regexp.Regexp
	scheme  *regexp.Regexp
	goMySQL *regexp.Regexp
	libpq   *regexp.Regexp
	node    *regexp.Regexp
	quoted  *regexp.Regexp // connection strings in code
	verb    *regexp.Regexp // of a format, in such a string

	path, format, role string
	asked              bool   // the line before asks for NODE_TLS_REJECT_UNAUTHORIZED
	list               string // the key of the YAML list that the lines are in; empty: none
}

func newReader(in *collector.Input) *reader {
	return &reader{
		sink:    &iac.Sink{Emit: in.Emit},
		key:     regexp.MustCompile(`^[\s\-"']*(?:export\s+|ENV\s+|const\s+)?([A-Za-z_$@/][A-Za-z0-9_.$@/\-]*)["']?\s*[:=]\s*(.*)$`),
		scheme:  regexp.MustCompile(`[A-Za-z][A-Za-z0-9+]*://`),
		goMySQL: regexp.MustCompile(`@tcp\(([^()\s"']*)\)/[^?\s"']*(?:\?([^\s"']*))?`),
		libpq:   regexp.MustCompile(`(?:^|[\s"'=])host=([^\s"';]+)`),
		node:    regexp.MustCompile(`\brejectUnauthorized["']?\s*[:=]\s*([^=,}\s>][^,}]*)|\bNODE_TLS_REJECT_UNAUTHORIZED["'\])]*\s*[:=]\s*["']?([01])\b`),
		quoted:  literals(),
		verb:    regexp.MustCompile(`%[+#]?[sdvq]`),
	}
}

func (r *reader) file(p, format, text string) {
	r.path, r.format, r.role = p, format, role(p)
	r.sink.Format = format
	node := strings.Contains(text, "ejectUnauthorized") || strings.Contains(text, "NODE_TLS_REJECT_UNAUTHORIZED")
	code := format == "js" || format == "go"
	if code && !(node && format == "js") && !mentions(text) {
		return
	}
	node = node && format != "go"
	n, comment := 0, false
	r.list, r.asked = "", false
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if len(line) > maxLine {
			r.unread(line, n)
			continue
		}
		line, comment = r.code(line, comment)
		if strings.TrimSpace(line) == "" {
			continue
		}
		if node {
			r.certificates(line, n)
		}
		if code && strings.Contains(line, "://") {
			r.literal(line, n)
		}
		if format == "yaml" {
			r.within(line)
		}
		if !code && worth(line) {
			r.line(line, n)
		}
	}
}

// unread says what a line may hold that is too long to be a setting.
func (r *reader) unread(line string, n int) {
	at := candor.Location{Path: r.path, Line: n}
	if r.node.MatchString(line) {
		r.sink.Unresolved(kindTrust, at.String(), "a line too long to be read", at)
	}
	if (r.format == "js" || r.format == "go") && !r.quoted.MatchString(line) {
		return
	}
	for _, i := range r.scheme.FindAllStringIndex(line, -1) {
		if protocol, _ := protocolOf(strings.TrimSuffix(line[i[0]:i[1]], "://")); protocol != "" {
			r.sink.Unresolved(kindDatabase, at.String(), "a line too long to be read", at)
			r.sink.Unresolved(kindClient, at.String(), "a line too long to be read", at)
			return
		}
	}
}

// code is a line without its comment. in says that a comment of several lines
// was open before it, and comes back for the next line.
func (r *reader) code(line string, in bool) (string, bool) {
	switch r.format {
	case "js", "go", "hcl", "json":
		if in {
			_, rest, ends := strings.Cut(line, "*/")
			return rest, !ends
		}
		trim := strings.TrimSpace(line)
		if strings.HasPrefix(trim, "//") || r.format == "hcl" && strings.HasPrefix(trim, "#") {
			return "", false
		}
		if i := strings.Index(line, "/*"); i >= 0 && strings.TrimSpace(line[:i]) == "" {
			return "", !strings.Contains(line[i:], "*/")
		}
		if i := strings.Index(line, " //"); i >= 0 {
			line = line[:i]
		}
	default:
		trim := strings.TrimSpace(line)
		if strings.HasPrefix(trim, "#") || r.format == "properties" && (strings.HasPrefix(trim, ";") || strings.HasPrefix(trim, "!")) {
			return "", false
		}
		if i := strings.Index(line, " #"); i >= 0 {
			line = line[:i]
		}
	}
	return line, false
}

// worth is a cheap look at a line, so that others cost no pattern.
func worth(line string) bool {
	for _, w := range []string{"://", "@tcp(", "ssl", "SSL", "Ssl", "ncryption", "NCRYPTION", "rotocol", "ROTOCOL"} {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

func (r *reader) at(n int) iac.Place { return iac.Place{Path: r.path, Pos: candor.Pos{Line: n}} }

// line reads the settings of one line of configuration.
func (r *reader) line(line string, n int) {
	key, value := "", line
	if m := r.key.FindStringSubmatch(line); m != nil {
		key, value = m[1], m[2]
	}
	if strings.HasPrefix(value, "//") {
		key, value = "", line // the scheme of an address in a list
	}
	found := false
	all := r.scheme.FindAllStringIndex(line, 20)
	for k, i := range all {
		s := word(line[i[0]:])
		if k+1 < len(all) && i[0]+len(s) > all[k+1][0] && strings.HasSuffix(line[:all[k+1][0]], ",") {
			s = line[i[0] : all[k+1][0]-1] // a list on one line
		}
		switch d, ok := parseDSN(s); {
		case ok && key == "":
			r.connection(r.list, d, n)
			found = true
		case ok:
			r.connection(key, d, n)
			found = true
		case r.list != "" && strings.Trim(line, "-\"', ") == s:
			r.endpoint(r.list, s, n)
		case strings.HasPrefix(strings.Trim(value, "\"' "), s) && strings.Trim(value, "\"',; ") == s:
			r.endpoint(key, s, n)
		}
	}
	if found {
		return
	}
	if m := r.goMySQL.FindStringSubmatch(line); m != nil {
		d := dsn{protocol: "mysql", hop: "app-database"}
		d.host, d.name = farthest(m[1])
		d.port = portOf("mysql", m[1])
		if d.encrypted, d.verify = mysql(options(m[2])); d.encrypted.v == "" && options(m[2])["tls"] == "" {
			d.encrypted = byDefault("off", "Go's driver speaks TLS only if tls is set")
		}
		r.connection(key, d, n)
		return
	}
	r.option(key, strings.Trim(value, "\"',; "), line, n)
}

// within follows the lists of YAML whose key says that they hold what is spoken
// to. Other lists hold as well where browsers may come from, or go to.
func (r *reader) within(line string) {
	trim := strings.TrimSpace(line)
	if strings.HasPrefix(trim, "- ") && !strings.Contains(trim, ": ") {
		return
	}
	key, ok := strings.CutSuffix(trim, ":")
	r.list = ""
	low := strings.ToLower(strings.Trim(key, "\"'"))
	for _, w := range []string{"endpoints", "servers", "upstreams", "backends", "brokers", "nodes", "webhooks"} {
		if ok && strings.HasSuffix(low, w) {
			r.list = strings.Trim(key, "\"'")
		}
	}
}

// word is the address at the start of a text: up to white space or a quote.
func word(s string) string {
	depth := 0
	for i, c := range s {
		switch c {
		case '{', '(':
			depth++
		case '}', ')':
			if depth--; depth < 0 {
				return s[:i]
			}
		case ' ', '\t', '"', '\'', '`', '<', '>', '\\':
			if depth == 0 {
				return strings.TrimRight(s[:i], ",;")
			}
		}
	}
	return strings.TrimRight(s, ",;")
}

// option reads a setting that stands alone: sslmode, security.protocol.
func (r *reader) option(key, value, line string, n int) {
	low := strings.ToLower(key)
	if strings.ContainsAny(low, "_.-") {
		low = strings.Map(func(c rune) rune {
			if c == '_' || c == '.' || c == '-' {
				return -1
			}
			return c
		}, low)
	}
	d := dsn{hop: "app-database", host: hosts.Hidden}
	if i := strings.Index(line, "sslmode="); i >= 0 && !strings.HasSuffix(low, "sslmode") {
		m := r.libpq.FindStringSubmatch(line)
		if m == nil {
			return
		}
		d.protocol = "postgres"
		d.host, d.name = farthest(m[1])
		d.encrypted, d.verify = sslmode(strings.Trim(word(line[i+len("sslmode="):]), "'\"`,;"))
		r.connection(key, d, n)
		return
	}
	switch {
	case strings.HasSuffix(low, "sslmode") && plausible(value):
		d.protocol = "postgres"
		d.encrypted, d.verify = sslmode(value)
	case strings.HasSuffix(low, "securityprotocol"):
		d.protocol, d.hop = "kafka", "internal"
		switch strings.ToUpper(value) {
		case "PLAINTEXT", "SASL_PLAINTEXT":
			d.encrypted = is("off")
		case "SSL", "SASL_SSL":
			d.encrypted = is("required")
		default:
			return
		}
	case low == "mailencryption" || low == "smtpencryption":
		d.protocol, d.hop = "smtp", "mail"
		switch strings.ToLower(value) {
		case "tls", "ssl", "starttls", "smtps":
			d.encrypted = is("required")
		case "null", "none", "false", "off":
			d.encrypted = is("off")
		default:
			return
		}
	default:
		return
	}
	r.connection(key, d, n)
}

// plausible tells a value of sslmode, or a variable, from other settings of
// that name.
func plausible(v string) bool {
	return slices.Contains([]string{"disable", "allow", "prefer", "require", "verify-ca", "verify-full", "no-verify"}, v) || strings.HasPrefix(v, "$") || strings.Contains(v, "{{")
}

// connection emits what is kept of a connection.
func (r *reader) connection(key string, d dsn, n int) {
	kind := kindDatabase
	if d.hop != "app-database" {
		kind = kindClient
	}
	where := r.at(n)
	subject := d.protocol
	if d.name != "" {
		subject += " at " + d.name
	}
	if key = ref.Printable(key); key != "" {
		subject = key + ": " + subject
	}
	r.sink.Fact(kind, subject, iac.At(where, ""), map[string]any{
		"hop": d.hop, "protocol": d.protocol, "host": string(d.host), "name": ref.Printable(d.name), "port": d.port, "role": r.role, "encrypted": d.encrypted.node(where).TextVal(r.path),
	})
	if d.verify.said() && d.encrypted.v == "required" {
		r.trust(subject, d.hop, "the certificate", d.host, d.verify.node(where), where)
	}
}

func (a answer) node(where iac.Place) *iac.Node {
	switch {
	case a.v == "":
		return iac.Hidden(a.why, where)
	case a.deft:
		return iac.Platform(a.v, a.why, where)
	}
	return iac.Text(a.v, where)
}

func (r *reader) trust(subject, hop, setting string, host hosts.Class, n *iac.Node, where iac.Place) {
	switch {
	case host == hosts.Loopback || r.role == "development":
		n = iac.Text("loopback", where)
	case r.role == "example" || host == hosts.Placeholder:
		n = iac.Hidden("it is an example, and what runs is set elsewhere", where)
	}
	r.sink.Fact(kindTrust, subject, iac.At(where, ""), map[string]any{"hop": hop, "setting": setting, "verify": n.TextVal(r.path)})
}

// certificates reads the switches of Node.js.
func (r *reader) certificates(line string, n int) {
	m, asked := r.node.FindStringSubmatch(line), r.asked
	r.asked = m == nil && strings.Contains(line, "NODE_TLS_REJECT_UNAUTHORIZED")
	if m == nil {
		return
	}
	where, name := r.at(n), "rejectUnauthorized"
	value := strings.Trim(strings.TrimSpace(m[1]), ";)]")
	if m[2] != "" {
		name, value = "NODE_TLS_REJECT_UNAUTHORIZED", m[2]
	}
	v := iac.Hidden("its value is decided when the program runs", where)
	switch value {
	case "true", "1", "!0":
		v = iac.Text("full", where)
	case "false", "0", "!1":
		if v = iac.Text("none", where); asked {
			v = iac.Hidden("it follows NODE_TLS_REJECT_UNAUTHORIZED, which is set where the program runs", where)
		}
	case "boolean", "bool":
		return // the declaration of a type
	}
	r.trust("TLS of "+path.Base(r.path), "app-api", name, hosts.Hidden, v, where)
}
