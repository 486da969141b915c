package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// set follows the settings by which names are found and rights are judged.
func (p *player) set(s *pg_query.VariableSetStmt) {
	all := s.Kind == pg_query.VariableSetKind_VAR_RESET_ALL
	switch n := strings.ToLower(s.Name); {
	case n == "role" || n == "session_authorization":
		p.setRole(s)
		return
	case n == "check_function_bodies":
		v := strings.ToLower(settingOf(s))
		p.bodiesFree = v == "off" || v == "false" || v == "0"
		return
	case !all && n != "search_path":
		return
	}
	if s.IsLocal && len(p.tx) > 0 && p.local == nil {
		p.local = append([]string{}, p.path...)
	}
	p.path = pathOf(s, p.defaultPath)
}

func settingOf(s *pg_query.VariableSetStmt) string {
	if len(s.Args) == 0 {
		return ""
	}
	c := s.Args[0].GetAConst()
	if c.GetBoolval() != nil {
		return map[bool]string{true: "on", false: "off"}[c.GetBoolval().Boolval]
	}
	return c.GetSval().GetSval()
}

// pathOf is the search_path that a SET gives.
func pathOf(s *pg_query.VariableSetStmt, otherwise []string) []string {
	if s.Kind != pg_query.VariableSetKind_VAR_SET_VALUE {
		return otherwise
	}
	// SET LOCAL outside of BEGIN: the tool has begun a transaction for the file
	path := []string{}
	for _, a := range s.Args {
		if v := a.GetAConst().GetSval(); v != nil {
			path = addPath(path, v.Sval)
		}
	}
	return path
}

func addPath(path []string, schema string) []string {
	if schema = strings.TrimSpace(schema); schema != "" && schema != "$user" {
		path = append(slices.Clip(path), schema)
	}
	return path
}

// splitPath reads a search_path that is written in one text.
func splitPath(text string) []string {
	path := []string{}
	for part := range strings.SplitSeq(text, ",") {
		path = addPath(path, strings.Trim(strings.TrimSpace(part), `"'`))
	}
	return path
}

// defaultSetting follows ALTER ROLE and ALTER DATABASE ... SET search_path,
// which count from the next session on.
func (p *player) defaultSetting(s *pg_query.VariableSetStmt) {
	if s != nil && strings.EqualFold(s.Name, "search_path") {
		p.defaultPath = pathOf(s, []string{"public"})
	}
}

// target is the name under which a statement makes a relation; false when no
// schema is selected or the schema is not there, where Postgres fails.
func (p *player) target(v *pg_query.RangeVar) (name, bool) {
	if v.GetRelpersistence() == "t" || v.GetSchemaname() == "pg_temp" {
		return name{Schema: "pg_temp", Rel: v.GetRelname()}, true
	}
	s, ok := p.creationSchema(v.GetSchemaname())
	return name{Schema: s, Rel: v.GetRelname()}, ok
}

// creationSchema is the schema in which a statement makes its object.
func (p *player) creationSchema(given string) (string, bool) {
	if given == "pg_temp" {
		return given, true
	}
	if given != "" {
		s := p.cat.schemas[given]
		if s == nil {
			if p.absent(classSchema, name{Rel: given}) {
				return "", false
			}
			s = p.assumeSchema(given)
		}
		return given, p.mayIn(s, "CREATE")
	}
	for _, n := range p.visible() {
		if s := p.cat.schemas[n]; s != nil {
			return n, p.mayIn(s, "CREATE")
		}
	}
	if len(p.path) == 0 || p.whole {
		return "", false
	}
	p.assumeSchema(p.path[0]) // it is made elsewhere; the first one named is meant
	return p.path[0], true
}

// visible are the schemas of the search_path that the role at hand may use.
func (p *player) visible() []string {
	if p.role.Super {
		return p.path
	}
	var out []string
	for _, n := range p.path {
		if s := p.cat.schemas[n]; s == nil || p.mayIn(s, "USAGE") {
			out = append(out, n)
		}
	}
	return out
}

// shut tells that the role at hand may not look into a schema.
func (p *player) shut(n string) bool {
	s := p.cat.schemas[n]
	return s != nil && !p.mayIn(s, "USAGE")
}

// assumeSchema notes a schema that a base outside of the files must have made.
func (p *player) assumeSchema(n string) *schema {
	s := &schema{name: n, owner: p.user}
	put(p.cat, p.cat.schemas, n, s)
	return s
}

// absent tells that an object is certainly not there: nothing lies outside of
// the files, or they have taken it away.
func (p *player) absent(c class, n name) bool {
	if c == classRelation && (strings.HasPrefix(n.Schema, "pg_") || n.Schema == "information_schema") {
		return false
	}
	if n.Schema == "" && c != classSchema && c != classRole {
		known := len(p.path) > 0
		for _, s := range p.path {
			known = known && p.cat.gone[object{c, name{Schema: s, Rel: n.Rel}}]
		}
		return known || p.whole
	}
	if p.supabase && isPlatform(n.Schema) {
		return p.cat.gone[object{c, n}]
	}
	return p.whole || p.cat.gone[object{c, n}]
}

// find looks a relation up as Postgres does; nil when it was never mentioned.
func (p *player) find(n name) *relation {
	if n.Schema != "" {
		if p.shut(n.Schema) {
			p.fail()
			return nil
		}
		return p.cat.rels[n]
	}
	if r := p.cat.rels[name{Schema: "pg_temp", Rel: n.Rel}]; r != nil {
		return r
	}
	for _, s := range p.visible() {
		if r := p.cat.rels[name{Schema: s, Rel: n.Rel}]; r != nil {
			return r
		}
	}
	return nil
}

func rangeName(v *pg_query.RangeVar) name {
	return name{Schema: v.GetSchemaname(), Rel: v.GetRelname()}
}

// base returns the relation that a statement changes. One that no file has made
// is taken to come from a base schema that is not among the files: from then on
// it is known by what is done to it, and its state is unresolved.
func (p *player) base(u *unit, v *pg_query.RangeVar) *relation {
	if r := p.find(rangeName(v)); r != nil {
		return r
	}
	if p.late != nil {
		*p.late = append(*p.late, u)
		return nil
	}
	if p.absent(classRelation, rangeName(v)) {
		p.fail()
		return nil
	}
	n, ok := p.target(v)
	if !ok {
		p.fail()
		return nil
	}
	r := &relation{name: n, at: u.start(), owner: p.user, platform: p.supabase && isPlatform(n.Schema)}
	put(p.cat, p.cat.rels, n, r)
	return r
}

// findType looks up a type that the sources have made.
func (p *player) findType(n name) *typ {
	if n.Schema != "" {
		return p.cat.types[n]
	}
	for _, s := range p.visible() {
		if t := p.cat.types[name{Schema: s, Rel: n.Rel}]; t != nil {
			return t
		}
	}
	return nil
}
