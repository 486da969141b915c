// Package gorp stands in for the library: its names alone.
package gorp

type DbMap struct{}

func (m *DbMap) Insert(list ...any) error          { return nil }
func (m *DbMap) Update(list ...any) (int64, error) { return 0, nil }
func (m *DbMap) Delete(list ...any) (int64, error) { return 0, nil }
