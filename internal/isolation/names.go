package isolation

import (
	"strings"
	"unicode"
)

// named is what a name speaks of.
type named struct {
	tenant bool // a customer as a whole
	user   bool // one person
	lookup bool // what many tenants share: two of them have the same role, plan or country
	id     bool // it is called an id
	key    bool // it is called an id or an address
}

// named reads a name once.
func (p *prover) named(name string) named {
	if n, ok := p.names[name]; ok {
		return n
	}
	var n named
	n.lookup = anyWord(name, "role", "permission", "plan", "status", "type", "category", "country", "level", "tier", "kind", "locale",
		"language", "region", "tag", "skill", "currency", "feature", "scope", "privilege", "grade", "state", "name", "title")
	n.tenant = !n.lookup && anyWord(name, "tenant", "org", "organization", "organisation", "account", "company", "workspace", "team", "customer",
		"client", "merchant", "store", "shop", "school", "clinic", "household", "business", "agency", "brand", "firm", "practice")
	n.user = !n.lookup && anyWord(name, "user", "uid", "sub", "member", "profile", "person", "employee")
	n.id = anyWord(name, "id")
	n.key = n.id || anyWord(name, "uuid", "uid", "email", "topic")
	p.names[name] = n
	return n
}

// words splits a name at underscores, dots, dashes and capitals.
func words(name string) []string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		if r == '_' || r == '.' || r == '-' || r == '/' {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

func anyWord(name string, list ...string) bool {
	for _, w := range words(name) {
		for _, x := range list {
			if w == x || w == x+"s" {
				return true
			}
		}
	}
	return false
}
