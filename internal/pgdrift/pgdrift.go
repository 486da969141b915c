// Package pgdrift compares two Postgres catalogs, what the migrations make and
// what a live database holds, and says of each difference whether the live one
// protects less.
package pgdrift

import (
	"cmp"
	"slices"

	"github.com/candor-dev/candor/internal/pgcat"
)

// Effect says what a difference does to the protection that the migrations promise.
type Effect int

// The effects, the worst last.
const (
	Neutral     Effect = iota // reaches no more and no fewer rows
	Strengthens               // the live database admits less
	MayWeaken                 // it differs where it protects; the direction can't be told
	Weakens                   // the live database admits more
)

func (e Effect) String() string {
	return [...]string{"neutral", "strengthens", "may weaken", "weakens"}[e]
}

// MarshalText gives the word.
func (e Effect) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// Difference is one thing that the two catalogs say otherwise.
type Difference struct {
	Kind       string // "table", "policy", "grant", "function", "view", "role", "schema"
	Object     string // "public.deals", "public.deals/read own"
	What       string // "row-level security", "USING"
	Migrations string // their value; "" where there is none
	Live       string // the live value; "" where there is none
	Effect     Effect
	At         pgcat.Place // of the migration; zero when none speaks of it
	Why        string      // the effect in words
}

// Unread is something that could not be compared.
type Unread struct {
	Object, What, Why string
	At                pgcat.Place
}

// Report is the outcome of a comparison, in a fixed order.
type Report struct {
	Differences []Difference
	Unread      []Unread
	Compared    Counts
}

// Counts are how many objects stand on both sides.
type Counts struct {
	Tables    int `json:"tables"`
	Policies  int `json:"policies"`
	Functions int `json:"functions"`
	Views     int `json:"views"`
	Roles     int `json:"roles"`
}

// Worst is the worst effect among the differences.
func (r *Report) Worst() Effect {
	w := Neutral
	for i := range r.Differences {
		w = max(w, r.Differences[i].Effect)
	}
	return w
}

// Options of a comparison.
type Options struct {
	// Ignore leaves out the objects of these schemas.
	Ignore []string
}

// comparison is one under way.
type comparison struct {
	Options
	mig, live *pgcat.Catalog
	tables    map[pgcat.Name]*pgcat.Table // of the live side
	out       Report

	migIndex, liveIndex *index
}

// Compare compares. Neither catalog is changed.
func Compare(migrations, live *pgcat.Catalog, o Options) *Report {
	c := &comparison{
		Options: o, mig: migrations, live: live, tables: make(map[pgcat.Name]*pgcat.Table, len(live.Tables)),
		migIndex: newIndex(migrations), liveIndex: newIndex(live),
	}
	for _, t := range live.Tables {
		c.tables[t.Name] = t
	}
	c.doubts()
	c.compareSchemas()
	c.compareTables()
	c.compareViews()
	c.compareFunctions()
	c.compareRoles()
	slices.SortStableFunc(c.out.Differences, func(a, b Difference) int {
		return cmp.Or(-cmp.Compare(a.Effect, b.Effect), cmp.Compare(a.Object, b.Object), cmp.Compare(a.What, b.What), cmp.Compare(a.Live, b.Live))
	})
	slices.SortStableFunc(c.out.Unread, func(a, b Unread) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.What, b.What))
	})
	return &c.out
}

// doubts carries over what either side could not tell as a whole.
func (c *comparison) doubts() {
	for _, s := range []struct {
		of  *pgcat.Catalog
		who string
	}{{c.mig, "migrations"}, {c.live, "live database"}} {
		for _, d := range s.of.Doubts {
			c.out.Unread = append(c.out.Unread, Unread{Object: s.who, What: "a part of the catalog", Why: d.Reason, At: d.At})
		}
	}
}

func (c *comparison) differ(d Difference) { c.out.Differences = append(c.out.Differences, d) }

func (c *comparison) unread(object, what, why string, at pgcat.Place) {
	c.out.Unread = append(c.out.Unread, Unread{object, what, why, at})
}

func (c *comparison) ignored(schema string) bool { return slices.Contains(c.Ignore, schema) }

// onOff compares a switch whose being on protects.
func (c *comparison) onOff(d Difference, mig, live pgcat.Tri, doubt string) {
	switch {
	case mig == pgcat.Unknown || doubt != "":
		c.unread(d.Object, d.What, cmp.Or(doubt, "the migrations do not say"), d.At)
		return
	case live == pgcat.Unknown:
		c.unread(d.Object, d.What, "the live database does not say", d.At)
		return
	case mig == live:
		return
	}
	d.Migrations, d.Live, d.Effect = word(mig), word(live), Strengthens
	if live == pgcat.Off {
		d.Effect = Weakens
	}
	c.differ(d)
}

func word(t pgcat.Tri) string {
	if t == pgcat.On {
		return "on"
	}
	return "off"
}

func flag(b bool) pgcat.Tri {
	if b {
		return pgcat.On
	}
	return pgcat.Off
}
