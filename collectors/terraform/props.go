package terraform

import (
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// properties turns the body of a block into an object: attributes and nested
// blocks by name, several of one name as a list.
func (m *module) properties(b *block) *iac.Node {
	if b.props == nil {
		m.instances(b)
		b.props = m.inScope(b.scope, func() *iac.Node { return m.body(b.Body, placeOf(b), 0) })
		b.written, b.props = b.props, m.madeElsewhere(b, ignoring(b.Body, b.props))
	}
	return b.props
}

const nameSigns = "abcdefghijklmnopqrstuvwxyz0123456789_"

// ignoring says of what a resource ignores changes of that it may be otherwise by
// now: the text counts when the resource is made, and nothing sets it back later.
func ignoring(body *hclsyntax.Body, props *iac.Node) *iac.Node {
	list, ignored := ignoredBy(body, props)
	if ignored == nil {
		return props
	}
	c := *props
	c.Entries = slices.Clone(props.Entries)
	for i, e := range c.Entries {
		if e.Key == "lifecycle" || !ignored[e.Key] && !ignored["all"] {
			continue
		}
		later := iac.Hidden("changes of "+e.Key+" that are made elsewhere are ignored", list.At)
		c.Entries[i].Node = iac.OneOf("changes that are made elsewhere: they are ignored", e.At, e.Node, later)
	}
	return &c
}

// ignoredBy are the arguments whose changes a resource ignores, "all" among them, and
// where it says so; nil for none.
func ignoredBy(body *hclsyntax.Body, props *iac.Node) (*iac.Node, map[string]bool) {
	list := props.Get("lifecycle").Get("ignore_changes")
	if !list.Has() {
		return nil, nil
	}
	ignored := make(map[string]bool)
	for _, x := range list.List() { // quoted, as once, and as in JSON
		if s, ok := x.Str(); ok {
			ignored[s[:len(s)-len(strings.TrimLeft(s, nameSigns))]] = true
		}
	}
	for _, l := range body.Blocks { // bare names, which are no references here
		if a := l.Body.Attributes["ignore_changes"]; l.Type == "lifecycle" && a != nil {
			for _, v := range a.Expr.Variables() {
				ignored[v.RootName()] = true
			}
		}
	}
	return list, ignored
}

func (m *module) body(body *hclsyntax.Body, at iac.Place, depth int) *iac.Node {
	n := &iac.Node{Kind: iac.Map, At: at}
	if depth > maxDepth {
		return iac.Hidden("nested too deep", at)
	}
	names := make([]string, 0, len(body.Attributes))
	for name := range body.Attributes {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		a := body.Attributes[name]
		if v := m.eval(a.Expr, depth+1); v.Kind != iac.None {
			n.Entries = append(n.Entries, iac.Entry{Key: name, At: place(a.NameRange), Node: v})
		}
	}
	index, several := make(map[string]int), make(map[string]bool)
	for _, blk := range body.Blocks {
		key, where := blk.Type, place(blk.TypeRange)
		var made []*iac.Node
		if key == "dynamic" && len(blk.Labels) > 0 {
			key, made = blk.Labels[0], m.dynamic(blk, depth)
		} else {
			made = []*iac.Node{m.body(blk.Body, where, depth+1)}
		}
		for _, v := range made {
			i, ok := index[key]
			if !ok && body.Attributes[key] != nil { // the JSON form has both
				if i = slices.IndexFunc(n.Entries, func(e iac.Entry) bool { return e.Key == key }); i >= 0 {
					index[key], ok = i, true
					if l := n.Entries[i].Node; l.Kind == iac.List {
						c := *l
						c.Items = slices.Clone(l.Items)
						n.Entries[i].Node, several[key] = &c, true
					}
				}
			}
			if !ok {
				index[key] = len(n.Entries)
				n.Entries = append(n.Entries, iac.Entry{Key: key, At: where, Node: v})
				continue
			}
			if old := n.Entries[i].Node; !several[key] {
				several[key] = true
				n.Entries[i].Node = &iac.Node{Kind: iac.List, Items: []*iac.Node{old}, At: n.Entries[i].At}
			}
			n.Entries[i].Node.Items = append(n.Entries[i].Node.Items, v)
		}
	}
	return n
}

// presence says whether a block makes anything.
type presence int

const (
	present presence = iota
	absent           // count or for_each is certainly empty
	perhaps          // empty by a default that a deployment can override
)

// existence says whether count or for_each make anything of a block. While that
// is being found out, a block that refers to itself is taken to be there.
func (m *module) existence(b *block) presence {
	if !b.counted {
		b.counted = true
		b.exists = m.count(b)
	}
	return b.exists
}

func (m *module) count(b *block) presence {
	for _, name := range []string{"count", "for_each"} {
		a := b.Body.Attributes[name]
		if a == nil {
			continue
		}
		n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) })
		if !empty(n) {
			continue
		}
		if n.From == "default" {
			return perhaps
		}
		return absent
	}
	return present
}

// empty reports a value of count or for_each that makes nothing.
func empty(n *iac.Node) bool {
	if s, ok := n.Str(); ok {
		return s == "0"
	}
	return n.Kind == iac.None || n.Fails || n.Kind == iac.List && len(n.Items) == 0 || n.Kind == iac.Map && len(n.Entries) == 0
}

// attribute is an attribute of a resource of the folder, as far as the folder
// names it: its name, or the ARN that follows from its name.
func (m *module) attribute(id, attr, name string, at iac.Place, depth int) *iac.Node {
	later := iac.Later(name, name+" is known after deployment", at)
	b := m.byName[id]
	if b == nil && ownKey(id) {
		return iac.Later(name, name+" is not in the folder", at)
	}
	if b == nil {
		return iac.Hidden(name+" is not in the folder", at)
	}
	if a := b.Body.Attributes[attr]; a != nil {
		if x, ok := a.Expr.(nodeExpr); ok && x.node.IsText() {
			return placed(x.node, name, at) // a plan knows it
		}
	}
	if a := b.Body.Attributes[attr]; a != nil && policyText(b.typ, attr) && b.Body.Attributes["for_each"] == nil {
		m.instances(b)
		return m.guarded(id+" "+attr, at, func() *iac.Node {
			return m.inScope(b.scope, func() *iac.Node { return m.eval(a.Expr, depth+1) })
		})
	}
	n := namesOf(b.typ)
	own := func() *iac.Node {
		a := b.Body.Attributes[n.prop]
		if n.prop == "" || a == nil || b.Body.Attributes["for_each"] != nil {
			return iac.Later(id, "the name of "+id+" is given at deployment", at)
		}
		m.instances(b)
		v := m.guarded(id+" "+n.prop, at, func() *iac.Node {
			return m.inScope(b.scope, func() *iac.Node { return m.eval(a.Expr, depth+1) })
		})
		if !v.IsText() {
			return iac.Later(id, "the name of "+id+": "+v.Why, at)
		}
		c := *v
		c.At = at
		return &c
	}
	switch {
	case n.arn != "" && (attr == "arn" || attr == "id" && n.idIsARN):
		name := own()
		if p := b.Body.Attributes["path"]; p != nil && (n.arn == "iam role" || n.arn == "iam policy" || n.arn == "iam user") {
			name = iac.Later(id, "the path of "+id, at)
		}
		if a := iac.NewARN(n.arn, name, at); a != nil {
			return a
		}
	case n.prop != "" && (attr == n.prop || attr == "name" || attr == "id" && !n.idIsARN):
		return own()
	}
	return later
}

// ownKey reports the name of a resource that can only be a key which the customer
// made: wherever it is declared, its type says so.
func ownKey(id string) bool {
	typ, _, _ := strings.Cut(id, ".")
	return typ == "aws_kms_key" || typ == "aws_kms_external_key" || typ == "aws_kms_replica_key"
}

// policyText reports an argument that reads back as it was written: the text of
// a policy.
func policyText(typ, attr string) bool {
	switch typ {
	case "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy", "aws_s3_bucket_policy", "aws_sqs_queue_policy", "aws_sns_topic_policy":
		return attr == "policy"
	}
	return false
}

type named struct {
	prop    string // the argument that holds the name
	arn     string // for iac.NewARN
	idIsARN bool
}

func namesOf(typ string) named {
	switch typ {
	case "aws_s3_bucket":
		return named{prop: "bucket", arn: "s3 bucket"}
	case "aws_iam_role":
		return named{prop: "name", arn: "iam role"}
	case "aws_iam_user":
		return named{prop: "name", arn: "iam user"}
	case "aws_iam_policy":
		return named{prop: "name", arn: "iam policy", idIsARN: true}
	case "aws_iam_openid_connect_provider":
		return named{prop: "url", arn: "iam oidc", idIsARN: true}
	case "aws_lambda_function":
		return named{prop: "function_name", arn: "lambda function"}
	case "aws_dynamodb_table":
		return named{prop: "name", arn: "dynamodb table"}
	case "aws_sqs_queue":
		return named{prop: "name", arn: "sqs queue"}
	case "aws_sns_topic":
		return named{prop: "name", arn: "sns topic", idIsARN: true}
	case "aws_secretsmanager_secret":
		return named{prop: "name", arn: "secretsmanager secret", idIsARN: true}
	case "aws_ecr_repository":
		return named{prop: "name", arn: "ecr repository"}
	case "aws_kms_key":
		return named{arn: "kms key"}
	case "aws_cloudwatch_log_group":
		return named{prop: "name", arn: "logs group"}
	case "aws_sfn_state_machine":
		return named{prop: "name", arn: "states machine", idIsARN: true}
	case "aws_kinesis_stream":
		return named{prop: "name", arn: "kinesis stream"}
	case "aws_cloudwatch_event_bus":
		return named{prop: "name", arn: "events bus"}
	case "aws_kinesis_firehose_delivery_stream":
		return named{prop: "name", arn: "firehose stream"}
	case "aws_codebuild_project":
		return named{prop: "name", arn: "codebuild project", idIsARN: true}
	case "aws_ecs_cluster":
		return named{prop: "name", arn: "ecs cluster", idIsARN: true}
	case "aws_efs_file_system":
		return named{arn: "efs filesystem"}
	case "aws_cognito_user_pool":
		return named{arn: "cognito pool"}
	}
	return named{}
}
