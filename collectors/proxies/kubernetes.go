package proxies

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// readKube reads one manifest that lets requests into a cluster.
func readKube(w *writer, n node) {
	name := n.get("metadata", "name").text()
	if hole(name) || name == "" {
		name = "unnamed"
	}
	kind, api := n.get("kind").text(), n.get("apiVersion").text()
	subject := kind + " " + name
	switch {
	case kind == "List":
		for _, x := range n.get("items").items() {
			if x.get("kind").text() != "List" {
				readKube(w, x)
			}
		}
	case kind == "Ingress":
		readIngress(w, n, subject)
	case kind == "Gateway" && strings.HasPrefix(api, "networking.istio.io/"):
		for i, s := range n.get("spec", "servers").items() {
			istioServer(w, s, numbered(subject, s.get("port", "name").text(), i))
		}
	case kind == "Gateway":
		for i, l := range n.get("spec", "listeners").items() {
			gatewayListener(w, l, numbered(subject, l.get("name").text(), i))
		}
	case kind == "IngressRoute":
		ingressRoute(w, n, subject)
	case kind == "TLSOption":
		w.setting(subject, edge, "minVersion", n.get("kind").at(), traefikMinimum(n.get("spec"), n.get("kind").at()))
	}
}

func numbered(subject, name string, i int) string {
	if name == "" || hole(name) {
		name = strconv.Itoa(i)
	}
	return subject + "/" + name
}

const unbounded = "it takes TLS, and its controller decides on the version"

// readIngress reads the TLS of an ingress. Annotations of a controller count
// where they decide.
func readIngress(w *writer, n node, subject string) {
	notes, where := n.get("metadata", "annotations"), n.get("kind").at()
	note := func(key string) node { return notes.get(key) }
	alb := "alb.ingress.kubernetes.io/"
	tls := n.get("spec", "tls")
	switch policy := note(alb + "ssl-policy"); {
	case policy.has() && hole(policy.text()):
		w.setting(subject, edge, "ssl-policy", policy.at(), iac.Hidden("the policy is filled in later", policy.at()))
	case policy.has():
		w.setting(subject, edge, "ssl-policy", policy.at(), iac.Text(policy.text(), policy.at()))
	case note(alb+"certificate-arn").has() || strings.Contains(note(alb+"listen-ports").text(), "HTTPS"):
		w.setting(subject, edge, "ssl-policy", where, iac.Hidden("no ssl-policy is set: the controller's default decides", where))
	case len(tls.items()) > 0:
		w.setting(subject, edge, "tls", tls.at(), &iac.Node{Kind: iac.Scalar, V: "required", From: "literal", Why: unbounded, At: tls.at()})
	case tls.has():
		w.setting(subject, edge, "tls", tls.at(), iac.Hidden("its tls block can't be told", tls.at()))
	default:
		w.setting(subject, edge, "tls", where, iac.Hidden("it has no tls block, and whether something in front of it takes TLS is not in the manifest", where))
		return
	}
	for _, key := range []string{"nginx.ingress.kubernetes.io/ssl-redirect", "ingress.kubernetes.io/ssl-redirect"} {
		if r := note(key); r.text() == "false" && note("nginx.ingress.kubernetes.io/force-ssl-redirect").text() != "true" {
			w.setting(subject+" port 80", edge, "ssl-redirect", r.at(), iac.Text("HTTP", r.at()))
		} else if r.text() == "true" {
			w.setting(subject+" port 80", edge, "ssl-redirect", r.at(), iac.Text("redirect-to-https", r.at()))
		}
	}
}

// gatewayListener reads a listener of the Gateway API.
func gatewayListener(w *writer, l node, subject string) {
	proto := l.get("protocol")
	where := proto.at()
	switch strings.ToUpper(proto.text()) {
	case "HTTPS":
		w.setting(subject, edge, "protocol", where, &iac.Node{Kind: iac.Scalar, V: "required", From: "literal", Why: unbounded, At: where})
	case "HTTP":
		// A route may redirect, and it is an object of its own.
		w.setting(subject, edge, "protocol", where, iac.Hidden("it takes plain HTTP, and whether its routes redirect to HTTPS is not in the manifest", where))
	default:
		w.setting(subject, edge, "protocol", where, iac.Hidden("whether its bytes are encrypted is not in the manifest", where))
	}
}

// istioServer reads a server of a gateway of Istio.
func istioServer(w *writer, s node, subject string) {
	proto, tls := s.get("port", "protocol"), s.get("tls")
	where := proto.at()
	mode := tls.get("mode").text()
	switch up := strings.ToUpper(proto.text()); {
	case tls.get("httpsRedirect").truth():
		w.setting(subject, edge, "httpsRedirect", where, iac.Text("redirect-to-https", tls.get("httpsRedirect").at()))
	case up == "HTTP" || up == "HTTP2" && mode == "":
		w.setting(subject, edge, "protocol", where, plain(where, true))
	case mode == "SIMPLE" || mode == "MUTUAL" || mode == "OPTIONAL_MUTUAL":
		v := tls.get("minProtocolVersion")
		names := map[string]string{"TLSV1_0": "TLSv1", "TLSV1_1": "TLSv1.1", "TLSV1_2": "TLSv1.2", "TLSV1_3": "TLSv1.3"}
		if !v.has() || v.text() == "TLS_AUTO" {
			w.setting(subject, edge, "minProtocolVersion", where, &iac.Node{Kind: iac.Scalar, V: "required", From: "literal", Why: "minProtocolVersion is not set", At: where})
			return
		}
		w.setting(subject, edge, "minProtocolVersion", where, versions([]string{names[v.text()]}, v.at()))
	default:
		w.setting(subject, edge, "protocol", where, iac.Hidden("whether its bytes are encrypted is not in the manifest", where))
	}
}

// ingressRoute reads a route of Traefik's own kind.
func ingressRoute(w *writer, n node, subject string) {
	where := n.get("kind").at()
	if tls := n.get("spec", "tls"); tls.y != nil {
		w.setting(subject, edge, "tls", tls.at(), &iac.Node{Kind: iac.Scalar, V: "required", From: "literal", Why: "its TLSOption decides on the version", At: tls.at()})
		return
	}
	w.setting(subject, edge, "tls", where, iac.Hidden("it has no tls block: its entry point may have one", where))
}
