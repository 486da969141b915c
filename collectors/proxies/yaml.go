package proxies

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/yamlfault"
)

// maxDocuments bounds one file.
const maxDocuments = 5_000

// readYAML reads what a YAML file holds of ingresses and proxies.
func readYAML(in *collector.Input, p string, src []byte) {
	traefik := isTraefik(p) || traefikDynamic(src)
	envoy := isEnvoy(p) || bytes.Contains(src, []byte("envoy.extensions.transport_sockets.tls")) || bytes.Contains(src, []byte("envoy.filters.network."))
	kube := ingress(src)
	if !traefik && !envoy && !kube {
		return
	}
	docs, err := documents(src)
	if err != nil {
		state, reason, line := candor.Error, "", 0
		if reason, line = yamlfault.Find(src, err); bytes.Contains(src, []byte("{{")) {
			state, reason = candor.Unsupported, "a template of a chart, which candor does not expand"
		}
		gap(in, state, candor.Location{Path: p, Line: line}, reason)
		return
	}
	for _, d := range docs {
		n := node{path: p, y: d}
		switch {
		case kube && n.get("apiVersion").y != nil:
			readKube(newWriter(in, "kubernetes"), n)
		case envoy:
			readEnvoy(newWriter(in, "envoy"), n)
		case traefik:
			readTraefik(newWriter(in, "traefik"), n)
		}
	}
}

// documents parses all documents of a file.
func documents(src []byte) (out []*yaml.Node, err error) {
	// The parser is known to panic on some malformed text.
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("yaml: %v", r)
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(src))
	for len(out) < maxDocuments {
		var doc yaml.Node
		if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		if doc.Kind == yaml.DocumentNode && len(doc.Content) > 0 {
			out = append(out, doc.Content[0])
		}
	}
	return nil, errors.New("yaml: too many documents")
}

// node is a value of a YAML document; the zero y is none.
type node struct {
	path string
	y    *yaml.Node
}

// deref follows aliases.
func (n node) deref() node {
	for i := 0; n.y != nil && n.y.Kind == yaml.AliasNode && i < 20; i++ {
		n.y = n.y.Alias
	}
	return n
}

// get returns the value of a key, in its own mapping or in one that it merges.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		n = n.deref()
		y := n.y
		n.y = nil
		if y == nil || y.Kind != yaml.MappingNode {
			return n
		}
		for i := 0; i+1 < len(y.Content); i += 2 {
			if y.Content[i].Value == key {
				n.y = y.Content[i+1]
			}
		}
	}
	return n.deref()
}

func (n node) has() bool { return n.y != nil && n.y.ShortTag() != "!!null" }

// text is the value of a scalar, or "".
func (n node) text() string {
	if n.y == nil || n.y.Kind != yaml.ScalarNode {
		return ""
	}
	return n.y.Value
}

func (n node) truth() bool { return n.text() == "true" }

// items are those of a list.
func (n node) items() (out []node) {
	if n.y != nil && n.y.Kind == yaml.SequenceNode {
		for _, c := range n.y.Content {
			out = append(out, node{n.path, c}.deref())
		}
	}
	return out
}

type field struct {
	key string
	node
}

// fields are those of a mapping, in the order of the file.
func (n node) fields() (out []field) {
	if n.y != nil && n.y.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.y.Content); i += 2 {
			out = append(out, field{n.y.Content[i].Value, node{n.path, n.y.Content[i+1]}.deref()})
		}
	}
	return out
}

func (n node) at() iac.Place {
	if n.y == nil {
		return at(n.path, 1)
	}
	return at(n.path, n.y.Line)
}

// hole reports a text that something else fills in.
func hole(s string) bool { return strings.Contains(s, "{{") || strings.Contains(s, "${") }

// ingress tells a manifest of Kubernetes that lets requests in, also as a
// template of a chart.
func ingress(src []byte) bool {
	if !bytes.Contains(src, []byte("apiVersion:")) || !bytes.Contains(src, []byte("kind:")) {
		return false
	}
	for l := range bytes.Lines(src) {
		rest, ok := bytes.CutPrefix(bytes.TrimSpace(l), []byte("kind:"))
		if !ok {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimSpace(string(rest)), " ")
		switch strings.Trim(kind, `"'`) {
		case "Ingress", "Gateway", "IngressRoute", "TLSOption":
			return true
		}
	}
	return false
}

// traefikDynamic tells a file of Traefik's dynamic configuration by its keys.
func traefikDynamic(src []byte) bool {
	return bytes.Contains(src, []byte("routers:")) && bytes.Contains(src, []byte("services:")) && bytes.Contains(src, []byte("rule:")) && bytes.Contains(src, []byte("http:"))
}
