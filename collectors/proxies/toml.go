package proxies

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/tomltree"
)

// readTOML reads what a TOML file holds of Traefik, which is all that writes it.
func readTOML(in *collector.Input, p string, src []byte) {
	if !isTraefikTOML(p) && !dynamicTOML(src) {
		return
	}
	doc, fault := tomltree.Parse(src)
	if fault != nil {
		gap(in, candor.Error, candor.Location{Path: p, Line: fault.Line, Col: fault.Col}, fault.Reason)
		return
	}
	n := node{path: p, y: asYAML(doc, doc.Root)}
	if e, old := traefik1(n); old {
		gap(in, candor.Unsupported, candor.Location{Path: p, Line: e.at().Line}, "the configuration of Traefik 1, which candor does not read")
		return
	}
	readTraefik(newWriter(in, "traefik"), n)
}

// traefik1 tells the configuration of the first Traefik by what the later ones
// do not have: TLS and redirects of an entry point itself.
func traefik1(n node) (node, bool) {
	if d := n.get("defaultEntryPoints"); d.has() {
		return d, true
	}
	for _, e := range n.get("entryPoints").fields() {
		for _, key := range []string{"tls", "redirect"} {
			if x := e.get(key); x.y != nil {
				return x, true
			}
		}
	}
	return node{}, false
}

// dynamicTOML tells a file of Traefik's dynamic configuration by its tables.
func dynamicTOML(src []byte) bool {
	low := bytes.ToLower(src)
	for _, kind := range []string{"[http.", "[tcp.", "[tls.options"} {
		if bytes.Contains(low, []byte(kind)) && (bytes.Contains(low, []byte(".routers")) || bytes.Contains(low, []byte(".loadbalancer")) || bytes.Contains(low, []byte("minversion"))) {
			return true
		}
	}
	return false
}

// asYAML is the same tree in the nodes that the reader of Traefik's YAML takes.
// Traefik does not mind the case of its keys.
func asYAML(doc *tomltree.Document, n *tomltree.Node) *yaml.Node {
	line, col := doc.At(n.Offset)
	y := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: n.Text, Line: line, Column: col}
	switch n.Kind {
	case tomltree.Table:
		y.Kind, y.Tag = yaml.MappingNode, "!!map"
		for _, k := range n.Names() {
			v, key := asYAML(doc, n.Get(k)), canonical(k)
			if old := (node{y: y}).get(key); old.y != nil && old.y.Kind == yaml.MappingNode {
				old.y.Content = append(old.y.Content, v.Content...) // written in two cases
				continue
			}
			y.Content = append(y.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: v.Line}, v)
		}
	case tomltree.Array:
		y.Kind, y.Tag = yaml.SequenceNode, "!!seq"
		for _, x := range n.Items {
			y.Content = append(y.Content, asYAML(doc, x))
		}
	case tomltree.Bool:
		y.Tag = "!!bool"
	}
	return y
}

func canonical(key string) string {
	for _, k := range []string{
		"defaultEntryPoints", "entryPoints", "address", "http", "tcp", "tls", "options", "minVersion", "services", "loadBalancer", "servers",
		"url", "serversTransports", "serversTransport", "insecureSkipVerify", "redirections", "redirect", "entryPoint", "scheme",
	} {
		if strings.EqualFold(k, key) {
			return k
		}
	}
	return key
}
