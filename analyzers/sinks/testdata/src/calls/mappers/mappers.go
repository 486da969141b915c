// Package mappers calls gorp and xorm.
package mappers

import (
	"github.com/go-gorp/gorp/v3"
	"xorm.io/xorm"
)

type Token struct{ ID int }

type Deal struct{ ID int }

func calls(m *gorp.DbMap, e *xorm.Engine) {
	m.AddTableWithName(Token{}, "user__token")
	m.Insert(&Token{})          // want `mutation insert "gorp.Insert user__token" model=user__token`
	m.Update(&Deal{})           // want `mutation update "gorp.Update deal" model=deal`
	m.Exec("delete from deals") // want `mutation delete "DELETE deals" model=deals`
	m.SelectOne(nil, "select 1")
	m.Get(Deal{}, 1)
	e.Insert(&Deal{})                // want `mutation insert "xorm.Insert deal" model=deal`
	e.Table("deals").Update(&Deal{}) // want `mutation update "xorm.Update deals" model=deals`
	e.ID(1).Delete(&Deal{})          // want `mutation delete "xorm.Delete deal" model=deal`
	e.Get(&Deal{})
}
