// Package pgx uses a driver by its names alone.
package pgx

import (
	"context"

	"github.com/jackc/pgx/v5"
)

func failExec(ctx context.Context, c *pgx.Conn) {
	c.Exec(ctx, "DELETE FROM deals") // want `the error of the DELETE from deals \(c.Exec\) in pgx.failExec is thrown away`
}

func failCommit(ctx context.Context, tx pgx.Tx) error {
	defer tx.Rollback(ctx)
	tx.Commit(ctx) // want `is thrown away`
	return nil
}

func failBatch(ctx context.Context, c *pgx.Conn) error {
	br := c.SendBatch(ctx)
	_, _ = br.Exec() // want `is thrown away`
	return br.Close()
}

func passCommit(ctx context.Context, tx pgx.Tx) error { return tx.Commit(ctx) }
