// Package traps holds what looks like a lost error and is none, and what looks
// like none and is one.
package traps

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"
)

var db *sql.DB

const del = "DELETE FROM deals"

func save() error {
	_, err := db.Exec(del)
	return err
}

func wrap(err error) error { return fmt.Errorf("save: %w", err) }

func isTemporary(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

func shouldSkip(err error) bool {
	if strings.Contains(err.Error(), "duplicate") {
		return true
	}
	return false
}

func logPanic(err error) { panic(err) }

func keep(err error) {
	mu.Lock()
	defer mu.Unlock()
	kept = append(kept, err)
}

var (
	mu   sync.Mutex
	kept []error
)

func ignore(err error) {}

// --- errors that are sorted

func passParticular() error {
	if err := save(); err != nil {
		if isTemporary(err) {
			return nil
		}
		return err
	}
	return nil
}

func passParticularByText() error {
	if err := save(); err != nil && !shouldSkip(err) {
		return err
	}
	return nil
}

func passDefault() (string, error) {
	var name string
	err := db.QueryRow("INSERT INTO deals DEFAULT VALUES ON CONFLICT DO NOTHING RETURNING name").Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "default", nil
	}
	return name, err
}

func passCancelled(ctx context.Context) error {
	if err := save(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// --- helpers of the package

func passWrapHelper() error {
	if err := save(); err != nil {
		return wrap(err)
	}
	return nil
}

func failWrapDropped() {
	if err := save(); err != nil { // want `the error of save \(the DELETE from deals\) in traps.failWrapDropped`
		_ = wrap(err)
	}
}

func passPanicHelper() {
	if err := save(); err != nil {
		logPanic(err)
	}
}

func unknownKept() {
	if err := save(); err != nil {
		keep(err)
	}
}

func failIgnored() {
	if err := save(); err != nil { // want `is given to ignore, which does nothing with it`
		ignore(err)
	}
}

func failTuple() error { return first(db.Exec(del)) } // want `is given to first, which does nothing with it`

func first(res sql.Result, err error) error { return nil }

func passTuple() error { return second(db.Exec(del)) }

func second(res sql.Result, err error) error { return err }

func passLocalHelper() (err error) {
	check := func(e error) {
		if e != nil {
			err = errors.Join(err, e)
		}
	}
	check(save())
	check(save())
	return err
}

func failLocalHelper() {
	check := func(e error) {}
	check(save()) // want `is given to check, which does nothing with it`
}

// --- collected, retried, sent

func passLastError() error {
	var last error
	for range 3 {
		if last = save(); last == nil {
			return nil
		}
		log.Print(last)
	}
	return last
}

func passCollected(n int) error {
	var errs []error
	for range n {
		if err := save(); err != nil {
			log.Print(err)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func failCollectedForNothing(n int) error {
	var errs []error
	for range n {
		if err := save(); err != nil { // want `the error of save`
			errs = append(errs, err)
		}
	}
	log.Print(errs)
	return nil
}

type batch struct{ err error }

func (b *batch) run() { b.err = save() }

func (b *batch) passField() { b.err = save() }

func (b *batch) Err() error { return b.err }

func passGroup() error {
	var g errgroup.Group
	g.Go(func() error { return save() })
	return g.Wait()
}

func failGroup() {
	var g errgroup.Group
	g.Go(func() error { return save() }) // want `is given to the group, and the error of its Wait is thrown away`
	_ = g.Wait()
}

func within(f func() error) error { return f() }

func failWithin() {
	_ = within(func() error { return save() }) // want `is returned to within, whose error is thrown away`
}

func passWithin() error {
	return within(func() error { return save() })
}

func warnOnce() {
	var once sync.Once
	once.Do(func() {
		if err := save(); err != nil { // want `is only logged`
			log.Print(err)
		}
	})
}

// --- cleaning up

func notApplicableCleanup() (err error) {
	if err = work(); err != nil {
		_ = save()
		return
	}
	return nil
}

func work() error { return nil }

func passDeferredLiteral() (err error) {
	defer func() {
		if e := save(); e != nil && err == nil {
			err = e
		}
	}()
	return work()
}

func failDeferred() error {
	defer save() // want `is thrown away: the call is deferred`
	return work()
}

// --- transactions

func noneReadTx() (n int, err error) {
	tx, err := db.Begin()
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := tx.QueryRow("SELECT count(*) FROM deals").Scan(&n); err != nil {
		return 0, err
	}
	_ = tx.Commit()
	return n, nil
}

func failWriteTx() (n int, err error) {
	tx, err := db.Begin()
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := tx.QueryRow("INSERT INTO deals DEFAULT VALUES RETURNING id").Scan(&n); err != nil {
		return 0, err
	}
	_ = tx.Commit() // want `the error of the commit`
	return n, nil
}

func failPrepared() error {
	stmt, err := db.Prepare("UPDATE deals SET open = false")
	if err != nil {
		return err
	}
	defer stmt.Close()
	stmt.Exec() // want `the error of the UPDATE of deals \(stmt.Exec\)`
	return nil
}

func noneSession(channel string) {
	_, _ = db.Exec("LISTEN " + channel)
	_, _ = db.Exec("SET statement_timeout = 0")
}

// --- counters and traces

type counter struct{ n int }

func (c *counter) Inc() { c.n++ }

func passCounted(c *counter) error {
	if err := save(); err != nil {
		c.Inc()
		return err
	}
	return nil
}

func warnCounted(c *counter) {
	if err := save(); err != nil { // want `is only logged`
		c.Inc()
	}
}

// --- workers

func warnWorker(jobs chan int) error {
	for range jobs {
		if err := save(); err != nil { // want `is only logged, and the loop goes on`
			log.Print(err)
			continue
		}
	}
	return nil
}

func failLoop(jobs []int) error {
	for range jobs {
		if err := save(); err != nil { // want `is only logged, and the loop goes on`
			log.Print(err)
			continue
		}
	}
	return nil
}

func noneTestHelper(t *testing.T) { _ = save() }

// --- any error

func warnRecovered() error {
	defer func() {
		if r := recover(); r != nil { // want `a recovered panic in traps.warnRecovered is only logged; the caller is then given a nil error`
			log.Print(r)
		}
	}()
	return work()
}

func noneRecoveredGoroutine() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Print(r)
			}
		}()
		_ = work()
	}()
}

func noneRecoveredAgain() {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
			panic(r)
		}
	}()
}

func noneGoroutine(errs chan<- error) {
	go func() {
		if err := work(); err != nil {
			errs <- err
			return
		}
	}()
	go func() {
		if err := work(); err != nil {
			log.Print(err)
			return
		}
	}()
}

func noneSignal(errs chan error) {
	select {
	case <-errs:
		log.Print("one of them ended")
	}
}

func noneBlankElsewhere() error {
	err := work()
	_ = err
	return err
}

func passFile(b []byte) error {
	f, err := os.Create("x")
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return nil
}
