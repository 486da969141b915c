package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// RefusedError says why a database is not probed.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return e.Why }

const shadowHelp = `the probe writes rows, if only to take them back: sequences move on, locks are held, and functions that policies call run.
Make a copy without data and say in the database itself that it is one, by any of:
  a name that ends in _shadow:        createdb app_shadow && pg_dump --schema-only app | psql app_shadow
  a comment on it:                    comment on database app_copy is 'candor: shadow'
  a setting of it (not of a session): alter database app_copy set candor.shadow = 'on'`

// maxRows is how many rows a shadow copy may hold by the server's own estimate:
// more look like a database that somebody works with.
const maxRows = 10_000

var (
	shadowName    = regexp.MustCompile(`(?i)(^|[_-])shadow$`)
	shadowComment = regexp.MustCompile(`(?i)\bcandor:\s*shadow\b`)
)

// guard refuses every database that does not say of itself that it is a shadow
// copy, and those that say so and do not look like one. The flag on the command
// line alone is not enough: it stays in the shell's history when the DSN changes.
func (t *target) guard(ctx context.Context, tx pgx.Tx, flag bool) error {
	refuse := func(format string, args ...any) error {
		return &RefusedError{t.scrub(fmt.Sprintf("%s is not probed: %s", t.source, fmt.Sprintf(format, args...)))}
	}
	if !flag {
		return refuse("--shadow is not given; %s", shadowHelp)
	}
	var name, comment string
	var set, recovery bool
	var others int
	var rows float64
	var busiest string
	err := tx.QueryRow(ctx, `select current_database()::text,
		coalesce((select shobj_description(oid, 'pg_database') from pg_catalog.pg_database where datname = current_database()), ''),
		exists (select from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase and d.datname = current_database(),
			unnest(s.setconfig) c where s.setrole = 0 and lower(c) in ('candor.shadow=on', 'candor.shadow=true', 'candor.shadow=1', 'candor.shadow=yes')),
		pg_is_in_recovery(),
		(select count(*) from pg_catalog.pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid() and a.usesysid is not null),
		coalesce(m.n, 0), coalesce(m.rel, '')
		from (values (1)) one(x) left join lateral (
			select greatest(c.reltuples, s.n_live_tup)::float8 as n, n.nspname || '.' || c.relname as rel
			from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace and `+mine+`
			left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
			where c.relkind = 'r' order by 1 desc nulls last limit 1) m on true`).
		Scan(&name, &comment, &set, &recovery, &others, &rows, &busiest)
	if err != nil {
		return t.fault("find out whether it is a shadow copy", err)
	}
	// A session that has just ended is listed for a moment longer.
	for range 20 {
		if others == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
		if _, err := tx.Exec(ctx, "select pg_catalog.pg_stat_clear_snapshot()"); err != nil {
			return t.fault("find out whether it is a shadow copy", err)
		}
		err := tx.QueryRow(ctx, `select count(*) from pg_catalog.pg_stat_activity a
			where a.datname = current_database() and a.pid <> pg_backend_pid() and a.usesysid is not null`).Scan(&others)
		if err != nil {
			return t.fault("find out whether it is a shadow copy", err)
		}
	}
	switch {
	case !shadowName.MatchString(name) && !shadowComment.MatchString(comment) && !set:
		return refuse("nothing in the database says that it is a shadow copy; %s", shadowHelp)
	case recovery:
		return refuse("the server is a standby of another one, where nothing can be written")
	case others > 0:
		return refuse("%s connected to it, as a program or a person that works with it would be; a shadow copy has no other user", count(others))
	case rows > maxRows:
		return refuse("%s holds about %.0f rows; a shadow copy has the tables and no data: pg_dump --schema-only", busiest, rows)
	}
	return nil
}

func count(n int) string {
	if n == 1 {
		return "one other session is"
	}
	return fmt.Sprintf("%d other sessions are", n)
}

// ident quotes names for a statement: "public"."deals".
func ident(parts ...string) string { return pgx.Identifier(parts).Sanitize() }

// quote writes a text literal that means the same whatever
// standard_conforming_strings says.
func quote(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if strings.Contains(s, `\`) {
		return " E'" + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), "'", "''") + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
