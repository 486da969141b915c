package effects

import (
	"fmt"
	"strings"
)

// what is an effect in words.
func what(e *Effect) string {
	switch {
	case e.What != "":
		return e.What
	case e.Symbol != "":
		return Short(e.Symbol)
	}
	return string(e.Kind)
}

// verb is what a mutation does, from the front end's word or from the first
// word of its text.
func (e *Effect) verb() string {
	if e.Verb != "" {
		return e.Verb
	}
	first, _, _ := strings.Cut(strings.ToLower(e.What), " ")
	switch first {
	case "insert", "update", "delete", "truncate", "upsert":
		return first
	}
	return ""
}

// nameless reports a statement of SQL whose table can't be told.
func (e *Effect) nameless() bool {
	return e.Model == "" && e.Verb != "" && e.What == strings.ToUpper(e.Verb)
}

// traceSteps is how many steps of a path fit into a message.
const traceSteps = 6

// Trace is a path in one line: "api.(*Server).invite -> service.Invite -> INSERT members".
// The middle of a long one is left out.
func Trace(path []Step) string {
	var parts []string
	for i := range path {
		s := path[i].What
		switch {
		case s == "?":
			s = Short(path[i].Symbol) + "?"
			if path[i].Symbol == "" {
				s = "?"
			}
		case s == "":
			s = Short(path[i].Symbol)
		}
		parts = append(parts, s)
	}
	if len(parts) > traceSteps {
		parts = append(append(parts[:traceSteps/2:traceSteps/2], "…"), parts[len(parts)-traceSteps/2:]...)
	}
	return strings.Join(parts, " -> ")
}

// Word is a grade of durability as a clause.
func (d Durability) Word() string {
	switch d {
	case SameTx:
		return "in the transaction of the write"
	case Sync:
		return "before the answer"
	case Deferred:
		return "when the function returns"
	case BestEffort:
		return "best effort, its failure is not passed on"
	case Background:
		return "in the background"
	case Before:
		return "before the work is done"
	case OffDefault:
		return "behind a switch that is off by default"
	}
	return "how safely can't be told"
}

// Switches are the conditions of a path that somebody has to switch on.
func Switches(path []Step) []string {
	var out []string
	for i := range path {
		if switchedOff(path[i].Cond) {
			out = append(out, path[i].Cond)
		}
	}
	return out
}

// listed is how many names a message gives before it counts the rest.
const listed = 3

// List joins names: "a", "a and b", "a, b and 3 more".
func List(names []string) string {
	n := len(names)
	switch {
	case n == 0:
		return ""
	case n == 1:
		return names[0]
	case n <= listed:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names[:listed-1], ", ") + fmt.Sprintf(" and %d more", n-listed+1)
}

// Work is what a door writes, in words: "members and invites", or "data" where
// no table can be told. What only its wrappers write counts if it does nothing else.
func (v *DoorVerdict) Work() string {
	if ms := v.OwnModels(); len(ms) > 0 {
		return List(ms)
	}
	if ms := v.Models(); len(ms) > 0 && v.OwnWrite() == nil {
		return List(ms)
	}
	return "data"
}

// OwnWrite is the nearest write of the handler, nil if only wrappers write.
func (v *DoorVerdict) OwnWrite() *Reached {
	for i := range v.Writes {
		if v.Writes[i].Wrapper == 0 {
			return &v.Writes[i]
		}
	}
	return nil
}

// Why joins the reasons of a verdict.
func (v *DoorVerdict) Why() string { return strings.Join(v.Reasons, "; ") }
