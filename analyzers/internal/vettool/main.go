// Command vettool is the suite as a bare vettool; tests build it and run it
// below go vet.
package main

import "github.com/candor-dev/candor/analyzers"

func main() { analyzers.Vettool() }
