// Package pgxcalls calls pgx.
package pgxcalls

import (
	"context"

	"github.com/jackc/pgx/v5"
)

func calls(ctx context.Context, c *pgx.Conn, tx pgx.Tx, src pgx.CopyFromSource) {
	tx.Exec(ctx, "UPDATE deals SET n = 1")                                      // want `mutation update "UPDATE deals" model=deals`
	tx.QueryRow(ctx, "INSERT INTO deals DEFAULT VALUES RETURNING id").Scan(nil) // want `mutation insert "INSERT deals" model=deals`
	tx.Query(ctx, "SELECT 1")
	c.CopyFrom(ctx, pgx.Identifier{"app", "deals"}, nil, src) // want `mutation insert "COPY deals" model=deals`
	b := &pgx.Batch{}
	b.Queue("DELETE FROM deals") // want `mutation delete "DELETE deals" model=deals`
	b.Queue("SELECT 1")
	res := c.SendBatch(ctx, b)
	res.Exec()
	res.Close()
	tx.Commit(ctx)
}

func send(ctx context.Context, c *pgx.Conn, b *pgx.Batch) {
	c.SendBatch(ctx, b).Close() // want `mutation  "batch of statements that are queued elsewhere" weak unread`
}
