// Package workflows reads GitHub workflows and actions: the actions and images
// that a build takes from others and the commands that install packages.
package workflows

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamlfault"
)

const (
	kindUses    = "gha.uses"
	kindImage   = "image.ref"
	kindInstall = "ci.install"
	kindRun     = "download.run"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "workflows",
		Version: "2",
		Doc:     "GitHub workflows and actions: what they use, install, and download and run",
		Kinds:   []string{kindUses, kindImage, kindInstall, kindRun},
		Wants:   wants,
		Beside:  install.IsProject,
		Apart:   true,
		Collect: collect,
	}
}

// wants takes the workflows of the tree's root, the only ones that run, and the
// definitions of actions wherever they lie.
func wants(p string) bool {
	dir, base := path.Split(p)
	switch {
	case base == "action.yml" || base == "action.yaml":
		return true
	case dir == ".github/workflows/":
		return strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")
	}
	return false
}

func collect(ctx context.Context, in *collector.Input) error {
	locked := in.Tree.Any(install.IsProject, install.SpeaksOfLockedRestore)
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := f.Read()
		if err != nil {
			gap(in, candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindUses, kindImage, kindInstall, kindRun)
			continue
		}
		doc, err := parse(src)
		if err != nil {
			msg, line := yamlfault.Find(src, err)
			gap(in, candor.Error, candor.Location{Path: f.Path, Line: line}, ref.Printable("broken YAML: "+msg), kindUses, kindImage, kindInstall, kindRun)
			continue
		}
		r := &reader{in: in, path: f.Path, lines: strings.Split(string(src), "\n"), refs: ref.Names{}, installs: ref.Names{}, runs: ref.Names{}, left: maxNodes, locked: locked}
		if strings.HasPrefix(f.Path, ".github/workflows/") {
			r.workflow(doc)
		} else {
			r.action(doc)
		}
	}
	return nil
}

// parse reads the one document of a file; nil when the file is empty.
func parse(src []byte) (doc *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, errors.New("the YAML parser failed on it")
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var n, more yaml.Node
	switch err := dec.Decode(&n); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document in the file")
	}
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		return n.Content[0], nil
	}
	return nil, nil
}

func gap(in *collector.Input, state candor.State, at candor.Location, reason string, kinds ...string) {
	for _, k := range kinds {
		in.Emit(candor.Fact{Kind: k, Subject: at.String(), State: state, Reason: reason, At: at, Value: map[string]any{"ecosystem": "gha"}})
	}
}

// maxNodes bounds the nodes visited in one file: anchors let a small file stand
// for a huge one.
const maxNodes = 200_000

// reader is one file while it is read.
type reader struct {
	in       *collector.Input
	path     string
	lines    []string
	refs     ref.Names
	installs ref.Names
	runs     ref.Names
	left     int
	locked   bool // see install.Setting.LockedRestore
	full     bool // the budget is used up and that has been said
}

func (r *reader) at(n *yaml.Node) candor.Location {
	return candor.Location{Path: r.path, Line: max(1, n.Line), Col: n.Column}
}

// follow resolves an alias, and counts.
func (r *reader) follow(n *yaml.Node) *yaml.Node {
	if r.left--; r.left < 0 {
		if n != nil && !r.full {
			r.full = true
			gap(r.in, candor.Error, r.at(n), "too many nodes; the file was not read to its end", kindUses, kindImage, kindInstall, kindRun)
		}
		return nil
	}
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// pairs returns the members of a mapping. A key that stands twice is a gap:
// which of the two counts is not known.
func (r *reader) pairs(n *yaml.Node) (keys, values []*yaml.Node) {
	if n = r.follow(n); n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], r.follow(n.Content[i+1])
		if v == nil {
			continue
		}
		if seen[k.Value] {
			gap(r.in, candor.Error, r.at(k), "the key "+strconv.QuoteToGraphic(ref.Printable(k.Value))+" stands twice", kindUses, kindImage, kindInstall, kindRun)
		}
		seen[k.Value] = true
		keys, values = append(keys, k), append(values, v)
	}
	return keys, values
}

// get returns the value of a key, or nil.
func (r *reader) get(n *yaml.Node, key string) *yaml.Node {
	if n = r.follow(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return r.follow(n.Content[i+1])
		}
	}
	return nil
}

func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return strings.TrimSpace(n.Value)
}
