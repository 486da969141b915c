// Package shapes holds what real code does with the error of a mutation. The
// name of a function says what the check must say of it.
package shapes

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

type repo struct {
	db   *sql.DB
	err  error
	log  *slog.Logger
	fail func(error)
}

type execer interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
}

type Store interface{ UpdateDeal(id int) error } // configured as a mutation

func (r *repo) exec(q string) (sql.Result, error) { return r.db.Exec(q) }

func passWrapped(ctx context.Context, x execer) error {
	if _, err := x.ExecContext(ctx, "DELETE FROM deals"); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	return nil
}

func failInterface(ctx context.Context, x execer) {
	x.ExecContext(ctx, "DELETE FROM deals") // want `is thrown away`
}

func (r *repo) failWrapper() {
	r.exec("DELETE FROM deals") // want `the error of the DELETE from deals \(r.exec\) in shapes.\(\*repo\).failWrapper is thrown away`
}

func failConfiguredInterface(s Store) {
	s.UpdateDeal(1) // want `is thrown away`
}

func passLaterReturn(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals")
	if err != nil {
		slog.Error("delete", "err", err)
	}
	return err
}

func passNamedResult(tx *sql.Tx) (err error) {
	defer func() {
		if cerr := tx.Commit(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	return nil
}

func deleteLock(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM locks")
	return err
}

func unknownDeferredDelete(db *sql.DB) error {
	defer func() {
		if err := deleteLock(db); err != nil {
			slog.Error("delete", "err", err)
		}
	}()
	return nil
}

func warnDeferredUpdate(db *sql.DB) error {
	defer func() {
		if _, err := db.Exec("UPDATE deals SET won = true"); err != nil { // want `is only logged`
			slog.Error("update", "err", err)
		}
	}()
	return nil
}

func failDeferredDeleteSilent(db *sql.DB) error {
	defer func() {
		if err := deleteLock(db); err != nil { // want `leads to an empty branch`
		}
	}()
	return nil
}

func warnDeferredDeleteNamed(db *sql.DB) (err error) {
	defer func() {
		if e := deleteLock(db); e != nil { // want `is only logged`
			slog.Error("delete", "err", e)
		}
	}()
	return nil
}

func passDeferredAssign(tx *sql.Tx) (err error) {
	defer func() { err = tx.Commit() }()
	return nil
}

func passJoin(tx *sql.Tx) (err error) {
	defer func() { err = errors.Join(err, tx.Commit()) }()
	return nil
}

func passClosure(db *sql.DB, retry func(func() error) error) error {
	return retry(func() error {
		_, err := db.Exec("DELETE FROM deals")
		return err
	})
}

func passMark(db *sql.DB) error {
	failed := false
	for i := 0; i < 3; i++ {
		if _, err := db.Exec("DELETE FROM deals"); err != nil {
			slog.Error("delete", "err", err)
			failed = true
			continue
		}
	}
	if failed {
		return errors.New("some failed")
	}
	return nil
}

func passLastErr(db *sql.DB) error {
	var last error
	for i := 0; i < 3; i++ {
		_, err := db.Exec("DELETE FROM deals")
		if err == nil {
			return nil
		}
		last = err
		time.Sleep(time.Second)
	}
	return last
}

func passDirectTest(tx *sql.Tx) error {
	if tx.Commit() != nil {
		return errors.New("commit")
	}
	return nil
}

func warnDirectTest(tx *sql.Tx) {
	if tx.Commit() != nil { // want `is only logged`
		slog.Error("commit")
	}
}

func passSwitch(tx *sql.Tx) error {
	switch err := tx.Commit(); {
	case errors.Is(err, sql.ErrTxDone):
		return nil
	case err != nil:
		return err
	}
	return nil
}

func passSwitchTag(tx *sql.Tx) error {
	switch err := tx.Commit(); err {
	case nil, sql.ErrTxDone:
		return nil
	default:
		return err
	}
}

func passElse(db *sql.DB) error {
	if _, err := db.Exec("DELETE FROM deals"); err == nil {
		slog.Info("deleted")
	} else {
		return err
	}
	return nil
}

func passSuccessMark(db *sql.DB) bool {
	ok := false
	if _, err := db.Exec("DELETE FROM deals"); err == nil {
		ok = true
	}
	return ok
}

func passNilOr(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals")
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return errors.New("failed")
}

func passPanic(db *sql.DB) {
	if _, err := db.Exec("DELETE FROM deals"); err != nil {
		panic(err)
	}
}

func passTupleReturn(db *sql.DB) (sql.Result, error) {
	return db.Exec("DELETE FROM deals")
}

func failLoggedReturnInHandler(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	if _, err := db.Exec("DELETE FROM deals"); err != nil { // want `is only logged`
		slog.Error("delete", "err", err)
		return
	}
}

func (r *repo) failOwnLogger(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals") // want `is only logged`
	if err != nil {
		r.log.With("id", 1).Error("delete", "err", err)
	}
	return nil
}

func failUnlooked(db *sql.DB, again bool) error {
	_, err := db.Exec("DELETE FROM deals") // want `is not looked at before the function returns`
	if again {
		return err
	}
	return nil
}

func failCleanup(tx *sql.Tx) error {
	err := tx.Commit() // want `is answered with a nil error`
	if err != nil {
		tx.Rollback()
		return nil
	}
	return nil
}

func failOnlyParticular(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals") // want `is left alone unless it is a particular one`
	if errors.Is(err, sql.ErrNoRows) {
		slog.Info("none")
	}
	return nil
}

func warnLogCall(tx *sql.Tx) {
	slog.Info("commit", "err", tx.Commit()) // want `is only logged`
}

func failOtherReturned(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals") // want `is not looked at before the function returns`
	if db == nil {
		return err
	}
	return db.Ping()
}

func warnElseEmpty(b []byte, err error) {
	if err == nil { // want `the branch for !\(err == nil\)`
		_ = b
	} else {
	}
}

func (r *repo) unknownField(db *sql.DB) {
	_, r.err = db.Exec("DELETE FROM deals")
}

func (r *repo) unknownFuncValue(db *sql.DB) {
	if _, err := db.Exec("DELETE FROM deals"); err != nil {
		r.fail(err)
	}
}

func (r *repo) unknownCalled(db *sql.DB) {
	if _, err := db.Exec("DELETE FROM deals"); err != nil {
		r.exec2()
	}
}

func (r *repo) exec2() { r.fail(nil) }

func unknownLiteral(db *sql.DB, later func(func())) {
	_, err := db.Exec("DELETE FROM deals")
	later(func() { fmt.Println(err) })
}

func warnLiteral(db *sql.DB) {
	_, err := db.Exec("DELETE FROM deals") // want `is only logged`
	defer func() { fmt.Println(err) }()
}

func unknownZero(db *sql.DB) *repo {
	if _, err := db.Exec("DELETE FROM deals"); err != nil {
		return nil
	}
	return &repo{}
}

func unknownContext(ctx context.Context, db *sql.DB) error {
	if _, err := db.Exec("DELETE FROM deals"); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	return nil
}

func notApplicableCleanup(db *sql.DB, err error) error {
	if err != nil {
		_, _ = db.Exec("DELETE FROM drafts")
		if _, err := db.Exec("DELETE FROM deals"); err != nil {
			slog.Error("clean up", "err", err)
		}
		return fmt.Errorf("save: %w", err)
	}
	return nil
}

func failCleanupThatForgets(db *sql.DB, err error) error {
	if err != nil {
		_, _ = db.Exec("DELETE FROM drafts") // want `is thrown away`
	}
	return nil
}

func warnInRetry(db *sql.DB) error {
	for {
		if _, err := db.Exec("DELETE FROM deals"); err != nil { // want `is only logged, and the loop goes on`
			slog.Error("delete", "err", err)
			continue
		}
	}
}

func unknownRequire(r *repo, db *sql.DB) {
	_, err := db.Exec("DELETE FROM deals")
	r.Error(db, err)
}

func (r *repo) Error(_ *sql.DB, err error) { r.fail(err) }

type dbError struct{ code string }

func (*dbError) Error() string { return "" }

func passAssertion(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals")
	if err != nil {
		if e, ok := err.(*dbError); ok && e.code == "23505" {
			return nil
		}
		return err
	}
	return nil
}

func failAssertionOnly(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals") // want `is answered with a nil error`
	e, ok := err.(*dbError)
	if ok && e.code == "23505" {
		return errors.New("exists")
	}
	return nil
}

func failAssertionInBranch(db *sql.DB) error {
	if _, err := db.Exec("DELETE FROM deals"); err != nil { // want `is gone|is not looked at|is left alone`
		dup := errors.Is(err, sql.ErrNoRows)
		if dup {
			return nil
		}
	}
	return nil
}

func passTwoErrors(db *sql.DB) error {
	_, err1 := db.Exec("DELETE FROM deals")
	_, err2 := db.Exec("DELETE FROM drafts")
	if err1 != nil {
		return err1
	}
	if err2 != nil {
		return err2
	}
	return nil
}

func failAnsweredWithSuccess(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	if _, err := db.Exec("DELETE FROM deals"); err != nil { // want `is answered with 204`
		slog.Error("delete", "err", err)
		w.WriteHeader(http.StatusNoContent)
		return
	}
}

func passAnswered(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	if _, err := db.Exec("DELETE FROM deals"); err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
}

func passReplaced(db *sql.DB, known bool) (err error) {
	_, err = db.Exec("DELETE FROM deals")
	if !known {
		err = sql.ErrNoRows
		return
	}
	return
}
