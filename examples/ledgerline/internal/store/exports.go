package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.com/ledgerline/internal/audit"
)

// Export is a file that is made for a customer in the background.
type Export struct {
	ID     string `json:"id"`
	Format string `json:"format"`
	State  string `json:"state"` // "queued", "ready" or "failed"
	Object string `json:"-"`     // key in the exports bucket
}

// RequestExport queues an export of the ledger and returns its id.
func (s *Store) RequestExport(ctx context.Context, a Actor, format string) (string, error) {
	var id string
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			`insert into exports (organization_id, format) values ($1, $2) returning id`,
			a.Organization, format).Scan(&id)
		if err != nil {
			return err
		}
		return record(ctx, tx, a, audit.ExportRequested, id, map[string]string{"format": format})
	})
	if err != nil {
		return "", fmt.Errorf("request export: %w", err)
	}
	return id, nil
}

// Export returns one export of the actor's organization.
func (s *Store) Export(ctx context.Context, a Actor, id string) (Export, error) {
	var e Export
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			`select id, format, state, coalesce(object_key, '') from exports where id = $1`, id).
			Scan(&e.ID, &e.Format, &e.State, &e.Object)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
	if err != nil {
		return Export{}, fmt.Errorf("read export: %w", err)
	}
	return e, nil
}
