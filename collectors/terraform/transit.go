package terraform

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// transit emits how the services that a folder makes take connections: caches,
// brokers, warehouses, APIs, buckets, and the targets of load balancers.
func (m *module) transit(b *block) {
	p, at := m.properties(b), placeOf(b)
	switch b.typ {
	case "aws_elasticache_replication_group", "aws_elasticache_cluster":
		m.sink.Cache(b.id, "elasticache", at, "transit_encryption_enabled", p.Get("transit_encryption_enabled"), p.Get("transit_encryption_mode"), cacheDefault(p, at))
	case "aws_memorydb_cluster":
		m.sink.Cache(b.id, "memorydb", at, "tls_enabled", p.Get("tls_enabled"), nil, iac.Platform("required", "MemoryDB needs TLS when tls_enabled is not set", at))
	case "aws_elasticache_serverless_cache":
		m.sink.Always(b.id, "app-database", "elasticache", "serverless caches take TLS only", at)
	case "aws_msk_cluster":
		in := p.Path("encryption_info", "encryption_in_transit")
		m.sink.Broker(b.id, at, in.Get("client_broker"), in.Get("in_cluster"))
	case "aws_msk_serverless_cluster":
		m.sink.Always(b.id, "internal", "msk", "serverless clusters take TLS only", at)
	case "aws_redshift_parameter_group":
		m.sink.Warehouse(b.id, at, p.Get("family"), m.parameters(b)("require_ssl"))
	case "aws_redshift_cluster":
		if m.group(b, p.Get("cluster_parameter_group_name"), "cluster_parameter_group_name", "aws_redshift_parameter_group") == nil {
			m.sink.TLS(b.id, m.at(b), iac.TLS{Hop: "app-database", Platform: "redshift", Setting: "require_ssl"}, iac.Hidden("its parameter group is not in the folder", at))
		}
	case "aws_docdb_cluster_parameter_group":
		m.sink.Documents(b.id, at, m.parameters(b)("tls"))
	case "aws_docdb_cluster":
		const key = "db_cluster_parameter_group_name"
		switch name := p.Get(key); {
		case !name.Has():
			m.sink.Documents(b.id, at, nil)
		case m.group(b, name, key, "aws_docdb_cluster_parameter_group") == nil:
			m.sink.TLS(b.id, m.at(b), iac.TLS{Hop: "app-database", Platform: "docdb", Setting: "tls"}, iac.Hidden("its parameter group is not in the folder", at))
		}
	case "aws_api_gateway_rest_api":
		m.sink.RestAPI(b.id, at, p.Get("security_policy"), p.Get("disable_execute_api_endpoint"), p.Path("endpoint_configuration", "types"))
	case "aws_apigatewayv2_api":
		m.sink.HTTPAPI(b.id, at, p.Get("protocol_type"))
	case "aws_lb_target_group", "aws_alb_target_group":
		m.sink.Target(b.id, at, p.Get("target_type"), p.Get("protocol"))
	case "aws_s3_bucket":
		m.sink.BucketTransport(b.id, at, m.bucketPolicy(b))
	}
}

// cacheDefault is what counts when a cache says nothing of TLS.
func cacheDefault(p *iac.Node, at iac.Place) *iac.Node {
	if p.Get("replication_group_id").Has() {
		return iac.Hidden("its replication group decides", at)
	}
	if e := p.Get("engine"); e.Has() {
		if v, ok := e.Str(); !ok || strings.EqualFold(v, "valkey") {
			return iac.Hidden("transit_encryption_enabled is not set: its default depends on the engine", at)
		}
	}
	return iac.Platform("off", "connections are not encrypted when transit_encryption_enabled is not set", at)
}

// bucketPolicy reads the policy of a bucket, nil when the folder has none.
func (m *module) bucketPolicy(b *block) *iac.Transport {
	if doc := m.properties(b).Get("policy"); doc.Has() {
		t := iac.TransportOf(doc)
		return &t
	}
	var found *iac.Transport
	for _, x := range m.blocks {
		if x.Type != "resource" || x.typ != "aws_s3_bucket_policy" || x.Body.Attributes["bucket"] == nil || m.existence(x) != present {
			continue
		}
		if of := x.Body.Attributes["bucket"].Expr; m.about(x, of, b) {
			t := iac.TransportOf(m.properties(x).Get("policy"))
			if m.doubtful(x, b, of) {
				t.Perhaps("whether " + x.id + " is made can't be told")
			}
			if found != nil { // the one that is written last counts
				t.Perhaps("which of two policies of the bucket counts can't be told")
			}
			found = &t
		}
	}
	return found
}
