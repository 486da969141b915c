// Package aws stands in for the library: the names that the tables go by.
package aws

func String(s string) *string { return &s }
