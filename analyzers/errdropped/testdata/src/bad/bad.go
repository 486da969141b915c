// Package bad holds the shapes in which an error is lost, p01 to p38. The test
// runs it twice: with do, val and the writing of files named as mutations, and
// without.
package bad

import (
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
)

func do() error         { return nil }
func val() (int, error) { return 0, nil }
func other() error      { return nil }
func noop()             {}
func logErr(err error)  { log.Print(err) }
func use(int)           {}

func p01() {
	if err := do(); err != nil {
	}
}

func p02() {
	if err := do(); err != nil {
		// ignore
	}
}

func p03() {
	err := do()
	_ = err
}

func p04() {
	_ = do()
}

func p05() {
	v, _ := val()
	use(v)
}

func p06() {
	do()
}

func p07() {
	go do()
}

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
	if err := do(); err != nil {
		log.Print(err)
	}
	w.WriteHeader(200)
}

func p10(w http.ResponseWriter, r *http.Request) {
	err := do()
	if err != nil {
		logErr(err)
	}
	json.NewEncoder(w).Encode(map[string]string{"status": "ok"})
}

func p11() error {
	if err := do(); err != nil {
		return nil
	}
	return nil
}

func p12() error {
	if err := do(); err != nil {
		log.Print(err)
		return nil
	}
	return nil
}

func p13(b bool) error {
	if err := do(); err != nil {
		if b {
			return nil
		}
		return err
	}
	return nil
}

func p14(w http.ResponseWriter, r *http.Request) {
	if err := do(); err != nil {
		return
	}
	w.WriteHeader(204)
}

func p15() error {
	defer func() { recover() }()
	return do()
}

func p16() error {
	defer func() { _ = recover() }()
	return do()
}

func p17() error {
	defer func() {
		if r := recover(); r != nil {
		}
	}()
	return do()
}

func p18() error {
	err := do()
	_, err = val()
	return err
}

func p19() (err error) {
	if true {
		_, err := val()
		if err != nil {
			noop()
		}
	}
	return err
}

func p20() error {
	var err error
	for i := 0; i < 3; i++ {
		err = do()
	}
	return err
}

func p21() {
	go func() {
		if err := do(); err != nil {
			return
		}
	}()
}

func p22(in []string) (sum int) {
	for range in {
		n, err := val()
		if err != nil {
			continue
		}
		sum += n
	}
	return sum
}

func p23() int {
	v, err := val()
	if err != nil {
		return 0
	}
	return v
}

// p24: the caller learns that it failed, and not why.
func p24() bool {
	_, err := val()
	return err == nil
}

func p25() {
	v, err := val()
	if err == nil {
		use(v)
	}
}

type tx struct{}

func (tx) Commit() error { return do() }

func p26(t tx) {
	defer t.Commit()
}

func p27() (err error) {
	defer func() {
		if cerr := do(); cerr != nil {
			err = nil
		}
	}()
	return other()
}

func p28() error {
	err := do()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
	}
	return nil
}

func p29() {
	if err := do(); errors.Is(err, sql.ErrTxDone) {
	}
}

func p30() {
	err := do()
	func(error) {}(err)
}

// p31: see p24.
func p31() error {
	if err := do(); err != nil {
		return errors.New("failed")
	}
	return nil
}

func p32(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	if err := do(); err != nil {
		http.Error(w, "failed", 500)
	}
}

func p33() {
	errCh := make(chan error, 1)
	go func() { errCh <- do() }()
	<-errCh
}

func p34() {
	errCh := make(chan error, 1)
	go func() {
		err := do()
		errCh <- err
	}()
	select {
	case <-errCh:
	default:
	}
}

func p35() {
	for _, f := range []func() error{do, other} {
		_ = f()
	}
}
