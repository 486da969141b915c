// Package good holds the shapes that lose nothing, n01 to n20. Where the shape
// isn't about a mutation it has one in the place of the call.
package good

import (
	"database/sql"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
)

func do() error         { return nil }    // configured as a mutation
func val() (int, error) { return 0, nil } // configured as a mutation

type ctx struct{}

func (*ctx) SetInvalidParam(string) {}

func n01(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("DELETE FROM deals"); err != nil {
		return err
	}
	return tx.Commit()
}

func n01ByStatement(db *sql.DB) {
	_, _ = db.Exec("ROLLBACK")
}

func n02(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func n03() ([]byte, error) {
	f, err := os.Open("x")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func n04() (int, error) {
	v, err := val()
	if err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return 0, nil
		}
		return 0, err
	}
	return v, nil
}

func n05() error {
	_, err := val()
	if err == io.EOF {
		return nil
	}
	return err
}

func n06() error {
	if err := do(); err != nil {
		_ = os.Remove("tmp")
		return err
	}
	return nil
}

func n07(w http.ResponseWriter, r *http.Request) {
	if err := do(); err != nil {
		http.Error(w, "failed", 500)
		return
	}
}

func n08(w http.ResponseWriter, b []byte) { w.Write(b) }

func n09() error {
	if err := do(); err != nil {
		log.Print(err)
		return err
	}
	return nil
}

func n10(in []string) error {
	var errs []error
	for range in {
		if err := do(); err != nil {
			errs = append(errs, err)
			continue
		}
	}
	return errors.Join(errs...)
}

func n11(ch chan error) {
	go func() { ch <- do() }()
}

func n12() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panicked")
		}
	}()
	return do()
}

func n13() error {
	var err error
	for i := 0; i < 3; i++ {
		if err = do(); err == nil {
			return nil
		}
	}
	return err
}

func n14(s string) int {
	if v, err := strconv.Atoi(s); err == nil {
		return v
	}
	return 10
}

func n15(p string) bool {
	_, err := os.Stat(p)
	return !os.IsNotExist(err)
}

func n16(w http.ResponseWriter, c *ctx) {
	if err := do(); err != nil {
		c.SetInvalidParam("x")
		return
	}
}

func n16Framework(c *ctx) error {
	if err := do(); err != nil {
		return errors.New("c.param")
	}
	return nil
}

func n17(db *sql.DB) (id int, err error) {
	err = db.QueryRow("INSERT INTO deals (name) VALUES ('x') RETURNING id").Scan(&id)
	return id, err
}

func n18(db *sql.DB) (id int, err error) {
	row := db.QueryRow("UPDATE deals SET open = false RETURNING id")
	if err := row.Scan(&id); err != nil {
		return 0, err
	}
	return id, nil
}

func n19(db *sql.DB) (int, error) {
	rows, err := db.Query("DELETE FROM deals RETURNING id")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// n20: reads are no mutations, whatever becomes of their error.
func n20(db *sql.DB, table string) (id int) {
	_ = db.QueryRow("SELECT id FROM deals").Scan(&id)
	_ = db.QueryRow("SELECT id FROM deals FOR UPDATE").Scan(&id)
	_ = db.QueryRow("SELECT close_deal(1)").Scan(&id)
	_ = db.QueryRow("INSERT INTO " + table + " DEFAULT VALUES RETURNING id").Scan(&id)
	return id
}
