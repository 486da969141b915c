// Package errgroup stands in for the library: its names alone.
package errgroup

type Group struct{ err error }

func (g *Group) Go(f func() error) { g.err = f() }
func (g *Group) Wait() error       { return g.err }
