package proxies

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// readEnvoy reads the listeners and the clusters of a configuration.
func readEnvoy(w *writer, n node) {
	for _, res := range []node{n.get("static_resources"), n} {
		for i, l := range res.get("listeners").items() {
			envoyListener(w, l, numbered("listener", l.get("name").text(), i))
		}
		for i, c := range res.get("clusters").items() {
			envoyCluster(w, c, numbered("cluster", c.get("name").text(), i))
		}
	}
	for i, r := range n.get("resources").items() { // a file of dynamic resources
		switch typ := r.get("@type").text(); {
		case strings.HasSuffix(typ, ".Listener"):
			envoyListener(w, r, numbered("listener", r.get("name").text(), i))
		case strings.HasSuffix(typ, ".Cluster"):
			envoyCluster(w, r, numbered("cluster", r.get("name").text(), i))
		}
	}
}

func envoyListener(w *writer, l node, subject string) {
	where := l.at()
	chains := l.get("filter_chains").items()
	if d := l.get("default_filter_chain"); d.has() {
		chains = append(chains, d)
	}
	if near(l.get("address", "socket_address", "address").text()) || l.get("address", "pipe").has() {
		w.setting(subject, edge, "address", where, iac.Text("loopback", where))
		return
	}
	for i, c := range chains {
		name := subject
		if len(chains) > 1 {
			name = numbered(subject, c.get("name").text(), i)
		}
		ctx, socket := envoyTLS(c)
		switch {
		case socket.has() && !ctx.has():
			w.setting(name, edge, "transport_socket", socket.at(), iac.Hidden("its transport socket is not read", socket.at()))
		case !socket.has():
			w.setting(name, edge, "transport_socket", c.at(), envoyPlain(c))
		default:
			w.setting(name, edge, "tls_minimum_protocol_version", socket.at(), envoyMinimum(ctx, socket.at()))
		}
	}
	if len(chains) == 0 {
		w.setting(subject, edge, "filter_chains", where, iac.Hidden("its filter chains are not in the file", where))
	}
}

// near reports an address that only the machine itself reaches.
func near(addr string) bool {
	return strings.HasPrefix(addr, "127.") || addr == "::1" || addr == "localhost"
}

// envoyTLS finds the context of a transport socket of TLS.
func envoyTLS(n node) (ctx, socket node) {
	socket = n.get("transport_socket")
	typed := socket.get("typed_config")
	if strings.HasSuffix(typed.get("@type").text(), "TlsContext") {
		return typed, socket
	}
	return node{path: n.path}, socket
}

// envoyPlain is a chain without TLS: one that redirects says so in its routes.
func envoyPlain(c node) *iac.Node {
	if says(c.y, "https_redirect") {
		return iac.Text("redirect-to-https", c.at())
	}
	return plain(c.at(), true)
}

// says reports a key that is true at some depth; aliases are not followed.
func says(y *yaml.Node, key string) bool {
	if y == nil {
		return false
	}
	for i, c := range y.Content {
		if y.Kind == yaml.MappingNode && i%2 == 0 && c.Value == key && y.Content[i+1].Value == "true" || says(c, key) {
			return true
		}
	}
	return false
}

func envoyMinimum(ctx node, where iac.Place) *iac.Node {
	v := ctx.get("common_tls_context", "tls_params", "tls_minimum_protocol_version")
	names := map[string]string{"TLSv1_0": "TLSv1", "TLSv1_1": "TLSv1.1", "TLSv1_2": "TLSv1.2", "TLSv1_3": "TLSv1.3"}
	if !v.has() || v.text() == "TLS_AUTO" {
		return iac.Hidden("tls_minimum_protocol_version is not set: the default depends on the version of Envoy, which is not in the file", where)
	}
	return versions([]string{names[v.text()]}, v.at())
}

func envoyCluster(w *writer, c node, subject string) {
	where := c.at()
	if ctx, socket := envoyTLS(c); ctx.has() {
		w.setting(subject, origin, "tls_minimum_protocol_version", socket.at(), envoyMinimum(ctx, socket.at()))
		valid := ctx.get("common_tls_context", "validation_context")
		combined := ctx.get("common_tls_context", "combined_validation_context", "default_validation_context")
		n := iac.Platform("none", "Envoy looks at no certificate without a validation_context", socket.at())
		switch {
		case ctx.get("common_tls_context", "validation_context_sds_secret_config").has():
			n = iac.Hidden("its validation context is not in the file", socket.at())
		case valid.get("match_typed_subject_alt_names").has() || combined.get("match_typed_subject_alt_names").has():
			n = iac.Text("full", socket.at())
		case valid.get("trusted_ca").has() || combined.has():
			n = iac.Text("ca", socket.at())
		}
		w.trust(subject, "", "validation_context", socket.at(), n)
		return
	} else if socket.has() {
		w.setting(subject, origin, "transport_socket", socket.at(), iac.Hidden("its transport socket is not read", socket.at()))
		return
	}
	host := ""
	for _, e := range c.get("load_assignment", "endpoints").items() {
		for _, x := range e.get("lb_endpoints").items() {
			if a := x.get("endpoint", "address", "socket_address", "address"); host == "" || !near(a.text()) {
				host = a.text()
			}
		}
	}
	w.setting(subject, origin, "transport_socket", where, upstream(host, where))
}
