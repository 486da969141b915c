// Package kubernetes reads Kubernetes manifests and kustomizations: the images
// that pods run. Templates of Helm charts are left to the collector helm.
package kubernetes

import (
	"bytes"
	"context"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
	"github.com/candor-dev/candor/internal/yamlfault"
)

const kindImage = "image.ref"

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "kubernetes",
		Version: "1",
		Doc:     "Kubernetes manifests and kustomizations: the images that pods run",
		Kinds:   []string{kindImage},
		Wants: func(p string) bool {
			ext := path.Ext(p)
			return (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(p, ".github/")
		},
		Collect: collect,
	}
}

// manifest is one file that was read.
type manifest struct {
	path  string
	doc   *yamldoc.File
	names ref.Names
}

func (m *manifest) at(n *yaml.Node) candor.Location {
	return candor.Location{Path: m.path, Line: max(1, n.Line), Col: n.Column}
}

func collect(ctx context.Context, in *collector.Input) error {
	var files []*manifest
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		kustomization := isKustomization(f.Path)
		src, err := f.Read()
		if err != nil {
			if raw := f.Raw(); kustomization || mayBe(raw) && hasImage(raw) {
				in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindImage)
			}
			continue
		}
		if inChart(in.Tree, f.Path) || !kustomization && !mayBe(src) {
			continue
		}
		doc, err := yamldoc.Parse(src)
		if err != nil {
			if kustomization || hasImage(src) {
				msg, line := yamlfault.Find(src, err)
				if bytes.Contains(src, []byte("{{")) || bytes.Contains(src, []byte("{%")) {
					msg = "a template: what it becomes is not known"
				}
				in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, ref.Printable("broken YAML: "+msg), kindImage)
			}
			continue
		}
		files = append(files, &manifest{path: f.Path, doc: doc, names: ref.Names{}})
	}
	k := kustomizations(files)
	for _, m := range files {
		for _, d := range m.doc.Docs {
			read(in, m, d, k)
		}
		if m.doc.Full() {
			in.Gap(candor.Error, candor.Location{Path: m.path, Line: 1}, "too many nodes; the file was not read to its end", kindImage)
		}
	}
	return nil
}

// mayBe tells a Kubernetes manifest by two words that each has.
func mayBe(src []byte) bool {
	return bytes.Contains(src, []byte("apiVersion")) && bytes.Contains(src, []byte("kind"))
}

func hasImage(src []byte) bool {
	return bytes.Contains(src, []byte("image:")) || bytes.Contains(src, []byte(`"image"`))
}

// inChart tells the templates of a Helm chart.
func inChart(t *collector.Tree, p string) bool {
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		if path.Base(dir) == "templates" && t.File(path.Join(path.Dir(dir), "Chart.yaml")) != nil {
			return true
		}
	}
	return false
}

// silent are the kinds of object that hold no image, only texts that look so.
func silent(kind string) bool {
	switch kind {
	case "CustomResourceDefinition", "ConfigMap", "Secret", "Role", "ClusterRole":
		return true
	}
	return false
}

// core tells the kinds of Kubernetes itself, whose images stand in containers alone.
func core(version string) bool {
	group, _, named := strings.Cut(version, "/")
	return !named || group == "apps" || group == "batch" || group == "extensions" || group == "policy" || strings.HasSuffix(group, ".k8s.io")
}

func read(in *collector.Input, m *manifest, d *yaml.Node, k *overlays) {
	version, kind := yamldoc.Text(m.doc.Get(d, "apiVersion")), yamldoc.Text(m.doc.Get(d, "kind"))
	if isKustomization(m.path) || kind == "Kustomization" && strings.HasPrefix(version, "kustomize.config.k8s.io/") {
		kustomize(in, m, d)
		return
	}
	if version == "" || kind == "" || silent(kind) {
		return
	}
	if strings.HasSuffix(kind, "List") {
		for _, item := range m.doc.Items(m.doc.Get(d, "items")) {
			read(in, m, item, k)
		}
		return
	}
	name := kind + " " + yamldoc.Text(m.doc.Get(d, "metadata", "name"))
	inside := map[*yaml.Node]bool{}
	m.doc.Walk(d, func(pairs []yamldoc.Pair) {
		for _, p := range pairs {
			switch p.Key.Value {
			case "containers", "initContainers", "ephemeralContainers":
				for _, c := range m.doc.Items(p.Value) {
					if n := m.doc.Get(c, "image"); n != nil {
						inside[n] = true
						emit(in, m, n, name, yamldoc.Text(m.doc.Get(c, "name")), k)
					}
				}
			case "image":
				switch {
				case inside[p.Value]:
				case p.Value.Kind == yaml.MappingNode:
					if n := m.doc.Get(p.Value, "reference"); n != nil && core(version) { // an image as a volume
						emit(in, m, n, name, "volume", k)
					} else if !core(version) && m.doc.Get(p.Value, "repository") != nil {
						block(in, m, p.Value, name)
					}
				case !core(version) && yamldoc.Text(p.Value) != "":
					custom(in, m, p.Value, name, k)
				}
			}
		}
	})
}

func emit(in *collector.Input, m *manifest, n *yaml.Node, object, container string, k *overlays) {
	d := ref.DescribeImage(yamldoc.Text(n), "container", object+"/"+container)
	f := candor.Fact{Kind: kindImage, State: candor.Observed, At: m.at(n), Value: d.Value, Subject: m.names.Unique(ref.Printable(object) + ": " + d.Subject)}
	if strings.HasPrefix(yamldoc.Text(n), "ko://") {
		d.Value["internal"], d.Value["why"] = true, "built from Go code by ko"
	}
	if name, _ := d.Value["name"].(string); d.Unresolved == "" && k.replaces(m.path, name) {
		d.Value["internal"], d.Value["why"] = true, "replaced by every kustomization that takes in the file"
	}
	if d.Unresolved != "" {
		f.State, f.Reason = candor.Unresolved, d.Unresolved
	}
	in.Emit(f)
}

// custom emits the image of a custom resource: clear where the text has a tag or
// digest, else it may name anything.
func custom(in *collector.Input, m *manifest, n *yaml.Node, object string, k *overlays) {
	s := yamldoc.Text(n)
	if i := ref.ParseImage(s); i.Tag != "" || i.Digest != "" || strings.Contains(i.Name, "/") {
		emit(in, m, n, object, "image", k)
		return
	}
	in.Emit(candor.Fact{
		Kind: kindImage, Subject: m.names.Unique(ref.Printable(object + ": " + s)), State: candor.Unresolved, At: m.at(n),
		Reason: "a field image of a custom resource: whether it names an image is not known",
		Value:  map[string]any{"ecosystem": "docker", "spec": ref.Printable(s), "level": "unresolved", "use": "container"},
	})
}

// block emits an image that is written as repository, tag and digest.
func block(in *collector.Input, m *manifest, n *yaml.Node, object string) {
	spec := yamldoc.Text(m.doc.Get(n, "repository"))
	if t := yamldoc.Text(m.doc.Get(n, "tag")); t != "" {
		spec += ":" + t
	}
	if s := yamldoc.Text(m.doc.Get(n, "digest")); s != "" {
		spec += "@" + s
	}
	d := ref.DescribeImage(spec, "container", object)
	f := candor.Fact{Kind: kindImage, State: candor.Observed, At: m.at(n), Value: d.Value, Subject: m.names.Unique(ref.Printable(object) + ": " + d.Subject)}
	if d.Unresolved != "" {
		f.State, f.Reason = candor.Unresolved, d.Unresolved
	}
	in.Emit(f)
}
