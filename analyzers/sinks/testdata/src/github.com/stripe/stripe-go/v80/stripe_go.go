// Package stripe stands in for the library: the names that the tables go by.
package stripe

func String(s string) *string { return &s }
