package cloudformation

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// findBoundaries notes the policies that are used as a permissions boundary and
// are attached to nobody: they grant nothing. Whatever else refers to one may
// attach it; what another stack does with it is that stack's gap.
func (t *template) findBoundaries() {
	used := make(map[string]bool)
	for _, r := range t.resources {
		for key, y := range fields(r.props) {
			t.mentions(y, 0, func(id string) {
				switch {
				case key == "PermissionsBoundary":
					t.boundaries[id] = true
				case id != r.id:
					used[id] = true
				}
			})
		}
	}
	for id := range t.boundaries {
		var f map[string]*yaml.Node
		if r := t.byID[id]; r != nil {
			f = fields(r.props)
		}
		if used[id] || f["Roles"] != nil || f["Users"] != nil || f["Groups"] != nil {
			delete(t.boundaries, id)
		}
	}
	for _, r := range t.resources {
		f := fields(r.props)
		if r.typ == "AWS::IAM::ManagedPolicy" && !used[r.id] && !t.boundaries[r.id] && f["Roles"] == nil && f["Users"] == nil && f["Groups"] == nil &&
			iac.SaysBoundary(r.id, flat(f["ManagedPolicyName"]), flat(f["Description"])) {
			t.unheld[r.id] = true
		} else if r.typ == "AWS::IAM::ManagedPolicy" && !used[r.id] && !t.boundaries[r.id] && f["Roles"] == nil && f["Users"] == nil && f["Groups"] == nil {
			t.loose[r.id] = true
		}
	}
	t.findHanded(used)
	if len(t.unheld)+len(t.loose) == 0 {
		return
	}
	attached := make(map[string]bool) // by a name that stands there
	for _, r := range t.resources {
		switch r.typ {
		case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
			iac.PolicyNames(t.properties(r).Get("ManagedPolicyArns"), attached)
		case "AWS::Serverless::Function", "AWS::Serverless::StateMachine":
			iac.PolicyNames(t.properties(r).Get("Policies"), attached)
		}
	}
	for _, list := range []map[string]bool{t.unheld, t.loose} {
		for id := range list {
			if n := t.properties(t.byID[id]).Get("ManagedPolicyName"); n.IsText() && attached[n.RawText()] {
				delete(list, id)
			}
		}
	}
}

// findHanded notes the policies that the template attaches to nobody and hands on
// under a name that says what for: a boundary, or that are one here and are handed
// on under another name. What other stacks do with them can't be told.
func (t *template) findHanded(used map[string]bool) {
	outputs := fields(t.outputs)
	for _, name := range sorted(outputs) {
		f := fields(outputs[name])
		said := name
		if e := fields(f["Export"])["Name"]; e != nil {
			said += flat(e)
		}
		named := strings.Contains(strings.ToLower(said), "boundary")
		t.mentions(f["Value"], 0, func(id string) {
			delete(t.loose, id)
			if !named {
				delete(t.unheld, id)
			}
			if t.boundaries[id] && !named { // it may be anything to whoever takes it
				delete(t.boundaries, id)
				t.handed[id] = name
				return
			}
			p := fields(t.byID[id].props)
			if named && !used[id] && !t.boundaries[id] && p["Roles"] == nil && p["Users"] == nil && p["Groups"] == nil {
				t.handed[id] = name
			}
		})
	}
}

// flat is all text of a value, whatever puts it together.
func flat(y *yaml.Node) string {
	y = deref(y)
	if y == nil {
		return ""
	}
	out := y.Value
	for _, c := range y.Content {
		if c.Kind != yaml.AliasNode {
			out += flat(c)
		}
	}
	return out
}

// mentions calls f with the name of each policy of the template that a value
// refers to, in whatever way.
func (t *template) mentions(y *yaml.Node, depth int, f func(id string)) {
	y = deref(y)
	if y == nil || depth > maxDepth {
		return
	}
	if y.Kind == yaml.ScalarNode {
		id, _, _ := strings.Cut(y.Value, ".")
		if r := t.byID[id]; r != nil && r.typ == "AWS::IAM::ManagedPolicy" {
			f(id)
		}
		for _, part := range strings.Split(y.Value, "${")[1:] {
			name, _, _ := strings.Cut(part, "}")
			if r := t.byID[strings.TrimSpace(name)]; r != nil && r.typ == "AWS::IAM::ManagedPolicy" {
				f(r.id)
			}
		}
	}
	for _, c := range y.Content {
		t.mentions(c, depth+1, f)
	}
}

// identity emits what a resource lets principals do.
func (t *template) identity(r *resource) {
	t.sink.Held(t.possession(r), func() { t.granted(r) })
}

// nobody says that a policy is attached to nobody, as far as one template tells.
const nobody = "nothing in this template attaches the policy or hands it on, so that by it alone nobody has these rights"

// possession tells who holds what r grants: whether each that the template names has a
// boundary, or whether it names nobody.
func (t *template) possession(r *resource) iac.Possession {
	var p iac.Possession
	if t.loose[r.id] {
		p.Loose = nobody
	}
	switch r.typ {
	case "AWS::IAM::Role", "AWS::IAM::User", "AWS::Serverless::Function", "AWS::Serverless::StateMachine":
		p.Bounded, p.Boundary = t.bounded(r)
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy":
		for i, x := range t.holdersOf(r) {
			yes, by := t.bounded(x)
			if i == 0 {
				p.Bounded, p.Boundary = yes, by
			}
			p = p.And(yes, by)
		}
	}
	return p
}

// bounded reports a resource that surely has a permissions boundary, and by which policy
// of the template.
func (t *template) bounded(r *resource) (yes bool, by string) {
	y := fields(r.props)["PermissionsBoundary"]
	if y == nil {
		return false, ""
	}
	if n := t.resolve(y, maxDepth/2); !n.Has() || n.Kind == iac.Either || len(n.Others) > 0 || n.From == "default" {
		return false, ""
	}
	if p := t.named(y); p != nil {
		by = t.sink.Scoped(p.at, p.id)
	}
	return true, by
}

func (t *template) mayBeBounded(r *resource) bool {
	y := fields(r.props)["PermissionsBoundary"]
	return y != nil && t.resolve(y, maxDepth/2).Has()
}

func (t *template) granted(r *resource) {
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
		if o := t.handed[r.id]; o != "" {
			t.sink.Unresolved("iam.statement", r.id, "the output "+o+" hands the boundary on, and whether another stack attaches it can't be told", iac.At(r.at, r.id))
			return
		}
		var only *iac.Proviso
		if t.unheld[r.id] {
			only = iac.Unattached()
		}
		t.sink.Within(only, func() {
			t.sink.Policy(iac.Policy{Owner: r.id, Kind: kind, Holders: t.ownHolders(r), Doc: t.properties(r).Get("PolicyDocument"), At: r.at})
		})
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
	if !policies.Has() {
		return
	}
	who := t.ownHolders(r)
	for i, p := range policies.List() {
		name, ok := p.Get("PolicyName").Str()
		if !ok || p.Get("PolicyName").From != "literal" {
			name = "policy" + itoa(i)
		}
		doc := p.Get("PolicyDocument")
		if doc == nil {
			doc = iac.Hidden("the policy has no PolicyDocument", p.At)
		}
		t.sink.Within(p.Proviso, func() {
			t.sink.Policy(iac.Policy{Owner: r.id, Name: name, Kind: "identity", Holders: who, Doc: doc, At: r.at})
		})
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
	case "AWS::Events::EventBusPolicy":
		if p := t.properties(r); p.Get("Principal").Has() {
			c := p.Get("Condition")
			if c.Has() { // CloudFormation writes its keys large
				small := &iac.Node{Kind: iac.Map, At: c.At}
				for _, e := range c.Entries {
					small.Entries = append(small.Entries, iac.Entry{Key: strings.ToLower(e.Key), At: e.At, Node: e.Node})
				}
				c = small
			}
			t.sink.BusPermission(r.id, r.at, p.Get("Action"), p.Get("Principal"), c)
			return
		}
	case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy",
		"AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::IoT::Policy", "AWS::SSO::PermissionSet", "AWS::Serverless::Function", "AWS::Serverless::StateMachine":
		return // see identity
	}
	p := t.properties(r)
	if key != "" {
		own := iac.Policy{Owner: r.id, Kind: "resource", Service: service, Doc: p.Get(key), At: r.at}
		if n := p.Get("VPCOptions"); service == "es" && n.Has() && n.Kind == iac.Map && n.Get("SubnetIds").Has() {
			own.Inside = "VPCOptions"
		}
		if service == "es" {
			own.Asks = iac.FineGrained(p.Get("AdvancedSecurityOptions"), "Enabled", "InternalUserDatabaseEnabled", "MasterUserOptions", "MasterUserARN", "AnonymousAuthEnabled")
		}
		t.sink.Policy(own)
	}
	other := iac.Policy{Owner: r.id, Service: serviceOf(r.typ), At: r.at}
	if r.typ == "AWS::Organizations::Policy" {
		other.Kind = "boundary"
	}
	t.sink.OtherPolicies(other, p, key)
	if c := p.Path("Auth", "ResourcePolicy", "CustomStatements"); r.typ == "AWS::Serverless::Api" && c.Has() {
		t.sink.Policy(iac.Policy{Owner: r.id, Kind: "resource", Service: "apigateway", Doc: object(c.At, "Statement", c), At: r.at})
	}
}

// serviceOf is the service in the name of a type: AWS::SNS::TopicInlinePolicy.
func serviceOf(typ string) string {
	parts := strings.Split(typ, "::")
	if len(parts) != 3 {
		return ""
	}
	return strings.ToLower(parts[1])
}

// permission reads AWS::Lambda::Permission as the statement that AWS makes of it.
func (t *template) permission(r *resource) {
	t.sink.Permission(r.id, r.at, t.properties(r), iac.PermissionNames{
		Action: "Action", Function: "FunctionName", Principal: "Principal", SourceARN: "SourceArn", SourceAccount: "SourceAccount",
		Organization: "PrincipalOrgID", URLAuth: "FunctionUrlAuthType", ViaURL: "InvokedViaFunctionUrl",
	})
}
