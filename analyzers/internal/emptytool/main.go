// Command emptytool is a vettool that looks at nothing: benchmarks measure the
// suite against it.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() {
	unitchecker.Main(&analysis.Analyzer{Name: "nothing", Doc: "look at nothing", Run: func(*analysis.Pass) (any, error) { return nil, nil }})
}
