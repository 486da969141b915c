package main

import (
	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
)

const long = `candor reads a company's own sources and says, for every published security
claim: verified, contradicted (file and line), attested, or unknown, and why.

  candor                      check the current folder
  candor check DIR            the same for a folder
  candor explain RULE         what a rule looks for, and how to mend it

It runs offline, reads only, and never shows a secret.

Exit codes: 0 clean; 1 a finding or contradiction at or above --fail-on;
2 wrong usage or configuration; 3 something could not be read, or there was
nothing to look at.`

// command builds the command tree. A new command is one file and one line here.
func (a *app) command() *cobra.Command {
	root := a.checkCommand()
	root.Use = "candor [DIR]"
	root.Short = "says which of a company's security claims its sources prove"
	root.Long = long
	a.Prepare(root)
	root.AddCommand(
		a.checkCommand(),
		a.initCommand(),
		a.vetCommand(),
		a.rulesCommand(),
		a.explainCommand(),
		a.testCommand(),
		a.collectCommand(),
		a.driftCommand(),
		a.claimsCommand(),
		a.questionnaireCommand(),
		a.packCommand(),
		a.verifyCommand(),
		a.diffCommand(),
		a.newCommand(),
		a.reportCommand(),
		a.trustCommand(),
		cli.ManCommand(),
		a.lspCommand(),
	)
	return root
}
