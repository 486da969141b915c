// Package good holds the shapes that lose nothing, n01 to n16. The test runs it
// twice: with do and val named as mutations, and without.
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

func do() error         { return nil }
func val() (int, error) { return 0, nil }

type ctx struct{ err error }

func (c *ctx) SetInvalidParam(name string) { c.err = errors.New(name) }

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

func n02Mutation(resp *http.Response) error {
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err != nil {
		return err
	}
	return do()
}

func n03() ([]byte, error) {
	f, err := os.Open("x")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func n03Written(b []byte) error {
	f, err := os.Create("x")
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.Sync()
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

func n06Mutation(failed error) error {
	if failed != nil {
		_ = do()
		return failed
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

func n08Mutation(w http.ResponseWriter, b []byte) {
	if err := do(); err != nil {
		w.WriteHeader(500)
		return
	}
	w.Write(b)
}

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
