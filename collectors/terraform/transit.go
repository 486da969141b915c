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
		if c := cacheCluster(b, p); c.Lone() {
			m.sink.LoneCache(b.id, at, c)
			return
		}
		m.sink.Cache(b.id, "elasticache", at, "transit_encryption_enabled", p.Get("transit_encryption_enabled"), p.Get("transit_encryption_mode"), cacheDefault(b.typ, p, at))
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
		m.sink.RestAPI(b.id, at, "security_policy", p.Get("security_policy"), p.Get("disable_execute_api_endpoint"), p.Path("endpoint_configuration", "types"))
	case "aws_apigatewayv2_api":
		m.sink.HTTPAPI(b.id, at, p.Get("protocol_type"))
	case "aws_lb_target_group", "aws_alb_target_group":
		m.sink.Target(b.id, at, p.Get("target_type"), p.Get("protocol"))
	case "aws_appsync_api_cache":
		m.sink.Demand(b.id, at, iac.TLS{Hop: "internal", Platform: "appsync", Setting: "transit_encryption_enabled"}, p.Get("transit_encryption_enabled"),
			iac.Platform("off", "transit_encryption_enabled is not set, which means false", at))
	case "aws_cloudsearch_domain":
		o := p.Get("endpoint_options")
		m.sink.Endpoint(b.id, at, o.Get("enforce_https"), o.Get("tls_security_policy"))
	case "aws_dax_cluster":
		m.sink.Word(b.id, at, iac.TLS{Hop: "app-database", Platform: "dax", Setting: "cluster_endpoint_encryption_type"}, p.Get("cluster_endpoint_encryption_type"),
			map[string]string{"tls": "required", "none": "off"}, iac.Platform("off", "cluster_endpoint_encryption_type is not set, which means NONE", at))
	case "aws_dms_endpoint":
		m.sink.Migration(b.id, at, "ssl_mode", p.Get("engine_name"), p.Get("ssl_mode"))
	case "aws_ecs_task_definition":
		for i, v := range p.Get("volume").List() {
			if c := v.Get("efs_volume_configuration"); c.Has() {
				m.sink.Volume(b.id, b.id+"/"+part("volume", i), c.At, "transit_encryption", c.Get("transit_encryption"))
			}
		}
	case "aws_emr_security_configuration":
		m.sink.Cluster(b.id, at, p.Get("configuration"))
	case "aws_sagemaker_data_quality_job_definition":
		m.sink.Demand(b.id, at, iac.TLS{Hop: "internal", Platform: "sagemaker", Setting: "enable_inter_container_traffic_encryption", Within: true},
			p.Path("network_config", "enable_inter_container_traffic_encryption"),
			iac.Platform("off", "enable_inter_container_traffic_encryption is not set, which means false", at))
	case "aws_ses_configuration_set", "aws_sesv2_configuration_set":
		m.sink.Word(b.id, at, iac.TLS{Hop: "mail", Platform: "ses", Setting: "tls_policy"}, p.Path("delivery_options", "tls_policy"),
			map[string]string{"require": "required", "optional": "optional"}, iac.Platform("optional", "tls_policy is not set, which means Optional", at))
	case "aws_s3_bucket":
		m.sink.BucketTransport(b.id, at, m.bucketPolicy(b), m.website(b))
	case "aws_s3_bucket_policy":
		if m.ofOthers(b) {
			t := iac.TransportOf(p.Get("policy"))
			m.sink.BucketTransport(b.id, at, &t, iac.Website{})
		}
	}
}

// cacheCluster is a cache cluster, and nothing for a resource that is none.
func cacheCluster(b *block, p *iac.Node) iac.CacheCluster {
	const setting = "transit_encryption_enabled"
	if b.typ != "aws_elasticache_cluster" {
		return iac.CacheCluster{}
	}
	return iac.CacheCluster{Engine: p.Get("engine"), In: p.Get("replication_group_id").Has(), Setting: setting, Enabled: p.Get(setting)}
}

// cacheDefault is what counts when a cache says nothing of TLS.
func cacheDefault(typ string, p *iac.Node, at iac.Place) *iac.Node {
	if typ == "aws_elasticache_cluster" && p.Get("replication_group_id").Has() {
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
		if of := x.Body.Attributes["bucket"].Expr; m.ofBucket(x, b) == mine {
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
