//go:build !(candor_cgo && cgo)

package pgparse

func native(layout, string) (out []byte, ok bool, err error) { return nil, false, nil }
