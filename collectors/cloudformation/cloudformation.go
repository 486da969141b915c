// Package cloudformation reads CloudFormation and SAM templates, and services of
// the Serverless Framework as the templates that they become: what they grant, which stores they make, and how their endpoints are protected.
//
// A template is a program. Its functions are resolved as far as the template
// alone allows; what a deployment decides stays a hole or unknown.
package cloudformation

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "cloudformation",
		Version: "3",
		Doc:     "CloudFormation and SAM templates, also as CDK writes them, and services of the Serverless Framework: IAM statements, stores, function URLs and TLS settings; digests of templates",
		Kinds:   kinds(),
		Wants:   wants,
		Collect: collect,
	}
}

// wants leaves out JSON and YAML that other tools own and that no template is.
func wants(p string) bool {
	switch path.Base(p) {
	case "samconfig.toml":
		return true
	case "package.json", "package-lock.json", "npm-shrinkwrap.json", "tsconfig.json", "composer.lock", "pnpm-lock.yaml":
		return false
	}
	switch strings.ToLower(path.Ext(p)) {
	case ".yaml", ".yml", ".json", ".template":
		return true
	}
	return false
}

// maxNested bounds how deep stacks hand values on to stacks that they nest.
const maxNested = 5

// maxRoots bounds the texts whose trees are kept from then on, in bytes.
const maxRoots = 1 << 20

func collect(ctx context.Context, in *collector.Input) error {
	var found []*collector.File // templates, and services of the framework
	var parents []*collector.File
	g := newGiven()
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := f.Read()
		if err != nil {
			if likely(f.Path) || !data(err) || candidate(f.Raw()) {
				in.Gap(candor.Error, candor.Location{Path: f.Path}, err.Error(), kinds()...)
			}
			continue
		}
		service := isService(f.Path, b)
		if !service && !candidate(b) {
			g.note(f.Path, b)
			continue
		}
		found = append(found, f)
		g.siblings[path.Dir(f.Path)]++
		if !service && (bytes.Contains(b, []byte("AWS::CloudFormation::Stack")) || bytes.Contains(b, []byte("AWS::Serverless::Application"))) {
			parents = append(parents, f)
		}
	}
	roots, err := g.handDown(ctx, in, parents)
	if err != nil {
		return err
	}
	return readAll(ctx, in, found, g, roots)
}

// parsed is a text and its tree.
type parsed struct {
	text []byte
	root *yaml.Node
}

// handDown finds what stacks pass to those that they nest, from the top down. It
// gives back the trees that it kept, by path; nobody changes them.
func (g *given) handDown(ctx context.Context, in *collector.Input, parents []*collector.File) (map[string]parsed, error) {
	roots := make(map[string]parsed)
	size := 0
	for depth := 0; depth < maxNested && len(parents) > 0; depth++ {
		old := g.nested
		g.nested = make(map[string]map[string][]*iac.Node)
		now := &given{siblings: g.siblings, files: g.files, nested: old, places: g.places}
		for _, f := range parents {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			root := roots[f.Path].root
			if root == nil {
				b, err := f.Read()
				if err != nil {
					continue // said when its turn comes
				}
				if root, err = iac.ParseYAML(b); err != nil {
					continue
				}
				if size += len(b); size <= maxRoots {
					roots[f.Path] = parsed{b, root}
				}
			}
			t, _ := newTemplate(f.Path, root)
			if t == nil {
				continue
			}
			t.tree, t.sink = in.Tree, &iac.Sink{}
			t.given = now.of(t)
			t.region, t.account = now.environmentOf(f.Path)
			g.nests(t)
		}
		// What a stack passes on changes only with what it is given itself.
		if !slices.ContainsFunc(parents, func(f *collector.File) bool { return old[f.Path] != nil || g.nested[f.Path] != nil }) {
			break
		}
	}
	return roots, nil
}

// data reports that a file was refused for what it holds; a look at its bytes
// then tells whether it may be a template. Every other failure may hide one.
func data(err error) bool {
	for _, p := range []string{"too large", "a binary file", "not valid UTF-8"} {
		if strings.HasPrefix(err.Error(), p) {
			return true
		}
	}
	return false
}

// likely reports a name that only templates have.
func likely(p string) bool {
	return path.Ext(p) == ".template" || strings.HasPrefix(path.Base(p), "template.")
}

// candidate is a cheap look at the bytes, so that other YAML costs nothing.
func candidate(b []byte) bool {
	return bytes.Contains(b, []byte("AWSTemplateFormatVersion")) ||
		bytes.Contains(b, []byte("Resources")) && bytes.Contains(b, []byte("AWS::"))
}

// lineOf finds the line in the parser's words, "line 12: ...", or 0.
func lineOf(err error) int {
	_, s, ok := strings.Cut(err.Error(), "line ")
	n := 0
	for _, r := range s {
		if !ok || r < '0' || r > '9' || n > 1<<24 {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}
