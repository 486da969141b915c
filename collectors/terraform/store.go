package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

func specOf(typ string) (iac.StoreSpec, bool) {
	rds := iac.StoreSpec{Service: "rds", Enabled: "storage_encrypted", Key: "kms_key_id", DefaultKey: "aws/rds", Absent: iac.Off,
		Inherit: []string{"snapshot_identifier", "replicate_source_db", "restore_to_point_in_time", "replication_source_identifier", "global_cluster_identifier"}}
	global := iac.StoreSpec{Enabled: "storage_encrypted", KeyWhy: "its clusters name the key", Absent: iac.Off, Inherit: []string{"source_db_cluster_identifier"}}
	member := iac.StoreSpec{Absent: iac.Undecided, Why: "its cluster decides, which can't be told from the folder", Inherit: []string{"cluster_identifier"}}
	switch typ {
	case "aws_rds_global_cluster":
		global.Service = "rds"
		return global, true
	case "aws_neptune_global_cluster":
		global.Service = "neptune"
		return global, true
	case "aws_docdb_global_cluster":
		global.Service = "docdb"
		return global, true
	case "aws_rds_cluster_instance":
		member.Service = "rds"
		return member, true
	case "aws_neptune_cluster_instance":
		member.Service = "neptune"
		return member, true
	case "aws_docdb_cluster_instance":
		member.Service = "docdb"
		return member, true
	case "aws_db_instance", "aws_rds_cluster":
		return rds, true
	case "aws_docdb_cluster":
		rds.Service = "docdb"
		return rds, true
	case "aws_neptune_cluster":
		rds.Service, rds.Key = "neptune", "kms_key_arn"
		return rds, true
	case "aws_dynamodb_table":
		return iac.StoreSpec{Service: "dynamodb", Always: "DynamoDB encrypts every table", Managed: "server_side_encryption.enabled", Key: "server_side_encryption.kms_key_arn", DefaultKey: "aws/dynamodb"}, true
	case "aws_ebs_volume":
		return iac.StoreSpec{Service: "ebs", Enabled: "encrypted", Key: "kms_key_id", DefaultKey: "aws/ebs", Absent: iac.Undecided,
			Why: "encrypted is not set: the account's default for EBS decides", Inherit: []string{"snapshot_id"}, KeyImplies: true}, true
	case "aws_efs_file_system":
		return iac.StoreSpec{Service: "efs", Enabled: "encrypted", Key: "kms_key_id", DefaultKey: "aws/elasticfilesystem", Absent: iac.Off}, true
	case "aws_sqs_queue":
		return iac.StoreSpec{Service: "sqs", Enabled: "sqs_managed_sse_enabled", KeyDecides: "kms_master_key_id", Absent: iac.On, Why: "SQS encrypts new queues by default"}, true
	case "aws_sns_topic":
		return iac.StoreSpec{Service: "sns", Always: iac.TopicDisks, KeyDecides: "kms_master_key_id"}, true
	case "aws_secretsmanager_secret":
		return iac.StoreSpec{Service: "secretsmanager", Always: "Secrets Manager encrypts every secret with KMS", Key: "kms_key_id", DefaultKey: "aws/secretsmanager"}, true
	case "aws_elasticache_replication_group":
		return iac.StoreSpec{Service: "elasticache", Enabled: "at_rest_encryption_enabled", Key: "kms_key_id", Absent: iac.Off}, true
	case "aws_opensearch_domain", "aws_elasticsearch_domain":
		return iac.StoreSpec{Service: "opensearch", Enabled: "encrypt_at_rest.enabled", Key: "encrypt_at_rest.kms_key_id", DefaultKey: "aws/es", Absent: iac.Off}, true
	case "aws_redshift_cluster":
		return iac.StoreSpec{Service: "redshift", Enabled: "encrypted", Key: "kms_key_id", DefaultKey: "aws/redshift", Absent: iac.Undecided,
			Why: "encrypted is not set: clusters made before 2025 are not encrypted by default", Inherit: []string{"snapshot_identifier"}}, true
	case "aws_cloudwatch_log_group":
		return iac.StoreSpec{Service: "logs", Always: "CloudWatch Logs encrypts every log group", Key: "kms_key_id"}, true
	case "aws_ecr_repository":
		return iac.StoreSpec{Service: "ecr", Always: "ECR encrypts every repository", Key: "encryption_configuration.kms_key",
			KeyKind: "encryption_configuration.encryption_type", KeyKinds: []string{"KMS", "KMS_DSSE"}, KindKey: "aws/ecr"}, true
	case "aws_dynamodb_table_replica":
		return iac.StoreSpec{Service: "dynamodb", Always: "DynamoDB encrypts every table", Key: "kms_key_arn", KeyWhy: "without kms_key_arn, the replicated table decides on the key"}, true
	case "aws_dax_cluster":
		return iac.StoreSpec{Service: "dax", Enabled: "server_side_encryption.enabled", KeyWhy: "DAX chooses the key", Absent: iac.Off}, true
	case "aws_workspaces_workspace":
		return iac.StoreSpec{Service: "workspaces", Enabled: "root_volume_encryption_enabled", Also: "user_volume_encryption_enabled",
			Key: "volume_encryption_key", DefaultKey: "aws/workspaces", Absent: iac.Off}, true
	case "aws_appsync_api_cache":
		return iac.StoreSpec{Service: "appsync", Enabled: "at_rest_encryption_enabled", KeyWhy: "AppSync chooses the key", Absent: iac.Off}, true
	case "aws_msk_cluster":
		return iac.StoreSpec{Service: "msk", Always: "MSK encrypts every cluster at rest", Key: "encryption_info.encryption_at_rest_kms_key_arn", DefaultKey: "aws/kafka"}, true
	case "aws_msk_serverless_cluster":
		return iac.StoreSpec{Service: "msk", Always: "MSK encrypts every cluster at rest", KeyWhy: "MSK chooses the key"}, true
	case "aws_memorydb_cluster":
		return iac.StoreSpec{Service: "memorydb", Always: "MemoryDB encrypts every cluster at rest", Key: "kms_key_arn"}, true
	case "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_windows_file_system":
		return iac.StoreSpec{Service: "fsx", Always: "FSx encrypts every file system at rest", Key: "kms_key_id", DefaultKey: "aws/fsx"}, true
	case "aws_elasticache_serverless_cache":
		return iac.StoreSpec{Service: "elasticache", Always: "ElastiCache encrypts every serverless cache at rest", Key: "kms_key_id"}, true
	}
	return moreSpecs(typ)
}

// devices emits the volumes of a machine, or reports that the resource is none.
// A machine of a launch template may have volumes of that one, too.
func (m *module) devices(b *block) bool {
	spec := iac.DeviceSpec{Enabled: "encrypted", Key: "kms_key_id", Snapshot: "snapshot_id", Name: "device_name", Volume: "ebs", None: "no_device"}
	var all []iac.Device
	var rest *iac.Node
	switch b.typ {
	case "aws_instance", "aws_spot_instance_request", "aws_launch_configuration":
		p := m.properties(b)
		all = append(iac.Volumes(p.Get("root_block_device"), true), iac.Volumes(p.Get("ebs_block_device"), false)...)
		for _, d := range iac.Volumes(p.Get("ephemeral_block_device"), false) {
			d.Volume = iac.Hidden("an ephemeral_block_device is a disk of the host", d.At)
			all = append(all, d)
		}
		if l := p.Get("launch_template"); l.Has() {
			rest = iac.Hidden("its launch template can add volumes", l.At)
		}
	case "aws_launch_template":
		all = spec.Mappings(m.properties(b).Get("block_device_mappings"))
	default:
		return false
	}
	m.sink.Machine(b.typ, b.id, placeOf(b), all, spec, rest)
	return true
}

// refers is the resource of the folder, of that type, whose attribute a block
// names, with the place that names it.
func (m *module) refers(b *block, key, typ string) (*block, iac.Place) {
	a := b.Body.Attributes[key]
	if a == nil {
		return nil, iac.Place{}
	}
	x, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok || x.Traversal.RootName() != typ {
		return nil, iac.Place{}
	}
	own := m.byName[typ+"."+first(attrs(x.Traversal))]
	if own == nil || m.existence(own) != present {
		return nil, iac.Place{}
	}
	return own, place(x.Range())
}

// within reports that the data of a resource is that of another one of the
// folder, which has a fact of its own.
func (m *module) within(b *block) bool {
	key, typ := "cluster_identifier", strings.TrimSuffix(b.typ, "_instance")
	switch b.typ {
	case "aws_rds_cluster_instance", "aws_neptune_cluster_instance", "aws_docdb_cluster_instance":
	case "aws_elasticache_cluster":
		key, typ = "replication_group_id", "aws_elasticache_replication_group"
	default:
		return false
	}
	own, _ := m.refers(b, key, typ)
	return own != nil
}

// source is the instance of the folder whose data a replica copies within its
// region, with the place that says so.
func (m *module) source(b *block) (*block, iac.Place) {
	var at iac.Place
	own := b
	for range len(m.blocks) {
		if own.typ != "aws_db_instance" || m.properties(own).Get("storage_encrypted").Has() {
			break
		}
		next, ref := m.refers(own, "replicate_source_db", own.typ)
		if next == nil || next == b || !sameProvider(own, next) {
			break
		}
		if own == b {
			at = ref
		}
		own = next
	}
	if own == b {
		return nil, at
	}
	return own, at
}

// sameProvider reports that neither of two resources is made elsewhere.
func sameProvider(a, b *block) bool {
	for _, x := range []*block{a, b} {
		if x.Body.Attributes["provider"] != nil || x.Body.Attributes["region"] != nil {
			return false
		}
	}
	return true
}

// store emits whether the data of a resource is encrypted at rest.
func (m *module) store(b *block) {
	if b.typ == "aws_s3_bucket" {
		m.bucket(b)
		m.region(b)
		return
	}
	m.parts(b)
	if m.within(b) {
		return
	}
	if m.devices(b) || m.special(b) || m.keyed(b) {
		m.region(b)
		return
	}
	s, ok := specOf(b.typ)
	if !ok {
		m.sink.Unread(b.typ, b.id, placeOf(b))
		return
	}
	p := m.properties(b)
	if src, ref := m.source(b); src != nil {
		m.sink.Follow(b.typ, b.id, placeOf(b), src.id, m.properties(src), s, ref)
		m.region(b)
		return
	}
	if b.typ == "aws_elasticache_replication_group" {
		if e := p.Get("engine"); e.Has() {
			if v, ok := e.Str(); !ok || strings.EqualFold(v, "valkey") {
				s.Absent, s.Why = iac.Undecided, "at_rest_encryption_enabled is not set: its default depends on the engine"
			}
		}
	}
	if mode, _ := p.Get("engine_mode").Str(); mode == "serverless" {
		s.Absent, s.Why, s.Inherit = iac.On, "Aurora Serverless v1 is always encrypted", nil
	}
	switch b.typ {
	case "aws_rds_cluster":
		m.sink.AuroraOf(b.typ, b.id, placeOf(b), p, s, p.Get("engine"))
	case "aws_rds_global_cluster": // of Aurora alone
		m.sink.AuroraOf(b.typ, b.id, placeOf(b), p, s, iac.Text("aurora", placeOf(b)))
	default:
		m.sink.StoreOf(b.typ, b.id, placeOf(b), p, s)
	}
	m.region(b)
}

// bucket looks for the encryption within the bucket and in a resource of its own.
func (m *module) bucket(b *block) {
	args := iac.BucketArgs{
		Type: b.typ, Subject: b.id, At: placeOf(b), Location: m.at(b),
		Default: "apply_server_side_encryption_by_default", Algorithm: "sse_algorithm", Key: "kms_master_key_id",
	}
	if c := m.properties(b).Get("server_side_encryption_configuration"); c.Has() {
		args.Configured, args.Rules = c, c.Get("rule")
	}
	for _, o := range m.blocks {
		if o.typ != "aws_s3_bucket_server_side_encryption_configuration" {
			continue
		}
		a := o.Body.Attributes["bucket"]
		if a == nil || m.existence(o) != present {
			continue
		}
		if m.about(o, a.Expr, b) {
			twice := args.Configured != nil
			args.Configured = m.properties(o)
			args.Rules = args.Configured.Get("rule")
			if twice {
				args.Configured = iac.Hidden("which of two configurations counts can't be told", placeOf(o))
			}
			if m.doubtful(o, b, a.Expr) {
				args.Configured = iac.Hidden("whether "+o.id+" is made can't be told", placeOf(o))
			}
		}
	}
	iac.Bucket(m.sink, args)
}

// region emits a region that a resource names for itself.
func (m *module) region(b *block) {
	if r := m.properties(b).Get("region"); r.Has() {
		m.sink.Region(b.id+"/region", "region of the resource", iac.At(r.At, b.id), r)
	}
}

// replicas emits the regions that data is copied to.
func (m *module) replicas(b *block) {
	p := m.properties
	switch b.typ {
	case "aws_dynamodb_table":
		m.sink.Replicas(b.id, "replica", "region_name", p(b).Get("replica"), b.id)
	case "aws_dynamodb_global_table":
		m.sink.Replicas(b.id, "replica", "region_name", p(b).Get("replica"), b.id)
	case "aws_secretsmanager_secret":
		m.sink.Replicas(b.id, "replica", "region", p(b).Get("replica"), b.id)
	case "aws_ecr_replication_configuration":
		for _, rule := range p(b).Path("replication_configuration", "rule").List() {
			m.sink.Replicas(b.id, "destination", "region", rule.Get("destination"), b.id)
		}
	case "aws_s3_bucket_replication_configuration":
		for _, rule := range p(b).Get("rule").List() {
			if d := rule.Path("destination", "bucket"); d.Has() {
				m.sink.Region(b.id+"/destination", "replication destination", iac.At(d.At, b.id),
					iac.Hidden("the region of the destination bucket is not in its ARN", d.At))
			}
		}
	case "aws_backup_plan":
		for _, rule := range p(b).Get("rule").List() {
			for _, c := range rule.Get("copy_action").List() {
				if a := c.Get("destination_vault_arn"); a.Has() {
					m.sink.Region(b.id+"/copy_action", "backup copy", iac.At(a.At, b.id), iac.RegionOf(a))
				}
			}
		}
	}
}
