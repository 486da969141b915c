//go:build unix

package pgtest

import (
	"crypto/md5"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// Describe lists what a catalog holds, a fact a line; objects of the platform
// and those that no script has made are left out.
func Describe(c *pgcat.Catalog) []string {
	d := &describer{}
	for _, t := range c.Tables {
		if !t.Temporary && t.Created && !t.Platform {
			d.table(t)
		}
	}
	for _, v := range c.Views {
		if v.Platform || v.Schema == "pg_temp" {
			continue
		}
		reads := make([]string, 0, len(v.Reads))
		for _, r := range v.Reads {
			reads = append(reads, r.String())
		}
		slices.Sort(reads)
		d.add("view %s materialized=%t invoker=%t barrier=%t owner=%s (%s) reads %s", v.Name, v.Materialized, v.Invoker, v.Barrier, v.Owner, strings.Join(v.Columns, ","), strings.Join(reads, ","))
		d.grants("relation "+v.String(), v.Grants)
	}
	for _, s := range c.Sequences {
		if s.Platform || s.Schema == "pg_temp" {
			continue
		}
		of := "-"
		if s.Table != nil {
			of = s.Table.String() + "." + s.Column
		}
		d.add("sequence %s owner=%s of=%s", s.Name, s.Owner, of)
		d.grants("relation "+s.String(), s.Grants)
	}
	for _, s := range c.Schemas {
		if s.Platform && s.Name != "public" || !s.Created {
			continue
		}
		d.add("schema %s owner=%s", s.Name, s.Owner)
		d.grants("schema "+s.Name, s.Grants)
	}
	for _, f := range c.Functions {
		if !f.Platform {
			d.function(f)
		}
	}
	for _, r := range c.Roles {
		if r.Platform || r.Name == c.User {
			continue
		}
		var of []string
		for _, m := range r.MemberOf {
			of = append(of, m.Role)
		}
		slices.Sort(of)
		d.add("role %s super=%t bypassrls=%t login=%t inherit=%t createrole=%t of=%s", r.Name, r.Super, r.BypassRLS, r.Login, r.Inherit, r.CreateRole, strings.Join(of, ","))
	}
	for _, x := range c.Defaults {
		d.grants(fmt.Sprintf("default %s/%s/%s", x.Owner, x.Schema, x.On), x.Grants)
	}
	slices.Sort(d.lines)
	return d.lines
}

type describer struct{ lines []string }

func (d *describer) add(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func (d *describer) grants(on string, list []pgcat.Grant) {
	for _, g := range list {
		where := on
		if len(g.Columns) > 0 {
			where = "column " + strings.TrimPrefix(on, "relation ") + "." + g.Columns[0]
		}
		d.add("grant %s %s %s%s", where, g.Role, g.Privilege, map[bool]string{true: " grantable"}[g.Grantable])
	}
}

func (d *describer) table(t *pgcat.Table) {
	var cols []string
	for _, c := range t.Columns {
		n := c.Name
		if c.NotNull {
			n += "!"
		}
		if c.Generated {
			n += "*"
		}
		if c.Default != nil {
			n += "="
		}
		cols = append(cols, n)
		if typ := baseType(c.Type); typ != "" {
			d.add("type %s.%s %s", t.Name, c.Name, typ)
		}
	}
	slices.SortFunc(cols, func(a, b string) int {
		return strings.Compare(strings.TrimRight(a, "!*="), strings.TrimRight(b, "!*="))
	})
	of := "-"
	if t.PartitionOf != nil {
		of = t.PartitionOf.String()
	}
	var parents []string
	for _, p := range t.Inherits {
		parents = append(parents, p.String())
	}
	slices.Sort(parents)
	d.add("table %s rls=%t force=%t owner=%s partitioned=%t partition_of=%s inherits=%s (%s)", t.Name,
		t.RLS == pgcat.On, t.Force == pgcat.On, t.Owner, t.Partitioned, of, strings.Join(parents, ","), strings.Join(cols, ","))
	for _, q := range t.Policies {
		kind := "restrictive"
		if q.Permissive {
			kind = "permissive"
		}
		roles := slices.Sorted(slices.Values(q.Roles))
		d.add("policy %s/%s %s %s %s using=%t check=%t", t.Name, q.Name, q.Command, kind, strings.Join(roles, ","), q.Using != nil, q.Check != nil)
	}
	for _, k := range t.Keys {
		d.add("key %s primary=%t (%s)", t.Name, k.Primary, strings.Join(k.Columns, ","))
	}
	for _, k := range t.ForeignKeys {
		d.add("references %s (%s) %s (%s)", t.Name, strings.Join(k.Columns, ","), k.Table, strings.Join(k.Refs, ","))
	}
	for _, x := range t.Triggers {
		d.add("trigger %s.%s %s %s row=%t enabled=%t of=(%s) %s", t.Name, x.Name, x.Timing, strings.Join(x.Events, ","), x.Row, x.Enabled, strings.Join(x.Columns, ","), x.Function)
	}
	d.grants("relation "+t.String(), t.Grants)
}

func (d *describer) function(f *pgcat.Function) {
	var args []string
	for _, a := range f.Args {
		if a.Mode != "out" && a.Mode != "table" {
			args = append(args, baseType(a.Type))
		}
	}
	id := f.String() + "(" + strings.Join(args, ",") + ")"
	path := "-"
	if f.PinsPath {
		path = strings.Join(f.SearchPath, ",")
	}
	d.add("function %s procedure=%t definer=%t %s strict=%t leakproof=%t %s owner=%s path=%s set=%t", id, f.Procedure, f.Definer, f.Volatility, f.Strict, f.Leakproof, f.Language, f.Owner, path, f.Set)
	if low := strings.ToLower(f.Body); f.Language != "sql" || !strings.HasPrefix(low, "begin atomic") && !strings.HasPrefix(low, "return ") {
		d.add("body %s %x", id, md5.Sum([]byte(f.Body)))
	}
	d.grants("function "+id, f.Grants)
}

// baseType is the name of a type without its schema, as the catalog has it.
func baseType(t string) string {
	array := strings.Contains(t, "[]")
	t = strings.ReplaceAll(t, "[]", "")
	if i := strings.LastIndexByte(t, '.'); i >= 0 {
		t = t[i+1:]
	}
	switch t {
	case "serial", "serial4":
		t = "int4"
	case "bigserial", "serial8":
		t = "int8"
	case "smallserial", "serial2":
		t = "int2"
	}
	if array {
		t += "[]"
	}
	return t
}
