package cloudformation

import (
	"github.com/candor-dev/candor/internal/iac"
)

// findBoundaries notes the policies that are used as a permissions boundary and
// are attached to nobody: they grant nothing.
func (t *template) findBoundaries() {
	used := make(map[string]bool)
	for _, r := range t.resources {
		f := fields(r.props)
		if b := f["PermissionsBoundary"]; b != nil {
			id := b.Value
			if ref := fields(b)["Ref"]; ref != nil {
				id = ref.Value
			}
			t.boundaries[id] = true
		}
		if m := f["ManagedPolicyArns"]; m != nil {
			for _, x := range m.Content {
				x = deref(x)
				used[x.Value] = true
				if ref := fields(x)["Ref"]; ref != nil {
					used[ref.Value] = true
				}
			}
		}
	}
	for id := range t.boundaries {
		r := t.byID[id]
		f := map[string]bool{}
		if r != nil {
			for k := range fields(r.props) {
				f[k] = true
			}
		}
		if used[id] || f["Roles"] || f["Users"] || f["Groups"] {
			delete(t.boundaries, id)
		}
	}
}

// identity emits what a resource lets principals do.
func (t *template) identity(r *resource) {
	switch r.typ {
	case "AWS::IAM::Role":
		p := t.properties(r)
		t.sink.Policy(iac.Policy{Owner: r.id, Name: "AssumeRolePolicy", Kind: "trust", Doc: p.Get("AssumeRolePolicyDocument"), At: r.at})
		t.inline(r, p.Get("Policies"))
		t.attached(r, p.Get("ManagedPolicyArns"))
	case "AWS::IAM::User", "AWS::IAM::Group":
		p := t.properties(r)
		t.inline(r, p.Get("Policies"))
		t.attached(r, p.Get("ManagedPolicyArns"))
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::IoT::Policy":
		kind := "identity"
		if t.boundaries[r.id] {
			kind = "boundary"
		}
		t.sink.Policy(iac.Policy{Owner: r.id, Kind: kind, Doc: t.properties(r).Get("PolicyDocument"), At: r.at})
	case "AWS::SSO::PermissionSet":
		p := t.properties(r)
		t.sink.Policy(iac.Policy{Owner: r.id, Name: "InlinePolicy", Kind: "identity", Doc: p.Get("InlinePolicy"), At: r.at})
		t.attached(r, p.Get("ManagedPolicies"))
	case "AWS::Serverless::Function", "AWS::Serverless::StateMachine":
		t.samFunction(r)
	}
}

// inline emits the policies that stand within their owner.
func (t *template) inline(r *resource, policies *iac.Node) {
	for i, p := range policies.List() {
		name, ok := p.Get("PolicyName").Str()
		if !ok || p.Get("PolicyName").From != "literal" {
			name = "policy" + itoa(i)
		}
		doc := p.Get("PolicyDocument")
		if doc == nil {
			doc = iac.Hidden("the policy has no PolicyDocument", p.At)
		}
		t.sink.Policy(iac.Policy{Owner: r.id, Name: name, Kind: "identity", Doc: doc, At: r.at})
	}
}

// attached emits managed policies; those that the same template makes are
// emitted where they are made.
func (t *template) attached(r *resource, arns *iac.Node) {
	for _, a := range arns.List() {
		if !t.ownPolicy(a) {
			t.sink.ManagedPolicies(r.id, r.at, a)
		}
	}
}

func (t *template) ownPolicy(a *iac.Node) bool {
	if a.Kind != iac.Pattern {
		return false
	}
	for _, r := range t.resources {
		if r.typ != "AWS::IAM::ManagedPolicy" {
			continue
		}
		if n := t.refOf(r, a.At); n != nil && n.RawText() == a.RawText() {
			return true
		}
	}
	return false
}

// samPolicy reads one item of a function's Policies: a document, a managed
// policy, or a template of SAM.
func (t *template) samPolicy(r *resource, i int, x *iac.Node) {
	if x.Kind != iac.Map {
		t.attached(r, x)
		return
	}
	if x.Get("Statement").Has() {
		t.sink.Policy(iac.Policy{Owner: r.id, Name: "policy" + itoa(i), Kind: "identity", Doc: x, At: r.at})
		return
	}
	for _, e := range x.Entries {
		if doc := samStatements(e.Key, e.Node, e.At); doc != nil {
			t.sink.Policy(iac.Policy{Owner: r.id, Name: e.Key, Kind: "identity", Doc: doc, At: r.at})
			continue
		}
		t.sink.Unresolved("iam.statement", r.id+"/"+e.Key, "the SAM policy template "+e.Key+" is not expanded", iac.At(e.At, r.id))
	}
}

// resourcePolicy emits who a resource lets in.
func (t *template) resourcePolicy(r *resource) {
	key, service := "", ""
	switch r.typ {
	case "AWS::S3::BucketPolicy":
		key, service = "PolicyDocument", "s3"
	case "AWS::SQS::QueuePolicy":
		key, service = "PolicyDocument", "sqs"
	case "AWS::SNS::TopicPolicy":
		key, service = "PolicyDocument", "sns"
	case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
		key, service = "KeyPolicy", "kms"
	case "AWS::SecretsManager::ResourcePolicy":
		key, service = "ResourcePolicy", "secretsmanager"
	case "AWS::ECR::Repository":
		key, service = "RepositoryPolicyText", "ecr"
	case "AWS::EFS::FileSystem":
		key, service = "FileSystemPolicy", "efs"
	case "AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain":
		key, service = "AccessPolicies", "es"
	case "AWS::EC2::VPCEndpoint":
		key, service = "PolicyDocument", "vpce"
	case "AWS::ApiGateway::RestApi":
		key, service = "Policy", "apigateway"
	case "AWS::Backup::BackupVault":
		key, service = "AccessPolicy", "backup"
	case "AWS::Lambda::Permission":
		t.permission(r)
		return
	case "AWS::Lambda::LayerVersionPermission":
		p := t.properties(r)
		t.sink.Layer(owner(r, ""), p.Get("LayerVersionArn"), p.Get("Action"), p.Get("Principal"), p.Get("OrganizationId"))
		return
	default:
		return
	}
	t.sink.Policy(iac.Policy{Owner: r.id, Kind: "resource", Service: service, Doc: t.properties(r).Get(key), At: r.at})
}

// permission reads AWS::Lambda::Permission as the statement that AWS makes of it.
func (t *template) permission(r *resource) {
	p := t.properties(r)
	st := &iac.Node{Kind: iac.Map, At: r.at, Entries: []iac.Entry{{Key: "Effect", At: r.at, Node: iac.Text("Allow", r.at)}}}
	put := func(key string, n *iac.Node) {
		if n.Has() {
			st.Entries = append(st.Entries, iac.Entry{Key: key, At: n.At, Node: n})
		}
	}
	put("Action", p.Get("Action"))
	put("Resource", p.Get("FunctionName"))
	put("Principal", p.Get("Principal"))
	tests := &iac.Node{Kind: iac.Map, At: r.at}
	for _, k := range []struct{ property, key string }{
		{"SourceArn", "aws:SourceArn"}, {"SourceAccount", "aws:SourceAccount"}, {"PrincipalOrgID", "aws:PrincipalOrgID"},
		{"FunctionUrlAuthType", "lambda:FunctionUrlAuthType"},
	} {
		if n := p.Get(k.property); n.Has() {
			tests.Entries = append(tests.Entries, iac.Entry{Key: k.key, At: n.At, Node: n})
		}
	}
	if len(tests.Entries) > 0 {
		put("Condition", &iac.Node{Kind: iac.Map, At: r.at, Entries: []iac.Entry{{Key: "StringEquals", At: r.at, Node: tests}}})
	}
	doc := &iac.Node{Kind: iac.Map, At: r.at, Entries: []iac.Entry{{Key: "Statement", At: r.at, Node: st}}}
	t.sink.Policy(iac.Policy{Owner: r.id, Kind: "resource", Service: "lambda", Doc: doc, At: r.at})
	t.sink.URLPermission(r.id, iac.At(r.at, r.id), p.Get("FunctionUrlAuthType"), p.Get("Principal"), p.Get("Action"))
}
