// Package gorm stands in for the library: the names that the tables go by.
package gorm

import "context"

type DB struct{ Error error }

func (db *DB) Model(v any) *DB                          { return db }
func (db *DB) Table(name string, args ...any) *DB       { return db }
func (db *DB) Where(q any, args ...any) *DB             { return db }
func (db *DB) First(dest any, conds ...any) *DB         { return db }
func (db *DB) Find(dest any, conds ...any) *DB          { return db }
func (db *DB) Create(v any) *DB                         { return db }
func (db *DB) Save(v any) *DB                           { return db }
func (db *DB) Update(c string, v any) *DB               { return db }
func (db *DB) Updates(v any) *DB                        { return db }
func (db *DB) Delete(v any, conds ...any) *DB           { return db }
func (db *DB) FirstOrCreate(dest any, conds ...any) *DB { return db }
func (db *DB) Exec(sql string, v ...any) *DB            { return db }
func (db *DB) Raw(sql string, v ...any) *DB             { return db }
func (db *DB) Scan(dest any) *DB                        { return db }
func (db *DB) AutoMigrate(dst ...any) error             { return nil }
func (db *DB) Commit() *DB                              { return db }
func (db *DB) Rollback() *DB                            { return db }
func (db *DB) Association(c string) *Association        { return nil }

type Association struct{ Error error }

func (a *Association) Append(v ...any) error { return nil }
func (a *Association) Find(v any) error      { return nil }

type Interface[T any] interface {
	Where(q any, args ...any) Interface[T]
	Create(ctx context.Context, r *T) error
	Delete(ctx context.Context) (int, error)
	Find(ctx context.Context) ([]T, error)
}

func G[T any](db *DB) Interface[T] { return nil }
