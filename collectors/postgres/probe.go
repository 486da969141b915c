package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/candor-dev/candor/internal/pgcat"
)

// Outcome is what the probe saw of one table, role and command.
type Outcome string

// The outcomes. Only the first three say something of rows: an error and an
// abstention are neither open nor closed.
const (
	ReachesOwn     Outcome = "own"       // his own rows, none of another tenant
	ReachesForeign Outcome = "foreign"   // rows of another tenant
	ReachesNone    Outcome = "none"      // no row at all, though the role has the grant
	IsDenied       Outcome = "denied"    // no grant
	GaveError      Outcome = "error"     // the statement fails for everybody
	Abstained      Outcome = "abstained" // not tried, for the reason given
)

// Sighting is the outcome for one table, role and command.
type Sighting struct {
	Table         pgcat.Name
	Role, Command string
	Outcome       Outcome
	Reason        string // how it was seen, or why it was not
	// Loose are the columns that tie rows together and that an actor may fill
	// with another's value in a row of his own. Where the column that says whose
	// a row is is among them, the outcome is ReachesForeign.
	Loose []string
	// Untold are those of which that could not be tried.
	Untold []string
}

// Probe is what a probe gave.
type Probe struct {
	Snapshot  *Snapshot
	Sightings []Sighting
	Roles     []string
}

// ProbeOptions say what to probe.
type ProbeOptions struct {
	Options
	Shadow bool     // the user says that the database is a shadow copy
	Roles  []string // nil: anon and authenticated, or the roles with grants
	// Axes gives, for the catalog that was read, what tells tenants apart; nil
	// takes it from names and policies.
	Axes func(*pgcat.Catalog) Axes
}

// RunProbe seeds two made-up tenants into a shadow copy, asks as each role what
// one reaches of the other's, and takes everything back. A *RefusedError says
// that the database is no shadow copy.
func RunProbe(ctx context.Context, o ProbeOptions) (*Probe, error) {
	t, err := dial(ctx, o.Options)
	if err != nil {
		return nil, err
	}
	defer t.close()
	// Refuse first: nothing is read of a database that must not be touched.
	if err := t.guarded(ctx, o.Shadow); err != nil {
		return nil, err
	}
	snap, rows, err := t.snapshot(ctx, o.Options)
	if err != nil {
		return nil, err
	}
	p := &prober{ctx: ctx, target: t, conn: t.conn.PgConn(), cat: snap.Catalog, rows: rows}
	if o.Axes != nil {
		p.axes = o.Axes(snap.Catalog)
	}
	if err := p.prepare(o.Roles); err != nil {
		return nil, err
	}
	out := &Probe{Snapshot: snap, Roles: p.roles}
	tx, err := t.conn.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadWrite})
	if err != nil {
		return nil, t.fault("begin the transaction of the probe", err)
	}
	defer t.rollback(tx)
	if out.Sightings, err = p.run(tx); err != nil {
		return nil, err
	}
	return out, nil
}

// guarded runs guard in a transaction of its own.
func (t *target) guarded(ctx context.Context, flag bool) error {
	tx, err := t.conn.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return t.fault("begin a read-only transaction", err)
	}
	defer t.rollback(tx)
	return t.guard(ctx, tx, flag)
}

// prober holds what a probe needs to know.
type prober struct {
	ctx    context.Context
	target *target
	conn   *pgconn.PgConn
	cat    *pgcat.Catalog
	rows   *catalogRows
	axes   Axes
	roles  []string

	plans    []*plan
	labels   map[string][]string // of enum types
	checks   map[string]string   // definitions of CHECK constraints, by table and name
	settings map[string]bool     // name -> whether it holds a number
	claims   map[string]bool
	replica  string // why session_replication_role can't be set; "" when it can
}

// plan is what is known of one table before it is probed.
type plan struct {
	table   *pgcat.Table
	oid     uint32
	columns []*columnRow
	axis    string   // column that says whose a row is; "" without one
	users   []string // columns that name a user
	ties    []string // columns that a writer could fill with another's value
	keys    []string // columns whose value ties rows of one actor together
	primary []string
	fixed   map[string]string // values that a CHECK constraint wants
	unable  string            // why it can't be seeded
	marks   []string          // columns that tell the rows of A and B apart
	ctid    [2]string         // where the rows of A and B lie
	allowed map[string]string // role/command -> "" when granted, else why not
	door    map[string]bool   // roles that may write a row of their own user into another's tenant
}

func (p *plan) column(name string) *columnRow {
	for _, c := range p.columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func (p *plan) ident() string { return ident(p.table.Schema, p.table.Rel) }

var commands = []string{"SELECT", "INSERT", "UPDATE", "DELETE"}

// run does the work inside the transaction that is rolled back by the caller.
func (p *prober) run(tx pgx.Tx) ([]Sighting, error) {
	for _, s := range []string{
		fmt.Sprintf("set local statement_timeout = %d", p.target.statement.Milliseconds()),
		fmt.Sprintf("set local lock_timeout = %d", p.target.lock.Milliseconds()),
		"set local idle_in_transaction_session_timeout = 60000",
		"set local row_security = on",
	} {
		if _, err := tx.Exec(p.ctx, s); err != nil {
			return nil, p.target.fault("prepare the probe", err)
		}
	}
	// Without triggers and foreign keys: what they do outside of the database
	// would stay after the rollback.
	if _, err := p.try("set local session_replication_role = replica"); err != nil {
		if fatal := p.fatal(err); fatal != nil {
			return nil, fatal
		}
		p.replica = "session_replication_role can't be set, so that triggers would run (" + reason(err) +
			"); probe as a superuser, or grant set on parameter session_replication_role to " + p.cat.User
	} else if _, err := p.exec("set local session_replication_role = replica"); err != nil {
		return nil, p.target.fault("prepare the probe", err)
	}
	for _, pl := range p.plans {
		if err := p.seed(pl); err != nil {
			return nil, err
		}
	}
	var out []Sighting
	for _, pl := range p.plans {
		if pl.table.Platform && len(pl.table.Policies) == 0 {
			continue // not the user's; its rows are there for others to refer to
		}
		for _, role := range p.roles {
			for _, command := range commands {
				s, err := p.look(pl, role, command, nil)
				if err != nil {
					return nil, err
				}
				out = append(out, s)
			}
		}
	}
	return out, p.again(out)
}

// again looks once more at what was closed, after an actor has written himself
// into the tenant of another wherever that was possible: who may add himself
// to the members reaches what members reach.
func (p *prober) again(list []Sighting) error {
	for i := range list {
		s := &list[i]
		if s.Outcome != ReachesOwn && s.Outcome != ReachesNone {
			continue
		}
		var doors []*plan
		for _, pl := range p.plans {
			if pl.door[s.Role] && (pl.table.Name != s.Table || slices.Contains(pl.users, pl.marks[0]) && s.Command != "INSERT") {
				doors = append(doors, pl)
			}
		}
		if len(doors) == 0 {
			continue
		}
		pl := p.plans[slices.IndexFunc(p.plans, func(x *plan) bool { return x.table.Name == s.Table })]
		next, err := p.look(pl, s.Role, s.Command, doors)
		if err != nil {
			return err
		}
		if next.Outcome == ReachesForeign {
			s.Outcome, s.Reason = ReachesForeign, next.Reason
		}
	}
	return nil
}

// exec runs statements and gives the rows of all that have some, as texts.
func (p *prober) exec(sql string) ([][]string, error) {
	r := p.conn.Exec(p.ctx, sql)
	var out [][]string
	for r.NextResult() {
		res := r.ResultReader().Read()
		if res.Err != nil {
			break // Close says it again
		}
		for _, row := range res.Rows {
			texts := make([]string, len(row))
			for i := range row {
				texts[i] = string(row[i])
			}
			out = append(out, texts)
		}
	}
	return out, r.Close()
}

const takeBack = "rollback to savepoint " + mark + "; release savepoint " + mark

// try runs statements and takes back what they did.
func (p *prober) try(sql string) ([][]string, error) {
	rows, err := p.exec("savepoint " + mark + ";" + sql + ";" + takeBack)
	if err != nil {
		if cerr := p.fatal(err); cerr != nil {
			return nil, err
		}
		if _, back := p.exec(takeBack); back != nil {
			return nil, back
		}
	}
	return rows, err
}

// fatal reports an error after which nothing more can be asked.
func (p *prober) fatal(err error) error {
	if err == nil {
		return nil
	}
	if cerr := p.ctx.Err(); cerr != nil {
		return cerr
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) && (!strings.HasPrefix(pe.Code, "57") || pe.Code == "57014") {
		return nil
	}
	return p.target.fault("probe", err)
}

// as writes the statements that take a role and the claims of an actor.
func (p *prober) as(role string, a actor) string {
	var b strings.Builder
	b.WriteString("set local role " + ident(role) + ";")
	for _, s := range p.session(role, a) {
		b.WriteString("set local " + settingName(s[0]) + " = " + quote(s[1]) + ";")
	}
	return b.String()
}

// settingName quotes the parts of the name of a setting.
func settingName(s string) string {
	return ident(strings.Split(s, ".")...)
}

// session is who asks, in the settings that PostgREST and applications use.
func (p *prober) session(role string, a actor) [][2]string {
	identified := role != "anon"
	claims := fmt.Sprintf(`{"role": %q`, role)
	sub := ""
	if identified {
		sub = a.uuid(0)
		extra := ""
		for _, name := range sortedKeys(p.claims) {
			extra += fmt.Sprintf(`, %q: %s`, name, jsonValue(a, p.claims[name]))
		}
		claims += fmt.Sprintf(`, "sub": %q, "aud": %q, "aal": "aal2", "is_anonymous": false, "email": "%s"%s, "app_metadata": {"provider": "email"%s}`,
			sub, role, "candor-"+sub+"@candor.invalid", extra, extra)
	}
	out := [][2]string{
		{"request.jwt.claims", claims + "}"}, {"request.jwt.claim.sub", sub}, {"request.jwt.claim.role", role},
	}
	for _, name := range sortedKeys(p.settings) {
		v := ""
		if identified {
			v = strings.Trim(jsonValue(a, p.settings[name]), `"`)
		}
		out = append(out, [2]string{name, v})
	}
	return out
}

func jsonValue(a actor, number bool) string {
	if number {
		return fmt.Sprint(a.number(0))
	}
	return `"` + a.uuid(0) + `"`
}

func sortedKeys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
