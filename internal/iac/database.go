package iac

import (
	"regexp"
	"strconv"
	"strings"
)

// Params gives a parameter of a group of database parameters: nil when it is
// certainly not set.
type Params func(name string) *Node

// transport is a pair of parameters: the switch that refuses connections
// without TLS, and what bounds the version.
type transport struct{ force, version string }

func transports() []transport {
	return []transport{
		{"rds.force_ssl", "ssl_min_protocol_version"}, // PostgreSQL; SQL Server has the switch
		{"require_secure_transport", "tls_version"},   // MySQL and MariaDB
	}
}

// Requires reports whether a group has a word of its own on TLS. If it has
// none, the defaults of its family hold for whatever uses it.
func Requires(params Params) bool {
	for _, t := range transports() {
		if params(t.force).Has() {
			return true
		}
	}
	return false
}

// DatabaseGroup emits what a group of parameters requires of a connection. An
// engine has one switch: what hides the other is of no account.
func (s *Sink) DatabaseGroup(id string, family *Node, params Params) {
	var hidden *Node
	told := false
	emit := func(t transport, force *Node) {
		setting, n := t.read(force, family, params)
		s.TLS(id, At(force.At, id), TLS{Hop: "app-database", Platform: "rds", Setting: setting}, n)
		told = true
	}
	for _, t := range transports() {
		switch force := params(t.force); {
		case !force.Has():
		case force.Kind != Unknown:
			emit(t, force)
		case hidden == nil:
			hidden = force
		}
	}
	if !told && hidden != nil {
		emit(transports()[0], hidden)
	}
}

// Database emits what a database accepts whose group of parameters leaves that
// to the defaults of its family.
//
// family is unknown, with the reason, where the defaults can't be told.
func (s *Sink) Database(id string, at Place, family *Node, params Params) {
	setting, n := byDefault(at, family, params)
	s.TLS(id, At(at, id), TLS{Hop: "app-database", Platform: "rds", Setting: setting}, n)
}

func (t transport) read(force, family *Node, params Params) (setting string, n *Node) {
	on, ok := force.Bool()
	if !ok {
		on = strings.EqualFold(text(force), "on")
		ok = on || strings.EqualFold(text(force), "off")
	}
	switch {
	case !ok && force.Why != "":
		return t.force, Hidden(t.force+" can't be told: "+force.Why, force.At)
	case !ok:
		return t.force, Hidden(t.force+" is neither on nor off", force.At)
	case !on:
		return t.force, &Node{Kind: Scalar, V: "optional", From: force.From, Why: force.Why, At: force.At}
	case force.Choice() != "":
		return t.force, Hidden(force.Choice(), force.At)
	}
	if v := params(t.version); v.Has() {
		return t.version, surely(oldestVersion(t.version, v), force)
	}
	if n := t.defaultVersion(family, force.At); n != nil {
		return t.version, surely(n, force)
	}
	why := t.version + " is not set"
	if f, ok := family.Str(); ok {
		why += " in the family " + f
	}
	return t.force, surely(&Node{Kind: Scalar, V: "required", From: "literal", Why: why, At: force.At}, force, family)
}

// defaultVersion is the oldest version when none is written, or nil when that
// is not certain: PostgreSQL 13 was the first whose default is TLS 1.2.
func (t transport) defaultVersion(family *Node, at Place) *Node {
	name, major, ok := postgres(family)
	if t.version != "ssl_min_protocol_version" || !ok || major < 13 {
		return nil
	}
	return surely(Platform("TLSv1.2", "the default of the family "+name, at), family)
}

// NoDefault is the family of a cluster whose group says nothing of TLS: what
// holds then is not told here.
func NoDefault(at Place) *Node {
	return Hidden("no parameter requires TLS, and candor does not know the defaults of clusters", at)
}

func byDefault(at Place, family *Node, params Params) (setting string, n *Node) {
	t := transports()[0]
	name, known := family.Str()
	_, major, ok := postgres(family)
	switch {
	case !known:
		if family != nil && family.Kind == Unknown {
			return t.force, Hidden(family.Why, at)
		}
		return t.force, untold("the family", family, at)
	case !ok || strings.HasPrefix(name, "aurora-"):
		return t.force, Hidden("no parameter requires TLS, and candor does not know the default of "+name, at)
	case major < 15:
		return t.force, surely(Platform("optional", "the default of rds.force_ssl up to PostgreSQL 14", at), family)
	}
	force := Platform("1", "the default of rds.force_ssl from PostgreSQL 15 on", at)
	setting, n = t.read(force, family, params)
	if n.From == "platform" {
		n.Why += ", which requires TLS as well"
	}
	return setting, n
}

var postgresFamily = regexp.MustCompile(`^(?:aurora-postgresql|postgres)(\d+)(?:\.\d+)?$`)

func postgres(family *Node) (name string, major int, ok bool) {
	name, _ = family.Str()
	m := postgresFamily.FindStringSubmatch(name)
	if m == nil {
		return name, 0, false
	}
	major, err := strconv.Atoi(m[1])
	return name, major, err == nil
}

// FamilyOf is the family of the parameter group that a database is given when
// it names none.
func FamilyOf(engine, version *Node, at Place) *Node {
	e, ok := engine.Str()
	if !ok {
		return untold("the engine", engine, at)
	}
	v, ok := version.Str()
	if !ok {
		return untold("the version of "+e, version, at)
	}
	parts := strings.Split(v, ".")
	if old, err := strconv.Atoi(parts[0]); len(parts) > 1 && (err != nil || old < 10) {
		parts[0] += "." + parts[1] // postgres9.6, mysql8.0
	}
	return surely(&Node{Kind: Scalar, V: e + parts[0], From: "literal", At: at}, engine, version)
}

// NamedFamily is the family of a parameter group that the sources do not make.
// Only the groups that AWS makes tell it by their name.
func NamedFamily(name *Node, at Place) *Node {
	s, ok := name.Str()
	if !ok {
		return untold("the parameter group", name, at)
	}
	family, ok := strings.CutPrefix(s, "default.")
	if !ok {
		return Hidden("the parameter group "+s+" is made elsewhere", at)
	}
	return surely(&Node{Kind: Scalar, V: family, From: "literal", At: at}, name)
}

func untold(what string, n *Node, at Place) *Node {
	switch {
	case !n.Has():
		return Hidden(what+" is not set", at)
	case n.Kind == Either:
		return Hidden(what+" depends on "+n.Why, at)
	case n.Why == "":
		return Hidden(what+" can't be told", at)
	}
	return Hidden(what+" can't be told: "+n.Why, at)
}

// oldestVersion is the oldest of a list of versions.
func oldestVersion(name string, n *Node) *Node {
	list, ok := n.Str()
	if !ok {
		return untold(name, n, n.At)
	}
	oldest := ""
	for _, v := range strings.Split(list, ",") {
		v = strings.TrimSpace(v)
		if rank(v) == 9 {
			return Hidden(name+" is "+list+", which names no version of TLS that candor knows", n.At)
		}
		if oldest == "" || rank(v) < rank(oldest) {
			oldest = v
		}
	}
	return &Node{Kind: Scalar, V: oldest, From: n.From, Why: n.Why, At: n.At}
}

// surely is a known value that holds only as far as what it rests on: a
// deployment that overrides the default of a parameter overrides it, too.
func surely(n *Node, rests ...*Node) *Node {
	c := *n
	for _, r := range rests {
		if c.Kind != Scalar || r == nil || r.Kind != Scalar || r.From != "default" || strings.Contains(c.Why, r.Why) {
			continue
		}
		c.From = "default"
		if c.Why != "" {
			c.Why += "; "
		}
		c.Why += r.Why
	}
	return &c
}
