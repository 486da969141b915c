package postgres

import (
	"slices"
)

func (p *prober) inserts(s *sum, pl *plan, role string, who, other actor) error {
	try := func(whose func(string) actor) (attempt, error) {
		sql, why := p.row(pl, whose, 1)
		if why != "" {
			return attempt{why: why}, nil
		}
		_, a, err := p.attempt(role, who, s.before, sql, "")
		if a.taken {
			a.answer = admitted
		}
		return a, err
	}
	a, err := try(all(other, other))
	if err != nil {
		return err
	}
	s.add(a, true, says(who, "inserts a row of", other))
	for _, c := range pl.ties {
		a, err := try(all(who, other, c))
		if err != nil {
			return err
		}
		s.loosen(a, pl, c, who.String()+" inserts a row with the "+c+" of "+other.String())
	}
	// His own name on what else is another's: how one joins a tenant uninvited.
	if len(pl.users) > 0 && s.before == "" {
		opened, err := p.opens(pl, role, who, other)
		if err != nil {
			return err
		}
		if opened != "" {
			if pl.door == nil {
				pl.door = make(map[string]bool)
			}
			pl.door[role] = true
			if !slices.Contains(pl.users, pl.axis) {
				s.add(attempt{answer: admitted}, true, who.String()+" inserts a row of his own into the tenant of "+other.String())
			}
		}
	}
	if who == stranger {
		return nil
	}
	if a, err = try(all(who, who)); err == nil {
		s.add(a, false, "")
	}
	return err
}

// loosen notes a column that may be filled with another's value.
func (s *sum) loosen(a attempt, pl *plan, column, how string) {
	switch {
	case a.answer == untold && a.err == "":
		if !slices.Contains(s.dark, column) {
			s.dark = append(s.dark, column)
		}
	case a.answer == admitted && !slices.Contains(s.loose, column):
		s.loose = append(s.loose, column)
	}
	if column == pl.axis && a.answer == admitted {
		s.add(a, true, how)
	}
}

// opens gives the statement by which an actor writes himself into the tenant of
// another, if the server takes it; "" if not.
func (p *prober) opens(pl *plan, role string, who, other actor) (string, error) {
	sql, why := p.row(pl, all(other, who, pl.users...), 2)
	if why != "" || pl.unable != "" || pl.allowed[role+"/INSERT"] != "" {
		return "", nil
	}
	_, a, err := p.attempt(role, who, "", sql, "")
	if err != nil || a.answer != admitted {
		return "", err
	}
	return sql + ";", nil
}

// change picks the column that a blind UPDATE sets, and the value for it.
func (p *prober) change(pl *plan, a actor) (column, literal string) {
	best := -1
	rank := func(c *columnRow) int {
		switch {
		case c.Generated || c.Identity:
			return -1
		case slices.Contains(pl.primary, c.Name), slices.Contains(pl.keys, c.Name), pl.fixed[c.Name] != "", p.unique(pl, c.Name):
			return -1
		case c.Base == "text" || c.Base == "character varying":
			return 3
		case len(p.labels[c.Base]) > 0:
			return 1
		}
		return 2
	}
	for _, c := range pl.columns {
		if r := rank(c); r > best {
			if v, ok := value(c, p.labels[c.Base], a, 3, false); ok {
				best, column, literal = r, c.Name, v
			}
		}
	}
	return column, literal
}

func (p *prober) unique(pl *plan, name string) bool {
	for _, k := range pl.table.Keys {
		if slices.Contains(k.Columns, name) {
			return true
		}
	}
	return false
}

func (p *prober) updates(s *sum, pl *plan, role string, who, other actor) error {
	// touched reports which of the two rows are not where they were.
	touched := func(set, where string) (attempt, [2]bool, error) {
		row, a, err := p.attempt(role, who, s.before, "update "+pl.ident()+" set "+set+where, p.wherever(pl))
		var t [2]bool
		if err == nil && a.answer == admitted {
			t = [2]bool{row[0] != pl.ctid[0], row[1] != pl.ctid[1]}
		}
		return a, t, err
	}
	does := func(a attempt, done bool) attempt {
		if a.answer == admitted && !done {
			a.answer = refused
		}
		return a
	}
	// Blind: without WHERE nothing is read, and policies for SELECT do not apply.
	if col, v := p.change(pl, who); col != "" {
		a, t, err := touched(ident(col)+" = "+v, "")
		if err != nil {
			return err
		}
		s.add(does(a, t[other]), true, says(who, "changes a row of", other))
		if who != stranger {
			m := pl.marks[0]
			a, t, err := touched(ident(col)+" = "+v, " where "+ident(m)+" = "+p.marked(pl, m, who))
			if err != nil {
				return err
			}
			s.add(does(a, t[who]), false, "")
		}
	}
	if c := pl.column(pl.axis); c != nil && !c.Generated && !c.Identity {
		if v, ok := value(c, p.labels[c.Base], who, 0, true); ok {
			a, t, err := touched(ident(c.Name)+" = "+v, "")
			if err != nil {
				return err
			}
			s.add(does(a, t[other]), true, says(who, "takes over a row of", other))
		}
	}
	if who == stranger {
		return nil
	}
	for _, name := range pl.ties {
		c := pl.column(name)
		v, ok := value(c, p.labels[c.Base], other, 0, true)
		if !ok {
			continue
		}
		a, t, err := touched(ident(name)+" = "+v, "")
		if err != nil {
			return err
		}
		s.loosen(does(a, t[who]), pl, name, who.String()+" moves a row of his own to the "+name+" of "+other.String())
	}
	return nil
}

func (p *prober) deletes(s *sum, pl *plan, role string, who, other actor) error {
	row, a, err := p.attempt(role, who, s.before, "delete from "+pl.ident(), p.wherever(pl))
	if err != nil {
		return err
	}
	gone := func(x actor) attempt {
		b := a
		if a.answer == admitted && row[x] != "" {
			b.answer = refused
		}
		return b
	}
	s.add(gone(other), true, says(who, "deletes a row of", other))
	if who != stranger {
		s.add(gone(who), false, "")
	}
	return nil
}
