// Package pgconn stands in for the driver's package of that name.
package pgconn

type CommandTag struct{ s string }
