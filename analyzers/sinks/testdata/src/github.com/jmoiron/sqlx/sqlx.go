// Package sqlx stands in for the library: the names that the tables go by.
package sqlx

import "database/sql"

type DB struct{ *sql.DB }
type Tx struct{ *sql.Tx }
type Row struct{ err error }

func (r *Row) StructScan(dest any) error { return r.err }

type Rows struct{ *sql.Rows }

func (db *DB) Get(dest any, query string, args ...any) error       { return nil }
func (db *DB) Select(dest any, query string, args ...any) error    { return nil }
func (db *DB) NamedQuery(query string, arg any) (*Rows, error)     { return nil, nil }
func (db *DB) NamedExec(query string, arg any) (sql.Result, error) { return nil, nil }
func (db *DB) MustExec(query string, args ...any) sql.Result       { return nil }
func (db *DB) Rebind(query string) string                          { return query }
func (db *DB) QueryRowx(query string, args ...any) *Row            { return nil }
func In(query string, args ...any) (string, []any, error)          { return query, args, nil }
