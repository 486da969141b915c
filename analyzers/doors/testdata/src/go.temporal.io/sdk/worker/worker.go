// Package worker is a stub.
package worker

type Worker interface {
	RegisterWorkflow(w interface{})
	RegisterActivity(a interface{})
}
