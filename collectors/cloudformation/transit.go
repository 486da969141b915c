package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// transit emits how the services that a template makes take connections:
// caches, brokers, warehouses, APIs, buckets, and the targets of load balancers.
func (t *template) transit(r *resource) {
	p := t.properties(r)
	switch r.typ {
	case "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster":
		if c := cacheCluster(r, p); c.Lone() {
			t.sink.LoneCache(r.id, r.at, c)
			return
		}
		t.sink.Cache(r.id, "elasticache", r.at, "TransitEncryptionEnabled", p.Get("TransitEncryptionEnabled"), p.Get("TransitEncryptionMode"), cacheDefault(r.typ, p, r.at))
	case "AWS::MemoryDB::Cluster":
		t.sink.Cache(r.id, "memorydb", r.at, "TLSEnabled", p.Get("TLSEnabled"), nil, iac.Platform("required", "MemoryDB needs TLS when TLSEnabled is not set", r.at))
	case "AWS::ElastiCache::ServerlessCache":
		t.sink.Always(r.id, "app-database", "elasticache", "serverless caches take TLS only", r.at)
	case "AWS::MSK::Cluster":
		in := p.Path("EncryptionInfo", "EncryptionInTransit")
		t.sink.Broker(r.id, r.at, in.Get("ClientBroker"), in.Get("InCluster"))
	case "AWS::MSK::ServerlessCluster":
		t.sink.Always(r.id, "internal", "msk", "serverless clusters take TLS only", r.at)
	case "AWS::Redshift::ClusterParameterGroup":
		t.sink.Warehouse(r.id, r.at, p.Get("ParameterGroupFamily"), parameter(p.Get("Parameters"), "ParameterName", "ParameterValue", "require_ssl"))
	case "AWS::Redshift::Cluster":
		if t.group(p.Get("ClusterParameterGroupName"), "AWS::Redshift::ClusterParameterGroup") == nil {
			t.setting(r, nil, "app-database", "redshift", "require_ssl", iac.Hidden("its parameter group is not in the template", r.at))
		}
	case "AWS::DocDB::DBClusterParameterGroup":
		t.sink.Documents(r.id, r.at, p.Path("Parameters", "tls"))
	case "AWS::DocDB::DBCluster":
		switch name := p.Get("DBClusterParameterGroupName"); {
		case !name.Has():
			t.sink.Documents(r.id, r.at, nil)
		case t.group(name, "AWS::DocDB::DBClusterParameterGroup") == nil:
			t.setting(r, nil, "app-database", "docdb", "tls", iac.Hidden("its parameter group is not in the template", r.at))
		}
	case "AWS::ApiGateway::RestApi":
		t.sink.RestAPI(r.id, r.at, "SecurityPolicy", p.Get("SecurityPolicy"), p.Get("DisableExecuteApiEndpoint"), p.Path("EndpointConfiguration", "Types"))
	case "AWS::Serverless::Api":
		t.sink.RestAPI(r.id, r.at, "SecurityPolicy", p.Get("SecurityPolicy"), p.Get("DisableExecuteApiEndpoint"), p.Path("EndpointConfiguration", "Type"))
	case "AWS::ApiGatewayV2::Api":
		t.sink.HTTPAPI(r.id, r.at, p.Get("ProtocolType"))
	case "AWS::Serverless::HttpApi":
		t.sink.HTTPAPI(r.id, r.at, nil)
	case "AWS::ElasticLoadBalancingV2::TargetGroup":
		t.sink.Target(r.id, r.at, p.Get("TargetType"), p.Get("Protocol"))
	case "AWS::AppSync::ApiCache":
		t.sink.Demand(r.id, r.at, iac.TLS{Hop: "internal", Platform: "appsync", Setting: "TransitEncryptionEnabled"}, p.Get("TransitEncryptionEnabled"),
			iac.Platform("off", "TransitEncryptionEnabled is not set, which means false", r.at))
	case "AWS::DAX::Cluster":
		t.sink.Word(r.id, r.at, iac.TLS{Hop: "app-database", Platform: "dax", Setting: "ClusterEndpointEncryptionType"}, p.Get("ClusterEndpointEncryptionType"),
			map[string]string{"tls": "required", "none": "off"}, iac.Platform("off", "ClusterEndpointEncryptionType is not set, which means NONE", r.at))
	case "AWS::DMS::Endpoint":
		t.sink.Migration(r.id, r.at, "SslMode", p.Get("EngineName"), p.Get("SslMode"))
	case "AWS::ECS::TaskDefinition":
		for i, v := range p.Get("Volumes").List() {
			for _, key := range []string{"EFSVolumeConfiguration", "EfsVolumeConfiguration"} {
				if c := v.Get(key); c.Has() {
					t.sink.Volume(r.id, r.id+"/Volumes["+itoa(i)+"]", c.At, "TransitEncryption", c.Get("TransitEncryption"))
				}
			}
		}
	case "AWS::EMR::SecurityConfiguration":
		t.sink.Cluster(r.id, r.at, p.Get("SecurityConfiguration"))
	case "AWS::SageMaker::DataQualityJobDefinition":
		t.sink.Demand(r.id, r.at, iac.TLS{Hop: "internal", Platform: "sagemaker", Setting: "EnableInterContainerTrafficEncryption", Within: true},
			p.Path("NetworkConfig", "EnableInterContainerTrafficEncryption"),
			iac.Platform("off", "EnableInterContainerTrafficEncryption is not set, which means false", r.at))
	case "AWS::SES::ConfigurationSet":
		t.sink.Word(r.id, r.at, iac.TLS{Hop: "mail", Platform: "ses", Setting: "TlsPolicy"}, p.Path("DeliveryOptions", "TlsPolicy"),
			map[string]string{"require": "required", "optional": "optional"}, iac.Platform("optional", "TlsPolicy is not set, which means OPTIONAL", r.at))
	case "AWS::S3::Bucket":
		t.sink.BucketTransport(r.id, r.at, t.bucketPolicy(r), t.website(r))
	case "AWS::S3::BucketPolicy":
		if t.ofOthers(r) {
			tr := iac.TransportOf(p.Get("PolicyDocument"))
			t.sink.BucketTransport(r.id, r.at, &tr, iac.Website{})
		}
	}
}

// cacheCluster is a cache cluster, and nothing for a resource that is none.
func cacheCluster(r *resource, p *iac.Node) iac.CacheCluster {
	const setting = "TransitEncryptionEnabled"
	if r.typ != "AWS::ElastiCache::CacheCluster" {
		return iac.CacheCluster{}
	}
	return iac.CacheCluster{Engine: p.Get("Engine"), In: p.Get("ReplicationGroupId").Has(), Setting: setting, Enabled: p.Get(setting)}
}

// cacheDefault is what counts when a cache says nothing of TLS.
func cacheDefault(typ string, p *iac.Node, at iac.Place) *iac.Node {
	if typ == "AWS::ElastiCache::CacheCluster" && p.Get("ReplicationGroupId").Has() {
		return iac.Hidden("its replication group decides", at)
	}
	if e := p.Get("Engine"); e.Has() {
		if v, ok := e.Str(); !ok || strings.EqualFold(v, "valkey") {
			return iac.Hidden("TransitEncryptionEnabled is not set: its default depends on the engine", at)
		}
	}
	return iac.Platform("off", "connections are not encrypted when TransitEncryptionEnabled is not set", at)
}

// parameter is the value of the item of a list that has the name.
func parameter(list *iac.Node, name, value, want string) *iac.Node {
	for _, x := range list.List() {
		if s, ok := x.Get(name).Str(); ok && s == want {
			return x.Get(value)
		} else if !ok {
			return iac.Hidden("a parameter whose name can't be told", x.At)
		}
	}
	return nil
}

// ofOthers reports the policy of a bucket that is certainly none of the template.
func (t *template) ofOthers(policy *resource) bool {
	y := fields(policy.props)["Bucket"]
	if y == nil {
		return false
	}
	name, known := t.properties(policy).Get("Bucket").Str()
	if ref := fields(y)["Ref"]; ref != nil {
		name, known = ref.Value, true
	}
	for _, r := range t.resources {
		if r.typ != "AWS::S3::Bucket" {
			continue
		}
		own, sure := t.properties(r).Get("BucketName").Str()
		if !known || name == r.id || !sure && t.properties(r).Get("BucketName").Has() || own == name {
			return false
		}
	}
	return true
}

// bucketPolicy reads the policy of a bucket, nil when the template has none.
func (t *template) bucketPolicy(b *resource) *iac.Transport {
	var perhaps *iac.Transport
	for _, r := range t.resources {
		if r.typ != "AWS::S3::BucketPolicy" {
			continue
		}
		y := fields(r.props)["Bucket"]
		if y == nil {
			continue
		}
		own := y.Value
		if ref := fields(y)["Ref"]; ref != nil {
			own = ref.Value
		}
		name, _ := t.properties(b).Get("BucketName").Str()
		if own == b.id || name != "" && own == name {
			tr := iac.TransportOf(t.properties(r).Get("PolicyDocument"))
			if r.when == "" || r.when == b.when {
				return &tr
			}
			tr.Perhaps("the condition " + r.when + " decides whether the policy is there")
			perhaps = &tr
		}
	}
	return perhaps
}
