package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// moreSpecs gives the stores that encrypt whatever is written, where only the
// key is open.
func moreSpecs(typ string) (iac.StoreSpec, bool) {
	always := func(service, what, key, own string) (iac.StoreSpec, bool) {
		return iac.StoreSpec{Service: service, Always: what, Key: key, DefaultKey: own}, true
	}
	switch typ {
	case "AWS::Backup::BackupVault":
		return always("backup", "AWS Backup encrypts every vault", "EncryptionKeyArn", "aws/backup")
	case "AWS::CloudTrail::Trail":
		return always("cloudtrail", "CloudTrail encrypts its log files", "KMSKeyId", "")
	case "AWS::CloudTrail::EventDataStore":
		return always("cloudtrail", "CloudTrail encrypts every event data store", "KmsKeyId", "")
	case "AWS::DMS::ReplicationInstance":
		return always("dms", "DMS encrypts the storage of every replication instance", "KmsKeyId", "aws/dms")
	case "AWS::DocDBElastic::Cluster":
		return always("docdb", "DocumentDB encrypts every elastic cluster", "KmsKeyId", "")
	case "AWS::Kendra::Index":
		return always("kendra", "Kendra encrypts every index", "ServerSideEncryptionConfiguration.KmsKeyId", "")
	case "AWS::KinesisVideo::Stream":
		return always("kinesisvideo", "Kinesis Video Streams encrypts every stream", "KmsKeyId", "aws/kinesisvideo")
	case "AWS::MWAA::Environment":
		return always("mwaa", "MWAA encrypts every environment", "KmsKey", "")
	case "AWS::CodeArtifact::Domain":
		return always("codeartifact", "CodeArtifact encrypts every domain", "EncryptionKey", "aws/codeartifact")
	case "AWS::Cassandra::Table":
		return iac.StoreSpec{Service: "keyspaces", Always: "Keyspaces encrypts every table", Key: "EncryptionSpecification.KmsKeyIdentifier",
			KeyKind: "EncryptionSpecification.EncryptionType", KeyKinds: []string{"CUSTOMER_MANAGED_KMS_KEY"}}, true
	case "AWS::QLDB::Ledger":
		return always("qldb", "QLDB encrypts every ledger", "KmsKey", "")
	case "AWS::RedshiftServerless::Namespace":
		return always("redshift", "Redshift Serverless encrypts every namespace", "KmsKeyId", "")
	case "AWS::APS::Workspace":
		return always("aps", "Managed Prometheus encrypts every workspace", "KmsKeyArn", "")
	case "AWS::Timestream::Database":
		return always("timestream", "Timestream encrypts every database", "KmsKeyId", "aws/timestream")
	case "AWS::SageMaker::Domain":
		return always("sagemaker", "SageMaker encrypts the volume of every domain", "KmsKeyId", "aws/elasticfilesystem")
	case "AWS::SageMaker::NotebookInstance":
		return always("sagemaker", "SageMaker encrypts the volume of every notebook", "KmsKeyId", "")
	case "AWS::SageMaker::EndpointConfig":
		return iac.StoreSpec{Service: "sagemaker", KeyDecides: "KmsKeyId", Absent: iac.Undecided, Why: "KmsKeyId is not set: the kind of instance decides"}, true
	}
	return keyedSpecs(typ)
}

func owner(r *resource, part string) iac.Owner {
	o := iac.Owner{Type: r.typ, Subject: r.id, Resource: r.id, At: r.at}
	if part != "" {
		o.Subject += "/" + part
	}
	return o
}

// special emits the stores whose encryption is no single switch, or reports
// that the resource is none.
func (t *template) special(r *resource) bool {
	p := t.properties(r)
	switch r.typ {
	case "AWS::ElastiCache::CacheCluster":
		c := cacheCluster(r, p)
		if !c.Lone() {
			return false
		}
		t.sink.LoneStore(owner(r, ""))
	case "AWS::Kinesis::Stream":
		e := p.Get("StreamEncryption")
		absent := iac.Platform(false, "StreamEncryption is not set, which means none", r.at)
		if e.Has() {
			absent = iac.Unset("StreamEncryption has no EncryptionType, which is required", e.At)
		}
		t.sink.Stream(owner(r, ""), e.Get("EncryptionType"), e.Get("KeyId"), absent)
	case "AWS::KinesisFirehose::DeliveryStream":
		e := p.Get("DeliveryStreamEncryptionConfigurationInput")
		d := iac.Delivery{On: e, Kind: e.Get("KeyType"), Key: e.Get("KeyARN")}
		if kind, _ := p.Get("DeliveryStreamType").Str(); kind == "KinesisStreamAsSource" || kind == "MSKAsSource" {
			d.Source = p.Get("DeliveryStreamType")
		}
		t.sink.Delivery(owner(r, ""), d)
	case "AWS::CodeBuild::Project":
		all := append(p.Get("Artifacts").List(), p.Get("SecondaryArtifacts").List()...)
		t.sink.Artifacts(owner(r, ""), all, "EncryptionDisabled", p.Get("EncryptionKey"))
	case "AWS::Athena::WorkGroup":
		c := p.Get("WorkGroupConfiguration")
		e := c.Path("ResultConfiguration", "EncryptionConfiguration")
		t.sink.Results(owner(r, ""), iac.Results{Option: e.Get("EncryptionOption"), Key: e.Get("KmsKey"), Enforce: c.Get("EnforceWorkGroupConfiguration")})
	case "AWS::EKS::Cluster":
		t.sink.ClusterSecrets(owner(r, ""), p.Get("EncryptionConfig"), "Resources", "Provider", "KeyArn")
	case "AWS::EMR::SecurityConfiguration":
		t.sink.SecurityConfiguration(owner(r, ""), p.Get("SecurityConfiguration"))
	case "AWS::Glue::SecurityConfiguration":
		t.glue(r, p.Get("EncryptionConfiguration"))
	case "AWS::ApiGateway::Stage", "AWS::Serverless::Api":
		t.methods(r, p.Get("MethodSettings"))
	case "AWS::DLM::LifecyclePolicy":
		for i, action := range p.Path("PolicyDetails", "Actions").List() {
			for j, c := range action.Get("CrossRegionCopy").List() {
				e := c.Get("EncryptionConfiguration")
				t.sink.Copies(owner(r, "Action["+itoa(i)+"."+itoa(j)+"]"), e.Get("Encrypted"), e.Get("CmkArn"))
			}
		}
		for i, schedule := range p.Path("PolicyDetails", "Schedules").List() {
			for j, c := range schedule.Get("CrossRegionCopyRules").List() {
				t.sink.Copies(owner(r, "Copy["+itoa(i)+"."+itoa(j)+"]"), c.Get("Encrypted"), c.Get("CmkArn"))
			}
		}
	default:
		return false
	}
	return true
}

func (t *template) glue(r *resource, c *iac.Node) {
	var modes, keys []*iac.Node
	add := func(part *iac.Node, mode string) {
		modes = append(modes, part.Get(mode))
		keys = append(keys, part.Get("KmsKeyArn"))
	}
	add(c.Get("CloudWatchEncryption"), "CloudWatchEncryptionMode")
	add(c.Get("JobBookmarksEncryption"), "JobBookmarksEncryptionMode")
	for _, x := range c.Get("S3Encryptions").List() {
		add(x, "S3EncryptionMode")
	}
	t.sink.Modes(owner(r, ""), modes, keys)
}

// parts emits the stores that a resource keeps beside its own data.
func (t *template) parts(r *resource) {
	switch r.typ {
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		p := t.properties(r)
		on := p.Get("EnablePerformanceInsights")
		if r.typ == "AWS::RDS::DBCluster" {
			on = p.Get("PerformanceInsightsEnabled")
		}
		t.sink.Insights(owner(r, "PerformanceInsights"), on, p.Get("PerformanceInsightsKmsKeyId"), p.Get("PerformanceInsightsKMSKeyId"))
	case "AWS::Lambda::Function", "AWS::Serverless::Function":
		p := t.properties(r)
		if p.Path("Environment", "Variables").Has() {
			t.sink.Environment(owner(r, "Environment"), p.Get("KmsKeyArn"))
		}
	}
}
