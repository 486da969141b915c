package sarif

import (
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/candor-dev/candor"
)

// taxonomies are the frameworks of a report as SARIF knows them. They hold ids
// alone: the sentences of a framework belong to its publisher.
type taxonomies struct {
	components []*sarif.ToolComponent
	names      []string
	short      []string // of the names, as tags use them
	controls   map[string][]taxon
}

// taxon is one id of one framework, with its place in the file.
type taxon struct {
	framework, index int
	name, id         string
}

func newTaxonomies(r *candor.Report) *taxonomies {
	t := &taxonomies{components: []*sarif.ToolComponent{}, controls: make(map[string][]taxon)}
	ids := make(map[string][]string)
	for _, c := range r.Controls {
		for name, links := range c.Frameworks {
			for _, l := range links {
				ids[name] = append(ids[name], l.ID)
			}
		}
	}
	for name := range ids {
		t.names = append(t.names, name)
	}
	// SOC 2 is what most readers look for: it comes first where tags are few.
	slices.SortFunc(t.names, func(a, b string) int {
		if x, y := strings.HasPrefix(a, "soc2"), strings.HasPrefix(b, "soc2"); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	t.short = shortNames(t.names)
	for _, name := range t.names {
		slices.Sort(ids[name])
		ids[name] = slices.Compact(ids[name])
		c := sarif.NewToolComponent()
		c.Name = ptr(name)
		family, version, _ := strings.Cut(name, "-")
		c.Version = ptr(orElse(version, family))
		c.ShortDescription = text("Ids of " + name + " to which the rules give evidence.")
		for _, id := range ids[name] {
			d := sarif.NewReportingDescriptor()
			d.ID = ptr(id)
			c.Taxa = append(c.Taxa, d)
		}
		t.components = append(t.components, c)
	}
	for _, c := range r.Controls {
		for i, name := range t.names {
			links := slices.Clone(c.Frameworks[name])
			slices.SortStableFunc(links, func(a, b candor.Link) int { return strength(a) - strength(b) })
			for _, l := range links {
				n, _ := slices.BinarySearch(ids[name], l.ID)
				t.controls[c.ID] = append(t.controls[c.ID], taxon{i, n, name, l.ID})
			}
		}
	}
	return t
}

// strength orders links, the strongest first.
func strength(l candor.Link) int {
	switch l.Strength {
	case "supports":
		return 0
	case "partly":
		return 1
	}
	return 2
}

// shortNames cuts the version off a framework's name, unless two versions of it
// are there: the same id can mean different things in them.
func shortNames(names []string) []string {
	n := make(map[string]int)
	for _, name := range names {
		family, _, _ := strings.Cut(name, "-")
		n[family]++
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name
		if family, _, _ := strings.Cut(name, "-"); n[family] == 1 {
			out[i] = family
		}
	}
	return out
}

// of returns the ids to which a control is tied.
func (t *taxonomies) of(control string) []taxon { return t.controls[control] }

func (t *taxonomies) tag(x taxon) string { return t.short[x.framework] + "/" + x.id }

func (x taxon) ref() *sarif.ReportingDescriptorReference {
	ref := sarif.NewReportingDescriptorReference()
	ref.ID = ptr(x.id)
	ref.Index = x.index
	ref.ToolComponent = componentRef(x.name, x.framework)
	return ref
}

func componentRef(name string, index int) *sarif.ToolComponentReference {
	ref := sarif.NewToolComponentReference()
	ref.Name = ptr(name)
	ref.Index = index
	return ref
}
