// Package collectors lists the collectors that read a tree.
package collectors

import (
	"github.com/candor-dev/candor/collectors/cargo"
	"github.com/candor-dev/candor/collectors/cloudformation"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/compose"
	"github.com/candor-dev/candor/collectors/connections"
	"github.com/candor-dev/candor/collectors/docker"
	"github.com/candor-dev/candor/collectors/gem"
	"github.com/candor-dev/candor/collectors/gomod"
	"github.com/candor-dev/candor/collectors/helm"
	"github.com/candor-dev/candor/collectors/kubernetes"
	"github.com/candor-dev/candor/collectors/npm"
	"github.com/candor-dev/candor/collectors/nuget"
	"github.com/candor-dev/candor/collectors/pipelines"
	"github.com/candor-dev/candor/collectors/precommit"
	"github.com/candor-dev/candor/collectors/proxies"
	"github.com/candor-dev/candor/collectors/python"
	"github.com/candor-dev/candor/collectors/scans"
	"github.com/candor-dev/candor/collectors/securitytxt"
	"github.com/candor-dev/candor/collectors/shell"
	"github.com/candor-dev/candor/collectors/sql"
	"github.com/candor-dev/candor/collectors/terraform"
	"github.com/candor-dev/candor/collectors/tflock"
	"github.com/candor-dev/candor/collectors/unread"
	"github.com/candor-dev/candor/collectors/vendors"
	"github.com/candor-dev/candor/collectors/workflows"
)

// All returns every collector, in the order of the report. A new collector is
// one folder and one line here.
func All() []*collector.Collector {
	return []*collector.Collector{
		sql.New(),
		cloudformation.New(),
		terraform.New(),
		npm.New(),
		gomod.New(),
		cargo.New(),
		python.New(),
		gem.New(),
		nuget.New(),
		docker.New(),
		workflows.New(),
		shell.New(),
		compose.New(),
		kubernetes.New(),
		helm.New(),
		pipelines.New(),
		precommit.New(),
		tflock.New(),
		proxies.New(),
		connections.New(),
		scans.New(),
		vendors.New(),
		securitytxt.New(),
		unread.New(),
	}
}
