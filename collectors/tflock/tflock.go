// Package tflock reads what Terraform and OpenTofu take from others: providers,
// with what the lock holds of them, and modules.
package tflock

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
)

const (
	kindProvider = "terraform.provider"
	kindModule   = "terraform.module"
	lockName     = ".terraform.lock.hcl"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "tflock",
		Version: "1",
		Doc:     "Terraform: the providers and modules that a configuration takes from others, and its locks",
		Kinds:   []string{kindProvider, kindModule},
		Wants: func(p string) bool {
			return strings.HasSuffix(p, ".tf") || strings.HasSuffix(p, ".tofu") || strings.HasSuffix(p, ".tf.json") || path.Base(p) == lockName
		},
		Collect: collect,
	}
}

// folder is one module: the files of a folder.
type folder struct {
	path      string
	providers map[string]provider // by local name
	modules   []module
	used      map[string]candor.Location // local names of providers that resources need
	root      bool                       // it says where state is kept or how a provider is set up
	broken    bool
}

// provider is an entry of required_providers.
type provider struct {
	source, version string
	hole            bool
	at              candor.Location
}

type module struct {
	name, source, version string
	hole                  bool
	at                    candor.Location
}

func collect(ctx context.Context, in *collector.Input) error {
	folders := map[string]*folder{}
	locks := map[string]*lock{}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		dir := path.Dir(f.Path)
		if path.Base(f.Path) == lockName {
			locks[dir] = readLock(in, f)
			continue
		}
		m := folders[dir]
		if m == nil {
			m = &folder{path: dir, providers: map[string]provider{}, used: map[string]candor.Location{}}
			folders[dir] = m
		}
		if strings.HasSuffix(f.Path, ".json") {
			in.Gap(candor.Unsupported, candor.Location{Path: f.Path, Line: 1}, "candor does not read providers and modules of Terraform in JSON", kindProvider, kindModule)
			m.broken = true
			continue
		}
		src, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindProvider, kindModule)
			m.broken = true
			continue
		}
		body, at, why := parse(src, f.Path)
		if why != "" {
			in.Gap(candor.Error, at, "broken HCL: "+ref.Printable(why), kindProvider, kindModule)
			m.broken = true
		}
		if body != nil {
			m.read(body, f.Path)
		}
	}
	emit(in, folders, locks)
	return nil
}

// parse reads one file. A part of a body can come back beside an error.
func parse(src []byte, name string) (body *hclsyntax.Body, at candor.Location, why string) {
	at = candor.Location{Path: name, Line: 1}
	defer func() {
		if r := recover(); r != nil {
			body, why = nil, "the parser failed on it"
		}
	}()
	f, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		d := diags[0]
		if d.Subject != nil {
			at.Line = max(1, d.Subject.Start.Line)
		}
		why = d.Summary
	}
	if f != nil {
		body, _ = f.Body.(*hclsyntax.Body)
	}
	return body, at, why
}

func place(name string, r hcl.Range) candor.Location {
	return candor.Location{Path: name, Line: max(1, r.Start.Line), Col: r.Start.Column}
}

func (m *folder) read(body *hclsyntax.Body, name string) {
	for _, b := range body.Blocks {
		switch b.Type {
		case "terraform":
			for _, inner := range b.Body.Blocks {
				switch inner.Type {
				case "backend", "cloud":
					m.root = true
				case "required_providers":
					m.required(inner.Body, name)
				}
			}
		case "provider":
			m.root = true
			if len(b.Labels) > 0 {
				m.uses(b.Labels[0], place(name, b.DefRange()))
			}
		case "resource", "data", "ephemeral":
			if len(b.Labels) > 0 {
				p, _, _ := strings.Cut(b.Labels[0], "_")
				if a := b.Body.Attributes["provider"]; a != nil {
					if t, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr); ok {
						p = t.Traversal.RootName()
					}
				}
				m.uses(p, place(name, b.DefRange()))
			}
		case "module":
			m.call(b, name)
		}
	}
}

// uses notes the first place where a provider is needed.
func (m *folder) uses(name string, at candor.Location) {
	if _, ok := m.used[name]; !ok && name != "terraform" {
		m.used[name] = at
	}
}

func (m *folder) required(body *hclsyntax.Body, name string) {
	for local, a := range body.Attributes {
		p := provider{at: place(name, a.SrcRange)}
		switch x := a.Expr.(type) {
		case *hclsyntax.ObjectConsExpr:
			for _, item := range x.Items {
				switch hcl.ExprAsKeyword(item.KeyExpr) {
				case "source":
					s, ok := literal(item.ValueExpr)
					p.source, p.hole = s, p.hole || !ok
				case "version":
					s, ok := literal(item.ValueExpr)
					p.version, p.hole = s, p.hole || !ok
				}
			}
		default: // the form of Terraform 0.12: name = "constraint"
			s, ok := literal(a.Expr)
			p.version, p.hole = s, !ok
		}
		if p.source == "" {
			p.source = "hashicorp/" + local
		}
		m.providers[local] = p
	}
}

func (m *folder) call(b *hclsyntax.Block, name string) {
	c := module{at: place(name, b.DefRange())}
	if len(b.Labels) > 0 {
		c.name = b.Labels[0]
	}
	if a := b.Body.Attributes["source"]; a != nil {
		s, ok := literal(a.Expr)
		c.source, c.hole, c.at = s, !ok, place(name, a.SrcRange)
	}
	if a := b.Body.Attributes["version"]; a != nil {
		s, ok := literal(a.Expr)
		c.version, c.hole = s, c.hole || !ok
	}
	m.modules = append(m.modules, c)
}

// literal is the text of an expression without variables.
func literal(e hclsyntax.Expression) (string, bool) {
	v, diags := e.Value(nil)
	if diags.HasErrors() || !v.IsKnown() || v.IsNull() || v.Type().FriendlyName() != "string" {
		return "", false
	}
	return v.AsString(), true
}

// all returns the providers that a folder needs: those it names, and those that
// its resources imply.
func (m *folder) all() map[string]provider {
	out := map[string]provider{}
	for n, p := range m.providers {
		out[n] = p
	}
	for n, at := range m.used {
		if _, ok := out[n]; !ok {
			out[n] = provider{source: "hashicorp/" + n, at: at}
		}
	}
	return out
}

// emit writes the facts of every folder. A folder that no other takes in and
// that sets something up, or has a lock, is where Terraform is run.
func emit(in *collector.Input, folders map[string]*folder, locks map[string]*lock) {
	taken := map[string]bool{}
	var names []string
	for name, m := range folders {
		names = append(names, name)
		for _, c := range m.modules {
			if isLocal(c.source) {
				taken[path.Join(name, c.source)] = true
			}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		m := folders[name]
		m.emitModules(in)
		lockOf := locks[name]
		root := lockOf != nil || m.root && !taken[name]
		if !root {
			continue
		}
		subjects := ref.Names{}
		for _, p := range closure(folders, name) {
			emitProvider(in, p, name, lockOf, subjects)
		}
	}
	// Of a folder that nobody runs the lock is kept by those who take it in.
	for _, name := range names {
		m := folders[name]
		if locks[name] != nil || m.root && !taken[name] || taken[name] || m.broken {
			continue
		}
		subjects := ref.Names{}
		for _, local := range sorted(m.all()) {
			p := m.all()[local]
			in.Emit(candor.Fact{
				Kind: kindProvider, Subject: subjects.Unique(ref.Printable(p.source)), State: candor.Observed, At: p.at,
				Value: map[string]any{"ecosystem": "terraform", "name": ref.Printable(p.source), "level": ref.Exact, "internal": true, "why": "the folder is a module that others take in, and theirs is the lock"},
			})
		}
	}
}

func sorted(m map[string]provider) []string {
	var out []string
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// closure returns the providers of a folder and of the local modules that it
// takes in, each source and constraint once.
func closure(folders map[string]*folder, start string) []provider {
	var out []provider
	seen, done := map[string]bool{}, map[string]bool{}
	queue := []string{start}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		m := folders[name]
		if m == nil || done[name] {
			continue
		}
		done[name] = true
		all := m.all()
		for _, local := range sorted(all) {
			p := all[local]
			if key := p.source + "\x00" + p.version; !seen[key] {
				seen[key] = true
				out = append(out, p)
			}
		}
		for _, c := range m.modules {
			if isLocal(c.source) {
				queue = append(queue, path.Join(name, c.source))
			}
		}
	}
	return out
}

func isLocal(source string) bool {
	return strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../")
}
