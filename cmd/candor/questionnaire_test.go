package main

import (
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/workbook/testbook"
)

// makeWorkbook is the command "workbook VERSION FILE" of scripts: a CAIQ in the
// official layout.
func makeWorkbook(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: workbook VERSION FILE")
	}
	cat, err := frameworks.Load()
	ts.Check(err)
	for _, x := range instruments(cat) {
		if x.ID == "caiq-"+args[0] {
			b, err := testbook.CAIQ(testbook.Options{Version: args[0], Questions: x.Questions, Provider: args[0] == "4.1.0"})
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o600))
			return
		}
	}
	ts.Fatalf("no version %s", args[0])
}
