package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgparse"
)

// change replaces the dotted name at an offset into the source of an expression.
type change struct {
	at   int
	name []string
	list string // what stands in for a star
	as   string // the name that an output keeps
}

// today is the text of an expression with what was renamed since it was written
// under its new name; the syntax tree is brought up to date on the way.
func (e *expression) today(c *catalog) string {
	var changes []change
	for i := range e.links {
		l := &e.links[i]
		if list := l.expand(); list != "" && l.at >= 0 {
			changes = append(changes, change{at: int(l.at) - e.base, list: list})
			continue
		}
		if parts := l.rename(c, e.path); parts != nil && l.at >= 0 {
			ch := change{at: int(l.at) - e.base, name: parts}
			if l.out != nil && l.was != "" {
				ch.as, l.out.Name = l.was, l.was
			}
			changes = append(changes, ch)
		}
	}
	if len(changes) == 0 {
		return oneLine(e.raw)
	}
	slices.SortFunc(changes, func(a, b change) int { return b.at - a.at })
	text := e.raw
	last := -1
	for _, c := range changes {
		if c.at < 0 || c.at >= len(text) || c.at == last {
			continue
		}
		last = c.at
		if c.list != "" {
			text = text[:c.at] + c.list + text[c.at+max(0, strings.IndexByte(text[c.at:], '*'))+1:]
			continue
		}
		end := dotted(text, c.at)
		quoted := make([]string, len(c.name))
		for i, part := range c.name {
			quoted[i] = plainIdent(part)
		}
		if c.as != "" {
			quoted[len(quoted)-1] += " AS " + plainIdent(c.as)
		}
		text = text[:c.at] + strings.Join(quoted, ".") + text[end:]
	}
	return oneLine(text)
}

// expand writes out a star when the relation has other columns by now; "" while
// it has the same.
func (l *link) expand() string {
	stale := false
	var out []string
	seen := make(map[*relation]int)
	for _, s := range l.star {
		n := s.out.name
		if c := s.out.col; c != nil {
			stale = stale || c.name != s.out.name
			if c.rel.column(c.name) == c {
				n = c.name
			}
			seen[c.rel]++
		}
		item := plainIdent(s.alias) + "." + plainIdent(n)
		if n != s.out.name {
			item += " AS " + plainIdent(s.out.name)
		}
		out = append(out, item)
	}
	for r, n := range seen {
		stale = stale || n%max(1, len(r.columns)) != 0
	}
	if !stale {
		return ""
	}
	return strings.Join(out, ", ")
}

// dotted is where the dotted name that begins at an offset ends.
func dotted(text string, at int) int {
	lex := pgparse.NewLexer(text, at)
	end, name := at, true
	for {
		t, ok := lex.Next()
		if !ok {
			return end
		}
		dot := text[t.Start:t.End] == "."
		if name == dot || !dot && t.Kind != pgparse.Word && text[t.Start] != '"' {
			return end
		}
		end, name = t.End, !name
	}
}

// rename brings one name in a tree up to date; nil when it already is.
func (l *link) rename(c *catalog, path []string) []string {
	switch {
	case l.star != nil:
		return nil
	case l.ref != nil:
		return l.renameColumn()
	case l.rng != nil:
		return l.renameRelation(c, path)
	case l.call != nil:
		return l.renameCall(c, path)
	}
	return nil
}

func (l *link) renameColumn() []string {
	var parts []string
	for _, f := range l.ref.Fields {
		parts = append(parts, f.GetString_().GetSval())
	}
	n := len(parts)
	changed := parts[n-1] != l.col.name && l.renamable()
	if changed {
		l.was, parts[n-1] = parts[n-1], l.col.name
	}
	if n == 1 && l.qualifier != "" && slices.ContainsFunc(l.inner, func(r *relation) bool { return r != nil && r.column(parts[0]) != nil }) {
		parts, changed = []string{l.qualifier, parts[0]}, true
		l.ref.Fields = []*pg_query.Node{stringNode(l.qualifier), l.ref.Fields[0]}
		if !l.alias {
			parts[0] = l.rel.Rel
		}
		n = 2
	}
	if n > 1 && !l.alias && parts[n-2] != l.rel.Rel {
		parts[n-2], changed = l.rel.Rel, true
	}
	if n > 2 && !l.alias && parts[n-3] != l.rel.Schema {
		parts[n-3], changed = l.rel.Schema, true
	}
	if !changed {
		return nil
	}
	for i := range parts {
		l.ref.Fields[i] = stringNode(parts[i])
	}
	return parts
}

// renamable: the name of a column of a subquery is its own.
func (l *link) renamable() bool { return l.col.rel == l.rel }

func (l *link) renameRelation(c *catalog, path []string) []string {
	was := rangeName(l.rng)
	if was.Rel == l.rel.Rel && (was.Schema == l.rel.Schema || was.Schema == "" && c.first(path, func(s string) bool { return c.rels[name{Schema: s, Rel: was.Rel}] != nil }) == l.rel.Schema) {
		return nil
	}
	parts := []string{l.rel.Schema, l.rel.Rel}
	l.rng.Schemaname, l.rng.Relname = parts[0], parts[1]
	return parts
}

func (l *link) renameCall(c *catalog, path []string) []string {
	was := nameOf(l.call.Funcname)
	if was.Rel == l.fn.Rel && (was.Schema == l.fn.Schema || was.Schema == "" && c.first(path, func(s string) bool { return c.functions[name{Schema: s, Rel: was.Rel}] != nil }) == l.fn.Schema) {
		return nil
	}
	parts := []string{l.fn.Schema, l.fn.Rel}
	l.call.Funcname = []*pg_query.Node{stringNode(parts[0]), stringNode(parts[1])}
	return parts
}

// first is the first schema of a path that has something of a name.
func (c *catalog) first(path []string, has func(schema string) bool) string {
	for _, s := range append([]string{"pg_temp"}, path...) {
		if has(s) {
			return s
		}
	}
	return ""
}

func stringNode(s string) *pg_query.Node {
	return &pg_query.Node{Node: &pg_query.Node_String_{String_: &pg_query.String{Sval: s}}}
}
