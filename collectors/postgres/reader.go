package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgfacts"
)

// session is what the server says of itself.
type session struct {
	Database, User, Server string
	Version                int
	Path                   string // the search_path that a session of this user starts with
	Super                  bool
}

// reader runs the queries of one reading.
type reader struct {
	ctx     context.Context
	target  *target
	tx      pgx.Tx
	timeout time.Duration

	session session
	rows    catalogRows
	gaps    []Gap
	err     error
}

const mark = "candor_mark"

// settle bounds the transaction and asks who is there. A name that the user's
// schemas could shadow is never looked up: the search_path is empty.
func (r *reader) settle() error {
	for _, s := range []string{
		fmt.Sprintf("set local statement_timeout = %d", r.timeout.Milliseconds()),
		fmt.Sprintf("set local lock_timeout = %d", r.target.lock.Milliseconds()),
		"set local idle_in_transaction_session_timeout = 60000",
		"set local search_path = ''",
		"set local transform_null_equals = off",
	} {
		if _, err := r.tx.Exec(r.ctx, s); err != nil {
			return r.target.fault("prepare the session", err)
		}
	}
	row := r.tx.QueryRow(r.ctx, `select current_database()::text, current_user::text, current_setting('server_version'),
		current_setting('server_version_num')::int, coalesce((select reset_val from pg_catalog.pg_settings where name = 'search_path'), ''),
		current_setting('is_superuser') = 'on'`)
	s := &r.session
	if err := row.Scan(&s.Database, &s.User, &s.Server, &s.Version, &s.Path, &s.Super); err != nil {
		return r.target.fault("ask the server for its version", err)
	}
	if s.Version < 120000 {
		return fmt.Errorf("%s: Postgres %s is too old to be read: 12 is the oldest that candor knows", r.target.source, s.Server)
	}
	// One savepoint is enough: nothing between it and a failing query is worth keeping.
	if _, err := r.tx.Exec(r.ctx, "savepoint "+mark); err != nil {
		return r.target.fault("prepare the session", err)
	}
	return nil
}

// ask runs one query and takes its rows. A query that the server refuses is
// reported by the error, and the transaction goes on.
func ask[T any](r *reader, query string) ([]T, error) {
	rows, err := r.tx.Query(r.ctx, query)
	if err == nil {
		var list []T
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T]); err == nil {
			return list, nil
		}
	}
	if cerr := r.ctx.Err(); cerr != nil {
		return nil, cerr
	}
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		return nil, err // the connection is gone, or a fault of ours
	}
	if _, back := r.tx.Exec(r.ctx, "rollback to savepoint "+mark); back != nil {
		return nil, back
	}
	return nil, err
}

// want runs a query whose failure leaves a gap, and sets missing to the reason. A failure
// that ends the reading is kept in r.err, and later calls do nothing.
func want[T any](r *reader, into *[]T, missing *string, what, query string, kinds ...string) {
	if r.err != nil {
		return
	}
	list, err := ask[T](r, query)
	if err == nil {
		*into = list
		return
	}
	var g Gap
	if g, r.err = r.gap(what, err, kinds); r.err != nil {
		return
	}
	r.gaps = append(r.gaps, g)
	if missing != nil {
		*missing = g.Reason
	}
}

// catalogs reads them all. Without the lists of relations and schemas there is
// nothing to say; of the rest each may be missing.
func (r *reader) catalogs() error {
	q := &r.rows
	var err error
	if q.rels, err = ask[relRow](r, askRelations); err != nil {
		return r.target.fault("read the list of tables (pg_class)", err)
	}
	if q.schemas, err = ask[schemaRow](r, askSchemas); err != nil {
		return r.target.fault("read the list of schemas (pg_namespace)", err)
	}
	want(r, &q.owned, nil, "which objects belong to extensions (pg_depend)", askOwned, pgfacts.Table, pgfacts.Policy, pgfacts.Function, pgfacts.View, pgfacts.Access)
	want(r, &q.roles, &q.noRoles, "roles (pg_roles)", askRoles, pgfacts.Role, pgfacts.Access)
	want(r, &q.members, &q.noMembers, "memberships of roles (pg_auth_members)", askMembers, pgfacts.Role, pgfacts.Access)
	want(r, &q.parents, nil, "partitions and inheritance (pg_inherits)", askParents, pgfacts.Table, pgfacts.Access)
	want(r, &q.columns, &q.noColumns, "columns (pg_attribute, pg_attrdef)", askColumns, pgfacts.Table, pgfacts.Tenancy, pgfacts.Access)
	want(r, &q.keys, nil, "keys (pg_constraint)", askKeys, pgfacts.Tenancy, pgfacts.Access)
	want(r, &q.acls, &q.noACL, "grants on tables", askACL, pgfacts.Table, pgfacts.Access, pgfacts.View)
	want(r, &q.schemaACL, nil, "grants on schemas", askSchemaACL, pgfacts.Table, pgfacts.Access)
	want(r, &q.policies, &q.noPolicies, "policies (pg_policy)", askPolicies, pgfacts.Table, pgfacts.Policy, pgfacts.Access)
	want(r, &q.triggers, nil, "triggers (pg_trigger)", askTriggers, pgfacts.Table, pgfacts.Access)
	want(r, &q.runs, nil, "what defaults, checks and triggers call (pg_depend)", askRuns, pgfacts.Access)
	want(r, &q.rules, nil, "rules (pg_rewrite)", askRules, pgfacts.Access)
	want(r, &q.functions, nil, "functions (pg_proc)", askFunctions, pgfacts.Function, pgfacts.Access)
	if len(q.functions) > 0 {
		bodies := askBodies
		if r.session.Version >= 140000 {
			bodies = askBodies14
		}
		want(r, &q.callACL, &q.noCallACL, "grants on functions", askCallACL, pgfacts.Function, pgfacts.Access)
		want(r, &q.bodies, &q.noBodies, "bodies of functions (pg_proc.prosrc)", bodies, pgfacts.Function)
	}
	want(r, &q.views, nil, "definitions of views", askViews, pgfacts.View, pgfacts.Access)
	want(r, &q.depends, nil, "what views read (pg_rewrite, pg_depend)", askDepends, pgfacts.View, pgfacts.Access)
	return r.err
}

// gap says why a query gave nothing. An error that is no answer of the server ends the reading.
func (r *reader) gap(what string, err error, kinds []string) (Gap, error) {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) || strings.HasPrefix(pe.Code, "57") && pe.Code != "57014" {
		return Gap{}, r.target.fault("read "+what, err)
	}
	g := Gap{State: candor.Error, What: what, Kinds: kinds}
	switch pe.Code {
	case "42501":
		g.State = candor.Denied
		g.Reason = fmt.Sprintf("%s may not read %s: %s", r.session.User, what, pe.Message)
	case "57014":
		g.Reason = fmt.Sprintf("reading %s took longer than %s; give more with --timeout", what, r.timeout)
	case "55P03":
		g.Reason = fmt.Sprintf("reading %s waited longer than %s for a lock that another session holds; run again later", what, r.target.lock)
	default:
		g.Reason = fmt.Sprintf("reading %s failed: %s (SQLSTATE %s)", what, pe.Message, pe.Code)
	}
	g.Reason = r.target.scrub(g.Reason)
	return g, nil
}
