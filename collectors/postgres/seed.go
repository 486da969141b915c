package postgres

import (
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxTries bounds the attempts to please the CHECK constraints of one table.
const maxTries = 24

// seed puts one row of A and one of B into a table. What keeps it from that is
// kept in the plan; an error ends the probe.
func (p *prober) seed(pl *plan) error {
	if pl.unable == "" {
		pl.unable = p.replica
	}
	if pl.unable != "" {
		return nil
	}
	tried := make(map[string]int) // constraint -> candidates that were tried
	for range maxTries {
		a, why := p.row(pl, all(actorA, actorA), 0)
		b, why2 := p.row(pl, all(actorB, actorB), 0)
		if why+why2 != "" {
			pl.unable = why
			return nil
		}
		_, err := p.exec("savepoint seed;" + a + ";" + b + ";release savepoint seed")
		if err == nil {
			return p.locate(pl)
		}
		if fatal := p.fatal(err); fatal != nil {
			return fatal
		}
		if _, back := p.exec("rollback to savepoint seed"); back != nil {
			return p.target.fault("probe", back)
		}
		if !p.please(pl, err, tried) {
			pl.unable = "no row could be made up for it: " + p.target.scrub(reason(err))
			return nil
		}
	}
	pl.unable = "no row could be made up that its CHECK constraints take"
	return nil
}

// please tries another value for a column of the CHECK constraint that failed.
// It reports whether there was one left to try.
func (p *prober) please(pl *plan, err error, tried map[string]int) bool {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) || pe.Code != "23514" {
		return false
	}
	def := p.checks[pl.table.String()+"/"+pe.ConstraintName]
	words := mighty(candidates(def))
	type choice struct{ column, literal string }
	var choices []choice
	for _, c := range pl.columns {
		if c.Generated || slices.Contains(pl.keys, c.Name) || !strings.Contains(def, c.Name) {
			continue
		}
		list := words
		if c.Base == "boolean" {
			list = []string{"true", "false"}
		}
		for _, w := range list {
			choices = append(choices, choice{c.Name, quote(w) + "::" + c.Type})
		}
		if !c.NotNull {
			choices = append(choices, choice{c.Name, "null"})
		}
	}
	n := tried[pe.ConstraintName]
	if n > 0 && n <= len(choices) {
		delete(pl.fixed, choices[n-1].column) // it did not help
	}
	if n >= len(choices) {
		return false
	}
	tried[pe.ConstraintName]++
	pl.fixed[choices[n].column] = choices[n].literal
	return true
}

// row writes the INSERT of one made-up row. whose says, for each column, whose
// value it gets. n tells rows of the same actor apart: only the columns that
// tie rows together are the same in all of them.
func (p *prober) row(pl *plan, whose func(column string) actor, n int) (sql, why string) {
	var names, values []string
	for _, c := range pl.columns {
		key := slices.Contains(pl.keys, c.Name)
		if c.Generated || !key && (!c.NotNull || c.HasDefault) && pl.fixed[c.Name] == "" {
			continue
		}
		k := n
		if key && (!slices.Contains(pl.primary, c.Name) || pl.tied(c.Name)) {
			k = 0
		}
		v, ok := pl.fixed[c.Name], true
		if v == "" {
			v, ok = value(c, p.labels[c.Base], whose(c.Name), k, key)
		}
		if !ok {
			if !c.NotNull {
				continue
			}
			return "", "no value is known for column " + c.Name + " of type " + c.Type
		}
		names, values = append(names, ident(c.Name)), append(values, v)
	}
	if len(names) == 0 {
		return "", "nothing in its rows would tell one tenant from another"
	}
	return "insert into " + pl.ident() + " (" + strings.Join(names, ", ") + ") overriding system value values (" + strings.Join(values, ", ") + ")", ""
}

// all gives every column to one actor, but for the named ones, which go to another.
func all(a, other actor, but ...string) func(string) actor {
	return func(c string) actor {
		if slices.Contains(but, c) {
			return other
		}
		return a
	}
}

// tied reports a column of the primary key that also names something else: a
// tenant, a user, the row of another table.
func (p *plan) tied(name string) bool {
	if name == p.axis || slices.Contains(p.users, name) {
		return true
	}
	for _, k := range p.table.ForeignKeys {
		if slices.Contains(k.Columns, name) {
			return true
		}
	}
	return false
}

// locate finds the two rows again, by a column in which they differ.
func (p *prober) locate(pl *plan) error {
	order := append(append(slices.Clone(pl.users), pl.primary...), pl.keys...)
	for _, c := range pl.columns {
		if c.NotNull && !c.HasDefault && !slices.Contains(order, c.Name) {
			order = append(order, c.Name)
		}
	}
	for _, name := range order {
		c := pl.column(name)
		if c == nil || c.Generated || slices.Contains(pl.marks, name) || c.Base == "json" || c.Base == "point" || c.Base == "xml" {
			continue
		}
		a, b := p.marked(pl, name, actorA), p.marked(pl, name, actorB)
		if a == "" || a == b {
			continue
		}
		rows, err := p.try("select count(*) filter (where " + ident(name) + " = " + a + "), count(*) filter (where " + ident(name) + " = " + b + ") from " + pl.ident())
		if fatal := p.fatal(err); fatal != nil {
			return fatal
		}
		if err == nil && len(rows) == 1 && rows[0][0] == "1" && rows[0][1] == "1" {
			pl.marks = append(pl.marks, name)
		}
	}
	if len(pl.marks) == 0 {
		pl.unable = "nothing in its rows tells one tenant from another"
		return nil
	}
	var err error
	pl.ctid, err = p.places(pl)
	return err
}

// marked is the value of a column in the seeded row of an actor; "" when there is none.
func (p *prober) marked(pl *plan, name string, a actor) string {
	if v := pl.fixed[name]; v != "" {
		return v
	}
	c := pl.column(name)
	v, ok := value(c, p.labels[c.Base], a, 0, slices.Contains(pl.keys, name))
	if !ok {
		return ""
	}
	return v
}

// wherever is the question for the places of the two rows.
func (p *prober) wherever(pl *plan) string {
	m := pl.marks[0]
	pick := func(a actor) string {
		return "(select t.tableoid::text || t.ctid::text from " + pl.ident() + " t where t." + ident(m) + " = " + p.marked(pl, m, a) + " limit 1)"
	}
	return "select " + pick(actorA) + ", " + pick(actorB)
}

func (p *prober) places(pl *plan) ([2]string, error) {
	rows, err := p.exec(p.wherever(pl))
	if err != nil || len(rows) != 1 {
		return [2]string{}, p.target.fault("find the made-up rows again", err)
	}
	return [2]string{rows[0][0], rows[0][1]}, nil
}
