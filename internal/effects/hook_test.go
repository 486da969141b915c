package effects

import (
	"strings"
	"testing"
)

// What a hook of the library records may belong to any write by that library.
func TestHooks(t *testing.T) {
	for _, c := range []struct {
		name, by, hook string
		want           Verdict
	}{
		{"a hook that records", "gorm.io/gorm.(*DB).Create", "m/db.(*Deal).AfterCreate", Unresolved},
		{"a method of another name", "gorm.io/gorm.(*DB).Create", "m/db.(*Deal).Later", Unaudited},
		{"a write by another library", "database/sql.(*DB).Exec", "m/db.(*Deal).AfterCreate", Unaudited},
	} {
		t.Run(c.name, func(t *testing.T) {
			pos := Pos{File: "a.go", Line: 1}
			p := &Program{
				Functions: []Function{
					{Symbol: "m/api.Create", Effects: []Effect{{Kind: Mutation, Symbol: Symbol(c.by), What: "INSERT deals", Model: "deals", Verb: "insert", Pos: pos}}},
					{Symbol: Symbol(c.hook), Effects: []Effect{{Kind: Mutation, Symbol: Symbol(c.by), What: "INSERT audit_events", Model: "audit_events", Verb: "insert", Pos: pos}}},
				},
				Doors: []Door{{Kind: HTTP, Methods: []string{"POST"}, Path: "/deals", Handler: "m/api.Create", Pos: pos}},
			}
			v := Reach(p, Options{AuditTables: []string{"audit_events"}})[0]
			if v.Verdict != c.want || c.want == Unresolved && !strings.Contains(v.Why(), "the hook db.(*Deal).AfterCreate") {
				t.Errorf("got %s: %s", v.Verdict, v.Why())
			}
		})
	}
}
