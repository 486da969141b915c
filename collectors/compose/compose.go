// Package compose reads compose files: the images that services run.
package compose

import (
	"context"
	"path"
	"regexp"
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
		ID:      "compose",
		Version: "1",
		Doc:     "compose files: the images that services run",
		Kinds:   []string{kindImage},
		Wants:   wants,
		Collect: collect,
	}
}

func wants(p string) bool {
	base := path.Base(p)
	ext := path.Ext(base)
	return (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(p, ".github/") &&
		(strings.HasPrefix(base, "docker-compose") || strings.HasPrefix(base, "compose.") || strings.HasPrefix(base, "compose-"))
}

func collect(ctx context.Context, in *collector.Input) error {
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindImage)
			continue
		}
		doc, err := yamldoc.Parse(src)
		if err != nil {
			msg, line := yamlfault.Find(src, err)
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, ref.Printable("broken YAML: "+msg), kindImage)
			continue
		}
		r := &reader{in: in, path: f.Path, doc: doc, names: ref.Names{}}
		for _, d := range doc.Docs {
			r.file(d)
		}
		for _, k := range doc.Twice {
			in.Gap(candor.Error, r.at(k), "the key "+ref.Printable(k.Value)+" stands twice", kindImage)
		}
		if doc.Full() {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, "too many nodes; the file was not read to its end", kindImage)
		}
	}
	return nil
}

type reader struct {
	in    *collector.Input
	path  string
	doc   *yamldoc.File
	names ref.Names
}

func (r *reader) at(n *yaml.Node) candor.Location {
	return candor.Location{Path: r.path, Line: max(1, n.Line), Col: n.Column}
}

func (r *reader) file(d *yaml.Node) {
	if d.Kind != yaml.MappingNode {
		r.in.Gap(candor.Error, r.at(d), "broken compose file: not a mapping", kindImage)
		return
	}
	for _, inc := range r.doc.Items(r.doc.Get(d, "include")) {
		paths := []*yaml.Node{inc}
		if p := r.doc.Get(inc, "path"); p != nil {
			paths = append([]*yaml.Node{p}, r.doc.Items(p)...)
		}
		for _, n := range paths {
			if s := yamldoc.Text(n); s != "" && r.in.Tree.File(path.Join(path.Dir(r.path), s)) == nil {
				r.in.Gap(candor.Unresolved, r.at(n), "a file that is included is not in the tree: "+ref.Printable(s), kindImage)
			}
		}
	}
	services := r.doc.Get(d, "services")
	if services == nil && r.doc.Get(d, "version") == nil { // the first form: services stand at the top
		services = d
	}
	for _, p := range r.doc.Pairs(services) {
		if p.Value.Kind == yaml.MappingNode {
			r.service(p.Key.Value, p.Value)
		}
	}
}

func (r *reader) service(name string, s *yaml.Node) {
	build := r.doc.Get(s, "build")
	if n := r.doc.Get(s, "image"); n != nil {
		r.image(n, yamldoc.Text(n), name, build != nil)
	}
	if n := r.doc.Get(build, "dockerfile_inline"); n != nil {
		r.in.Gap(candor.Unsupported, r.at(n), "candor does not read Dockerfiles inside of compose files", kindImage)
	}
	for _, p := range r.doc.Pairs(r.doc.Get(build, "additional_contexts")) {
		if image, ok := strings.CutPrefix(yamldoc.Text(p.Value), "docker-image://"); ok {
			r.image(p.Value, image, name, false)
		}
	}
	for _, v := range r.doc.Items(r.doc.Get(s, "volumes")) {
		if yamldoc.Text(r.doc.Get(v, "type")) == "image" {
			if n := r.doc.Get(v, "source"); n != nil {
				r.image(n, yamldoc.Text(n), name, false)
			}
		}
	}
}

// image emits one reference. built: the file builds it, and this is its name.
func (r *reader) image(n *yaml.Node, spec, service string, built bool) {
	text, used := expand(spec)
	d := ref.DescribeImage(text, "service", service)
	f := candor.Fact{Kind: kindImage, State: candor.Observed, At: r.at(n), Value: d.Value}
	switch {
	case built:
		d.Value["internal"], d.Value["why"] = true, "the name of what the file builds"
	case d.Unresolved != "":
		f.State, f.Reason = candor.Unresolved, d.Unresolved
	case used != "":
		d.Value["from"], d.Value["arg"] = "default", ref.Printable(used)
	}
	if d.Unresolved != "" {
		d.Subject = ref.Printable(spec)
	}
	f.Subject = r.names.Unique(service + ": " + d.Subject)
	r.in.Emit(f)
}

// withDefault finds ${NAME:-default} and ${NAME-default}.
var withDefault = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*):?-([^${}]*)\}`)

// expand puts the defaults of variables into a text; used names the variables.
// What has no default stays as it is.
func expand(s string) (out, used string) {
	var names []string
	for range 8 {
		m := withDefault.FindStringSubmatchIndex(s)
		if m == nil {
			break
		}
		names = append(names, s[m[2]:m[3]])
		s = s[:m[0]] + s[m[4]:m[5]] + s[m[1]:]
	}
	return s, strings.Join(names, ", ")
}
