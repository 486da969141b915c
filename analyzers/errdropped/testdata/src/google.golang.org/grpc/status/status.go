// Package status stands in for the library: its names alone.
package status

import "errors"

func Error(code int, msg string) error             { return errors.New(msg) }
func Errorf(code int, f string, args ...any) error { return errors.New(f) }
