package proxies

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/iac"
)

// haproxySection is one section of an haproxy.cfg.
type haproxySection struct {
	kind, name string
	lines      []haproxyLine
}

type haproxyLine struct {
	words []string
	n     int
}

func readHAProxy(w *writer, p, text string) {
	sections := haproxySections(text)
	bind, serve := haproxyDefaults(sections, "ssl-default-bind-options"), haproxyDefaults(sections, "ssl-default-server-options")
	mode := "tcp"
	for _, s := range sections {
		m := haproxyMode(s)
		if s.kind == "defaults" && m != "" {
			mode = m
		}
		if m == "" {
			m = mode
		}
		for _, l := range s.lines {
			switch {
			case len(l.words) > 1 && l.words[0] == "bind":
				haproxyBind(w, at(p, l.n), s, l.words, m, bind)
			case len(l.words) > 2 && l.words[0] == "server":
				haproxyServer(w, at(p, l.n), s, l.words, m, serve)
			}
		}
	}
}

func haproxySections(text string) []haproxySection {
	var out []haproxySection
	n := 0
	for line := range strings.Lines(text) {
		n++
		if i := strings.IndexByte(line, '#'); i >= 0 {
			line = line[:i]
		}
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if slices.Contains([]string{"global", "defaults", "frontend", "listen", "backend", "userlist", "peers", "resolvers", "cache", "program", "mailers"}, words[0]) {
			s := haproxySection{kind: words[0]}
			if len(words) > 1 {
				s.name = words[1]
			}
			out = append(out, s)
			continue
		}
		if len(out) > 0 {
			s := &out[len(out)-1]
			s.lines = append(s.lines, haproxyLine{words, n})
		}
	}
	return out
}

func haproxyDefaults(sections []haproxySection, name string) (words []string) {
	for _, s := range sections {
		for _, l := range s.lines {
			if s.kind == "global" && l.words[0] == name {
				words = append(words, l.words[1:]...)
			}
		}
	}
	return words
}

func haproxyMode(s haproxySection) string {
	for _, l := range s.lines {
		if l.words[0] == "mode" && len(l.words) > 1 {
			return l.words[1]
		}
	}
	return ""
}

// haproxyOldest is the oldest version that the words of a line leave, or else
// those of the global section.
func haproxyOldest(words, global []string, where iac.Place) *iac.Node {
	for _, ws := range [][]string{words, global} {
		names := map[string]string{"SSLv3": "SSLv3", "TLSv1.0": "TLSv1", "TLSv1.1": "TLSv1.1", "TLSv1.2": "TLSv1.2", "TLSv1.3": "TLSv1.3"}
		if i := slices.Index(ws, "ssl-min-ver"); i >= 0 && i+1 < len(ws) {
			return versions([]string{names[ws[i+1]]}, where)
		}
		for _, f := range [][2]string{{"force-sslv3", "SSLv3"}, {"force-tlsv10", "TLSv1"}, {"force-tlsv11", "TLSv1.1"}, {"force-tlsv12", "TLSv1.2"}, {"force-tlsv13", "TLSv1.3"}} {
			if slices.Contains(ws, f[0]) {
				return iac.Text(f[1], where)
			}
		}
		if slices.Contains(ws, "no-tlsv11") && slices.Contains(ws, "no-tlsv10") && slices.Contains(ws, "no-sslv3") {
			return iac.Text("TLSv1.2", where)
		}
	}
	return iac.Hidden("ssl-min-ver is not set: the default depends on the version of HAProxy, which is not in the file", where)
}

func haproxyBind(w *writer, where iac.Place, s haproxySection, words []string, mode string, global []string) {
	for _, addr := range strings.Split(words[1], ",") {
		host, _ := hosts.Split(addr)
		near := strings.HasPrefix(addr, "unix@") || strings.HasPrefix(addr, "/") || host != "0.0.0.0" && host != "::" && hosts.Of(host) == hosts.Loopback
		subject := s.kind + " " + s.name + " " + addr
		switch {
		case near:
			w.setting(subject, edge, "bind", where, iac.Text("loopback", where))
		case slices.Contains(words, "ssl"):
			w.setting(subject, edge, "ssl-min-ver", where, haproxyOldest(words, global, where))
		case mode != "http":
			w.setting(subject, edge, "bind", where, iac.Hidden("it passes bytes through: whether they are encrypted is not in the file", where))
		case haproxyRedirects(s):
			w.setting(subject, edge, "bind", where, iac.Text("redirect-to-https", where))
		default:
			alone := !slices.ContainsFunc(s.lines, func(l haproxyLine) bool {
				return l.words[0] == "bind" && slices.Contains(l.words, "ssl")
			})
			w.setting(subject, edge, "bind", where, plain(where, alone))
		}
	}
}

// haproxyRedirects reports a section that sends all that is plain to HTTPS.
func haproxyRedirects(s haproxySection) bool {
	return slices.ContainsFunc(s.lines, func(l haproxyLine) bool {
		text := strings.TrimPrefix(strings.Join(l.words, " "), "http-request ")
		rest, ok := strings.CutPrefix(text, "redirect scheme https")
		if !ok {
			return false
		}
		_, cond, conditional := strings.Cut(rest+" ", " if ")
		cond = strings.ReplaceAll(cond, " ", "")
		return !strings.Contains(rest, " unless ") && (!conditional || cond == "!{ssl_fc}") || strings.HasSuffix(rest, " unless { ssl_fc }")
	})
}

func haproxyServer(w *writer, where iac.Place, s haproxySection, words []string, mode string, global []string) {
	host, _ := hosts.Split(words[2])
	subject := s.kind + " " + s.name + " server " + words[1]
	all := slices.Concat(words, global)
	switch {
	case slices.Contains(words, "ssl"):
		w.setting(subject, origin, "ssl-min-ver", where, haproxyOldest(words, global, where))
		n := iac.Hidden("verify is not set", where)
		if i := slices.Index(all, "verify"); i >= 0 && i+1 < len(all) {
			switch {
			case all[i+1] == "none":
				n = iac.Text("none", where)
			case all[i+1] == "required" && slices.Contains(all, "verifyhost"):
				n = iac.Text("full", where)
			case all[i+1] == "required":
				n = iac.Text("ca", where)
			}
		}
		w.trust(subject, host, "verify", where, n)
	case mode != "http":
		w.setting(subject, origin, "server", where, iac.Hidden("it passes bytes through: whether they are encrypted is not in the file", where))
	case strings.HasPrefix(words[2], "unix@"), strings.HasPrefix(words[2], "/"):
		w.setting(subject, origin, "server", where, iac.Text("loopback", where))
	default:
		w.setting(subject, origin, "server", where, upstream(host, where))
	}
}
