package values

import (
	"database/sql"
	"errors"
	"time"
)

func noneRetried(db *sql.DB) error {
	for {
		err := save(db)
		if err == nil {
			return nil
		}
		if errors.Is(err, sql.ErrConnDone) {
			return err
		}
		time.Sleep(time.Second)
	}
}

func failThreeTimes(db *sql.DB) error {
	for range 3 {
		err := save(db) // want `only its absence is looked at`
		if err == nil {
			return nil
		}
	}
	return nil
}

func failWorker(db *sql.DB) {
	for {
		err := save(db) // want `only its absence is looked at`
		if err == nil {
			continue
		}
		time.Sleep(time.Second)
	}
}

func failBrokenOff(db *sql.DB) error {
	for {
		err := save(db) // want `the error of save`
		if err == nil {
			return nil
		}
		if time.Now().IsZero() {
			break
		}
	}
	return nil
}
