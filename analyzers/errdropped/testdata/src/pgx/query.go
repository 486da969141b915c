package pgx

import (
	"context"

	"github.com/jackc/pgx/v5"
)

const create = "insert into deals values (1) returning id"

func passRow(ctx context.Context, tx pgx.Tx) (id int, err error) {
	return id, tx.QueryRow(ctx, create).Scan(&id)
}

func failRow(ctx context.Context, c *pgx.Conn) (id int) {
	_ = c.QueryRow(ctx, create).Scan(&id) // want `is thrown away`
	return id
}

func passCollected(ctx context.Context, c *pgx.Conn) ([]int, error) {
	rows, _ := c.Query(ctx, create)
	return pgx.CollectRows(rows, pgx.RowTo[int])
}

func passAsked(ctx context.Context, c *pgx.Conn) error {
	rows, err := c.Query(ctx, create)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

func passRows(ctx context.Context, c *pgx.Conn) (pgx.Rows, error) {
	rows, err := c.Query(ctx, create)
	return rows, err
}

func failNobodyAsks(ctx context.Context, c *pgx.Conn) {
	rows, _ := c.Query(ctx, create) // want `is thrown away`
	rows.Close()
}

func failCollected(ctx context.Context, c *pgx.Conn) []int {
	rows, err := c.Query(ctx, create) // want `is thrown away`
	if err != nil {
		panic(err)
	}
	ids, _ := pgx.CollectRows(rows, pgx.RowTo[int])
	return ids
}

func unknownLate(ctx context.Context, c *pgx.Conn) error {
	rows, err := c.Query(ctx, create)
	if err != nil {
		return err
	}
	rows.Close()
	return nil
}

func failRowsErr(ctx context.Context, c *pgx.Conn) (n int, err error) {
	rows, err := c.Query(ctx, create) // want `nobody asks the Err of the rows`
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, nil
}

func noneRead(ctx context.Context, c *pgx.Conn) {
	_ = c.QueryRow(ctx, "select 1").Scan()
}
