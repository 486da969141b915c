package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// samFunction emits what a function of SAM may do. With a role of its own,
// Policies say nothing and the role is read where it is made; without, SAM makes one with these policies and with
// those that its settings and its event sources need.
func (t *template) samFunction(r *resource) {
	p := t.properties(r)
	if p.Get("Role").Has() {
		return
	}
	trust := p.Get("AssumeRolePolicyDocument")
	if trust == nil {
		trust = trusts("lambda.amazonaws.com", r.at)
		if r.typ == "AWS::Serverless::StateMachine" {
			trust = trusts("states.amazonaws.com", r.at)
		}
	}
	t.sink.Policy(iac.Policy{Owner: r.id, Name: "AssumeRolePolicy", Kind: "trust", Doc: trust, At: r.at})
	for i, x := range p.Get("Policies").List() {
		t.samPolicy(r, i, x)
	}
	if r.typ != "AWS::Serverless::Function" {
		return
	}
	written := make(map[string]bool)
	for _, x := range p.Get("Policies").List() {
		if x.IsText() {
			s := x.RawText()
			written[s[strings.LastIndexByte(s, '/')+1:]] = true
		}
	}
	for _, need := range t.samNeeds(r, p) {
		name, _ := need.Str()
		if !written[name] {
			written[name] = true
			t.sink.ManagedPolicies(r.id, r.at, need)
		}
	}
	if q := p.Path("DeadLetterQueue", "TargetArn"); q.Has() {
		action := map[string]string{"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}
		typ, _ := p.Path("DeadLetterQueue", "Type").Str()
		why := "the policy that SAM makes for DeadLetterQueue"
		a := iac.Hidden("the type of the DeadLetterQueue can't be told", q.At)
		if action[typ] != "" {
			a = iac.Platform(action[typ], why, q.At)
		}
		st := object(q.At, "Effect", iac.Platform("Allow", why, q.At), "Action", a, "Resource", q)
		t.sink.Policy(iac.Policy{Owner: r.id, Name: "DeadLetterQueue", Kind: "identity", Doc: object(q.At, "Statement", st), At: r.at})
	}
}

// samNeeds lists the managed policies that SAM attaches of its own accord.
func (t *template) samNeeds(r *resource, p *iac.Node) []*iac.Node {
	at := r.at
	need := func(name string, at iac.Place) *iac.Node {
		return iac.Platform(name, "the role that SAM makes for "+r.id, at)
	}
	out := []*iac.Node{need("AWSLambdaBasicExecutionRole", at)}
	if n := p.Get("Tracing"); n.Has() {
		if s, ok := n.Str(); !ok || s == "Active" || s == "PassThrough" {
			out = append(out, need("AWSXRayDaemonWriteAccess", n.At))
		}
	}
	if n := p.Get("VpcConfig"); n.Has() {
		out = append(out, need("AWSLambdaVPCAccessExecutionRole", n.At))
	}
	events := p.Get("Events")
	if !events.Has() || events.Kind != iac.Map {
		return out
	}
	for _, e := range events.Entries {
		typ, _ := e.Node.Get("Type").Str()
		switch typ {
		case "SQS":
			out = append(out, need("AWSLambdaSQSQueueExecutionRole", e.At))
		case "Kinesis":
			out = append(out, need("AWSLambdaKinesisExecutionRole", e.At))
		case "DynamoDB":
			out = append(out, need("AWSLambdaDynamoDBExecutionRole", e.At))
		case "MSK":
			out = append(out, need("AWSLambdaMSKExecutionRole", e.At))
		}
	}
	return out
}

func trusts(service string, at iac.Place) *iac.Node {
	why := "the role that SAM makes"
	return object(at, "Statement", object(at,
		"Effect", iac.Platform("Allow", why, at),
		"Action", iac.Platform("sts:AssumeRole", why, at),
		"Principal", object(at, "Service", iac.Platform(service, why, at))))
}

// overGlobals lays the properties of a SAM resource over those of Globals.
func (t *template) overGlobals(r *resource, own *iac.Node) *iac.Node {
	section, ok := strings.CutPrefix(r.typ, "AWS::Serverless::")
	if !ok || own.Kind != iac.Map || t.globals == nil {
		return own
	}
	y := fields(t.globals)[section]
	if y == nil {
		return own
	}
	return overlay(t.resolve(y, 1), own)
}

// overlay merges two objects as SAM does: lists add up, of the rest the second
// wins.
func overlay(base, own *iac.Node) *iac.Node {
	if base.Kind == iac.List && own.Kind == iac.List {
		c := *own
		c.Items = append(append([]*iac.Node(nil), base.Items...), own.Items...)
		return &c
	}
	if base.Kind != iac.Map || own.Kind != iac.Map {
		return own
	}
	out := &iac.Node{Kind: iac.Map, At: own.At}
	for _, e := range own.Entries {
		if b := base.Get(e.Key); b != nil {
			e.Node = overlay(b, e.Node)
		}
		out.Entries = append(out.Entries, e)
	}
	for _, e := range base.Entries {
		if own.Get(e.Key) == nil {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}
