// Package postgres reads the catalog of a live Postgres database into the model
// that the simulation of migrations gives, too, so that the same proof and the
// same rules judge either. It reads catalog tables only, in one read-only
// snapshot, and never a row of the user's; the probe, which does write, is a
// mode of its own and rolls everything back.
package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// ID and Version name the collector in facts.
const (
	ID      = "postgres"
	Version = "1"
)

// Options of a reading.
type Options struct {
	// DSN is a URL or a list of key=value pairs as libpq takes it. It is never
	// kept nor shown.
	DSN string
	// Parser reads the expressions; nil starts one for this call.
	Parser *pgparse.Parser
	// StatementTimeout bounds each query in the server, LockTimeout the wait for
	// a lock, ConnectTimeout the way there. Zero: 10 s, 2 s and 10 s.
	StatementTimeout, LockTimeout, ConnectTimeout time.Duration
	// Now is the time that facts carry.
	Now time.Time
}

// Snapshot is what was read of a database.
type Snapshot struct {
	Catalog *pgcat.Catalog
	Gaps    []Gap
	Origin  Origin
}

// Origin says which database was read and as whom. It holds no credential.
type Origin struct {
	Source   string // postgres://HOST:PORT/DATABASE
	Database string
	User     string // the role that the session runs as
	Server   string // "15.8"
	TLS      string // "TLS 1.3", or "none"
}

// Gap is something that could not be read.
type Gap struct {
	State  candor.State
	What   string // "policies", "function bodies"
	Reason string
	Kinds  []string // of fact that may be missing because of it
}

// Read connects and reads the catalog. The error says why nothing at all could
// be read; what is missing in part is a Gap.
func Read(ctx context.Context, o Options) (*Snapshot, error) {
	t, err := dial(ctx, o)
	if err != nil {
		return nil, err
	}
	defer t.close()
	s, _, err := t.snapshot(ctx, o)
	return s, err
}

// snapshot reads over an open connection. The rows are those of the catalog, for the probe.
func (t *target) snapshot(ctx context.Context, o Options) (*Snapshot, *catalogRows, error) {
	tx, err := t.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, nil, t.fault("begin a read-only transaction", err)
	}
	defer t.rollback(tx)
	r := &reader{ctx: ctx, target: t, tx: tx, timeout: t.statement}
	if err := r.settle(); err != nil {
		return nil, nil, err
	}
	if err := r.catalogs(); err != nil {
		return nil, nil, err
	}
	t.rollback(tx) // what follows needs no server: hold no snapshot meanwhile
	b := &builder{reader: r}
	c, err := b.build(ctx, o.Parser)
	if err != nil {
		return nil, nil, err
	}
	return &Snapshot{Catalog: c, Gaps: r.gaps, Origin: t.origin(r.session)}, &r.rows, nil
}
