// Package sqlx uses a library by its names alone.
package sqlx

import "github.com/jmoiron/sqlx"

const create = "insert into deals values (:id) returning id"

func passGet(db *sqlx.DB) (id int, err error) {
	err = db.Get(&id, create)
	return id, err
}

func failGet(db *sqlx.DB) (id int) {
	_ = db.Get(&id, create) // want `the error of the INSERT into deals \(db.Get\) in sqlx.failGet is thrown away`
	return id
}

func failSelect(db *sqlx.DB) (ids []int) {
	db.Select(&ids, "delete from deals returning id") // want `is thrown away`
	return ids
}

func failNamedQuery(db *sqlx.DB) {
	rows, _ := db.NamedQuery(create, nil) // want `is thrown away`
	rows.Close()
}

func failRowx(db *sqlx.DB) (deal struct{}) {
	_ = db.QueryRowx(create).StructScan(&deal) // want `is thrown away`
	return deal
}

func passQueryx(db *sqlx.DB) (*sqlx.Rows, error) { return db.Queryx(create) }

func noneGet(db *sqlx.DB) (id int) {
	_ = db.Get(&id, "select id from deals", create)
	return id
}
