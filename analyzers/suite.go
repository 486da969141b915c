// Package analyzers is the list of the Go checks and the drivers that run
// them: in process over a tree, go vet style over packages, and as a vettool.
package analyzers

import (
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/errdropped"
	"github.com/candor-dev/candor/analyzers/passwordhash"
	"github.com/candor-dev/candor/analyzers/requestdata"
	"github.com/candor-dev/candor/analyzers/secretfallback"
	"github.com/candor-dev/candor/analyzers/timingcompare"
	"github.com/candor-dev/candor/analyzers/tlsconfig"
)

// Suite returns every Go check, freshly built, so that setting the flags of
// one run never shows in another. Every folder here that builds a check is on
// the list; check/ and internal/ hold what checks share and what tests need.
func Suite() []*check.Check {
	return []*check.Check{
		errdropped.New(),
		passwordhash.New(),
		requestdata.New(),
		secretfallback.New(),
		timingcompare.New(),
		tlsconfig.New(),
	}
}

// configure sets the "mutations" flag of every check that has it.
func configure(checks []*check.Check, mutations []string) error {
	if len(mutations) == 0 {
		return nil
	}
	list := joinList(mutations)
	for _, c := range checks {
		if c.Analyzer.Flags.Lookup("mutations") == nil {
			continue
		}
		if err := c.Analyzer.Flags.Set("mutations", list); err != nil {
			return err
		}
	}
	return nil
}
