package config

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// Problem is one thing that is wrong in candor.yaml.
type Problem struct {
	At      candor.Location
	Message string
	Hint    string // what to do; may be empty
}

// Error is everything that is wrong in candor.yaml, by position.
type Error struct {
	Problems []Problem
	cause    error
}

// Error returns one line for each problem: "path:line:col: message; hint".
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.At.String() + ": " + p.Message
		if p.Hint != "" {
			lines[i] += "; " + p.Hint
		}
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns why the file could not be read, or nil.
func (e *Error) Unwrap() error { return e.cause }

// newError returns the problems in the order of the file, or nil without any.
func newError(ps []Problem) error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int { return a.At.Compare(b.At) })
	return &Error{Problems: slices.CompactFunc(ps, func(a, b Problem) bool { return a == b })}
}
