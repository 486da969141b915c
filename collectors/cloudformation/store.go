package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// spec gives, for a type of store, where its encryption is switched on.
func specOf(typ string) (iac.StoreSpec, bool) {
	rds := iac.StoreSpec{Service: "rds", Enabled: "StorageEncrypted", Key: "KmsKeyId", DefaultKey: "aws/rds", Absent: iac.Off,
		Inherit: []string{"SnapshotIdentifier", "DBSnapshotIdentifier", "DBClusterSnapshotIdentifier", "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "GlobalClusterIdentifier"}}
	global := iac.StoreSpec{Enabled: "StorageEncrypted", KeyWhy: "its clusters name the key", Absent: iac.Off, Inherit: []string{"SourceDBClusterIdentifier"}}
	member := iac.StoreSpec{Absent: iac.Undecided, Why: "its cluster decides, which is not in the template", Inherit: []string{clusterOf}}
	switch typ {
	case "AWS::RDS::DBInstance":
		rds.Inherit = append(rds.Inherit, clusterOf) // the name of a cluster is its own
		return rds, true
	case "AWS::RDS::DBCluster":
		return rds, true
	case "AWS::RDS::GlobalCluster":
		global.Service = "rds"
		return global, true
	case "AWS::Neptune::GlobalCluster":
		global.Service = "neptune"
		return global, true
	case "AWS::DocDB::GlobalCluster":
		global.Service = "docdb"
		return global, true
	case "AWS::Neptune::DBInstance":
		member.Service = "neptune"
		return member, true
	case "AWS::DocDB::DBInstance":
		member.Service = "docdb"
		return member, true
	case "AWS::Neptune::DBCluster":
		rds.Service = "neptune"
		return rds, true
	case "AWS::DocDB::DBCluster":
		rds.Service = "docdb"
		return rds, true
	case "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::Serverless::SimpleTable":
		return iac.StoreSpec{Service: "dynamodb", Always: "DynamoDB encrypts every table", Managed: "SSESpecification.SSEEnabled", Key: "SSESpecification.KMSMasterKeyId", DefaultKey: "aws/dynamodb"}, true
	case "AWS::EC2::Volume":
		return iac.StoreSpec{Service: "ebs", Enabled: "Encrypted", Key: "KmsKeyId", DefaultKey: "aws/ebs", Absent: iac.Undecided,
			Why: "Encrypted is not set: the account's default for EBS decides", Inherit: []string{"SnapshotId"}, KeyImplies: true}, true
	case "AWS::EFS::FileSystem":
		return iac.StoreSpec{Service: "efs", Enabled: "Encrypted", Key: "KmsKeyId", DefaultKey: "aws/elasticfilesystem", Absent: iac.Off}, true
	case "AWS::SQS::Queue":
		return iac.StoreSpec{Service: "sqs", Enabled: "SqsManagedSseEnabled", KeyDecides: "KmsMasterKeyId", Absent: iac.On, Why: "SQS encrypts new queues by default"}, true
	case "AWS::SNS::Topic":
		return iac.StoreSpec{Service: "sns", Always: iac.TopicDisks, KeyDecides: "KmsMasterKeyId"}, true
	case "AWS::SecretsManager::Secret":
		return iac.StoreSpec{Service: "secretsmanager", Always: "Secrets Manager encrypts every secret with KMS", Key: "KmsKeyId", DefaultKey: "aws/secretsmanager"}, true
	case "AWS::ElastiCache::ReplicationGroup":
		return iac.StoreSpec{Service: "elasticache", Enabled: "AtRestEncryptionEnabled", Key: "KmsKeyId", Absent: iac.Off}, true
	case "AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain":
		return iac.StoreSpec{Service: "opensearch", Enabled: "EncryptionAtRestOptions.Enabled", Key: "EncryptionAtRestOptions.KmsKeyId", DefaultKey: "aws/es", Absent: iac.Off}, true
	case "AWS::Redshift::Cluster":
		return iac.StoreSpec{Service: "redshift", Enabled: "Encrypted", Key: "KmsKeyId", DefaultKey: "aws/redshift", Absent: iac.Undecided,
			Why: "Encrypted is not set: clusters made before 2025 are not encrypted by default", Inherit: []string{"SnapshotIdentifier"}}, true
	case "AWS::Logs::LogGroup":
		return iac.StoreSpec{Service: "logs", Always: "CloudWatch Logs encrypts every log group", Key: "KmsKeyId"}, true
	case "AWS::ECR::Repository":
		return iac.StoreSpec{Service: "ecr", Always: "ECR encrypts every repository", Key: "EncryptionConfiguration.KmsKey",
			KeyKind: "EncryptionConfiguration.EncryptionType", KeyKinds: []string{"KMS", "KMS_DSSE"}, KindKey: "aws/ecr"}, true
	case "AWS::DAX::Cluster":
		return iac.StoreSpec{Service: "dax", Enabled: "SSESpecification.SSEEnabled", KeyWhy: "DAX chooses the key", Absent: iac.Off}, true
	case "AWS::WorkSpaces::Workspace":
		return iac.StoreSpec{Service: "workspaces", Enabled: "RootVolumeEncryptionEnabled", Also: "UserVolumeEncryptionEnabled",
			Key: "VolumeEncryptionKey", DefaultKey: "aws/workspaces", Absent: iac.Off}, true
	case "AWS::AppSync::ApiCache":
		return iac.StoreSpec{Service: "appsync", Enabled: "AtRestEncryptionEnabled", KeyWhy: "AppSync chooses the key", Absent: iac.Off}, true
	case "AWS::MSK::Cluster":
		return iac.StoreSpec{Service: "msk", Always: "MSK encrypts every cluster at rest", Key: "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId", DefaultKey: "aws/kafka"}, true
	case "AWS::MSK::ServerlessCluster":
		return iac.StoreSpec{Service: "msk", Always: "MSK encrypts every cluster at rest", KeyWhy: "MSK chooses the key"}, true
	case "AWS::MemoryDB::Cluster":
		return iac.StoreSpec{Service: "memorydb", Always: "MemoryDB encrypts every cluster at rest", Key: "KmsKeyId"}, true
	case "AWS::ElastiCache::ServerlessCache":
		return iac.StoreSpec{Service: "elasticache", Always: "ElastiCache encrypts every serverless cache at rest", Key: "KmsKeyId"}, true
	}
	return moreSpecs(typ)
}

const clusterOf = "DBClusterIdentifier"

// devices emits the volumes of a machine, or reports that the resource is none.
// A machine of a launch template may have volumes of that one, too.
func (t *template) devices(r *resource) bool {
	spec := iac.DeviceSpec{Enabled: "Encrypted", Key: "KmsKeyId", Snapshot: "SnapshotId", Name: "DeviceName", Volume: "Ebs", None: "NoDevice"}
	var rest *iac.Node
	p := t.properties
	list := "BlockDeviceMappings"
	from := func() *iac.Node { return p(r).Get(list) }
	switch r.typ {
	case "AWS::EC2::Instance":
		if l := p(r).Get("LaunchTemplate"); l.Has() {
			rest = iac.Hidden("its launch template can add volumes", l.At)
		}
	case "AWS::AutoScaling::LaunchConfiguration":
		if l := p(r).Get("InstanceId"); l.Has() {
			rest = iac.Hidden("the instance that InstanceId names can add volumes", l.At)
		}
	case "AWS::EC2::LaunchTemplate":
		from = func() *iac.Node { return p(r).Path("LaunchTemplateData", list) }
	default:
		return false
	}
	t.sink.Machine(r.typ, r.id, r.at, spec.Mappings(from()), spec, rest)
	return true
}

// source is the instance of this template whose data a replica copies, with the
// place that says so. What it copies, in turn, is followed to its start.
func (t *template) source(r *resource) (*resource, iac.Place) {
	var first iac.Place
	own := r
	for range len(t.resources) {
		p := t.properties(own)
		n := p.Get("SourceDBInstanceIdentifier")
		if own.typ != "AWS::RDS::DBInstance" || !n.Has() || p.Get("StorageEncrypted").Has() {
			break
		}
		id, _, _ := strings.Cut(n.Raw, ".")
		next := t.byID[id]
		if n.Kind != iac.Unknown || next == nil || next == r || next.typ != own.typ {
			break
		}
		if own == r {
			first = n.At
		}
		own = next
	}
	if own == r {
		return nil, first
	}
	return own, first
}

// store emits whether the data of a resource is encrypted at rest.
func (t *template) store(r *resource) {
	at := iac.At(r.at, r.id)
	if r.typ == "AWS::S3::Bucket" {
		p := t.properties(r)
		rules := p.Path("BucketEncryption", "ServerSideEncryptionConfiguration")
		iac.Bucket(t.sink, iac.BucketArgs{
			Type: r.typ, Subject: r.id, At: r.at, Location: at, Configured: p.Get("BucketEncryption"), Rules: rules,
			Default: "ServerSideEncryptionByDefault", Algorithm: "SSEAlgorithm", Key: "KMSMasterKeyID",
		})
		return
	}
	t.parts(r)
	if t.devices(r) || t.special(r) || t.keyed(r) {
		return
	}
	s, ok := specOf(r.typ)
	if !ok {
		t.sink.Unread(r.typ, r.id, r.at)
		return
	}
	p := t.properties(r)
	if strings.HasSuffix(r.typ, "::DBInstance") && t.inCluster(r) {
		return // its data is the cluster's, which has a fact of its own
	}
	if r.typ == "AWS::RDS::DBInstance" && p.Get(clusterOf).Has() {
		s.Enabled, s.Key, s.DefaultKey, s.Absent, s.Why = "", "", "", iac.Undecided, "its cluster decides, which is not in the template"
	}
	if src, ref := t.source(r); src != nil {
		t.sink.Follow(r.typ, r.id, r.at, src.id, t.properties(src), s, ref)
		return
	}
	if r.typ == "AWS::ElastiCache::ReplicationGroup" {
		if e := p.Get("Engine"); e.Has() {
			if v, ok := e.Str(); !ok || strings.EqualFold(v, "valkey") {
				s.Absent, s.Why = iac.Undecided, "AtRestEncryptionEnabled is not set: its default depends on the engine"
			}
		}
	}
	if m, _ := p.Get("EngineMode").Str(); r.typ == "AWS::RDS::DBCluster" && m == "serverless" {
		s.Absent, s.Why, s.Inherit = iac.On, "Aurora Serverless v1 is always encrypted", nil
	}
	switch r.typ {
	case "AWS::RDS::DBCluster":
		t.sink.AuroraOf(r.typ, r.id, r.at, p, s, p.Get("Engine"))
	case "AWS::RDS::GlobalCluster": // of Aurora alone
		t.sink.AuroraOf(r.typ, r.id, r.at, p, s, iac.Text("aurora", r.at))
	default:
		t.sink.StoreOf(r.typ, r.id, r.at, p, s)
	}
}

// inCluster reports whether an instance belongs to a cluster of this template.
func (t *template) inCluster(r *resource) bool {
	c := fields(r.props)[clusterOf]
	if c == nil {
		return false
	}
	id := c.Value
	if ref := fields(c)["Ref"]; ref != nil {
		id = ref.Value
	}
	own := t.byID[id]
	return own != nil && own.typ == strings.TrimSuffix(r.typ, "DBInstance")+"DBCluster"
}

// replicas emits the regions that data is copied to.
func (t *template) replicas(r *resource) {
	switch r.typ {
	case "AWS::DynamoDB::GlobalTable":
		t.sink.Replicas(r.id, "Replicas", "Region", t.properties(r).Get("Replicas"), r.id)
	case "AWS::SecretsManager::Secret":
		t.sink.Replicas(r.id, "ReplicaRegions", "Region", t.properties(r).Get("ReplicaRegions"), r.id)
	case "AWS::ECR::ReplicationConfiguration":
		for _, rule := range t.properties(r).Path("ReplicationConfiguration", "Rules").List() {
			t.sink.Replicas(r.id, "Destinations", "Region", rule.Get("Destinations"), r.id)
		}
	case "AWS::S3::Bucket":
		for i, rule := range t.properties(r).Path("ReplicationConfiguration", "Rules").List() {
			if b := rule.Path("Destination", "Bucket"); b.Has() {
				t.sink.Region(r.id+"/Replication["+itoa(i)+"]", "replication destination", iac.At(b.At, r.id),
					iac.Hidden("the region of the destination bucket is not in its ARN", b.At))
			}
		}
	case "AWS::Backup::BackupPlan":
		for i, rule := range t.properties(r).Path("BackupPlan", "BackupPlanRule").List() {
			for j, c := range rule.Get("CopyActions").List() {
				if a := c.Get("DestinationBackupVaultArn"); a.Has() {
					t.sink.Region(r.id+"/Copy["+itoa(i)+"."+itoa(j)+"]", "backup copy", iac.At(a.At, r.id), iac.RegionOf(a))
				}
			}
		}
	}
}
