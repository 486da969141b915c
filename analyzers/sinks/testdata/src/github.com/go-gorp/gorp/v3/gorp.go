// Package gorp stands in for the library: the names that the tables go by.
package gorp

import "database/sql"

type DbMap struct{}
type TableMap struct{}

func (m *DbMap) AddTableWithName(i any, name string) *TableMap         { return nil }
func (m *DbMap) Insert(list ...any) error                              { return nil }
func (m *DbMap) Update(list ...any) (int64, error)                     { return 0, nil }
func (m *DbMap) Delete(list ...any) (int64, error)                     { return 0, nil }
func (m *DbMap) Exec(query string, args ...any) (sql.Result, error)    { return nil, nil }
func (m *DbMap) SelectOne(holder any, query string, args ...any) error { return nil }
func (m *DbMap) Get(i any, keys ...any) (any, error)                   { return nil, nil }
