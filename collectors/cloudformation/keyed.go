package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// keyedSpecs gives further stores that encrypt whatever is written: what
// services of analytics, machine learning and integration keep.
func keyedSpecs(typ string) (iac.StoreSpec, bool) {
	always := func(service, what, key, own string) (iac.StoreSpec, bool) {
		return iac.StoreSpec{Service: service, Always: what, Key: key, DefaultKey: own}, true
	}
	switch typ {
	case "AWS::AppFlow::Flow":
		return always("appflow", "AppFlow encrypts every flow", "KMSArn", "aws/appflow")
	case "AWS::AppFlow::ConnectorProfile":
		return always("appflow", "AppFlow encrypts every connector profile", "KMSArn", "aws/appflow")
	case "AWS::Bedrock::Agent":
		return always("bedrock", "Bedrock encrypts every agent", "CustomerEncryptionKeyArn", "")
	case "AWS::DMS::Endpoint":
		return always("dms", "DMS encrypts the settings of every endpoint", "KmsKeyId", "aws/dms")
	case "AWS::ImageBuilder::Component":
		return always("imagebuilder", "Image Builder encrypts every component", "KmsKeyId", "")
	case "AWS::Scheduler::Schedule":
		return always("scheduler", "EventBridge Scheduler encrypts every schedule", "KmsKeyArn", "")
	}
	return iac.StoreSpec{}, false
}

// keyed emits the stores of several parts, or reports that the resource is none.
func (t *template) keyed(r *resource) bool {
	p := t.properties(r)
	switch r.typ {
	case "AWS::ApiGateway::Deployment":
		d := p.Get("StageDescription")
		t.sink.MethodCache(owner(r, ""), d.Get("CachingEnabled"), d.Get("CacheDataEncrypted"), nil)
		t.methods(r, d.Get("MethodSettings"))
	case "AWS::CodePipeline::Pipeline":
		const why = "CodePipeline encrypts every artifact"
		if s := p.Get("ArtifactStore"); s.Has() {
			t.sink.Kept(owner(r, "ArtifactStore"), "codepipeline", why, s.Path("EncryptionKey", "Id"), "aws/s3")
		}
		for i, s := range p.Get("ArtifactStores").List() {
			t.sink.Kept(owner(r, "ArtifactStores["+itoa(i)+"]"), "codepipeline", why, s.Path("ArtifactStore", "EncryptionKey", "Id"), "aws/s3")
		}
	case "AWS::AmazonMQ::Broker":
		e := p.Get("EncryptionOptions")
		t.sink.Messages(owner(r, ""), e.Get("UseAwsOwnedKey"), e.Get("KmsKeyId"))
	case "AWS::FSx::FileSystem":
		kind, ok := p.Get("FileSystemType").Str()
		deployment := p.Path("LustreConfiguration", "DeploymentType")
		switch {
		case !ok:
			deployment = iac.Hidden("the kind of file system can't be told", r.at)
		case kind != "LUSTRE":
			deployment = iac.Platform("PERSISTENT", "only Lustre knows scratch file systems", r.at)
		case !deployment.Has():
			deployment = iac.Platform("SCRATCH_1", "DeploymentType is not set", r.at)
		}
		t.sink.Lustre(owner(r, ""), deployment, p.Get("KmsKeyId"))
	case "AWS::ImageBuilder::ImageRecipe":
		spec := iac.DeviceSpec{Enabled: "Encrypted", Key: "KmsKeyId", Snapshot: "SnapshotId", Name: "DeviceName", Volume: "Ebs", None: "NoDevice"}
		t.sink.Machine(r.typ, r.id, r.at, spec.Mappings(p.Get("BlockDeviceMappings")), spec, nil)
	case "AWS::SageMaker::DataQualityJobDefinition":
		t.sink.Kept(owner(r, "Output"), "sagemaker", "S3 encrypts new objects by default since 5 January 2023", p.Path("DataQualityJobOutputConfig", "KmsKeyId"), "aws/s3")
		t.sink.Kept(owner(r, "Volume"), "sagemaker", "SageMaker encrypts the volumes of every job", p.Path("JobResources", "ClusterConfig", "VolumeKmsKeyId"), "")
	default:
		return false
	}
	return true
}

// methods emits the caches that the settings of a stage name, method by method.
func (t *template) methods(r *resource, settings *iac.Node) {
	var wide *iac.Node
	for _, m := range settings.List() {
		path, _ := m.Get("ResourcePath").Str()
		method, _ := m.Get("HttpMethod").Str()
		if path == "/*" && method == "*" {
			wide = m.Get("CacheDataEncrypted")
		}
	}
	for i, m := range settings.List() {
		t.sink.MethodCache(owner(r, "MethodSettings["+itoa(i)+"]"), m.Get("CachingEnabled"), m.Get("CacheDataEncrypted"), wide)
	}
}
