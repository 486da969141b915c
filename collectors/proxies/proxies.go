// Package proxies reads the configurations of proxies and ingresses: with
// which TLS they take connections, and with which they hand them on.
//
// It emits the kind tls.setting, which load balancers of a cloud have, too, and
// tls.trust: whether the certificate of the other side is looked at.
package proxies

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/iac"
)

const (
	kindSetting = "tls.setting"
	kindTrust   = "tls.trust"
)

// The hops that a proxy stands on.
const (
	edge   = "client-edge"
	origin = "edge-origin"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "proxies",
		Version: "1",
		Doc:     "nginx, Caddy, HAProxy, Traefik and Envoy configurations, Kubernetes ingresses and gateways: their TLS settings",
		Kinds:   []string{kindSetting, kindTrust},
		Wants: func(p string) bool {
			return isNginx(p) || isCaddy(p) || isHAProxy(p) || path.Ext(p) == ".toml" || isYAML(p)
		},
		Beside:  func(p string) bool { return strings.HasPrefix(path.Base(p), "Dockerfile") },
		Collect: collect,
	}
}

func collect(ctx context.Context, in *collector.Input) error {
	var nginxFiles []source
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := f.Read()
		if err != nil {
			if path.Ext(f.Path) == ".toml" && !isTraefikTOML(f.Path) && !dynamicTOML(f.Raw()) {
				continue
			}
			if !isYAML(f.Path) || isTraefik(f.Path) || isEnvoy(f.Path) || ingress(f.Raw()) {
				gap(in, candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error())
			}
			continue
		}
		switch {
		case isNginx(f.Path):
			nginxFiles = append(nginxFiles, source{f.Path, string(b)})
		case isCaddy(f.Path):
			readCaddy(newWriter(in, "caddy"), f.Path, string(b))
		case isHAProxy(f.Path):
			readHAProxy(newWriter(in, "haproxy"), f.Path, string(b))
		case path.Ext(f.Path) == ".toml":
			readTOML(in, f.Path, b)
		default:
			readYAML(in, f.Path, b)
		}
	}
	readNginx(in, nginxFiles)
	return nil
}

type source struct{ path, text string }

func gap(in *collector.Input, state candor.State, at candor.Location, reason string) {
	in.Gap(state, at, reason, kindSetting, kindTrust)
}

// writer makes the facts of one format.
type writer struct {
	in   *collector.Input
	sink *iac.Sink
}

func newWriter(in *collector.Input, format string) *writer {
	return &writer{in: in, sink: &iac.Sink{Format: format, Emit: in.Emit}}
}

func at(p string, line int) iac.Place {
	return iac.Place{Path: p, Pos: candor.Pos{Line: line}}
}

func (w *writer) setting(subject, hop, name string, where iac.Place, n *iac.Node) {
	w.sink.TLS(subject, iac.At(where, ""), iac.TLS{Hop: hop, Platform: w.sink.Format, Setting: name}, n)
}

// trust emits how the certificate of a host is looked at: "full", "ca" (no
// name), "none", or "loopback" where the machine speaks to itself.
func (w *writer) trust(subject, host, name string, where iac.Place, n *iac.Node) {
	if hosts.Of(host) == hosts.Loopback {
		n = iac.Text("loopback", where)
	}
	w.sink.Fact(kindTrust, subject, iac.At(where, ""), map[string]any{"hop": origin, "setting": name, "verify": n.TextVal(where.Path)})
}

func (w *writer) gap(state candor.State, where iac.Place, reason string) {
	gap(w.in, state, iac.At(where, ""), reason)
}

// plain is the setting of a listener without TLS. alone says that it serves
// nothing with TLS beside: then what stands in front of it may.
func plain(where iac.Place, alone bool) *iac.Node {
	if alone {
		return iac.Hidden("it serves plain HTTP, and whether something in front of it takes TLS is not in the file", where)
	}
	return &iac.Node{Kind: iac.Scalar, V: "HTTP", From: "literal", At: where}
}

// upstream is the setting of a connection without TLS to a host.
func upstream(host string, where iac.Place) *iac.Node {
	switch hosts.Of(host) {
	case hosts.Loopback:
		return iac.Text("loopback", where)
	case hosts.Public:
		return iac.Text("HTTP", where)
	case hosts.Private:
		return iac.Hidden("it reaches "+host+" without TLS, and whether that leaves the machine is not in the file", where)
	}
	return iac.Hidden("it speaks without TLS, to a host that is not in the file", where)
}

// oldest is the oldest of some versions, each named as candor names them; "" is
// a version that the format has and candor does not know.
func oldest(names []string) string {
	order := []string{"SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}
	best := len(order)
	for _, n := range names {
		i := slices.Index(order, n)
		if i < 0 {
			return ""
		}
		best = min(best, i)
	}
	if best == len(order) {
		return ""
	}
	return order[best]
}

// versions is the setting of a list of versions as nginx writes them.
func versions(names []string, where iac.Place) *iac.Node {
	if v := oldest(names); v != "" {
		return iac.Text(v, where)
	}
	return iac.Hidden("its versions can't be told: "+strings.Join(names, " "), where)
}

func isNginx(p string) bool {
	base, dir := path.Base(p), "/"+path.Dir(p)+"/"
	conf := strings.HasSuffix(base, ".conf") || strings.HasSuffix(base, ".conf.template")
	return base == "nginx.conf" || base == "nginx.conf.template" || strings.HasSuffix(base, ".nginx") ||
		conf && (strings.Contains(dir, "/nginx/") || strings.HasPrefix(base, "nginx")) ||
		strings.Contains(dir, "/sites-available/") || strings.Contains(dir, "/sites-enabled/")
}

func isCaddy(p string) bool {
	base := path.Base(p)
	return base == "Caddyfile" || strings.HasPrefix(base, "Caddyfile.") || strings.HasSuffix(base, ".caddyfile")
}

func isHAProxy(p string) bool { return path.Base(p) == "haproxy.cfg" }

func isTraefikTOML(p string) bool { return path.Base(p) == "traefik.toml" }

func isTraefik(p string) bool {
	return slices.Contains([]string{"traefik.yml", "traefik.yaml"}, path.Base(p))
}

func isEnvoy(p string) bool {
	return slices.Contains([]string{"envoy.yml", "envoy.yaml"}, path.Base(p))
}

func isYAML(p string) bool {
	ext := path.Ext(p)
	return (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(p, ".github/")
}
