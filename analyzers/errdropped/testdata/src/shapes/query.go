package shapes

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
)

const (
	columns = "(id, name)"
	create  = `-- a new deal
insert into deals ` + columns + ` values ($1, $2) returning id`
	moved = "with gone as (delete from deals returning *) insert into old select * from gone returning id"
)

type queryer interface {
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

type scanner interface{ Scan(...any) error }

type wrapped struct{ db *sql.DB }

func (w wrapped) QueryRow(q string, args ...any) scanner { return w.db.QueryRow(q, args...) }

func (w wrapped) Describe(label string) *sql.Row { return w.db.QueryRow("select " + label) }

func passScan(ctx context.Context, q queryer) (id int, err error) {
	if err := q.QueryRowContext(ctx, create, 1, "x").Scan(&id); err != nil {
		return 0, fmt.Errorf("create: %w", err)
	}
	return id, nil
}

func passScanLater(ctx context.Context, q queryer) (id int, err error) {
	row := q.QueryRowContext(ctx, create, 1, "x")
	err = row.Scan(&id)
	return id, err
}

func passConflict(db *sql.DB) (id int, err error) {
	err = db.QueryRow("insert into deals values (1) on conflict do nothing returning id").Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

func passScanHelper(db *sql.DB) (int, error) { return scanDeal(db.QueryRow(create, 1, "x")) }

func passScanMethod(db *sql.DB) (id int, err error) {
	row := db.QueryRow(moved)
	return id, scanWith(row.Scan, &id)
}

func passRowErr(db *sql.DB) error { return db.QueryRow(moved).Err() }

func passRowReturned(db *sql.DB) *sql.Row { return db.QueryRow(moved) }

func passInRetry(db *sql.DB, retry func(func() error) error) (id int, err error) {
	row := db.QueryRow(moved)
	err = retry(func() error { return row.Scan(&id) })
	return id, err
}

func passTwoQueries(db *sql.DB) (id int, err error) {
	row := db.QueryRow(moved)
	if err := row.Scan(&id); err != nil {
		return 0, err
	}
	row = db.QueryRow("select 1")
	_ = row.Scan(&id)
	return id, nil
}

func passEitherQuery(db *sql.DB, again bool) (id int, err error) {
	var row *sql.Row
	if again {
		row = db.QueryRow(create, 1, "x")
	} else {
		row = db.QueryRow(moved)
	}
	return id, row.Scan(&id)
}

func passInterface(w wrapped) (id int, err error) { return id, w.QueryRow(create).Scan(&id) }

func failInterfaceScan(w wrapped) (id int) {
	w.QueryRow(create).Scan(&id) // want `the error of the INSERT into deals \(w.QueryRow\) in shapes.failInterfaceScan is thrown away`
	return id
}

func failNeverScanned(db *sql.DB) {
	db.QueryRow(create, 1, "x")        // want `is thrown away: nobody reads its row`
	_ = db.QueryRow(create, 1, "x")    // want `is thrown away: nobody reads its row`
	row := db.QueryRow(create, 1, "x") // want `is thrown away: nobody reads its row`
	slog.Info("created", "row", row)
	go db.QueryRow(create, 1, "x") // want `is thrown away: nobody reads its row`
}

func failScanHelper(db *sql.DB) int {
	id, _ := scanDeal(db.QueryRow(create, 1, "x")) // want `is thrown away`
	return id
}

func failScanInOneBranch(db *sql.DB, loud bool) (id int, err error) {
	row := db.QueryRow(moved) // want `is thrown away`
	if loud {
		return id, row.Scan(&id)
	}
	_ = row.Scan(&id)
	return id, nil
}

func failOneOfTwo(db *sql.DB) (id int, err error) {
	row := db.QueryRow("select 1")
	if err := row.Scan(&id); err != nil {
		return 0, err
	}
	row = db.QueryRow(moved) // want `is thrown away`
	_ = row.Scan(&id)
	return id, nil
}

func failHandler(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	var id int
	if err := db.QueryRowContext(r.Context(), create, 1, "x").Scan(&id); err != nil { // want `is only logged`
		slog.Error("create", "err", err)
	}
	w.WriteHeader(http.StatusCreated)
}

func warnRows(ctx context.Context, q queryer) {
	rows, err := q.QueryContext(ctx, moved) // want `is only logged`
	if err != nil {
		slog.Error("move", "err", err)
		return
	}
	rows.Close()
}

type waiting struct{ row *sql.Row }

func unknownStored(db *sql.DB) *waiting { return &waiting{row: db.QueryRow(moved)} }

func (w *waiting) unknownField(db *sql.DB) { w.row = db.QueryRow(moved) }

func unknownHanded(db *sql.DB, keep func(*sql.Row)) { keep(db.QueryRow(moved)) }

func notApplicableRow(db *sql.DB, err error) error {
	if err != nil {
		_ = db.QueryRow("insert into failures values (1) returning id").Scan(new(int))
		return err
	}
	return nil
}

func failAnyTable(ctx context.Context, q queryer, table string) {
	q.QueryRowContext(ctx, "insert into "+table+" default values returning id") // want `is thrown away`
}

func noneReads(ctx context.Context, w wrapped, q queryer) {
	q.QueryRowContext(ctx, "select id from deals for update")
	_, _ = q.QueryContext(ctx, "with a as (select 1) select * from a")
	_, _ = q.QueryContext(ctx, "select id from deals where name = $1", "insert into deals")
	w.Describe("update deal")
}

func scanDeal(s scanner) (id int, err error) { return id, s.Scan(&id) }

func scanWith(scan func(...any) error, id *int) error { return scan(id) }

func warnLogged(db *sql.DB) (id int) {
	row := db.QueryRow("UPDATE deals SET open = false RETURNING id") // want `is only logged`
	if err := row.Scan(&id); err != nil {
		slog.Error("close", "err", err)
	}
	return id
}

func failRowsThrownAway(db *sql.DB) {
	rows, _ := db.Query(moved) // want `is thrown away`
	defer rows.Close()
}

func passRows(db *sql.DB) (n int, err error) {
	rows, err := db.Query(moved)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

func warnRowsErr(db *sql.DB) (n int, err error) {
	rows, err := db.Query(moved) // want `after the loop nobody asks the Err of the rows`
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, nil
}
