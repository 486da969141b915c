package proxies

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// readTraefik reads the static and the dynamic configuration of Traefik.
func readTraefik(w *writer, n node) {
	for _, e := range n.get("entryPoints").fields() {
		entryPoint(w, e)
	}
	for _, o := range n.get("tls", "options").fields() {
		w.setting("tls option "+o.key, edge, "minVersion", o.at(), traefikMinimum(o.node, o.at()))
	}
	for _, kind := range []string{"http", "tcp"} {
		for _, s := range n.get(kind, "services").fields() {
			for _, x := range s.get("loadBalancer", "servers").items() {
				traefikServer(w, x, "service "+s.key, kind)
			}
		}
	}
	for _, root := range []node{n, n.get("http"), n.get("tcp")} {
		for _, t := range append(root.get("serversTransports").fields(), field{"default", root.get("serversTransport")}) {
			v := t.get("insecureSkipVerify")
			if !v.has() {
				continue
			}
			verify := iac.Text("full", v.at())
			if v.truth() {
				verify = iac.Text("none", v.at())
			}
			w.trust("transport "+t.key, "", "insecureSkipVerify", v.at(), verify)
		}
	}
}

func entryPoint(w *writer, e field) {
	subject, where := "entry point "+e.key, e.at()
	to := e.get("http", "redirections", "entryPoint")
	tls := e.get("http", "tls")
	addr := e.get("address").text()
	host := addr[:max(0, strings.LastIndexByte(addr, ':'))]
	switch {
	case near(host):
		w.setting(subject, edge, "address", where, iac.Text("loopback", where))
	case to.has() && (to.get("scheme").text() == "https" || !to.get("scheme").has()):
		w.setting(subject, edge, "redirections", to.at(), iac.Text("redirect-to-https", to.at()))
	case tls.y != nil:
		w.setting(subject, edge, "tls", tls.at(), &iac.Node{Kind: iac.Scalar, V: "required", From: "literal", Why: "the options of its routers decide on the version", At: tls.at()})
	default:
		w.setting(subject, edge, "tls", where, iac.Hidden("whether it takes TLS is left to its routers", where))
	}
}

func traefikMinimum(o node, where iac.Place) *iac.Node {
	v := o.get("minVersion")
	if !v.has() {
		return iac.Hidden("minVersion is not set: the default depends on the version of Traefik, which is not in the file", where)
	}
	names := map[string]string{"VersionTLS10": "TLSv1", "VersionTLS11": "TLSv1.1", "VersionTLS12": "TLSv1.2", "VersionTLS13": "TLSv1.3"}
	return versions([]string{names[v.text()]}, v.at())
}

func traefikServer(w *writer, x node, subject, kind string) {
	u := x.get("url")
	if kind == "tcp" {
		u = x.get("address")
		w.setting(subject, origin, "address", u.at(), iac.Hidden("it passes bytes through: whether they are encrypted is not in the file", u.at()))
		return
	}
	scheme, host, _ := split(u.text())
	switch {
	case hole(u.text()) || u.text() == "":
		w.setting(subject, origin, "url", x.at(), iac.Hidden("the address is filled in later", x.at()))
	case scheme == "https":
		w.setting(subject, origin, "url", u.at(), iac.Hidden("TLS of a version that minVersion of its transport decides", u.at()))
	default:
		w.setting(subject, origin, "url", u.at(), upstream(host, u.at()))
	}
}
