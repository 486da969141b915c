// Package bun stands in for the library: the names that the tables go by.
package bun

import (
	"context"
	"database/sql"
)

type DB struct{ *sql.DB }

func (db *DB) NewInsert() *InsertQuery                    { return nil }
func (db *DB) NewUpdate() *UpdateQuery                    { return nil }
func (db *DB) NewDelete() *DeleteQuery                    { return nil }
func (db *DB) NewSelect() *SelectQuery                    { return nil }
func (db *DB) NewCreateTable() *CreateTableQuery          { return nil }
func (db *DB) NewRaw(query string, args ...any) *RawQuery { return nil }

type InsertQuery struct{}

func (q *InsertQuery) Model(m any) *InsertQuery                                  { return q }
func (q *InsertQuery) Exec(ctx context.Context, dest ...any) (sql.Result, error) { return nil, nil }

type UpdateQuery struct{}

func (q *UpdateQuery) Table(t ...string) *UpdateQuery                            { return q }
func (q *UpdateQuery) Set(s string, args ...any) *UpdateQuery                    { return q }
func (q *UpdateQuery) Exec(ctx context.Context, dest ...any) (sql.Result, error) { return nil, nil }

type DeleteQuery struct{}

func (q *DeleteQuery) Model(m any) *DeleteQuery                                  { return q }
func (q *DeleteQuery) Exec(ctx context.Context, dest ...any) (sql.Result, error) { return nil, nil }

type SelectQuery struct{}

func (q *SelectQuery) Model(m any) *SelectQuery                    { return q }
func (q *SelectQuery) Scan(ctx context.Context, dest ...any) error { return nil }

type CreateTableQuery struct{}

func (q *CreateTableQuery) Model(m any) *CreateTableQuery { return q }
func (q *CreateTableQuery) Exec(ctx context.Context, dest ...any) (sql.Result, error) {
	return nil, nil
}

type RawQuery struct{}

func (q *RawQuery) Scan(ctx context.Context, dest ...any) error { return nil }
