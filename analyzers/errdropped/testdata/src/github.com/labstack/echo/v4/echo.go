// Package echo stands in for the framework: its names alone.
package echo

type Context interface {
	JSON(code int, v any) error
	NoContent(code int) error
	Param(name string) string
}
