// Package sqlxcalls calls sqlx.
package sqlxcalls

import "github.com/jmoiron/sqlx"

type deal struct{ ID int }

func calls(db *sqlx.DB, d deal, ids []int) error {
	db.NamedExec("INSERT INTO deals VALUES (:id)", d)          // want `mutation insert "INSERT deals" model=deals`
	db.MustExec("UPDATE deals SET n = 1")                      // want `mutation update "UPDATE deals" model=deals`
	db.Get(&d, "INSERT INTO deals DEFAULT VALUES RETURNING *") // want `mutation insert "INSERT deals" model=deals`
	db.Select(&ids, "SELECT id FROM deals")
	db.Exec(db.Rebind("DELETE FROM deals WHERE id = ?")) // want `mutation delete "DELETE deals" model=deals`
	q, args, err := sqlx.In("DELETE FROM deals WHERE id IN (?)", ids)
	if err != nil {
		return err
	}
	q = db.Rebind(q)
	_, err = db.Exec(q, args...) // want `mutation delete "DELETE deals" model=deals`
	return err
}
