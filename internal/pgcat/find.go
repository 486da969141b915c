package pgcat

import "slices"

// Table returns the table of that name, or nil.
func (c *Catalog) Table(n Name) *Table {
	i := slices.IndexFunc(c.Tables, func(t *Table) bool { return t.Name == n })
	if i < 0 {
		return nil
	}
	return c.Tables[i]
}

// View returns the view of that name, or nil.
func (c *Catalog) View(n Name) *View {
	i := slices.IndexFunc(c.Views, func(v *View) bool { return v.Name == n })
	if i < 0 {
		return nil
	}
	return c.Views[i]
}

// Role returns the role of that name, or nil.
func (c *Catalog) Role(name string) *Role {
	i := slices.IndexFunc(c.Roles, func(r *Role) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return c.Roles[i]
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &t.Columns[i]
}
