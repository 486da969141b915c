package sinks

import (
	"fmt"
	"go/types"
	"path"
	"regexp"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/effects"
)

// role is what a configured symbol is said to be.
type role int

const (
	roleMutation role = iota
	roleAudit
	roleGuard
	roleWrapper
	roleModel
	roleRedact
	roleWebhook
)

const verbWrite = "write"

// symbol is one configured name or glob.
type symbol struct {
	role           role
	entry          string
	pkg, typ, name string
	glob           bool
}

// matcher finds configured symbols by the name of the function, which most
// calls don't share.
type matcher struct {
	byName map[string][]symbol
	wild   []symbol // the name itself is a glob
}

var symbolSyntax = regexp.MustCompile(`^([^\s()]+)\.(?:\((\*?)([A-Za-z_*][\w*]*)\)\.)?([A-Za-z_*][\w*]*)$`)

func parseSymbol(role role, entry string) (symbol, error) {
	f := symbolSyntax.FindStringSubmatch(entry)
	if f == nil {
		return symbol{}, fmt.Errorf("%q is no symbol: want import/path.Func, import/path.(T).Method or import/path.(*T).Method", entry)
	}
	s := symbol{role: role, entry: entry, pkg: f[1], typ: f[3], name: f[4]}
	s.glob = strings.ContainsAny(s.pkg+s.typ+s.name, "*?[")
	if s.glob && strings.Trim(s.pkg+s.name, "*./") == "" {
		return symbol{}, fmt.Errorf("%q matches every function: name the package or the function", entry)
	}
	return s, nil
}

func (m *matcher) add(role role, entry string) error {
	s, err := parseSymbol(role, entry)
	if err != nil {
		return err
	}
	if strings.ContainsAny(s.name, "*?[") {
		m.wild = append(m.wild, s)
		return nil
	}
	if m.byName == nil {
		m.byName = make(map[string][]symbol)
	}
	m.byName[s.name] = append(m.byName[s.name], s)
	return nil
}

// is reports whether a function, declared by or called on the type typ ("" for
// none), is the symbol.
func (s symbol) is(pkg, typ, name string) bool {
	if !s.glob {
		return s.pkg == pkg && s.typ == typ && s.name == name
	}
	return (s.typ == "") == (typ == "") && like(s.name, name) && like(s.typ, typ) && (s.pkg == pkg || likePath(s.pkg, pkg))
}

func like(glob, s string) bool {
	if glob == s || glob == "*" {
		return true
	}
	ok, err := path.Match(glob, s)
	return err == nil && ok
}

func likePath(glob, p string) bool {
	return strings.ContainsAny(glob, "*?[") && candor.MatchGlob(glob, p)
}

// roles lists what the user says of a function.
func (m *matcher) roles(pkg string, types []string, name string) []role {
	var out []role
	for _, list := range [][]symbol{m.byName[name], m.wild} {
		for _, s := range list {
			for _, t := range types {
				if s.is(pkg, t, name) {
					out = append(out, s.role)
					break
				}
			}
		}
	}
	return out
}

// quiet reports whether no configured symbol can have this name.
func (m *matcher) quiet(name string) bool {
	return len(m.wild) == 0 && len(m.byName[name]) == 0
}

// named lists the effects that the configuration gives to a call.
func (c *Classifier) named(k *callee) []effects.Effect {
	if c.configured.quiet(k.name) {
		return nil
	}
	var out []effects.Effect
	add := func(r role) {
		switch r {
		case roleAudit:
			out = append([]effects.Effect{k.effect(effects.Audit, k.short())}, out...)
		case roleMutation:
			out = append(out, k.mutation(verbWrite, "", k.short()))
		case roleGuard:
			out = append(out, k.effect(effects.Guard, k.withConstants()))
		case roleModel:
			out = append(out, k.effect(effects.Model, k.short()))
		case roleRedact:
			out = append(out, k.effect(effects.Redact, k.short()))
		case roleWebhook:
			out = append(out, k.effect(effects.Webhook, k.short()))
		}
	}
	for _, r := range c.configured.roles(k.path, []string{k.typ}, k.name) {
		add(r)
	}
	// The type that it is called on may embed the one that declares it.
	if k.recv != nil && len(out) == 0 {
		if p, n := typeName(k.info.TypeOf(k.recv)); n != "" && (p != k.path || n != k.typ) {
			for _, r := range c.configured.roles(p, []string{n}, k.name) {
				add(r)
			}
		}
	}
	return out
}

// rolesOf lists what the user says of a declared function.
func (c *Classifier) rolesOf(fn *types.Func) []role {
	if fn == nil || fn.Pkg() == nil || c.configured.quiet(fn.Name()) {
		return nil
	}
	typ := ""
	if recv := fn.Signature().Recv(); recv != nil {
		if n := namedOf(recv.Type()); n != nil {
			typ = n.Obj().Name()
		}
	}
	return c.configured.roles(fn.Pkg().Path(), []string{typ}, fn.Name())
}
