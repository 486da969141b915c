// Package values calls writes by function values.
package values

import (
	"database/sql"
	"errors"
	"log"
)

func save(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals")
	return err
}

func failNamedLiteral(db *sql.DB) error {
	f := func() error { return save(db) } // want `is returned to a call of f, whose error is thrown away`
	f()
	return nil
}

func noneNamedLiteral(db *sql.DB) error {
	f := func() error { return save(db) }
	if err := f(); err != nil {
		return err
	}
	return f()
}

func noneUndone(db *sql.DB, work func() error) error {
	undo := func() error { return save(db) }
	if err := work(); err != nil {
		undo()
		return err
	}
	return nil
}

func noneGivenAway(db *sql.DB, retry func(func() error) error) error {
	f := func() error { return save(db) }
	return retry(f)
}

func failList(db *sql.DB) {
	fs := []func(*sql.DB) error{save}
	for _, f := range fs {
		f(db) // want `the error of f \(the DELETE from deals\) in values.failList is thrown away`
	}
}

func failElement(db *sql.DB) {
	var table = map[string]func(*sql.DB) error{"a": save}
	table["a"](db) // want `is thrown away`
}

var steps = map[string]func(*sql.DB) error{"a": save}

func failShared(db *sql.DB) {
	_ = steps["a"](db) // want `is thrown away`
}

func noneShared(db *sql.DB) error {
	if f, ok := steps["a"]; ok {
		return f(db)
	}
	return steps["a"](db)
}

func failLiteralInList(db *sql.DB) {
	for _, f := range []func() error{func() error { return save(db) }} { // want `is returned to a call of f, whose error is thrown away`
		f()
	}
}

func noneLiteralInList(db *sql.DB) error {
	fs := []func() error{func() error { return save(db) }}
	var errs []error
	for _, f := range fs {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

func failCleared(db *sql.DB) (err error) {
	defer func() { err = nil }()
	return save(db) // want `is set to nil by a deferred function`
}

func failClearedAndLogged(db *sql.DB) (err error) {
	defer func() {
		if err != nil {
			log.Print(err)
			err = nil
		}
	}()
	return save(db) // want `is set to nil by a deferred function`
}

func failClearedLiteral(db *sql.DB) error {
	return (func() (err error) {
		defer func() { err = nil }()
		return save(db) // want `is set to nil by a deferred function`
	})()
}

func noneParticular(db *sql.DB) (err error) {
	defer func() {
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
	}()
	return save(db)
}

func noneKeptElsewhere(db *sql.DB, tell func(error)) (err error) {
	defer func() {
		tell(err)
		err = nil
	}()
	return save(db)
}

func mutual(db *sql.DB) error {
	var f, g func() error
	f = func() error {
		if err := save(db); err != nil {
			return err
		}
		return g()
	}
	g = func() error { return f() }
	return g()
}

func value[T any](f func() (T, error)) T {
	v, _ := f()
	return v
}

func both[T any](f func() (T, error)) (T, error) { return f() }

func must[T any](f func() (T, error)) T {
	v, err := f()
	if err != nil {
		panic(err)
	}
	return v
}

func failHelperDrops(db *sql.DB) int {
	return value(func() (int, error) { return 1, save(db) }) // want `is returned to value, where the error of f is thrown away`
}

func noneHelperReturns(db *sql.DB) error {
	_, err := both(func() (int, error) { return 1, save(db) })
	return err
}

func noneHelperPanics(db *sql.DB) int {
	return must(func() (int, error) { return 1, save(db) })
}
