// Package gorm stands in for the library: its names alone.
package gorm

type DB struct {
	Error        error
	RowsAffected int64
}

func (db *DB) Create(v any) *DB                       { return db }
func (db *DB) Save(v any) *DB                         { return db }
func (db *DB) Delete(v any, conds ...any) *DB         { return db }
func (db *DB) Model(v any) *DB                        { return db }
func (db *DB) Where(q any, args ...any) *DB           { return db }
func (db *DB) Update(column string, value any) *DB    { return db }
func (db *DB) First(v any, conds ...any) *DB          { return db }
func (db *DB) Transaction(f func(tx *DB) error) error { return f(db) }
