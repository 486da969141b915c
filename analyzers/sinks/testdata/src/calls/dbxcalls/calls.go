package dbxcalls

import "github.com/pocketbase/dbx"

type Deal struct{ ID int }

func calls(db *dbx.DB, b dbx.Builder, text string, made *dbx.Query) {
	db.NewQuery("VACUUM").Execute()
	b.NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute()
	b.NewQuery("UPDATE deals SET a = {:a}").Bind(dbx.Params{"a": 1}).Execute() // want `mutation update "UPDATE deals" model=deals`
	b.NewQuery("INSERT INTO deals (a) VALUES (1) RETURNING id").One(new(int))  // want `mutation insert "INSERT deals" model=deals`
	b.NewQuery("SELECT 1").One(new(int))
	b.Insert("deals", nil)
	b.Insert("deals", nil).Execute()        // want `mutation insert "INSERT deals" model=deals`
	b.DropColumn("deals", "name").Execute() // want `mutation ddl "DDL deals" model=deals`
	b.NewQuery(text).Execute()              // want `unread`
	made.Execute()                          // want `unread`
	q := b.Delete("deals", nil)
	q.Execute()               // want `mutation delete "DELETE deals" model=deals`
	b.Model(&Deal{}).Insert() // want `mutation insert "dbx.Insert deals" model=deals`
}
