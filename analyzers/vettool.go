package analyzers

import (
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// IsVettool reports whether the go command calls the program as a vettool:
// args are the arguments without the program's name.
func IsVettool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	if len(args) == 1 && (args[0] == "-V=full" || args[0] == "-flags") {
		return true
	}
	return strings.HasSuffix(args[len(args)-1], ".cfg")
}

// Vettool serves the go command as a vettool. It reads the arguments of the
// program and does not return.
func Vettool() {
	var as []*analysis.Analyzer
	for _, c := range Suite() {
		as = append(as, c.Analyzer)
	}
	unitchecker.Main(as...)
}
