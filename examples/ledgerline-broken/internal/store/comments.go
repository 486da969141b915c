package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.com/ledgerline/internal/audit"
)

// AddComment notes something on an invoice and returns the comment's id.
func (s *Store) AddComment(ctx context.Context, a Actor, invoice, body string) (string, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("begin: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `select set_config('app.organization_id', $1, true)`, a.Organization); err != nil {
		return "", errors.Join(fmt.Errorf("bind the transaction to its organization: %w", err), tx.Rollback())
	}
	id, err := addComment(ctx, tx, a, invoice, body)
	if err != nil {
		return "", errors.Join(fmt.Errorf("add comment: %w", err), tx.Rollback())
	}
	tx.Commit()
	return id, nil
}

func addComment(ctx context.Context, tx *sql.Tx, a Actor, invoice, body string) (id string, err error) {
	err = tx.QueryRowContext(ctx,
		`insert into invoice_comments (organization_id, invoice_id, author, body) values ($1, $2, $3, $4) returning id`,
		a.Organization, invoice, a.Key, body).Scan(&id)
	if err != nil {
		return "", err
	}
	return id, record(ctx, tx, a, audit.InvoiceCommented, invoice, nil)
}
