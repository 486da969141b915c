// Package gormcalls calls gorm.
package gormcalls

import (
	"context"

	"gorm.io/gorm"
)

type Company struct{ ID int }

type Deal struct{ ID int }

func (Deal) TableName() string { return "crm_deals" }

type AuditLog struct{ ID int }

func calls(ctx context.Context, db *gorm.DB, v any) {
	db.Create(&Company{})                            // want `mutation insert "gorm.Create companies" model=companies`
	db.Where("x").Save(&Deal{})                      // want `mutation save "gorm.Save crm_deals" model=crm_deals`
	db.Model(&Deal{}).Update("n", 1)                 // want `mutation update "gorm.Update crm_deals" model=crm_deals`
	db.Table("x").Updates(map[string]any{"n": 1})    // want `mutation update "gorm.Updates x" model=x`
	db.Delete(&[]Company{}, 1)                       // want `mutation delete "gorm.Delete companies" model=companies`
	db.FirstOrCreate(&Company{})                     // want `mutation save "gorm.FirstOrCreate companies" model=companies`
	db.Create(v)                                     // want `mutation insert "gorm.Create"`
	db.Exec("UPDATE deals SET n = 1")                // want `mutation update "UPDATE deals" model=deals`
	db.Raw("DELETE FROM deals RETURNING 1").Scan(&v) // want `mutation delete "DELETE deals" model=deals`
	db.Raw("SELECT 1").Scan(&v)
	db.Where("x").First(&Company{})
	db.Model(&Company{}).Find(nil)
	db.AutoMigrate(&Company{})                        // want `mutation ddl "gorm.AutoMigrate companies" model=companies`
	db.Model(&Company{}).Association("D").Append(nil) // want `mutation insert "gorm.Association.Append companies" model=companies`
	db.Create(&AuditLog{})                            // want `audit insert "gorm.Create audit_logs" model=audit_logs`
	db.Where("old").Delete(&AuditLog{})               // want `tamper delete "gorm.Delete audit_logs" model=audit_logs`
	db.Commit()
	db.Rollback()
	gorm.G[Deal](db).Create(ctx, &Deal{})           // want `mutation insert "gorm.Create crm_deals" model=crm_deals`
	gorm.G[Company](db).Where("id = 1").Delete(ctx) // want `mutation delete "gorm.Delete companies" model=companies`
	gorm.G[Company](db).Find(ctx)
}
