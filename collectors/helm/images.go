package helm

import (
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
)

// images reads the values and templates of one chart.
func images(in *collector.Input, dir string) {
	t := templates(in, dir)
	known := map[string]bool{}
	for _, f := range in.Tree.Files {
		base := path.Base(f.Path)
		if path.Dir(f.Path) == dir && strings.HasPrefix(base, "values") && (path.Ext(base) == ".yaml" || path.Ext(base) == ".yml") {
			values(in, f, t, known)
		}
	}
	names := map[string]ref.Names{}
	for _, l := range t.lines {
		if names[l.at.Path] == nil {
			names[l.at.Path] = ref.Names{}
		}
		line(in, l, known, names[l.at.Path])
	}
}

// templateLine is a line "image: ..." of a template.
type templateLine struct {
	at   candor.Location
	text string
}

type templateSet struct {
	lines   []templateLine
	digests bool // some template speaks of a digest
}

var imageLine = regexp.MustCompile(`^\s*(?:-\s+)?"?image"?:[ \t]+(\S.*?)\s*$`)

// templates looks for images in the texts of the templates: they are no YAML
// until they are rendered.
func templates(in *collector.Input, dir string) templateSet {
	var t templateSet
	root := path.Join(dir, "templates") + "/"
	for _, f := range in.Tree.Files {
		ext := path.Ext(f.Path)
		if !strings.HasPrefix(f.Path, root) || ext != ".yaml" && ext != ".yml" && ext != ".tpl" {
			continue
		}
		src, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindImage)
			continue
		}
		text := string(src)
		t.digests = t.digests || strings.Contains(text, ".digest") || strings.Contains(text, "images.image")
		n := 0
		for l := range strings.Lines(text) {
			n++
			m := imageLine.FindStringSubmatchIndex(strings.TrimRight(l, "\r\n"))
			if m == nil || strings.HasPrefix(strings.TrimSpace(l), "#") {
				continue
			}
			t.lines = append(t.lines, templateLine{
				at:   candor.Location{Path: f.Path, Line: n, Col: utf8.RuneCountInString(l[:m[2]]) + 1},
				text: withoutComment(l[m[2]:m[3]]),
			})
		}
	}
	return t
}

// withoutComment drops a comment behind a value, and its quotes.
func withoutComment(s string) string {
	if i := strings.Index(s, " #"); i >= 0 && !strings.Contains(s[i:], "}}") {
		s = strings.TrimSpace(s[:i])
	}
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		s = s[1 : len(s)-1]
	}
	return s
}

var valuePath = regexp.MustCompile(`\.Values\.([A-Za-z0-9_.]+)`)

// line emits an image of a template. One that is put together from an image of
// the values is judged there.
func line(in *collector.Input, l templateLine, known map[string]bool, names ref.Names) {
	d := ref.DescribeImage(l.text, "template", path.Base(l.at.Path))
	f := candor.Fact{Kind: kindImage, Subject: names.Unique(d.Subject), State: candor.Observed, At: l.at, Value: d.Value}
	paths := valuePath.FindAllStringSubmatch(l.text, -1)
	fromValues := len(paths) > 0
	for _, m := range paths {
		p := m[1]
		if i := strings.LastIndexByte(p, '.'); i > 0 && !known[p] {
			p = p[:i]
		}
		fromValues = fromValues && (known[p] || strings.HasPrefix(m[1], "global."))
	}
	switch {
	case fromValues:
		d.Value["internal"], d.Value["why"] = true, "put together from the values of the chart, which are judged there"
	case d.Unresolved != "":
		f.State, f.Reason = candor.Unresolved, d.Unresolved
	}
	in.Emit(f)
}

// values emits the images that a file of values names: a text, or repository, tag and digest.
func values(in *collector.Input, f *collector.File, t templateSet, known map[string]bool) {
	doc := open(in, f, kindImage)
	if doc == nil {
		return
	}
	names := ref.Names{}
	for _, d := range doc.Docs {
		visit(doc, d, "", 0, func(p string, n *yaml.Node) {
			spec, ok, why := "", false, ""
			if n.Kind == yaml.ScalarNode {
				spec, ok = yamldoc.Text(n), looksLikeImage(n)
			} else {
				spec, ok, why = block(doc, n, t)
			}
			if !ok {
				return
			}
			known[p] = true
			dsc := ref.DescribeImage(spec, "values", p)
			fact := candor.Fact{
				Kind: kindImage, Subject: names.Unique(ref.Printable(p) + ": " + dsc.Subject), State: candor.Observed,
				At: candor.Location{Path: f.Path, Line: max(1, n.Line), Col: n.Column}, Value: dsc.Value,
			}
			if why == "" {
				why = dsc.Unresolved
			}
			if why != "" {
				fact.State, fact.Reason = candor.Unresolved, why
				dsc.Value["level"] = "unresolved"
			}
			in.Emit(fact)
		})
	}
	if doc.Full() {
		in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, "too many nodes; the file was not read to its end", kindImage)
	}
}

// visit walks the members of mappings with their paths.
func visit(doc *yamldoc.File, n *yaml.Node, prefix string, depth int, found func(string, *yaml.Node)) {
	if depth > 40 {
		return
	}
	for _, p := range doc.Pairs(n) {
		at := p.Key.Value
		if prefix != "" {
			at = prefix + "." + at
		}
		switch p.Value.Kind {
		case yaml.ScalarNode:
			if p.Key.Value == "image" {
				found(at, p.Value)
			}
		case yaml.MappingNode:
			found(at, p.Value)
			visit(doc, p.Value, at, depth+1, found)
		case yaml.SequenceNode:
			for _, x := range doc.Items(p.Value) {
				visit(doc, x, at, depth+1, found)
			}
		}
	}
}

func looksLikeImage(n *yaml.Node) bool { return yamldoc.Text(n) != "" && n.Tag == "!!str" }

// block puts together repository, tag and digest. A mapping without a repository
// is no image.
func block(doc *yamldoc.File, n *yaml.Node, t templateSet) (spec string, ok bool, why string) {
	repo := yamldoc.Text(doc.Get(n, "repository"))
	tagNode, digest := doc.Get(n, "tag"), yamldoc.Text(doc.Get(n, "digest"))
	if digest == "" {
		digest = yamldoc.Text(doc.Get(n, "sha"))
	}
	if repo == "" || tagNode == nil && digest == "" || strings.Contains(repo, "://") {
		return "", false, ""
	}
	if host := yamldoc.Text(doc.Get(n, "registry")); host != "" {
		repo = host + "/" + repo
	}
	spec = repo
	tag := yamldoc.Text(tagNode)
	if tag != "" {
		spec += ":" + tag
	}
	switch {
	case digest != "" && !t.digests && !strings.Contains(tag, "@"):
		why = "a digest is given, but no template of the chart speaks of one"
	case digest != "":
		if !strings.Contains(digest, ":") {
			digest = "sha256:" + digest
		}
		spec += "@" + digest
	case tag == "":
		why = "the tag is left to the template"
	}
	return spec, true, why
}
