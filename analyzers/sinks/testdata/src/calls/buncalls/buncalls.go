// Package buncalls calls bun.
package buncalls

import (
	"context"

	"github.com/uptrace/bun"
)

type Company struct{ ID int }

func calls(ctx context.Context, db *bun.DB, cs []Company) {
	db.NewInsert().Model(&cs).Exec(ctx)                           // want `mutation insert "INSERT companies" model=companies`
	db.NewUpdate().Table("companies").Set("n = 1").Exec(ctx)      // want `mutation update "UPDATE companies" model=companies`
	db.NewDelete().Model((*Company)(nil)).Exec(ctx)               // want `mutation delete "DELETE companies" model=companies`
	db.NewCreateTable().Model((*Company)(nil)).Exec(ctx)          // want `mutation ddl "DDL companies" model=companies`
	db.NewRaw("UPDATE companies SET n = 1 RETURNING 1").Scan(ctx) // want `mutation update "UPDATE companies" model=companies`
	db.NewSelect().Model(&cs).Scan(ctx)
}
