package aws

import (
	"context"
	"net/url"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func cacheSpecs() []live.Spec {
	whole := []string{"store.backup", "store.copy", "store.encryption", "store.protection", "store.region", "tls.setting"}
	return []live.Spec{
		{ID: "elasticache.DescribeReplicationGroups", Doc: "lists the replicated caches of a region, how they are encrypted, backed up and spoken to", Needs: []live.Permission{{Action: "elasticache:DescribeReplicationGroups"}},
			Kinds: whole, Keeps: []string{"AtRestEncryptionEnabled, KmsKeyId", "TransitEncryptionEnabled, TransitEncryptionMode and what is pending of them", "SnapshotRetentionLimit"}, Paged: true, TTL: 7 * day},
		{ID: "elasticache.DescribeCacheClusters", Doc: "lists the caches that are not replicated", Needs: []live.Permission{{Action: "elasticache:DescribeCacheClusters"}},
			Kinds: whole, Keeps: []string{"Engine", "the same settings"}, Paged: true, TTL: 7 * day},
		{ID: "elasticache.DescribeServerlessCaches", Doc: "lists the serverless caches of a region", Needs: []live.Permission{{Action: "elasticache:DescribeServerlessCaches"}},
			Kinds: whole, Keeps: []string{"Engine, KmsKeyId, SnapshotRetentionLimit"}, Paged: true, TTL: 7 * day},
		{ID: "elasticache.DescribeGlobalReplicationGroups", Doc: "tells in which regions a replicated cache has members", Needs: []live.Permission{{Action: "elasticache:DescribeGlobalReplicationGroups"}},
			Kinds: []string{"store.copy"}, Keeps: []string{"Members/*/ReplicationGroupRegion"}, Paged: true, TTL: 7 * day},
	}
}

// cache is a replicated cache, or one that is not, as far as facts need it. What
// an answer does not tell is nil or "".
type cache struct {
	Group   string `xml:"ReplicationGroupId"`
	Cluster string `xml:"CacheClusterId"`
	ARN     string
	Engine  string
	AtRest  *bool  `xml:"AtRestEncryptionEnabled"`
	Key     string `xml:"KmsKeyId"`
	TLS     *bool  `xml:"TransitEncryptionEnabled"`
	Mode    string `xml:"TransitEncryptionMode"`
	Days    *int32 `xml:"SnapshotRetentionLimit"`
	Global  string `xml:"GlobalReplicationGroupInfo>GlobalReplicationGroupId"`
	Pending struct {
		TLS  *bool  `xml:"TransitEncryptionEnabled"`
		Mode string `xml:"TransitEncryptionMode"`
	} `xml:"PendingModifiedValues"`
}

type cacheGroups struct {
	Groups []cache `xml:"ReplicationGroups>ReplicationGroup"`
	Marker string
}

type cacheClusters struct {
	Clusters []cache `xml:"CacheClusters>CacheCluster"`
	Marker   string
}

type serverlessCache struct {
	Name   string `xml:"ServerlessCacheName"`
	ARN    string
	Engine string
	Key    string `xml:"KmsKeyId"`
	Days   *int32 `xml:"SnapshotRetentionLimit"`
}

type serverlessCaches struct {
	Caches    []serverlessCache `xml:"ServerlessCaches>member"`
	NextToken string
}

type globalCache struct {
	ID      string `xml:"GlobalReplicationGroupId"`
	Members []struct {
		Region string `xml:"ReplicationGroupRegion"`
	} `xml:"Members>GlobalReplicationGroupMember"`
}

type globalCaches struct {
	Groups []globalCache `xml:"GlobalReplicationGroups>GlobalReplicationGroup"`
	Marker string
}

// cacheVersion is the version of the API that answers are read by.
const cacheVersion = "2015-02-02"

// caches asks ElastiCache in one region.
type caches struct {
	plain
	keys   keys
	global []globalCache
	told   *answer // of global; nil where it was not asked, or not answered
}

func collectCaches(ctx context.Context, s *scope) {
	c := caches{plain: plain{scope: s, name: "elasticache", host: "elasticache." + s.region, xml: true}, keys: keys{}}
	var groups []cache
	a := queryPages(ctx, c.plain, "elasticache.DescribeReplicationGroups", cacheVersion, question{Path: s.path("elasticache"), Of: "aws.elasticache.group"}, "Marker", nil,
		func(p *cacheGroups) string { return p.Marker }, func(p *cacheGroups, _ *answer) int {
			groups = append(groups, p.Groups...)
			return len(p.Groups)
		})
	for i := range groups {
		if groups[i].Global != "" && c.told == nil {
			c.globals(ctx)
			break
		}
	}
	for i := range groups {
		c.cache(ctx, a, &groups[i], "AWS::ElastiCache::ReplicationGroup", groups[i].Group)
	}
	var single []cache
	a = queryPages(ctx, c.plain, "elasticache.DescribeCacheClusters", cacheVersion, question{Path: s.path("elasticache", "clusters"), Of: "aws.elasticache.cluster"}, "Marker", url.Values{"ShowCacheClustersNotInReplicationGroups": {"true"}},
		func(p *cacheClusters) string { return p.Marker }, func(p *cacheClusters, _ *answer) int {
			single = append(single, p.Clusters...)
			return len(p.Clusters)
		})
	for i := range single {
		if single[i].Group == "" { // else its group says it all
			c.cache(ctx, a, &single[i], "AWS::ElastiCache::CacheCluster", single[i].Cluster)
		}
	}
	var serverless []serverlessCache
	a = queryPages(ctx, c.plain, "elasticache.DescribeServerlessCaches", cacheVersion, question{Path: s.path("elasticache", "serverless"), Of: "aws.elasticache.serverless"}, "NextToken", nil,
		func(p *serverlessCaches) string { return p.NextToken }, func(p *serverlessCaches, _ *answer) int {
			serverless = append(serverless, p.Caches...)
			return len(p.Caches)
		})
	for i := range serverless {
		c.serverless(ctx, a, &serverless[i])
	}
}

// globals asks for the global data stores, where a cache belongs to one.
func (c *caches) globals(ctx context.Context) {
	a := queryPages(ctx, c.plain, "elasticache.DescribeGlobalReplicationGroups", cacheVersion, question{Path: c.path("elasticache", "global"), Of: "aws.elasticache.global"}, "Marker", url.Values{"ShowMemberInfo": {"true"}},
		func(p *globalCaches) string { return p.Marker }, func(p *globalCaches, _ *answer) int {
			c.global = append(c.global, p.Groups...)
			return len(p.Groups)
		})
	if a.ok() {
		c.told = a
	}
}

// cache emits a cache on machines, replicated or not.
func (c *caches) cache(ctx context.Context, a *answer, x *cache, typ, id string) {
	id = word(id, 80)
	owner, loc := c.owned(c.path("elasticache", id), typ, id, x.ARN)
	at, sink := owner.At, c.sink(a)
	memcached := x.Engine == "memcached"
	on := boolNode(x.AtRest, "the answer does not say whether it is encrypted", at)
	if v, ok := on.Bool(); memcached && ok && !v {
		on = iac.Hidden("Memcached keeps what it holds in memory alone, where it is not encrypted", at)
	}
	sink.Store(typ, "elasticache", id, loc, on, c.keys.of(ctx, c.scope, x.Key, "elasticache", at))
	sink.Region(id, "cache", loc, node(c.region, at))
	sink.Protection(owner, "cache", unprotected("caches", at))
	tls := boolNode(x.TLS, "the answer does not say whether connections are encrypted", at)
	var mode *iac.Node
	if x.Mode != "" {
		mode = node(word(x.Mode, 40), at)
	}
	if x.Pending.TLS != nil || x.Pending.Mode != "" {
		tls = iac.Hidden("a change of it is under way", at)
	}
	c.databaseSink(a, owner).Cache(id, "elasticache", at, "TransitEncryptionEnabled", tls, mode, nil)
	if !memcached { // which has nothing to go back to
		sink.Backups(owner, iac.Backups{What: "cache", Days: intNode(x.Days, "the answer does not say how long snapshots are kept", at)})
	}
	switch {
	case x.Global == "":
		sink.CrossRegion(owner, "cache", nil)
	case c.told != nil:
		c.sink(c.told).CrossRegion(owner, "cache", c.members(x.Global, at))
	}
}

// members is whether a global data store has members in other regions.
func (c *caches) members(id string, at iac.Place) *iac.Node {
	for _, g := range c.global {
		if g.ID != id {
			continue
		}
		var out []*iac.Node
		for _, m := range g.Members {
			switch m.Region {
			case c.region:
			case "":
				out = append(out, iac.Hidden("the answer does not name the region of a member of its global data store", at))
			default:
				n := node(true, at)
				n.Why = "its global data store " + word(id, 80) + " has a member in " + word(m.Region, 40)
				out = append(out, n)
			}
		}
		if len(g.Members) > 0 {
			return iac.Worst(out...)
		}
	}
	return iac.Hidden("it belongs to the global data store "+word(id, 80)+", whose members are not told", at)
}

// serverless emits a cache without machines: it is encrypted, and takes nothing
// without TLS, whatever is set.
func (c *caches) serverless(ctx context.Context, a *answer, x *serverlessCache) {
	name := word(x.Name, 80)
	owner, loc := c.owned(c.path("elasticache", "serverless", name), "AWS::ElastiCache::ServerlessCache", name, x.ARN)
	at, sink := owner.At, c.sink(a)
	sink.Store(owner.Type, "elasticache", name, loc, iac.Platform(true, "ElastiCache encrypts every serverless cache at rest", at), c.keys.of(ctx, c.scope, x.Key, "elasticache", at))
	sink.Region(name, "cache", loc, node(c.region, at))
	sink.Protection(owner, "cache", unprotected("caches", at))
	sink.CrossRegion(owner, "cache", nil)
	c.databaseSink(a, owner).Always(name, "app-database", "elasticache", "serverless caches take TLS only", at)
	if !strings.EqualFold(x.Engine, "memcached") {
		sink.Backups(owner, iac.Backups{What: "cache", Days: intNode(x.Days, "the answer does not say how long snapshots are kept", at)})
	}
}
