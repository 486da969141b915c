// Package goqu stands in for the library: the names that the tables go by.
package goqu

import "context"

type InsertDataset struct{}

func Insert(table any) *InsertDataset                    { return nil }
func (d *InsertDataset) Rows(rows ...any) *InsertDataset { return d }
func (d *InsertDataset) Executor() QueryExecutor         { return QueryExecutor{} }
func (d *InsertDataset) ToSQL() (string, []any, error)   { return "", nil, nil }

type QueryExecutor struct{}

func (q QueryExecutor) ExecContext(ctx context.Context) (any, error) { return nil, nil }

type SelectDataset struct{}

func From(table ...any) *SelectDataset           { return nil }
func (d *SelectDataset) Update() *UpdateDataset  { return nil }
func (d *SelectDataset) ScanStructs(i any) error { return nil }

type UpdateDataset struct{}

func (d *UpdateDataset) Set(v any) *UpdateDataset { return d }
func (d *UpdateDataset) Executor() QueryExecutor  { return QueryExecutor{} }
