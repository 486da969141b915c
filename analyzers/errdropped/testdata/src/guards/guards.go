// Package guards loses decisions and audit writes. The test names them.
package guards

import (
	"log"
	"net/http"
)

func check(user string) error           { return nil }
func allowed(user string) (bool, error) { return false, nil }
func may(user string) bool              { return false }
func record(what string) error          { return nil }
func recorded(what string) bool         { return false }

func passCheck(w http.ResponseWriter, r *http.Request) {
	if err := check(r.URL.Path); err != nil {
		http.Error(w, "no", 403)
		return
	}
}

// failOpen: who may not come in is let in, if only the log knows.
func failOpen(user string) {
	if err := check(user); err != nil { // want `the error of the decision \(check\) in guards.failOpen is only logged`
		log.Print(err)
	}
}

func failUnread(user string) {
	_, _ = allowed(user) // want `is thrown away`
}

func unknownDecision(user string) string {
	ok, _ := allowed(user)
	if !ok {
		return "no"
	}
	return "yes"
}

func passDecision(user string) (string, error) {
	ok, err := allowed(user)
	if err != nil {
		return "", err
	}
	if !ok {
		return "no", nil
	}
	return "yes", nil
}

func passBool(user string) string {
	if !may(user) {
		return "no"
	}
	return "yes"
}

func failBool(user string) {
	may(user) // want `is thrown away: nobody looks at its answer`
}

func passRecord() error { return record("x") }

func failRecord(w http.ResponseWriter, r *http.Request) {
	if err := record("x"); err != nil { // want `the error of the audit write \(record\) in guards.failRecord is only logged; the handler then answers 204`
		log.Print(err)
	}
	w.WriteHeader(204)
}

func failRecorded() {
	recorded("x") // want `nobody looks at its answer`
}
