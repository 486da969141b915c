// Package gin stands in for the framework: its names alone.
package gin

type Error struct{ Err error }

func (e *Error) Error() string { return e.Err.Error() }

type Context struct{ Errors []*Error }

func (c *Context) JSON(code int, v any)             {}
func (c *Context) Status(code int)                  {}
func (c *Context) AbortWithStatus(code int)         {}
func (c *Context) Error(err error) *Error           { return nil }
func (c *Context) AbortWithError(int, error) *Error { return nil }
