package pgsim

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// ddlCommand is one change of the catalog, as pg_event_trigger_ddl_commands shows it.
type ddlCommand struct {
	tag string
	rel *relation // nil for what is no relation
}

// ddl notes a change for the event triggers.
func (p *player) ddl(tag string, r *relation) {
	if len(p.cat.events) > 0 {
		p.commands = append(p.commands, ddlCommand{tag, r})
	}
}

func (p *player) createEventTrigger(u *unit, s *pg_query.CreateEventTrigStmt) {
	fns, sure := p.resolve(nameOf(s.Funcname), nil)
	switch {
	case len(fns) == 0 && sure, slices.ContainsFunc(p.cat.events, func(e *eventTrigger) bool { return e.name == s.Trigname }):
		p.fail()
		return
	case len(fns) == 0:
		return
	}
	e := &eventTrigger{name: s.Trigname, event: s.Eventname, function: fns[0], at: u.start()}
	for _, w := range s.Whenclause {
		for _, v := range w.GetDefElem().GetArg().GetList().GetItems() {
			e.tags = append(e.tags, strings.ToUpper(v.GetString_().GetSval()))
		}
	}
	edit(p.cat, &p.cat.events)
	p.cat.events = with(p.cat.events, e)
}

func (p *player) alterEventTrigger(s *pg_query.AlterEventTrigStmt) {
	for _, e := range p.cat.events {
		if e.name == s.Trigname {
			edit(p.cat, e).disabled = s.Tgenabled == "D"
		}
	}
}

func (p *player) dropEventTrigger(n string) {
	edit(p.cat, &p.cat.events)
	p.cat.events = slices.DeleteFunc(slices.Clone(p.cat.events), func(e *eventTrigger) bool { return e.name == n })
}

// fire runs the event triggers after a statement. One whose function can't be
// followed puts a doubt on the tables at hand.
func (p *player) fire(u *unit, commands []ddlCommand) {
	if p.firing {
		return
	}
	p.firing = true
	defer func() { p.firing = false }()
	for _, e := range p.cat.events {
		if e.disabled || e.event != "ddl_command_end" || !e.function.touch.any() ||
			len(e.tags) > 0 && !slices.ContainsFunc(commands, func(c ddlCommand) bool { return slices.Contains(e.tags, c.tag) }) {
			continue
		}
		if p.trigger(u, e, commands) {
			continue
		}
		why := fmt.Sprintf("the event trigger at %s:%d may switch row-level security on or off for new tables", e.at.Path, e.at.Line)
		for _, c := range commands {
			if c.rel == nil || c.rel.kind != table {
				continue
			}
			t := e.function.touch
			edit(p.cat, c.rel)
			if (t.enables || t.drops) && c.rel.rls == off || t.disables && c.rel.rls == on {
				c.rel.rlsDoubt = why
			}
			if t.policies || t.unmakes {
				c.rel.policyDoubt = why
			}
			if t.grants {
				c.rel.grantDoubt = why
			}
		}
	}
}

// trigger runs the function of an event trigger; false when it can't be followed.
func (p *player) trigger(u *unit, e *eventTrigger, commands []ddlCommand) bool {
	var rows []map[string]string
	for _, c := range commands {
		row := map[string]string{"command_tag": c.tag, "in_extension": "false"}
		if c.rel != nil {
			row["object_type"] = map[relKind]string{table: "table", foreignTable: "foreign table", view: "view", matview: "materialized view", sequence: "sequence", index: "index"}[c.rel.kind]
			row["schema_name"], row["object_identity"] = c.rel.Schema, identity(c.rel.name)
			row["objid"], row["relname"] = c.rel.String(), c.rel.Rel
		}
		rows = append(rows, row)
	}
	gaps, mark := len(p.gaps), p.cat.mark()
	ok := p.run(u, e.function, nil, rows)
	if !ok || len(p.gaps) > gaps {
		p.cat.rollback(mark)
		p.gaps = p.gaps[:gaps]
		return false
	}
	return true
}

// identity writes a name as Postgres does, quoted where that is needed.
func identity(n name) string { return plainIdent(n.Schema) + "." + plainIdent(n.Rel) }

// plainIdent quotes a name where Postgres needs that.
func plainIdent(s string) string {
	if slices.Contains(reserved(), s) || s == "" {
		return quoteIdent(s)
	}
	for i, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return quoteIdent(s)
		}
	}
	return s
}

// reserved are the words that can't name a column or a table without quotes.
func reserved() []string {
	return strings.Fields(`all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate
		collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
		current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full
		grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
		localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right
		select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using
		variadic verbose when where window with`)
}
