// Package dbx has the shape of the library of that name.
package dbx

import "database/sql"

type Params map[string]any

type Expression interface{ Build() string }

type Builder interface {
	NewQuery(s string) *Query
	Insert(table string, cols Params) *Query
	Delete(table string, where Expression) *Query
	DropColumn(table, col string) *Query
	Model(m any) *ModelQuery
}

type Query struct{}

func (q *Query) Bind(p Params) *Query              { return q }
func (q *Query) Execute() (sql.Result, error)      { return nil, nil }
func (q *Query) One(a any) error                   { return nil }
func (q *Query) WithOneHook(f func() error) *Query { return q }

type ModelQuery struct{}

func (q *ModelQuery) Insert(attrs ...string) error { return nil }
func (q *ModelQuery) Delete() error                { return nil }

type DB struct{ Builder }

func (db *DB) Transactional(f func(*Tx) error) error { return nil }

type Tx struct{ Builder }

func (t *Tx) Commit() error { return nil }
