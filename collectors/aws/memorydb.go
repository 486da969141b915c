package aws

import (
	"context"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func memorySpecs() []live.Spec {
	return []live.Spec{{ID: "memorydb.DescribeClusters", Doc: "lists the clusters of MemoryDB, how they are encrypted, backed up and spoken to", Needs: []live.Permission{{Action: "memorydb:DescribeClusters"}},
		Kinds: []string{"store.backup", "store.copy", "store.encryption", "store.protection", "store.region", "tls.setting"}, Keeps: []string{"KmsKeyId, TLSEnabled, SnapshotRetentionLimit", "MultiRegionClusterName"}, Paged: true, TTL: 7 * day}}
}

// memoryCluster is what facts need of a cluster. What an answer does not tell is
// nil or "".
type memoryCluster struct {
	Name, ARN   string
	KmsKeyID    string `json:"KmsKeyId"`
	TLSEnabled  *bool
	Days        *int32 `json:"SnapshotRetentionLimit"`
	MultiRegion string `json:"MultiRegionClusterName"`
}

type memoryClusters struct {
	Clusters  []memoryCluster
	NextToken string
}

func collectMemory(ctx context.Context, s *scope) {
	p := plain{scope: s, name: "memorydb", host: "memory-db." + s.region}
	var all []memoryCluster
	a := targetPages(ctx, p, "memorydb.DescribeClusters", "AmazonMemoryDB", question{Path: s.path("memorydb"), Of: "aws.memorydb.cluster"}, "NextToken",
		func(page *memoryClusters) (string, bool) { return page.NextToken, page.Clusters != nil }, func(page *memoryClusters, _ *answer) int {
			all = append(all, page.Clusters...)
			return len(page.Clusters)
		})
	k := keys{}
	for i := range all {
		x := &all[i]
		name := word(x.Name, 80)
		owner, loc := s.owned(s.path("memorydb", name), "AWS::MemoryDB::Cluster", name, x.ARN)
		at, sink := owner.At, s.sink(a)
		sink.Store(owner.Type, "memorydb", name, loc, iac.Platform(true, "MemoryDB encrypts every cluster at rest", at), k.of(ctx, s, x.KmsKeyID, "memorydb", at))
		sink.Region(name, "database", loc, node(s.region, at))
		sink.Protection(owner, "database", unprotected("clusters of MemoryDB", at))
		sink.Backups(owner, iac.Backups{What: "database", Days: intNode(x.Days, "the answer does not say how long snapshots are kept", at)})
		s.databaseSink(a, owner).Cache(name, "memorydb", at, "TLSEnabled", boolNode(x.TLSEnabled, "the answer does not say whether connections are encrypted", at), nil, nil)
		var copies *iac.Node
		if x.MultiRegion != "" {
			copies = iac.Hidden("it belongs to the multi-region cluster "+word(x.MultiRegion, 80)+", whose regions are not asked", at)
		}
		sink.CrossRegion(owner, "database", copies)
	}
}
