package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor/internal/iac"
)

// backupCopies emits the automated backups of databases that lie here and belong
// to another region, which only the region that they were sent to shows; and
// those that outlived their database.
func (s *scope) backupCopies(ctx context.Context, c *rds.Client, k keys) {
	var all []types.DBInstanceAutomatedBackup
	a := list(ctx, s, "rds.DescribeDBInstanceAutomatedBackups", question{Path: s.path("rds", "backups"), Of: "aws.rds.backup"}, rds.NewDescribeDBInstanceAutomatedBackupsPaginator(c, &rds.DescribeDBInstanceAutomatedBackupsInput{}),
		func(page *rds.DescribeDBInstanceAutomatedBackupsOutput, _ *answer) int {
			all = append(all, page.DBInstanceAutomatedBackups...)
			return len(page.DBInstanceAutomatedBackups)
		})
	for i := range all {
		b := &all[i]
		from := regionOf(text(b.DBInstanceArn))
		away := from != "" && from != s.region
		if !away && text(b.Status) != "retained" {
			continue // it lies with its database, which says it all
		}
		owner, loc := s.store("AWS::RDS::DBInstanceAutomatedBackup", "backup of "+word(text(b.DBInstanceIdentifier), 80), text(b.DBInstanceAutomatedBackupsArn))
		owner.At = s.at(s.path("rds", "backups", word(text(b.DbiResourceId), 80)))
		loc.Path = owner.At.Path
		sink := s.sink(a)
		sink.Store(owner.Type, "rds", owner.Subject, loc, encryptedNode(b.StorageEncryptionType, b.Encrypted, text(b.Engine), owner.At), k.of(ctx, s, text(b.KmsKeyId), "rds", owner.At))
		sink.Region(owner.Subject, "backup copy", loc, node(s.region, owner.At))
		copied := node(away, owner.At)
		if away {
			copied.Why = "it was sent here from " + from
		}
		sink.CrossRegion(owner, "database backup", copied)
	}
}

// globals are the global clusters that a region knows.
type globals struct {
	ok       bool // the list was read to its end
	clusters []types.GlobalCluster
}

// globalClusters asks for them, where there is a cluster that could belong to one.
func (s *scope) globalClusters(ctx context.Context, c *rds.Client) globals {
	var g globals
	a := list(ctx, s, "rds.DescribeGlobalClusters", question{Path: s.path("rds", "global"), Of: "aws.rds.globalcluster"}, rds.NewDescribeGlobalClustersPaginator(c, &rds.DescribeGlobalClustersInput{}),
		func(page *rds.DescribeGlobalClustersOutput, _ *answer) int {
			g.clusters = append(g.clusters, page.GlobalClusters...)
			return len(page.GlobalClusters)
		})
	g.ok = a.ok()
	return g
}

// copies are the members that a cluster has in other regions by way of a global
// cluster. One that it names and that is not in the list may have any.
func (g globals) copies(s *scope, d *types.DBCluster, at iac.Place) []*iac.Node {
	named, found := text(d.GlobalClusterIdentifier), false
	var out []*iac.Node
	for _, x := range g.clusters {
		id := text(x.GlobalClusterIdentifier)
		var arns []string
		mine := id != "" && id == named
		for _, m := range x.GlobalClusterMembers {
			arns = append(append(arns, aws.ToString(m.DBClusterArn)), m.Readers...)
			mine = mine || text(m.DBClusterArn) != "" && text(m.DBClusterArn) == text(d.DBClusterArn)
		}
		if !mine {
			continue
		}
		found = true
		for _, n := range s.elsewhere(arns, at) {
			n.Why = "its global cluster " + word(id, 80) + " reaches further: " + n.Why
			out = append(out, n)
		}
	}
	if named != "" && !found {
		out = append(out, iac.Hidden("it belongs to the global cluster "+word(named, 80)+", which is not in the list of them", at))
	}
	return out
}
