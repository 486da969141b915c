// Package asynq is a stub.
package asynq

import "context"

type Task struct{}
type Handler interface {
	ProcessTask(context.Context, *Task) error
}
type ServeMux struct{}

func NewServeMux() *ServeMux                                                              { return &ServeMux{} }
func (m *ServeMux) HandleFunc(pattern string, handler func(context.Context, *Task) error) {}
func (m *ServeMux) Handle(pattern string, handler Handler)                                {}
