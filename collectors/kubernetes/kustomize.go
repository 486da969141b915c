package kubernetes

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
)

func isKustomization(p string) bool {
	switch path.Base(p) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}

// kustomize emits the images that a kustomization puts in place of others.
func kustomize(in *collector.Input, m *manifest, d *yaml.Node) {
	for _, n := range m.doc.Items(m.doc.Get(d, "images")) {
		spec, set := replacement(m.doc, n)
		if !set {
			continue // another name alone: tag and digest stay those of the manifest
		}
		d := ref.DescribeImage(spec, "kustomize", yamldoc.Text(m.doc.Get(n, "name")))
		f := candor.Fact{Kind: kindImage, State: candor.Observed, At: m.at(n), Value: d.Value, Subject: m.names.Unique(d.Subject)}
		if d.Unresolved != "" {
			f.State, f.Reason = candor.Unresolved, d.Unresolved
		}
		in.Emit(f)
	}
	for _, n := range m.doc.Items(m.doc.Get(d, "resources")) {
		s := yamldoc.Text(n)
		if strings.Contains(s, "://") || strings.Contains(s, "?ref=") || strings.HasPrefix(s, "github.com/") || strings.HasPrefix(s, "git@") {
			in.Gap(candor.Unresolved, m.at(n), "a resource that is not in the tree: "+ref.Printable(s), kindImage)
		}
	}
	if n := m.doc.Get(d, "helmCharts"); n != nil {
		in.Gap(candor.Unsupported, m.at(n), "candor does not render the charts of a kustomization", kindImage)
	}
}

// replacement is the image that an entry gives; set when it gives a tag or digest.
func replacement(doc *yamldoc.File, n *yaml.Node) (spec string, set bool) {
	spec = yamldoc.Text(doc.Get(n, "newName"))
	if spec == "" {
		spec = yamldoc.Text(doc.Get(n, "name"))
	}
	tag, digest := yamldoc.Text(doc.Get(n, "newTag")), yamldoc.Text(doc.Get(n, "digest"))
	if tag != "" {
		spec += ":" + tag
	}
	if digest != "" {
		spec += "@" + digest
	}
	return spec, tag != "" || digest != ""
}

// overlays tells which kustomizations take in which files.
type overlays struct {
	names map[string]map[string]bool // kustomization file -> names of images that it replaces
	taken map[string][]string        // the other way round
}

func kustomizations(files []*manifest) *overlays {
	k := &overlays{names: map[string]map[string]bool{}, taken: map[string][]string{}}
	byDir := map[string]string{}
	for _, m := range files {
		if isKustomization(m.path) {
			byDir[path.Dir(m.path)] = m.path
		}
	}
	for _, m := range files {
		if !isKustomization(m.path) {
			continue
		}
		k.names[m.path] = map[string]bool{}
		for _, d := range m.doc.Docs {
			for _, n := range m.doc.Items(m.doc.Get(d, "images")) {
				if _, set := replacement(m.doc, n); set {
					k.names[m.path][yamldoc.Text(m.doc.Get(n, "name"))] = true
				}
			}
			for _, key := range []string{"resources", "bases", "components"} {
				for _, n := range m.doc.Items(m.doc.Get(d, key)) {
					to := path.Join(path.Dir(m.path), yamldoc.Text(n))
					if other := byDir[to]; other != "" {
						to = other
					}
					k.taken[to] = append(k.taken[to], m.path)
				}
			}
		}
	}
	return k
}

// replaces reports whether every way from a file to a kustomization that nobody
// takes in replaces the image; false for a file that none takes in.
func (k *overlays) replaces(file, image string) bool {
	return len(k.taken[file]) > 0 && k.every(file, image, 0)
}

func (k *overlays) every(file, image string, depth int) bool {
	if k.names[file][image] {
		return true
	}
	if depth > 16 || len(k.taken[file]) == 0 {
		return false
	}
	for _, up := range k.taken[file] {
		if !k.every(up, image, depth+1) {
			return false
		}
	}
	return true
}
