// Package vendors knows services that companies hand data to: how they are
// called, and by which packages, hosts and names of settings a program that
// uses them can be told. It reads no files and judges nothing.
package vendors

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

//go:embed vendors.csv
var data string

// Role is in whose name a vendor usually works on data.
type Role string

// The roles. Only a Processor works on customers' data for the company by the
// nature of its service.
const (
	Processor  Role = "processor"
	Controller Role = "controller" // decides on its own: a merchant of record
	Customer   Role = "customer"   // acts on an account of the customer's own
	Tool       Role = "tool"       // of the team, rarely with customers' data
)

// Vendor is one service.
type Vendor struct {
	ID     string
	Name   string
	Names  []string // others that lists use for it
	PartOf []string // ids of what a list may name instead
	Role   Role
	// Self is software that one can run oneself as well: its SDK alone does not
	// say who runs it.
	Self bool
	// Regions are patterns of hosts and the area that they stand in.
	Regions []Region
}

// Region is the area of the hosts of a pattern.
type Region struct{ Host, Area string }

// Match is what a name of a program stands for.
type Match struct {
	Vendor *Vendor
	// Weak is a name that others use, too: a client of S3 that talks to any
	// store of that kind, a host that pages link to.
	Weak bool
}

// Ecosystem is where packages come from.
type Ecosystem string

// The ecosystems of which SDKs are known.
const (
	NPM    Ecosystem = "npm"
	Go     Ecosystem = "go"
	Python Ecosystem = "python"
)

// Catalog is what is known of all vendors. It is not changed after Load.
type Catalog struct {
	vendors  []*Vendor
	byID     map[string]*Vendor
	packages map[Ecosystem]map[string]Match // a name, or one that ends in /*
	dists    map[string]Match               // of Python, as they are installed
	hosts    map[string]Match               // without a star
	wild     []hostPattern                  // with one, the longest first
	env      []envPrefix                    // the longest first
}

type hostPattern struct {
	pattern string
	match   Match
}

type envPrefix struct {
	prefix string
	match  Match
}

// Load reads the table that is built in.
func Load() (*Catalog, error) { return parse(data) }

func parse(text string) (*Catalog, error) {
	r := csv.NewReader(strings.NewReader(text))
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table of vendors: %w", err)
	}
	c := &Catalog{
		byID: make(map[string]*Vendor), dists: make(map[string]Match), hosts: make(map[string]Match),
		packages: map[Ecosystem]map[string]Match{NPM: {}, Go: {}, Python: {}},
	}
	const columns = 12
	for i, row := range rows {
		if i == 0 {
			continue
		}
		if len(row) != columns || c.byID[row[0]] != nil {
			return nil, fmt.Errorf("table of vendors, row %d: %q is broken or there twice", i+1, row[0])
		}
		v := &Vendor{ID: row[0], Name: row[1], PartOf: strings.Fields(row[3]), Role: Role(row[4]), Self: row[5] == "self"}
		if row[2] != "" {
			v.Names = strings.Split(row[2], "|")
		}
		c.vendors, c.byID[v.ID] = append(c.vendors, v), v
		c.fill(v, row[6:])
	}
	slices.SortStableFunc(c.wild, func(a, b hostPattern) int { return len(b.pattern) - len(a.pattern) })
	slices.SortStableFunc(c.env, func(a, b envPrefix) int { return len(b.prefix) - len(a.prefix) })
	return c, nil
}

// fill reads the columns npm, go, python, hosts, env and regions.
func (c *Catalog) fill(v *Vendor, cols []string) {
	match := func(s string) (string, Match) {
		name, weak := strings.CutPrefix(s, "?")
		return name, Match{Vendor: v, Weak: weak}
	}
	for i, eco := range []Ecosystem{NPM, Go} {
		for _, s := range strings.Fields(cols[i]) {
			name, m := match(s)
			c.packages[eco][name] = m
		}
	}
	for _, s := range strings.Fields(cols[2]) {
		name, m := match(s)
		dist, module, _ := strings.Cut(name, "=")
		c.dists[normal(dist)] = m
		c.packages[Python][module] = m
	}
	for _, s := range strings.Fields(cols[3]) {
		name, m := match(s)
		if strings.Contains(name, "*") {
			c.wild = append(c.wild, hostPattern{name, m})
		} else {
			c.hosts[name] = m
		}
	}
	for _, s := range strings.Fields(cols[4]) {
		name, m := match(s)
		c.env = append(c.env, envPrefix{name, m})
	}
	for _, s := range strings.Fields(cols[5]) {
		host, area, _ := strings.Cut(s, "=")
		v.Regions = append(v.Regions, Region{host, area})
	}
}

// Vendor returns the vendor of that id, or nil.
func (c *Catalog) Vendor(id string) *Vendor { return c.byID[id] }

// Package returns whose SDK a package is. name is how code imports it: a path
// below a package counts as the package.
func (c *Catalog) Package(eco Ecosystem, name string) (Match, bool) {
	sep := "/"
	if eco == Python {
		sep = "."
	}
	known := c.packages[eco]
	for n := name; n != ""; {
		if m, ok := known[n]; ok {
			return m, true
		}
		i := strings.LastIndex(n, sep)
		if i < 0 {
			break
		}
		n = n[:i]
		if m, ok := known[n+"/*"]; ok {
			return m, true
		}
	}
	return Match{}, false
}

// Distribution returns whose SDK a Python package is, by the name that it is
// installed by.
func (c *Catalog) Distribution(name string) (Match, bool) {
	m, ok := c.dists[normal(name)]
	return m, ok
}

// normal is a name as PEP 503 compares it.
func normal(name string) string {
	return strings.NewReplacer("_", "-", ".", "-").Replace(strings.ToLower(name))
}

// Host returns whose host it is.
func (c *Catalog) Host(host string) (Match, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if m, ok := c.hosts[host]; ok {
		return m, true
	}
	for _, p := range c.wild {
		if matchHost(p.pattern, host) {
			return p.match, true
		}
	}
	return Match{}, false
}

// Setting returns whose setting the name of an environment variable is.
// Prefixes that frameworks put before what browsers may see are left out.
func (c *Catalog) Setting(name string) (Match, bool) {
	for _, p := range []string{"NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "PUBLIC_", "NUXT_PUBLIC_", "NUXT_", "GATSBY_"} {
		if rest, ok := strings.CutPrefix(name, p); ok {
			name = rest
			break
		}
	}
	for _, p := range c.env {
		if strings.HasPrefix(name, p.prefix) {
			return p.match, true
		}
	}
	return Match{}, false
}

// matchHost compares a host with a pattern; a star stands for one or more
// labels at the start, and for a part of one label elsewhere.
func matchHost(pattern, host string) bool {
	if rest, ok := strings.CutPrefix(pattern, "*"); ok && !strings.Contains(rest, "*") {
		return len(host) > len(rest) && strings.HasSuffix(host, rest)
	}
	before, after, ok := strings.Cut(pattern, "*")
	if !ok {
		return pattern == host
	}
	return len(host) > len(before)+len(after) && strings.HasPrefix(host, before) && strings.HasSuffix(host, after) &&
		!strings.Contains(host[len(before):len(host)-len(after)], ".")
}
