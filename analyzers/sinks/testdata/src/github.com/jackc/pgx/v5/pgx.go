// Package pgx stands in for the library: the names that the tables go by.
package pgx

import (
	"context"
	"github.com/jackc/pgx/v5/pgconn"
)

type Identifier []string
type CopyFromSource interface{ Next() bool }
type Batch struct{}

func (b *Batch) Queue(query string, arguments ...any) *QueuedQuery { return nil }

type QueuedQuery struct{}
type Conn struct{}

func (c *Conn) Exec(ctx context.Context, sql string, args ...any) (t pgconn.CommandTag, err error) {
	return
}
func (c *Conn) Query(ctx context.Context, sql string, args ...any) (Rows, error) { return nil, nil }
func (c *Conn) QueryRow(ctx context.Context, sql string, args ...any) Row        { return nil }
func (c *Conn) CopyFrom(ctx context.Context, tableName Identifier, columnNames []string, src CopyFromSource) (int64, error) {
	return 0, nil
}
func (c *Conn) SendBatch(ctx context.Context, b *Batch) BatchResults { return nil }

type Tx interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) Row
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
}
type BatchResults interface {
	Exec() (pgconn.CommandTag, error)
	Close() error
}
type Row interface{ Scan(dest ...any) error }
type Rows interface {
	Close()
	Err() error
	Next() bool
	Scan(dest ...any) error
}
