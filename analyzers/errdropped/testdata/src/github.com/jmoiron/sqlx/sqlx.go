// Package sqlx stands in for the library: the names that the check goes by.
package sqlx

import "database/sql"

type DB struct{ *sql.DB }

type Row struct{ err error }

func (r *Row) StructScan(dest any) error { return r.err }

type Rows struct{ *sql.Rows }

func (db *DB) Get(dest any, query string, args ...any) error    { return nil }
func (db *DB) Select(dest any, query string, args ...any) error { return nil }
func (db *DB) NamedQuery(query string, arg any) (*Rows, error)  { return nil, nil }
func (db *DB) QueryRowx(query string, args ...any) *Row         { return nil }
func (db *DB) Queryx(query string, args ...any) (*Rows, error)  { return nil, nil }
