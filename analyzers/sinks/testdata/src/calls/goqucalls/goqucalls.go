// Package goqucalls calls goqu.
package goqucalls

import (
	"context"
	"database/sql"

	"github.com/doug-martin/goqu/v9"
)

func calls(ctx context.Context, db *sql.DB) {
	goqu.Insert("deals").Rows(1).Executor().ExecContext(ctx)       // want `mutation insert "INSERT deals" model=deals`
	goqu.From("deals").Update().Set(1).Executor().ExecContext(ctx) // want `mutation update "UPDATE deals" model=deals`
	goqu.From("deals").ScanStructs(nil)
	text, args, _ := goqu.Insert("deals").ToSQL()
	db.Exec(text, args...) // want `mutation insert "INSERT deals" model=deals`
}
