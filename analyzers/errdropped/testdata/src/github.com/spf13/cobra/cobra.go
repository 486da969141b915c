// Package cobra stands in for the library: its names alone.
package cobra

type Command struct {
	Run  func(cmd *Command, args []string)
	RunE func(cmd *Command, args []string) error
}
