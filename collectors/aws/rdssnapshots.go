package aws

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

// maxSnapshots bounds how many snapshots of a region are asked with whom they are
// shared, one call for each. AWS lets an account keep 100 of each sort unless it
// asks for more.
const maxSnapshots = 500

func snapshotSpecs() []live.Spec {
	kinds := []string{"net.exposure", "store.copy", "store.encryption", "store.region"}
	return []live.Spec{
		{ID: "rds.DescribeDBSnapshots", Doc: "lists the snapshots that people and AWS Backup made of databases", Needs: []live.Permission{{Action: "rds:DescribeDBSnapshots"}},
			Kinds: kinds, Keeps: []string{"Encrypted, StorageEncryptionType, KmsKeyId, SourceRegion"}, Redact: []string{"DBSnapshots/*/MasterUsername", "DBSnapshots/*/TagList"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeDBSnapshotAttributes", Doc: "tells whether everybody may restore a snapshot", Needs: []live.Permission{{Action: "rds:DescribeDBSnapshotAttributes"}},
			Kinds: []string{"net.exposure"}, Keeps: []string{"whether restore names all"}, TTL: 7 * day},
		{ID: "rds.DescribeDBClusterSnapshots", Doc: "lists the snapshots that people and AWS Backup made of clusters", Needs: []live.Permission{{Action: "rds:DescribeDBClusterSnapshots"}},
			Kinds: kinds, Keeps: []string{"StorageEncrypted, StorageEncryptionType, KmsKeyId, SourceDBClusterSnapshotArn"}, Redact: []string{"DBClusterSnapshots/*/MasterUsername", "DBClusterSnapshots/*/TagList"}, Paged: true, TTL: 7 * day},
		{ID: "rds.DescribeDBClusterSnapshotAttributes", Doc: "tells whether everybody may restore the snapshot of a cluster", Needs: []live.Permission{{Action: "rds:DescribeDBClusterSnapshotAttributes"}},
			Kinds: []string{"net.exposure"}, Keeps: []string{"whether restore names all"}, TTL: 7 * day},
	}
}

// snapshot is one of a database or of a cluster.
type snapshot struct {
	name, arn, key string
	kind           types.StorageEncryptionType
	engine         string
	encrypted      *bool
	from           string // the region that it was copied from
}

// The snapshots that are listed: those that people made, and those that AWS Backup
// did, which can't be shared. Those that the service makes by itself go with their
// database, and can't be shared either.
const byPeople, byBackup = "manual", "awsbackup"

// dbSnapshots emits the snapshots of databases and of clusters.
func (s *scope) dbSnapshots(ctx context.Context, c *rds.Client, k keys) {
	for _, maker := range []string{byPeople, byBackup} {
		s.instanceSnapshots(ctx, c, k, maker)
		s.clusterSnapshots(ctx, c, k, maker)
	}
}

// snapshotQuestion is about the snapshots of one sort and one maker.
func (s *scope) snapshotQuestion(part, maker, of string) question {
	path := s.path("rds", part)
	return question{Path: path, Subject: path + " " + maker, Of: of, Params: map[string]string{"SnapshotType": maker}}
}

func (s *scope) instanceSnapshots(ctx context.Context, c *rds.Client, k keys, maker string) {
	of := snapshots{part: "snapshots", typ: "AWS::RDS::DBSnapshot", what: "database snapshot", maker: maker}
	a := list(ctx, s, "rds.DescribeDBSnapshots", s.snapshotQuestion(of.part, maker, "aws.rds.snapshot"), rds.NewDescribeDBSnapshotsPaginator(c, &rds.DescribeDBSnapshotsInput{SnapshotType: &maker}),
		func(page *rds.DescribeDBSnapshotsOutput, _ *answer) int {
			for _, x := range page.DBSnapshots {
				of.all = append(of.all, snapshot{name: text(x.DBSnapshotIdentifier), arn: text(x.DBSnapshotArn), key: text(x.KmsKeyId), kind: x.StorageEncryptionType, engine: text(x.Engine), encrypted: x.Encrypted, from: text(x.SourceRegion)})
			}
			return len(page.DBSnapshots)
		})
	s.kept(ctx, a, k, of, func(x snapshot, q question) (*answer, shares) {
		out, got := ask(ctx, s, "rds.DescribeDBSnapshotAttributes", q, func(ctx context.Context) (*rds.DescribeDBSnapshotAttributesOutput, error) {
			return c.DescribeDBSnapshotAttributes(ctx, &rds.DescribeDBSnapshotAttributesInput{DBSnapshotIdentifier: &x.name})
		})
		sh := shares{}
		if got.ok() && out.DBSnapshotAttributesResult != nil {
			for _, t := range out.DBSnapshotAttributesResult.DBSnapshotAttributes {
				sh[text(t.AttributeName)] = t.AttributeValues
			}
		}
		return got, sh
	})
}

func (s *scope) clusterSnapshots(ctx context.Context, c *rds.Client, k keys, maker string) {
	of := snapshots{part: "cluster-snapshots", typ: "AWS::RDS::DBClusterSnapshot", what: "cluster snapshot", maker: maker}
	a := list(ctx, s, "rds.DescribeDBClusterSnapshots", s.snapshotQuestion(of.part, maker, "aws.rds.clustersnapshot"), rds.NewDescribeDBClusterSnapshotsPaginator(c, &rds.DescribeDBClusterSnapshotsInput{SnapshotType: &maker}),
		func(page *rds.DescribeDBClusterSnapshotsOutput, _ *answer) int {
			for _, x := range page.DBClusterSnapshots {
				of.all = append(of.all, snapshot{name: text(x.DBClusterSnapshotIdentifier), arn: text(x.DBClusterSnapshotArn), key: text(x.KmsKeyId), kind: x.StorageEncryptionType, engine: text(x.Engine), encrypted: x.StorageEncrypted, from: regionOf(text(x.SourceDBClusterSnapshotArn))})
			}
			return len(page.DBClusterSnapshots)
		})
	s.kept(ctx, a, k, of, func(x snapshot, q question) (*answer, shares) {
		out, got := ask(ctx, s, "rds.DescribeDBClusterSnapshotAttributes", q, func(ctx context.Context) (*rds.DescribeDBClusterSnapshotAttributesOutput, error) {
			return c.DescribeDBClusterSnapshotAttributes(ctx, &rds.DescribeDBClusterSnapshotAttributesInput{DBClusterSnapshotIdentifier: &x.name})
		})
		sh := shares{}
		if got.ok() && out.DBClusterSnapshotAttributesResult != nil {
			for _, t := range out.DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes {
				sh[text(t.AttributeName)] = t.AttributeValues
			}
		}
		return got, sh
	})
}

// snapshots are those of one sort and one maker.
type snapshots struct {
	part, typ, what, maker string
	all                    []snapshot
}

// shares is with whom a snapshot is shared, by the names of its attributes: none
// where the answer names none, though it always names the one that counts.
type shares map[string][]string

// kept emits snapshots, and asks of each that people made with whom it is shared.
func (s *scope) kept(ctx context.Context, a *answer, k keys, of snapshots, attributes func(snapshot, question) (*answer, shares)) {
	path := s.path("rds", of.part)
	for i, x := range of.all {
		owner := s.snapshot(ctx, a, k, path+"/"+word(x.name, 255), of.typ, of.what, x)
		if i >= maxSnapshots || of.maker != byPeople {
			continue
		}
		got, sh := attributes(x, question{Path: owner.At.Path, Subject: x.arn})
		if !got.ok() {
			continue
		}
		public := iac.Hidden("the answer does not say with whom it is shared", owner.At)
		if _, told := sh["restore"]; told {
			public = node(false, owner.At)
		}
		if slices.Contains(sh["restore"], "all") {
			public = node(true, owner.At)
			public.Why = "whoever has an account of AWS may restore it"
		}
		s.sink(got).Exposure(owner, of.what, "restore", public)
	}
	if n := len(of.all); n > maxSnapshots && of.maker == byPeople {
		s.missing(candor.NotAsked, path, path+" beyond "+fmt.Sprint(maxSnapshots), fmt.Sprintf("of %d snapshots, %d were asked with whom they are shared", n, maxSnapshots), "net.exposure")
	}
}

// snapshot emits what the list says of one.
func (s *scope) snapshot(ctx context.Context, a *answer, k keys, path, typ, what string, x snapshot) iac.Owner {
	at := s.at(path)
	loc := candor.Location{Path: path, Resource: x.arn}
	owner := iac.Owner{Type: typ, Subject: word(x.name, 255), Resource: x.arn, At: at}
	sink := s.sink(a)
	sink.Store(typ, "rds", owner.Subject, loc, encryptedNode(x.kind, x.encrypted, x.engine, at), k.of(ctx, s, x.key, "rds", at))
	sink.Region(owner.Subject, what, loc, node(s.region, at))
	copied := node(x.from != "" && x.from != s.region, at)
	if x.from != "" {
		copied.Why = "it is a copy of one in " + x.from
	}
	sink.CrossRegion(owner, what, copied)
	return owner
}
