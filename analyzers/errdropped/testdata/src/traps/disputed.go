package traps

import (
	"database/sql"
	"encoding/base64"
	"log"
	"net/http"
	"os"
	"strconv"
)

// Shapes on which one may disagree: what only looks careless is left alone, and
// what looks handled is not.

func noneOverwrittenRead(a, b string) (int, error) {
	x, err := strconv.Atoi(a)
	y, err := strconv.Atoi(b)
	if err != nil {
		return 0, err
	}
	return x + y, nil
}

func noneDeletedMeanwhile(get func() (string, error)) (string, error) {
	name, err := get()
	if err != nil {
		return "", nil // it is gone: no name
	}
	return name, nil
}

func noneOptionalFile(p string) error {
	if _, err := os.Stat(p); err != nil {
		return nil
	}
	return work()
}

func noneDecoded(s string) []byte {
	b, _ := base64.StdEncoding.DecodeString(s)
	return b
}

type key struct{}

func (key) Destroy() error { return nil }

func noneDestroyed(k key) error {
	defer k.Destroy()
	return work()
}

func noneBody(resp *http.Response, w http.ResponseWriter) {
	defer resp.Body.Close()
	w.Write([]byte("pong"))
}

func failInLoop(kinds []string) error {
	for _, k := range kinds {
		var err error
		switch k {
		case "create":
			err = save() // want `is gone when the loop goes on`
		case "read":
			err = work()
			if err != nil {
				continue
			}
		}
	}
	return nil
}

func failParticularThenSuccess(w http.ResponseWriter, r *http.Request) {
	err := save() // want `is answered with 204`
	if err == sql.ErrNoRows {
		http.Error(w, "gone", 404)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func failReceiptFirst() (int64, error) {
	res, err := db.Exec(del) // want `is overwritten before anyone looks at it`
	n, err := res.RowsAffected()
	if err != nil {
		return 0, err
	}
	return n, nil
}

func failUnansweredBranch(w http.ResponseWriter, r *http.Request) {
	err := save() // want `ends in a return without an answer; the handler then returns, and net/http answers 200`
	if err != nil {
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func failVoid() {
	if err := save(); err != nil { // want `is gone when the function ends`
		return
	}
	log.Print("saved")
}

func noneGoroutineThatCloses(c interface{ Close() error }, step func() error) {
	go c.Close()
	go func() {
		if err := step(); err != nil {
			c.Close()
			return
		}
	}()
}

func warnGoroutine(step func() error) {
	go func() {
		if err := step(); err != nil { // want `the error of step in traps.warnGoroutine is gone when the function ends, in a goroutine that tells nobody`
			return
		}
	}()
}

func noneRecoveredAndUndone(c interface{ Remove() }) {
	defer func() {
		if recover() != nil {
			c.Remove()
		}
	}()
}

func (b *batch) passFirstErrorWins() {
	err := save()
	if b.err == nil {
		b.err = err
	}
}
