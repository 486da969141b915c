package draft

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/candor-dev/candor"
)

// The kinds of fact that a draft is read from.
const (
	kindTenancy = "sql.tenancy"
	kindRegion  = "store.region"
)

// Chains names the folders of migrations with their tool.
func Chains(facts []candor.Fact) []string {
	var out []string
	for i := range facts {
		f := &facts[i]
		if f.Kind != kindTenancy || f.State != candor.Observed {
			continue
		}
		s := f.Subject
		switch tool := text(f.Value, "migrations"); tool {
		case "":
		case "plain":
			s = "plain files in " + s
		default:
			s = "migrations of " + tool + " in " + s
		}
		out = append(out, s)
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// Database is the part "database:" as the proof inferred it.
func Database(facts []candor.Fact) string {
	var b strings.Builder
	for i := range facts {
		f := &facts[i]
		if f.Kind != kindTenancy || f.State != candor.Observed {
			continue
		}
		var tenants, identities, roles []string
		anchors := maps(f.Value, "anchors")
		for _, a := range anchors {
			column, table := text(a, "column"), text(a, "table")
			if column == "" {
				continue
			}
			if table == "" && slices.ContainsFunc(anchors, func(b map[string]any) bool { return text(b, "table") != "" && text(b, "column") == column }) {
				continue
			}
			entry := "{column: " + scalar(column) + "}"
			if table != "" {
				entry = "{table: " + scalar(table) + ", column: " + scalar(column) + "}"
			}
			tenants = append(tenants, fmt.Sprintf("%s  # %s", entry, comment(text(a, "why"))))
		}
		for _, x := range maps(f.Value, "identities") {
			if e := text(x, "expr"); e != "" {
				identities = append(identities, fmt.Sprintf("%q", comment(e))) // it may hold commas
			}
		}
		for _, x := range maps(f.Value, "roles") {
			roles = append(roles, scalar(text(x, "name")))
		}
		if len(tenants)+len(identities) == 0 {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("database:\n")
		}
		fmt.Fprintf(&b, "  # %s\n", comment(f.Subject))
		if len(tenants) > 0 {
			b.WriteString("  tenants:\n")
			for _, t := range tenants {
				fmt.Fprintf(&b, "    - %s\n", t)
			}
		}
		line := func(key string, list []string) {
			if len(list) > 0 {
				fmt.Fprintf(&b, "  %s: [%s]\n", key, strings.Join(list, ", "))
			}
		}
		line("identities", identities)
		line("roles", roles)
	}
	return b.String()
}

// Regions are those that the sources name, sorted.
func Regions(facts []candor.Fact) []string {
	var out []string
	for i := range facts {
		f := &facts[i]
		if f.Kind != kindRegion || f.State != candor.Observed {
			continue
		}
		v, _ := candor.Plain(f.Value).(map[string]any)
		r, _ := v["region"].(map[string]any)
		if s, ok := r["v"].(string); ok && text(r, "k") == "known" && s != "" {
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// Holds counts for each rule what it says of the sources, those first that
// hold throughout.
func Holds(results []candor.Result) []string {
	type count struct{ pass, fail, unknown int }
	counts := make(map[string]*count)
	for i := range results {
		r := &results[i]
		c := counts[r.Rule]
		if c == nil {
			c = &count{}
			counts[r.Rule] = c
		}
		switch r.Outcome {
		case candor.Pass:
			c.pass++
		case candor.Fail:
			c.fail++
		case candor.Unknown:
			c.unknown++
		}
	}
	var ids []string
	for id, c := range counts {
		if c.pass+c.fail+c.unknown > 0 && !strings.HasPrefix(id, "claims/") {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool {
		a, b := counts[ids[i]], counts[ids[j]]
		if ra, rb := rank(a.fail, a.unknown), rank(b.fail, b.unknown); ra != rb {
			return ra < rb
		}
		return ids[i] < ids[j]
	})
	var out []string
	for _, id := range ids {
		c := counts[id]
		s := fmt.Sprintf("%-28s %d of %d", id, c.pass, c.pass+c.fail+c.unknown)
		if c.fail > 0 {
			s += fmt.Sprintf(", %d fail", c.fail)
		}
		if c.unknown > 0 {
			s += fmt.Sprintf(", %d unknown", c.unknown)
		}
		out = append(out, s)
	}
	return out
}

func rank(fail, unknown int) int {
	switch {
	case fail > 0:
		return 2
	case unknown > 0:
		return 1
	}
	return 0
}

// text is a value of a tree that is a text; "" otherwise.
func text(v any, key string) string {
	m, _ := v.(map[string]any)
	s, _ := m[key].(string)
	return s
}

// maps is a value of a tree that is a list of mappings.
func maps(v any, key string) []map[string]any {
	m, _ := v.(map[string]any)
	list, _ := m[key].([]any)
	var out []map[string]any
	for _, x := range list {
		if e, ok := x.(map[string]any); ok {
			out = append(out, e)
		}
	}
	return out
}
