package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func rdsSpecs() []live.Spec {
	return append([]live.Spec{
		{ID: "rds.DescribeDBInstances", Doc: "lists the databases of a region, how they are encrypted, backed up, protected and reached", Needs: []live.Permission{{Action: "rds:DescribeDBInstances"}},
			Kinds:  []string{"net.exposure", "store.backup", "store.copy", "store.encryption", "store.protection", "store.region", "tls.setting"},
			Keeps:  []string{"StorageEncrypted, StorageEncryptionType, KmsKeyId", "BackupRetentionPeriod", "DeletionProtection", "PubliclyAccessible", "replicas and copies of backups"},
			Redact: []string{"DBInstances/*/MasterUsername"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeDBClusters", Doc: "lists the clusters of databases of a region", Needs: []live.Permission{{Action: "rds:DescribeDBClusters"}},
			Kinds:  []string{"store.backup", "store.copy", "store.encryption", "store.protection", "store.region", "tls.setting"},
			Keeps:  []string{"StorageEncrypted, StorageEncryptionType, KmsKeyId", "BackupRetentionPeriod", "DeletionProtection"},
			Redact: []string{"DBClusters/*/MasterUsername"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeDBParameters", Doc: "tells whether a group of parameters requires TLS", Needs: []live.Permission{{Action: "rds:DescribeDBParameters"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"the values of rds.force_ssl, require_secure_transport, ssl_min_protocol_version and tls_version"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeDBClusterParameters", Doc: "tells whether a group of parameters of clusters requires TLS", Needs: []live.Permission{{Action: "rds:DescribeDBClusterParameters"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"the values of the same four parameters"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeDBInstanceAutomatedBackups", Doc: "shows backups that were sent to this region, or that outlived their database", Needs: []live.Permission{{Action: "rds:DescribeDBInstanceAutomatedBackups"}},
			Kinds: []string{"store.copy", "store.encryption", "store.region"}, Keeps: []string{"DBInstanceArn, Encrypted, KmsKeyId"}, Redact: []string{"DBInstanceAutomatedBackups/*/MasterUsername"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeGlobalClusters", Doc: "tells in which regions a global cluster has members", Needs: []live.Permission{{Action: "rds:DescribeGlobalClusters"}},
			Kinds: []string{"store.copy"}, Keeps: []string{"GlobalClusterMembers/*/DBClusterArn and Readers"}, Paged: true, TTL: 7 * day},
	}, snapshotSpecs()...)
}

// collectRDS emits the databases of a region, the clusters that hold some, and
// what was set aside of them: snapshots and backups that were sent here.
func collectRDS(ctx context.Context, s *scope) {
	c := rds.NewFromConfig(s.config())
	k := keys{}
	g := groups{c: c, seen: make(map[string]*group)}
	var instances []types.DBInstance
	a := list(ctx, s, "rds.DescribeDBInstances", question{Path: s.path("rds"), Of: "aws.rds.instance"}, rds.NewDescribeDBInstancesPaginator(c, &rds.DescribeDBInstancesInput{}),
		func(page *rds.DescribeDBInstancesOutput, _ *answer) int {
			instances = append(instances, page.DBInstances...)
			return len(page.DBInstances)
		})
	for i := range instances {
		s.instance(ctx, a, k, g, &instances[i])
	}
	var clusters []types.DBCluster
	a = list(ctx, s, "rds.DescribeDBClusters", question{Path: s.path("rds"), Of: "aws.rds.cluster"}, rds.NewDescribeDBClustersPaginator(c, &rds.DescribeDBClustersInput{}),
		func(page *rds.DescribeDBClustersOutput, _ *answer) int {
			clusters = append(clusters, page.DBClusters...)
			return len(page.DBClusters)
		})
	var global globals
	if len(clusters) > 0 {
		global = s.globalClusters(ctx, c)
	}
	for i := range clusters {
		s.cluster(ctx, a, k, g, global, &clusters[i])
	}
	s.backupCopies(ctx, c, k)
	s.dbSnapshots(ctx, c, k)
}

// store is a database as the facts name it.
func (s *scope) store(typ, name, arn string) (iac.Owner, candor.Location) {
	at := s.at(s.path("rds", name))
	return iac.Owner{Type: typ, Subject: name, Resource: arn, At: at}, candor.Location{Path: at.Path, Resource: arn}
}

func (s *scope) instance(ctx context.Context, a *answer, k keys, g groups, d *types.DBInstance) {
	owner, loc := s.store("AWS::RDS::DBInstance", word(text(d.DBInstanceIdentifier), 80), text(d.DBInstanceArn))
	at, sink := owner.At, s.sink(a)
	sink.Store(owner.Type, "rds", owner.Subject, loc, encryptedNode(d.StorageEncryptionType, d.StorageEncrypted, text(d.Engine), at), k.of(ctx, s, text(d.KmsKeyId), "rds", at))
	sink.Region(owner.Subject, "database", loc, node(s.region, at))
	sink.Exposure(owner, "database", "PubliclyAccessible", boolNode(d.PubliclyAccessible, "the answer does not say whether it is public", at))
	// A replica in another region, and a backup, is named by its ARN; a replica
	// that is named by its name alone lies beside the database.
	others := append(slices.Clone(d.ReadReplicaDBInstanceIdentifiers), d.ReadReplicaDBClusterIdentifiers...)
	for _, b := range d.DBInstanceAutomatedBackupsReplications {
		others = append(others, text(b.DBInstanceAutomatedBackupsArn))
	}
	sink.CrossRegion(owner, "database", iac.Worst(s.elsewhere(others, at)...))
	if text(d.DBClusterIdentifier) != "" {
		return // its cluster is backed up, protected and spoken to, and says so itself
	}
	s.instanceTLS(ctx, a, g, d, owner)
	sink.Backups(owner, iac.Backups{What: "database", Days: intNode(d.BackupRetentionPeriod, "the answer does not say how long backups are kept", at)})
	sink.Protection(owner, "database", boolNode(d.DeletionProtection, "the answer does not say whether it is protected", at))
}

func (s *scope) cluster(ctx context.Context, a *answer, k keys, g groups, global globals, d *types.DBCluster) {
	owner, loc := s.store("AWS::RDS::DBCluster", word(text(d.DBClusterIdentifier), 80), text(d.DBClusterArn))
	at, sink := owner.At, s.sink(a)
	sink.Store(owner.Type, "rds", owner.Subject, loc, encryptedNode(d.StorageEncryptionType, d.StorageEncrypted, text(d.Engine), at), k.of(ctx, s, text(d.KmsKeyId), "rds", at))
	sink.Region(owner.Subject, "database cluster", loc, node(s.region, at))
	if global.ok {
		copies := append(s.elsewhere(d.ReadReplicaIdentifiers, at), global.copies(s, d, at)...)
		sink.CrossRegion(owner, "database cluster", iac.Worst(copies...))
	}
	s.clusterTLS(ctx, a, g, d, owner)
	sink.Backups(owner, iac.Backups{What: "database cluster", Days: intNode(d.BackupRetentionPeriod, "the answer does not say how long backups are kept", at)})
	sink.Protection(owner, "database cluster", boolNode(d.DeletionProtection, "the answer does not say whether it is protected", at))
}

// elsewhere are the copies that lie in another region, by their ARNs.
func (s *scope) elsewhere(arns []string, at iac.Place) []*iac.Node {
	var out []*iac.Node
	for _, arn := range arns {
		if region := regionOf(arn); region != "" && region != s.region {
			n := node(true, at)
			n.Why = "it is copied to " + region
			out = append(out, n)
		}
	}
	return out
}

// regionOf is the region that an ARN names; "" for a name that is none.
func regionOf(arn string) string {
	if p := strings.SplitN(arn, ":", 5); len(p) == 5 && p[0] == "arn" {
		return p[3]
	}
	return ""
}

// intNode is a number of an answer; one that is not in it is unknown.
func intNode(v *int32, why string, at iac.Place) *iac.Node {
	if v == nil {
		return iac.Hidden(why, at)
	}
	return node(int(aws.ToInt32(v)), at)
}
