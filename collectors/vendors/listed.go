package vendors

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/pagetable"
	"github.com/candor-dev/candor/internal/ref"
	known "github.com/candor-dev/candor/internal/vendors"
)

// entry is one vendor of the published list.
type entry struct {
	name, purpose, location string
	at                      candor.Location
	covers                  []string // ids of the vendors that it speaks of
}

// published reads the list. false: it can't be read, which is said as a gap.
func published(in *collector.Input, c *known.Catalog) ([]entry, bool) {
	s := in.Subprocessors
	var out []entry
	if s.Page == "" {
		for _, x := range s.List {
			out = append(out, entry{name: x.Name, purpose: x.Purpose, location: x.Location, at: x.At})
		}
	} else {
		at := candor.Location{Path: s.Page, Line: 1}
		file := in.Tree.File(s.Page)
		if file == nil {
			in.Gap(candor.NotAsked, at, "the list of subprocessors is left out of the scan", kindUse, kindListed, kindRegion)
			return nil, false
		}
		src, err := file.Read()
		if err != nil {
			in.Gap(candor.Error, at, err.Error(), kindUse, kindListed, kindRegion)
			return nil, false
		}
		out = fromTables(s.Page, pagetable.Read(s.Page, src))
	}
	if len(out) == 0 {
		at := candor.Location{Path: s.At.Path, Line: s.At.Line}
		if s.Page != "" {
			at = candor.Location{Path: s.Page, Line: 1}
		}
		in.Gap(candor.Unresolved, at, "no table of vendors with their purpose or location was found in the list of subprocessors", kindUse, kindListed, kindRegion)
		return nil, false
	}
	for i := range out {
		out[i].covers = c.Named(out[i].name)
	}
	return out, true
}

// fromTables takes the tables that list vendors: one column names them, another
// says what for or where.
func fromTables(path string, tables []pagetable.Table) []entry {
	var out []entry
	for _, t := range tables {
		name := column(t.Header, -1, "subprocessor", "sub-processor", "sub processor", "processor", "vendor", "provider", "supplier", "third party", "third-party", "entity", "company", "partner", "name", "service")
		purpose := column(t.Header, name, "purpose", "what for", "function", "nature", "activit", "description", "used for", "use", "service", "processing")
		location := column(t.Header, name, "location", "where", "region", "country", "countries", "place", "data center", "data centre", "hosting", "jurisdiction")
		if name < 0 || purpose < 0 && location < 0 {
			continue
		}
		for _, row := range t.Rows {
			e := entry{name: cell(row, name), purpose: cell(row, purpose), location: cell(row, location), at: candor.Location{Path: path, Line: row.Line}}
			if e.name != "" {
				out = append(out, e)
			}
		}
	}
	return out
}

// column finds the first column whose title holds one of the words; the words
// come in order of preference. not is a column that is taken.
func column(header []string, not int, words ...string) int {
	for _, w := range words {
		i := slices.IndexFunc(header, func(h string) bool { return strings.Contains(strings.ToLower(h), w) })
		if i >= 0 && i != not {
			return i
		}
	}
	return -1
}

func cell(r pagetable.Row, i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return ref.Printable(r.Cells[i])
}
