// Package squirrel stands in for the library: the names that the tables go by.
package squirrel

import (
	"context"
	"database/sql"
)

type Sqlizer interface{ ToSql() (string, []any, error) }
type BaseRunner interface {
	Exec(query string, args ...any) (sql.Result, error)
}
type RowScanner interface{ Scan(...any) error }
type StatementBuilderType struct{}

var StatementBuilder StatementBuilderType

func (b StatementBuilderType) Select(columns ...string) (s SelectBuilder) { return }
func (b StatementBuilderType) Insert(into string) (s InsertBuilder)       { return }
func (b StatementBuilderType) Update(table string) (s UpdateBuilder)      { return }
func (b StatementBuilderType) Delete(from string) (s DeleteBuilder)       { return }

type SelectBuilder struct{ n int }

func (b SelectBuilder) From(from string) SelectBuilder     { return b }
func (b SelectBuilder) RunWith(r BaseRunner) SelectBuilder { return b }
func (b SelectBuilder) Query() (*sql.Rows, error)          { return nil, nil }
func (b SelectBuilder) ToSql() (string, []any, error)      { return "", nil, nil }

type InsertBuilder struct{ n int }

func (b InsertBuilder) Into(into string) InsertBuilder          { return b }
func (b InsertBuilder) Columns(columns ...string) InsertBuilder { return b }
func (b InsertBuilder) Values(values ...any) InsertBuilder      { return b }
func (b InsertBuilder) Suffix(s string) InsertBuilder           { return b }
func (b InsertBuilder) RunWith(r BaseRunner) InsertBuilder      { return b }
func (b InsertBuilder) Exec() (sql.Result, error)               { return nil, nil }
func (b InsertBuilder) QueryRow() RowScanner                    { return nil }
func (b InsertBuilder) ToSql() (string, []any, error)           { return "", nil, nil }

type UpdateBuilder struct{ n int }

func (b UpdateBuilder) Table(t string) UpdateBuilder                        { return b }
func (b UpdateBuilder) Set(c string, v any) UpdateBuilder                   { return b }
func (b UpdateBuilder) Where(p any, args ...any) UpdateBuilder              { return b }
func (b UpdateBuilder) RunWith(r BaseRunner) UpdateBuilder                  { return b }
func (b UpdateBuilder) ExecContext(ctx context.Context) (sql.Result, error) { return nil, nil }
func (b UpdateBuilder) ToSql() (string, []any, error)                       { return "", nil, nil }

type DeleteBuilder struct{ n int }

func (b DeleteBuilder) Where(p any, args ...any) DeleteBuilder                   { return b }
func (b DeleteBuilder) Exec() (sql.Result, error)                                { return nil, nil }
func (b DeleteBuilder) ToSql() (string, []any, error)                            { return "", nil, nil }
func Delete(from string) (b DeleteBuilder)                                       { return }
func ExecContextWith(ctx context.Context, db any, s Sqlizer) (sql.Result, error) { return nil, nil }
