// Package pgconn stands in for the library: the names that the tables go by.
package pgconn

type CommandTag struct{ n int }
