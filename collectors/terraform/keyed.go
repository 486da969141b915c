package terraform

import (
	"strconv"

	"github.com/candor-dev/candor/internal/iac"
)

// keyedSpecs gives further stores that encrypt whatever is written: what
// services of analytics, machine learning and integration keep.
func keyedSpecs(typ string) (iac.StoreSpec, bool) {
	always := func(service, what, key, own string) (iac.StoreSpec, bool) {
		return iac.StoreSpec{Service: service, Always: what, Key: key, DefaultKey: own}, true
	}
	switch typ {
	case "aws_appflow_flow":
		return always("appflow", "AppFlow encrypts every flow", "kms_arn", "aws/appflow")
	case "aws_appflow_connector_profile":
		return always("appflow", "AppFlow encrypts every connector profile", "kms_arn", "aws/appflow")
	case "aws_bedrockagent_agent":
		return always("bedrock", "Bedrock encrypts every agent", "customer_encryption_key_arn", "")
	case "aws_db_instance_automated_backups_replication":
		return iac.StoreSpec{Service: "rds", KeyDecides: "kms_key_id", Absent: iac.Undecided, Why: "kms_key_id is not set: the backups are encrypted as their database is"}, true
	case "aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy":
		return iac.StoreSpec{Service: "rds", KeyDecides: "kms_key_id", Absent: iac.Undecided, Why: "kms_key_id is not set: a copy is encrypted as its source is"}, true
	case "aws_dms_endpoint", "aws_dms_s3_endpoint":
		return always("dms", "DMS encrypts the settings of every endpoint", "kms_key_arn", "aws/dms")
	case "aws_imagebuilder_component":
		return always("imagebuilder", "Image Builder encrypts every component", "kms_key_id", "")
	case "aws_memorydb_snapshot":
		return always("memorydb", "MemoryDB encrypts every snapshot", "kms_key_arn", "")
	case "aws_networkfirewall_firewall", "aws_networkfirewall_firewall_policy", "aws_networkfirewall_rule_group":
		return iac.StoreSpec{Service: "networkfirewall", Always: "Network Firewall encrypts what it keeps of every resource", Key: "encryption_configuration.key_id",
			KeyKind: "encryption_configuration.type", KeyKinds: []string{"CUSTOMER_KMS"}}, true
	case "aws_rds_cluster_activity_stream":
		return always("rds", "activity streams are always encrypted", "kms_key_id", "")
	case "aws_redshift_snapshot_copy_grant":
		return always("redshift", "the grant names the key of the copies", "kms_key_id", "aws/redshift")
	case "aws_sagemaker_flow_definition":
		return always("sagemaker", "S3 encrypts new objects by default since 5 January 2023", "output_config.kms_key_id", "aws/s3")
	case "aws_scheduler_schedule":
		return always("scheduler", "EventBridge Scheduler encrypts every schedule", "kms_key_arn", "")
	}
	return iac.StoreSpec{}, false
}

// keyed emits the stores of several parts, or reports that the resource is none.
func (m *module) keyed(b *block) bool {
	p := m.properties(b)
	switch b.typ {
	case "aws_ami", "aws_imagebuilder_image_recipe":
		spec := iac.DeviceSpec{Enabled: "encrypted", Key: "kms_key_id", Snapshot: "snapshot_id", Name: "device_name", Volume: "ebs", None: "no_device"}
		devices := iac.Volumes(p.Get("ebs_block_device"), true) // an image has no volumes but these
		if b.typ == "aws_imagebuilder_image_recipe" {
			devices = spec.Mappings(p.Get("block_device_mapping"))
		}
		m.sink.Machine(b.typ, b.id, placeOf(b), devices, spec, nil)
	case "aws_ami_copy", "aws_ebs_snapshot_copy":
		m.sink.Copies(owner(b, ""), p.Get("encrypted"), p.Get("kms_key_id"))
	case "aws_codepipeline":
		for i, s := range p.Get("artifact_store").List() {
			m.sink.Kept(owner(b, part("artifact_store", i)), "codepipeline", "CodePipeline encrypts every artifact", s.Path("encryption_key", "id"), "aws/s3")
		}
	case "aws_comprehend_entity_recognizer", "aws_comprehend_document_classifier":
		m.sink.Kept(owner(b, "model"), "comprehend", "Comprehend encrypts every model", p.Get("model_kms_key_id"), "")
		m.sink.Kept(owner(b, "volume"), "comprehend", "Comprehend encrypts the volumes of every job", p.Get("volume_kms_key_id"), "")
	case "aws_connect_instance_storage_config":
		c := p.Get("storage_config")
		for _, kind := range []string{"kinesis_video_stream_config", "s3_config"} {
			if x := c.Get(kind); x.Has() {
				m.sink.Kept(owner(b, kind), "connect", "the storage of Connect is always encrypted", x.Path("encryption_config", "key_id"), "")
			}
		}
	case "aws_imagebuilder_distribution_configuration":
		for i, d := range p.Get("distribution").List() {
			if x := d.Get("ami_distribution_configuration"); x.Has() {
				spec := iac.StoreSpec{Service: "ebs", KeyDecides: "kms_key_id", Absent: iac.Undecided, Why: "kms_key_id is not set: an image is encrypted as its recipe says"}
				m.sink.StoreOf(b.typ, b.id+"/"+part("distribution", i), x.At, x, spec)
			}
		}
	case "aws_fsx_lustre_file_system":
		kind := p.Get("deployment_type")
		if !kind.Has() {
			kind = iac.Platform("SCRATCH_1", "deployment_type is not set", placeOf(b))
		}
		m.sink.Lustre(owner(b, ""), kind, p.Get("kms_key_id"))
	case "aws_mq_broker":
		e := p.Get("encryption_options")
		m.sink.Messages(owner(b, ""), e.Get("use_aws_owned_key"), e.Get("kms_key_id"))
	case "aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy":
		m.sink.Object(owner(b, ""), p.Get("server_side_encryption"), p.Get("kms_key_id"))
	case "aws_sagemaker_data_quality_job_definition":
		m.sink.Kept(owner(b, "output"), "sagemaker", "S3 encrypts new objects by default since 5 January 2023", p.Path("data_quality_job_output_config", "kms_key_id"), "aws/s3")
		m.sink.Kept(owner(b, "volume"), "sagemaker", "SageMaker encrypts the volumes of every job", p.Path("job_resources", "cluster_config", "volume_kms_key_id"), "")
	case "aws_ssm_parameter":
		if kind, ok := p.Get("type").Str(); !ok || kind == "SecureString" {
			m.sink.Parameter(owner(b, ""), p.Get("type"), p.Get("key_id"))
		}
	default:
		return false
	}
	return true
}

// part names one of several parts of a resource.
func part(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
