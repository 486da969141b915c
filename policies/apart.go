package policies

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Apart reports whether a rule judges each fact by itself, so that a fact that
// is missing takes nothing from what it says of another. It is proved from the
// text: the rule's results, and nothing else that they lead to, take facts, one
// by one, as `some x in lib.facts("kind")`. What it can't follow is not apart,
// and neither is a Go check.
func (e *Engine) Apart(id string) bool {
	ref := e.byID[id]
	if ref == nil {
		return false
	}
	l := &lone{e: e, own: "data." + ref.dataPath(), packages: make(map[string][]string), modules: make(map[string]*ast.Module), seen: make(map[string]bool)}
	for file, text := range e.texts {
		l.packages[packageOf(text)] = append(l.packages[packageOf(text)], file)
	}
	for file, m := range e.modules {
		pkg := pathOf(m)
		l.packages[pkg] = append(l.packages[pkg], file)
		l.modules[file] = m
	}
	return len(l.packages[l.own]) > 0 && l.define(l.own, "results")
}

// pathOf is the package of a module, its parts joined by dots whatever they are.
func pathOf(m *ast.Module) string {
	return "data." + strings.Join(packagePath(m), ".")
}

// dataPath is the package of a rule, below data.
func (r *ruleRef) dataPath() string {
	if r.tree == "user" {
		return "user." + r.topic + "." + r.name
	}
	return r.tree + ".rules." + r.topic + "." + r.name
}

const libPackage = "data.candor.lib"

// lone follows the results of one rule through the modules.
type lone struct {
	e        *Engine
	own      string
	packages map[string][]string // files, by package
	modules  map[string]*ast.Module
	seen     map[string]bool
}

// define follows every definition of a name in a package; false where facts are
// taken in another way than one by one, or it can't be told.
func (l *lone) define(pkg, name string) bool {
	key := pkg + "." + name
	if l.seen[key] {
		return key != l.own+".results" // results that are asked for as a whole
	}
	l.seen[key] = true
	if key == libPackage+".facts" {
		return false // but for the one way, which one takes up itself
	}
	if l.fromAbove(pkg, key) {
		return false
	}
	for _, file := range l.packages[pkg] {
		m := l.module(file)
		if m == nil {
			return false
		}
		p := &place{lone: l, pkg: pkg, aliases: make(map[ast.Var]ast.Ref), names: make(map[ast.Var]bool)}
		for _, i := range m.Imports {
			if r, ok := i.Path.Value.(ast.Ref); ok {
				p.aliases[i.Name()] = r
			}
		}
		for _, other := range l.packages[pkg] {
			o := l.module(other)
			if o == nil {
				return false
			}
			for _, r := range o.Rules {
				p.names[nameOf(r)] = true
			}
		}
		for _, r := range m.Rules {
			if string(nameOf(r)) == name && !p.rule(r, key == l.own+".results") {
				return false
			}
		}
	}
	return true
}

// fromAbove reports whether a name of a package is defined, in whole or in part,
// by a module of a package above it, as `name.results contains ...` does. Only a
// user's modules can: what belongs to candor they may not define.
func (l *lone) fromAbove(pkg, key string) bool {
	for _, m := range l.e.modules {
		above := pathOf(m)
		if !strings.HasPrefix(pkg, above+".") {
			continue
		}
		for _, r := range m.Rules {
			full := above + "." + string(nameOf(r))
			for _, t := range r.Head.Ref()[1:] {
				s, ok := t.Value.(ast.String)
				if !ok {
					break
				}
				full += "." + string(s)
			}
			if strings.HasPrefix(key+".", full+".") || strings.HasPrefix(full+".", key+".") {
				return true
			}
		}
	}
	return false
}

func (l *lone) module(file string) *ast.Module {
	if m := l.modules[file]; m != nil {
		return m
	}
	m, err := l.e.parse(file, l.e.texts[file])
	if err != nil {
		return nil
	}
	l.modules[file] = m
	return m
}

func nameOf(r *ast.Rule) ast.Var {
	v, _ := r.Head.Ref()[0].Value.(ast.Var)
	return v
}

// place is where a name is read: what it stands for depends on the module.
type place struct {
	*lone
	pkg     string
	aliases map[ast.Var]ast.Ref
	names   map[ast.Var]bool // of the package's own definitions
}

// rule follows one definition. results may take facts once, one by one.
func (p *place) rule(r *ast.Rule, results bool) bool {
	if results && (r.Else != nil || r.Default || r.Head.Key == nil) {
		return false
	}
	taken := false
	for ; r != nil; r = r.Else {
		for _, x := range r.Body {
			if len(x.With) > 0 {
				return false
			}
			if item, ok := p.oneByOne(x); ok && results && !taken {
				taken = true
				if !p.follow(item) {
					return false
				}
				continue
			}
			if !p.follow(x) {
				return false
			}
		}
		for _, t := range append(slices.Clone(r.Head.Args), r.Head.Key, r.Head.Value) {
			if t != nil && !p.follow(t) {
				return false
			}
		}
		for _, t := range r.Head.Ref()[1:] {
			if !p.follow(t) {
				return false
			}
		}
	}
	return true
}

// oneByOne returns the x of `some x in lib.facts("kind")`. With a number beside
// it (`some i, x in`) it would tell which others there are.
func (p *place) oneByOne(x *ast.Expr) (*ast.Term, bool) {
	d, ok := x.Terms.(*ast.SomeDecl)
	if !ok || len(d.Symbols) != 1 {
		return nil, false
	}
	in, ok := d.Symbols[0].Value.(ast.Call)
	if !ok || len(in) != 3 || !isMember(in[0]) {
		return nil, false
	}
	from, ok := in[2].Value.(ast.Call)
	if !ok || len(from) != 2 {
		return nil, false
	}
	ref, ok := from[0].Value.(ast.Ref)
	if _, text := from[1].Value.(ast.String); !ok || !text || p.whole(ref).String() != libPackage+".facts" {
		return nil, false
	}
	return in[1], true
}

// whole is a reference with its alias or its own package written out.
func (p *place) whole(r ast.Ref) ast.Ref {
	head, ok := r[0].Value.(ast.Var)
	if !ok {
		return r
	}
	if a, ok := p.aliases[head]; ok {
		return a.Concat(r[1:])
	}
	if p.names[head] {
		// Put together part by part: a user's package may have a name that no
		// parser takes for a reference.
		own := ast.Ref{ast.DefaultRootDocument}
		for part := range strings.SplitSeq(strings.TrimPrefix(p.pkg, "data."), ".") {
			own = append(own, ast.StringTerm(part))
		}
		return append(own, ast.StringTerm(string(head))).Concat(r[1:])
	}
	return r
}

// follow goes through everything that a piece of a definition mentions.
func (p *place) follow(x any) bool {
	ok := true
	v := ast.NewGenericVisitor(func(n any) bool {
		if !ok {
			return true
		}
		switch n := n.(type) {
		case *ast.Expr:
			ok = ok && len(n.With) == 0
		case *ast.Term:
			switch r := n.Value.(type) {
			case ast.Var:
				ok = p.mention(ast.Ref{n})
			case ast.Ref:
				ok = p.mention(r)
				for _, t := range r[1:] {
					ok = ok && p.follow(t)
				}
				if _, name := r[0].Value.(ast.Var); !name {
					ok = ok && p.follow(r[0])
				}
				return true
			}
		}
		return !ok
	})
	v.Walk(x)
	return ok
}

// mention follows one reference.
func (p *place) mention(short ast.Ref) bool {
	if n, ok := second(short); ok && n == "n" && p.pkg != libPackage {
		return false // the number of a fact among all
	}
	r := p.whole(short)
	var names []string
	for _, t := range r[1:] {
		s, ok := t.Value.(ast.String)
		if !ok {
			break
		}
		names = append(names, string(s))
	}
	switch {
	case r[0].Equal(ast.InputRootDocument):
		return len(names) > 0 && names[0] != "facts"
	case r[0].Equal(ast.DefaultRootDocument):
		for n := len(names) - 1; n > 0; n-- {
			pkg := "data." + strings.Join(names[:n], ".")
			if len(p.packages[pkg]) > 0 {
				return p.define(pkg, names[n])
			}
		}
		return false // a package as a whole, or what no module says
	}
	return true // a name of the definition's own, or a function of the language
}

func second(r ast.Ref) (string, bool) {
	if len(r) < 2 {
		return "", false
	}
	s, ok := r[1].Value.(ast.String)
	return string(s), ok
}

// isMember reports the operator of `some x in list`.
func isMember(t *ast.Term) bool {
	r, ok := t.Value.(ast.Ref)
	return ok && r.Equal(ast.Member.Ref())
}
