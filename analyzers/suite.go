// Package analyzers is the list of the Go checks and the drivers that run
// them: in process over a tree, go vet style over packages, and as a vettool.
package analyzers

import (
	"strings"

	"github.com/candor-dev/candor/analyzers/auditdeviance"
	"github.com/candor-dev/candor/analyzers/auditdropped"
	"github.com/candor-dev/candor/analyzers/auditget"
	"github.com/candor-dev/candor/analyzers/auditsametx"
	"github.com/candor-dev/candor/analyzers/auditsuccess"
	"github.com/candor-dev/candor/analyzers/audittamper"
	"github.com/candor-dev/candor/analyzers/auditunaudited"
	"github.com/candor-dev/candor/analyzers/authzadmin"
	"github.com/candor-dev/candor/analyzers/authzdoor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/errdropped"
	"github.com/candor-dev/candor/analyzers/lockdrift"
	"github.com/candor-dev/candor/analyzers/modelredact"
	"github.com/candor-dev/candor/analyzers/modelwrapper"
	"github.com/candor-dev/candor/analyzers/passwordhash"
	"github.com/candor-dev/candor/analyzers/plainlog"
	"github.com/candor-dev/candor/analyzers/requestdata"
	"github.com/candor-dev/candor/analyzers/secretfallback"
	"github.com/candor-dev/candor/analyzers/timingcompare"
	"github.com/candor-dev/candor/analyzers/tlsconfig"
	"github.com/candor-dev/candor/analyzers/vendorseam"
	"github.com/candor-dev/candor/analyzers/webhooksigned"
)

// Suite returns every Go check, freshly built, so that setting the flags of
// one run never shows in another. Every folder here that builds a check is on
// the list; check/ and internal/ hold what checks share and what tests need.
func Suite() []*check.Check {
	return []*check.Check{
		errdropped.New(),
		passwordhash.New(),
		plainlog.New(),
		requestdata.New(),
		secretfallback.New(),
		timingcompare.New(),
		tlsconfig.New(),
	}
}

// Programs returns the checks that judge a program as a whole: what a door
// reaches lies in other packages than the door.
func Programs() []*check.Program {
	return []*check.Program{
		auditdeviance.New(),
		auditdropped.New(),
		auditget.New(),
		auditsametx.New(),
		auditsuccess.New(),
		audittamper.New(),
		auditunaudited.New(),
		authzadmin.New(),
		authzdoor.New(),
		lockdrift.New(),
		modelredact.New(),
		modelwrapper.New(),
		vendorseam.New(),
		webhooksigned.New(),
	}
}

// configure sets the flags of every check that takes functions of the user's:
// "mutations", "audit", "guards", "secrets", and "interfaces" of the modules'.
func configure(checks []*check.Check, s *Settings) error {
	for flag, list := range map[string]string{
		"mutations": strings.Join(s.Sinks.Mutations, ","), "audit": strings.Join(s.Sinks.Audits, ","), "guards": strings.Join(s.Sinks.Guards, ","),
		"secrets": strings.Join(s.Seams.Secrets, ","), "interfaces": errdropped.InterfaceList(s.Failing),
	} {
		if list == "" {
			continue
		}
		for _, c := range checks {
			if c.Analyzer.Flags.Lookup(flag) == nil {
				continue
			}
			if err := c.Analyzer.Flags.Set(flag, list); err != nil {
				return err
			}
		}
	}
	return nil
}
