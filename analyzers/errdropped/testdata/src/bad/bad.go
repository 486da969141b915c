// Package bad holds the shapes in which an error is lost, p01 to p38, each with
// a mutation. What is marked "out of scope" loses something that this check
// does not judge, or says that it can't tell.
package bad

import (
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
)

func do() error         { return nil }    // configured as a mutation
func val() (int, error) { return 0, nil } // configured as a mutation
func other() error      { return nil }
func noop()             {}
func logErr(err error)  { log.Print(err) }
func use(int)           {}

func p01() {
	if err := do(); err != nil { // want `the error of do in bad.p01 leads to an empty branch`
	}
}

func p01AnyError() {
	if err := other(); err != nil { // want `the branch for err != nil in bad.p01AnyError holds no statement`
	}
}

func p02() {
	if err := do(); err != nil { // want `leads to an empty branch`
		// ignore
	}
}

func p03() {
	err := do() // want `the error of do in bad.p03 is gone when the function ends`
	_ = err
}

func p04() {
	_ = do() // want `is thrown away: it is assigned to the blank identifier`
}

func p05() {
	v, _ := val() // want `is thrown away`
	use(v)
}

func p06() {
	do() // want `is thrown away: the call is a statement of its own`
}

func p07() {
	go do() // want `is thrown away: the call is started with go`
}

// p08, out of scope: a file is no mutation here.
func p08() error {
	f, err := os.Create("x")
	if err != nil {
		return err
	}
	defer f.Close()
	f.Write([]byte("data"))
	return nil
}

func p09(w http.ResponseWriter, r *http.Request) {
	if err := do(); err != nil { // want `is only logged, then the code goes on`
		log.Print(err)
	}
	w.WriteHeader(200)
}

func p10(w http.ResponseWriter, r *http.Request) {
	err := do() // want `is only logged, then the code goes on`
	if err != nil {
		logErr(err)
	}
	json.NewEncoder(w).Encode(map[string]string{"status": "ok"})
}

func p11() error {
	if err := do(); err != nil { // want `is answered with a nil error`
		return nil
	}
	return nil
}

func p12() error {
	if err := do(); err != nil { // want `is only logged`
		log.Print(err)
		return nil
	}
	return nil
}

func p13(b bool) error {
	if err := do(); err != nil { // want `is answered with a nil error`
		if b {
			return nil
		}
		return err
	}
	return nil
}

func p14(w http.ResponseWriter, r *http.Request) {
	if err := do(); err != nil { // want `ends in a return without an answer, which net/http sends as 200`
		return
	}
	w.WriteHeader(204)
}

// p15, p16, p17, out of scope: a recovered panic is no error of a mutation.
func p15() { defer func() { recover() }() }
func p16() { defer func() { _ = recover() }() }
func p17() {
	defer func() {
		if r := recover(); r != nil {
		}
	}()
}

func p18() error {
	err := do() // want `is overwritten before anyone looks at it`
	_, err = val()
	return err
}

func p19() (err error) {
	if true {
		_, err := val() // unknown: noop might report it
		if err != nil {
			noop()
		}
	}
	return err
}

func p20() error {
	var err error
	for i := 0; i < 3; i++ {
		err = do() // want `is overwritten on the next turn of the loop`
	}
	return err
}

func p21() {
	go func() {
		if err := do(); err != nil { // want `is gone when the function ends`
			return
		}
	}()
}

// p22 as it stands is out of scope: a parser is no mutation.
func p22(in []string) (sum int) {
	for _, s := range in {
		n, err := strconv.Atoi(s)
		if err != nil {
			continue
		}
		sum += n
	}
	return sum
}

func p22Mutation(in []string) error {
	for range in {
		if _, err := val(); err != nil { // want `is skipped with continue`
			continue
		}
	}
	return nil
}

// p23, out of scope: unknown, a zero result may mean a failure.
func p23() int {
	v, err := val()
	if err != nil {
		return 0
	}
	return v
}

// p24, out of scope: the caller learns that it failed.
func p24() bool {
	_, err := val()
	return err == nil
}

func p25() {
	v, err := val() // want `is left alone: only its absence is looked at`
	if err == nil {
		use(v)
	}
}

func p26(tx *sql.Tx) {
	defer tx.Commit() // want `is thrown away: the call is deferred`
}

func p27(tx *sql.Tx) (err error) {
	defer func() {
		if cerr := tx.Commit(); cerr != nil { // want `the error of tx.Commit in bad.p27 is gone when the function ends`
			err = nil
		}
	}()
	return other()
}

func p28() error {
	err := do() // want `leads to an empty branch`
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
	}
	return nil
}

func p29() {
	if err := do(); errors.Is(err, sql.ErrTxDone) { // want `the error of do in bad.p29 is left alone` `the branch for errors.Is\(err, sql.ErrTxDone\)`
	}
}

// p30, out of scope: unknown, the error goes to a function literal.
func p30() {
	err := do()
	func(error) {}(err)
}

// p31, out of scope: the caller learns of a failure, its cause is lost.
func p31() error {
	if err := do(); err != nil {
		return errors.New("failed")
	}
	return nil
}

// p32, out of scope: see p15.
func p32(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
}

// p33, p34, out of scope: the error was sent, which is where this check stops.
func p33(errCh chan error) {
	<-errCh
}

func p34(errCh chan error) {
	select {
	case <-errCh:
	default:
	}
}

// p35, out of scope: a function value is no known mutation.
func p35(fs []func() error) {
	for _, f := range fs {
		_ = f()
	}
}

func p35Mutation(dbs []*sql.DB) {
	for _, db := range dbs {
		_, _ = db.Exec("DELETE FROM deals") // want `is thrown away`
	}
}

// p36 to p38: a write that gives rows.
func p36(db *sql.DB) (id int) {
	_ = db.QueryRow("INSERT INTO deals (name) VALUES ('x') RETURNING id").Scan(&id) // want `the error of db.QueryRow in bad.p36 is thrown away`
	return id
}

func p37(db *sql.DB) (id int) {
	row := db.QueryRow("UPDATE deals SET open = false RETURNING id") // want `is only logged`
	if err := row.Scan(&id); err != nil {
		log.Print(err)
	}
	return id
}

func p38(db *sql.DB) {
	rows, _ := db.Query("DELETE FROM deals RETURNING id") // want `is thrown away`
	defer rows.Close()
}
