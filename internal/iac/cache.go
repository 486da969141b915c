package iac

import "strings"

// CacheCluster is a cache cluster as it is written. In says that it is a node of a
// replication group.
type CacheCluster struct {
	Engine  *Node
	In      bool
	Setting string // the switch for TLS
	Enabled *Node
}

// Lone reports one of Redis that is surely in no replication group.
func (c CacheCluster) Lone() bool {
	engine, ok := c.Engine.Str()
	return ok && len(c.Engine.Others) == 0 && strings.EqualFold(engine, "redis") && !c.In
}

// LoneCache emits how a lone one takes connections.
func (s *Sink) LoneCache(id string, at Place, c CacheCluster) {
	set := TLS{Hop: "app-database", Platform: "elasticache", Setting: c.Setting, Case: LoneCache}
	switch on, ok := c.Enabled.Bool(); {
	case c.Enabled.Has() && (!ok || on || len(c.Enabled.Others) > 0):
		s.TLS(id, At(at, id), set, Hidden("AWS refuses it for a cache cluster of Redis: replication groups alone encrypt", c.Enabled.At))
	case c.Enabled.Has():
		s.TLS(id, At(at, id), set, need("off", c.Enabled))
	default:
		s.TLS(id, At(at, id), set, Platform("off", "a cache cluster of Redis knows no TLS: AWS refuses "+c.Setting+" but for a replication group", at))
	}
}

// LoneStore emits that a lone one is not encrypted at rest.
func (s *Sink) LoneStore(r Owner) {
	s.Store(r.Type, "elasticache", r.Subject, At(r.At, r.Resource), Platform(false, "a cache cluster of Redis has no such setting: replication groups and serverless caches alone encrypt", r.At), nil)
}
