package terraform

import (
	"strconv"

	"github.com/candor-dev/candor/internal/iac"
)

// moreSpecs gives the stores that encrypt whatever is written, where only the
// key is open.
func moreSpecs(typ string) (iac.StoreSpec, bool) {
	always := func(service, what, key, own string) (iac.StoreSpec, bool) {
		return iac.StoreSpec{Service: service, Always: what, Key: key, DefaultKey: own}, true
	}
	switch typ {
	case "aws_backup_vault":
		return always("backup", "AWS Backup encrypts every vault", "kms_key_arn", "aws/backup")
	case "aws_cloudtrail":
		return always("cloudtrail", "CloudTrail encrypts its log files", "kms_key_id", "")
	case "aws_cloudtrail_event_data_store":
		return always("cloudtrail", "CloudTrail encrypts every event data store", "kms_key_id", "")
	case "aws_dms_replication_instance":
		return always("dms", "DMS encrypts the storage of every replication instance", "kms_key_arn", "aws/dms")
	case "aws_docdbelastic_cluster":
		return always("docdb", "DocumentDB encrypts every elastic cluster", "kms_key_id", "")
	case "aws_kendra_index":
		return always("kendra", "Kendra encrypts every index", "server_side_encryption_configuration.kms_key_id", "")
	case "aws_kinesis_video_stream":
		return always("kinesisvideo", "Kinesis Video Streams encrypts every stream", "kms_key_id", "aws/kinesisvideo")
	case "aws_mwaa_environment":
		return always("mwaa", "MWAA encrypts every environment", "kms_key", "")
	case "aws_codeartifact_domain":
		return always("codeartifact", "CodeArtifact encrypts every domain", "encryption_key", "aws/codeartifact")
	case "aws_keyspaces_table":
		return iac.StoreSpec{Service: "keyspaces", Always: "Keyspaces encrypts every table", Key: "encryption_specification.kms_key_identifier",
			KeyKind: "encryption_specification.type", KeyKinds: []string{"CUSTOMER_MANAGED_KMS_KEY"}}, true
	case "aws_qldb_ledger":
		return always("qldb", "QLDB encrypts every ledger", "kms_key", "")
	case "aws_redshiftserverless_namespace":
		return always("redshift", "Redshift Serverless encrypts every namespace", "kms_key_id", "")
	case "aws_prometheus_workspace":
		return always("aps", "Managed Prometheus encrypts every workspace", "kms_key_arn", "")
	case "aws_timestreamwrite_database":
		return always("timestream", "Timestream encrypts every database", "kms_key_id", "aws/timestream")
	case "aws_sagemaker_domain":
		return always("sagemaker", "SageMaker encrypts the volume of every domain", "kms_key_id", "aws/elasticfilesystem")
	case "aws_sagemaker_notebook_instance":
		return always("sagemaker", "SageMaker encrypts the volume of every notebook", "kms_key_id", "")
	case "aws_sagemaker_endpoint_configuration":
		return iac.StoreSpec{Service: "sagemaker", KeyDecides: "kms_key_arn", Absent: iac.Undecided, Why: "kms_key_arn is not set: the kind of instance decides"}, true
	}
	return keyedSpecs(typ)
}

func owner(b *block, part string) iac.Owner {
	o := iac.Owner{Type: b.typ, Subject: b.id, Resource: b.id, At: placeOf(b)}
	if part != "" {
		o.Subject += "/" + part
	}
	return o
}

// special emits the stores whose encryption is no single switch, or reports
// that the resource is none.
func (m *module) special(b *block) bool {
	p, at := m.properties(b), placeOf(b)
	switch b.typ {
	case "aws_elasticache_cluster":
		c := cacheCluster(b, p)
		if !c.Lone() {
			return false
		}
		m.sink.LoneStore(owner(b, ""))
	case "aws_kinesis_stream":
		m.sink.Stream(owner(b, ""), p.Get("encryption_type"), p.Get("kms_key_id"), iac.Platform(false, "encryption_type is not set, which means NONE", at))
	case "aws_kinesis_firehose_delivery_stream":
		e := p.Get("server_side_encryption")
		d := iac.Delivery{On: e.Get("enabled"), Kind: e.Get("key_type"), Key: e.Get("key_arn"), Source: p.Get("kinesis_source_configuration")}
		if !d.Source.Has() {
			d.Source = p.Get("msk_source_configuration")
		}
		m.sink.Delivery(owner(b, ""), d)
	case "aws_codebuild_project":
		all := append(p.Get("artifacts").List(), p.Get("secondary_artifacts").List()...)
		m.sink.Artifacts(owner(b, ""), all, "encryption_disabled", p.Get("encryption_key"))
	case "aws_athena_workgroup":
		c := p.Get("configuration")
		e := c.Path("result_configuration", "encryption_configuration")
		m.sink.Results(owner(b, ""), iac.Results{Option: e.Get("encryption_option"), Key: e.Get("kms_key_arn"), Enforce: c.Get("enforce_workgroup_configuration")})
	case "aws_athena_database":
		e := p.Get("encryption_configuration")
		m.sink.Results(owner(b, ""), iac.Results{Option: e.Get("encryption_option"), Key: e.Get("kms_key")})
	case "aws_eks_cluster":
		m.sink.ClusterSecrets(owner(b, ""), p.Get("encryption_config"), "resources", "provider", "key_arn")
	case "aws_emr_security_configuration":
		m.sink.SecurityConfiguration(owner(b, ""), p.Get("configuration"))
	case "aws_glue_security_configuration":
		m.glue(b, p.Get("encryption_configuration"))
	case "aws_api_gateway_method_settings":
		s := p.Get("settings")
		m.sink.MethodCache(owner(b, ""), s.Get("caching_enabled"), s.Get("cache_data_encrypted"), m.wideCache(b))
	case "aws_dlm_lifecycle_policy":
		for i, action := range p.Path("policy_details", "action").List() {
			for j, c := range action.Get("cross_region_copy").List() {
				e := c.Get("encryption_configuration")
				m.sink.Copies(owner(b, "action["+strconv.Itoa(i)+"."+strconv.Itoa(j)+"]"), e.Get("encrypted"), e.Get("cmk_arn"))
			}
		}
		for i, schedule := range p.Path("policy_details", "schedule").List() {
			for j, c := range schedule.Get("cross_region_copy_rule").List() {
				m.sink.Copies(owner(b, "copy["+strconv.Itoa(i)+"."+strconv.Itoa(j)+"]"), c.Get("encrypted"), c.Get("cmk_arn"))
			}
		}
	default:
		return false
	}
	return true
}

func (m *module) glue(b *block, c *iac.Node) {
	var modes, keys []*iac.Node
	for _, part := range []struct{ block, mode string }{
		{"cloudwatch_encryption", "cloudwatch_encryption_mode"},
		{"job_bookmarks_encryption", "job_bookmarks_encryption_mode"},
		{"s3_encryption", "s3_encryption_mode"},
	} {
		modes = append(modes, c.Path(part.block, part.mode))
		keys = append(keys, c.Path(part.block, "kms_key_arn"))
	}
	m.sink.Modes(owner(b, ""), modes, keys)
}

// parts emits the stores that a resource keeps beside its own data.
func (m *module) parts(b *block) {
	switch b.typ {
	case "aws_db_instance", "aws_rds_cluster_instance", "aws_rds_cluster":
		p := m.properties(b)
		m.sink.Insights(owner(b, "performance_insights"), p.Get("performance_insights_enabled"), p.Get("performance_insights_kms_key_id"))
	case "aws_lambda_function":
		if p := m.properties(b); p.Path("environment", "variables").Has() {
			m.sink.Environment(owner(b, "environment"), p.Get("kms_key_arn"))
		}
	}
}

// wideCache is the encryption that the settings of all methods of the same stage name.
func (m *module) wideCache(b *block) *iac.Node {
	for _, o := range m.blocks {
		if o.Type != "resource" || o.typ != b.typ || o.id == b.id || m.existence(o) != present || !m.alike(o, b, "rest_api_id") || !m.alike(o, b, "stage_name") {
			continue
		}
		if p, _ := m.properties(o).Get("method_path").Str(); p == "*/*" {
			return m.properties(o).Path("settings", "cache_data_encrypted")
		}
	}
	return nil
}

// alike reports an argument that reads the same in two blocks.
func (m *module) alike(a, b *block, key string) bool {
	x, y := a.Body.Attributes[key], b.Body.Attributes[key]
	return x != nil && y != nil && shape(x.Expr) == shape(y.Expr)
}
