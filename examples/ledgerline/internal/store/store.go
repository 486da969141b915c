// Package store keeps the books in Postgres. Every access happens in a
// transaction that is bound to one organization, so that row-level security
// shows it the rows of that organization and no others, and every change
// writes its audit event in the same transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/ledgerline/internal/audit"
)

// ErrNotFound says that the organization has no such row.
var ErrNotFound = errors.New("not found")

// Store is the database.
type Store struct{ db *sql.DB }

// Open connects with the driver that the "pgx" build tag brings in.
func Open(ctx context.Context, dsn string) (*Store, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxLifetime(30 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach database: %w", err), db.Close())
	}
	return &Store{db: db}, nil
}

// Close closes the connections.
func (s *Store) Close() error { return s.db.Close() }

// Actor is who does something, in which organization.
type Actor struct {
	Organization string
	Key          string // id of the API key
	Role         string // "viewer", "accountant" or "admin"
}

// within runs fn in a transaction that sees the rows of one organization.
func (s *Store) within(ctx context.Context, organization string, fn func(*sql.Tx) error) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err == nil {
			return
		}
		if rbErr := tx.Rollback(); rbErr != nil && !errors.Is(rbErr, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", rbErr))
		}
	}()
	if _, err := tx.ExecContext(ctx, `select set_config('app.organization_id', $1, true)`, organization); err != nil {
		return fmt.Errorf("bind the transaction to its organization: %w", err)
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// record writes the audit event of a change that the actor makes.
func record(ctx context.Context, tx *sql.Tx, a Actor, action audit.Action, target string, detail map[string]string) error {
	return audit.Record(ctx, tx, audit.Event{
		Organization: a.Organization, Actor: a.Key, Action: action, Target: target, Detail: detail,
	})
}

// touched reports ErrNotFound when a statement changed no row.
func touched(res sql.Result) error {
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("rows affected: %w", err)
	}
	if n == 0 {
		return ErrNotFound
	}
	return nil
}
