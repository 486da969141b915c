package sql

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/config"
)

// Names of the migration tools, as they stand in facts.
const (
	supabase      = "supabase"
	goose         = "goose"
	golangMigrate = "golang-migrate"
	dbmate        = "dbmate"
	flyway        = "flyway"
	prisma        = "prisma"
	plain         = "plain"
)

// chain is the files that build one database, in the order in which its tool
// would run them.
type chain struct {
	root  string
	tool  string
	files []*collector.File
}

var (
	flywayName   = regexp.MustCompile(`^([VBUR])([0-9][0-9._]*)?__.*\.sql$`)
	supabaseName = regexp.MustCompile(`^[0-9]+_.*\.sql$`)
	downName     = regexp.MustCompile(`(?i)(^|[._-])(down|undo|rollback|revert)\.sql$`)
	numberedDir  = regexp.MustCompile(`^[vV]?[0-9]+([._-].*)?$`)
	leadNumber   = regexp.MustCompile(`^[vV]?([0-9]+)`)
)

// chains groups the files by the folder and the tool that they belong to, as
// said or else as their names tell. Files that undo a migration are left out: a
// tool runs them only to go back.
func chains(files []*collector.File, said []config.Migrations) []*chain {
	byRoot := make(map[string]*chain)
	deploys := make(map[string]bool)
	for _, f := range files {
		if dir := path.Dir(f.Path); path.Base(dir) == "deploy" {
			deploys[path.Dir(dir)] = true
		}
	}
	for _, f := range files {
		root, tool, ok := rootOf(f.Path)
		if m := saidOf(f.Path, said); m != nil {
			root, tool = m.Dir, m.Tool
		}
		if base := path.Base(root); (base == "revert" || base == "verify") && deploys[path.Dir(root)] {
			continue
		}
		if !ok {
			continue
		}
		c := byRoot[root]
		if c == nil {
			c = &chain{root: root, tool: tool}
			byRoot[root] = c
		}
		if c.tool == plain && saidOf(f.Path, said) == nil {
			c.tool = tool
		}
		c.files = append(c.files, f)
	}
	out := make([]*chain, 0, len(byRoot))
	for _, c := range byRoot {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *chain) int { return strings.Compare(a.root, b.root) })
	return out
}

// saidOf is what the configuration says of the folder of a file, the nearest
// one above it; nil when it says nothing.
func saidOf(p string, said []config.Migrations) *config.Migrations {
	var best *config.Migrations
	for i, m := range said {
		if (m.Dir == "." || strings.HasPrefix(p, m.Dir+"/")) && (best == nil || len(m.Dir) > len(best.Dir)) {
			best = &said[i]
		}
	}
	return best
}

// rootOf names the folder that holds the whole chain of a file and what the
// path tells of the tool; false for a file that no tool runs forward.
func rootOf(p string) (root, tool string, ok bool) {
	dir, base := path.Dir(p), path.Base(p)
	low := strings.ToLower(base)
	parent := path.Base(dir)
	m := flywayName.FindStringSubmatch(base)
	switch {
	case low == "down.sql" || downName.MatchString(base):
		return "", "", false
	case m != nil && m[1] == "U":
		return "", "", false
	case low == "migration.sql" && path.Base(path.Dir(dir)) == "migrations":
		return path.Dir(dir), prisma, true
	case low == "up.sql":
		return path.Dir(dir), plain, true
	case strings.HasSuffix(low, ".up.sql"):
		return dir, golangMigrate, true
	case m != nil:
		return above(dir, func(d string) bool { b := path.Base(d); return b == "migration" || b == "migrations" }), flyway, true
	case parent == "migrations" && path.Base(path.Dir(dir)) == "supabase":
		return dir, supabase, true
	}
	for numberedDir.MatchString(path.Base(dir)) && path.Dir(dir) != "." {
		dir = path.Dir(dir) // folders by year or version hold one chain
	}
	return dir, plain, true
}

// above is the nearest folder at or above dir that is wanted, or dir.
func above(dir string, wanted func(string) bool) string {
	for d := dir; d != "." && d != "/"; d = path.Dir(d) {
		if wanted(d) {
			return d
		}
	}
	return dir
}

// order puts the files into the order of the tool.
func (c *chain) order() {
	slices.SortStableFunc(c.files, func(a, b *collector.File) int {
		x, y := strings.TrimPrefix(a.Path, c.root+"/"), strings.TrimPrefix(b.Path, c.root+"/")
		switch c.tool {
		case supabase, prisma, dbmate:
			return strings.Compare(x, y) // by name, letter by letter
		case flyway:
			return compareFlyway(path.Base(x), path.Base(y))
		}
		return slices.CompareFunc(strings.Split(x, "/"), strings.Split(y, "/"), compareNumbered)
	})
}

// ordered reports whether the names say an order, or only the alphabet does.
func (c *chain) ordered() bool {
	if c.tool != plain {
		return true
	}
	for _, f := range c.files {
		if !leadNumber.MatchString(strings.TrimPrefix(f.Path, c.root+"/")) {
			return len(c.files) == 1
		}
	}
	return true
}

// compareNumbered compares names by the number in front, then as text. Names
// without a number come last, since what has no number builds on what has.
func compareNumbered(x, y string) int {
	a, b := leadNumber.FindStringSubmatch(x), leadNumber.FindStringSubmatch(y)
	switch {
	case a == nil && b == nil:
		return strings.Compare(x, y)
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Or(compareDigits(a[1], b[1]), strings.Compare(x, y))
}

// compareDigits compares two numbers of any length.
func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// compareFlyway orders versions by their parts, and repeatable files after them by description.
func compareFlyway(x, y string) int {
	a, b := flywayName.FindStringSubmatch(x), flywayName.FindStringSubmatch(y)
	rank := func(m []string) int {
		switch {
		case m == nil:
			return 2
		case m[1] == "R":
			return 1
		}
		return 0
	}
	if r := cmp.Compare(rank(a), rank(b)); r != 0 || rank(a) != 0 {
		return cmp.Or(r, strings.Compare(x, y))
	}
	split := func(v string) []string {
		return strings.FieldsFunc(v, func(r rune) bool { return r == '.' || r == '_' })
	}
	return cmp.Or(slices.CompareFunc(split(a[2]), split(b[2]), compareDigits), strings.Compare(x, y))
}
