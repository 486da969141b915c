package cloudformation

import (
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

func itoa(i int) string { return strconv.Itoa(i) }

func sorted(m map[string]*yaml.Node) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// ref resolves Ref, and a name within Fn::Sub.
func (t *template) ref(name string, at iac.Place) *iac.Node {
	switch name {
	case "AWS::NoValue":
		return iac.Nothing(at)
	case "AWS::Region":
		if t.region != nil {
			return placed(t.region, at)
		}
	case "AWS::AccountId":
		if t.account != nil {
			return placed(t.account, at)
		}
	}
	switch name {
	case "AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::URLSuffix", "AWS::StackName", "AWS::StackId", "AWS::NotificationARNs":
		return iac.Later(name, name+" is set by the deployment", at)
	}
	if p, ok := t.params[name]; ok {
		return t.param(name, p, at)
	}
	if r := t.byID[name]; r != nil {
		if n := t.refOf(r, at); n != nil {
			return n
		}
		return iac.Later(name, "the name of "+name+" is given at deployment", at)
	}
	return iac.Hidden(name+" is not in the template", at)
}

// param is the value of a parameter: its only allowed value, or its default,
// which a deployment can override.
func (t *template) param(name string, p *yaml.Node, at iac.Place) *iac.Node {
	f := fields(p)
	hidden := func(why string) *iac.Node {
		n := iac.Hidden("parameter "+name+" "+why, at)
		n.Raw = name
		return n
	}
	if n := f["NoEcho"]; n != nil && strings.EqualFold(n.Value, "true") {
		return hidden("is secret (NoEcho)")
	}
	typ := ""
	if n := f["Type"]; n != nil {
		typ = n.Value
	}
	if strings.HasPrefix(typ, "AWS::SSM::Parameter::") {
		return hidden("is read from Parameter Store")
	}
	if n := t.givenParam(name, typ, at); n != nil {
		return n
	}
	if a := f["AllowedValues"]; a != nil && a.Kind == yaml.SequenceNode && len(a.Content) == 1 && a.Content[0].Kind == yaml.ScalarNode {
		return iac.ScalarOf(a.Content[0], at)
	}
	d := f["Default"]
	if d == nil || d.Kind != yaml.ScalarNode {
		if n := t.allowed(name, f["AllowedValues"], at); n != nil {
			return n
		}
		return hidden("has no default")
	}
	if d.Value == "" {
		// An empty default stands for "not given": what a deployment gives, or
		// a condition leaves out, is not told by it.
		return hidden("is empty by default")
	}
	why := "default of parameter " + name // the words that a rule's message repeats
	value := func(s string) *iac.Node {
		return &iac.Node{Kind: iac.Scalar, V: s, From: "default", Why: why, Origin: iac.PlaceOf(t.path, d), At: at, Others: others(f["AllowedValues"], s)}
	}
	if typ == "CommaDelimitedList" || strings.HasPrefix(typ, "List<") {
		n := &iac.Node{Kind: iac.List, At: at}
		for _, s := range strings.Split(d.Value, ",") {
			n.Items = append(n.Items, value(strings.TrimSpace(s)))
		}
		return n
	}
	return value(d.Value)
}

// givenParam is what the tree says that a parameter is, nil when it says nothing.
func (t *template) givenParam(name, typ string, at iac.Place) *iac.Node {
	n := t.given[name]
	if n == nil {
		return nil
	}
	if s, ok := n.Str(); ok && s == "" {
		return nil // the same as not given
	}
	if s, ok := n.Str(); ok && (typ == "CommaDelimitedList" || strings.HasPrefix(typ, "List<")) {
		list := &iac.Node{Kind: iac.List, At: n.At}
		for _, x := range strings.Split(s, ",") {
			list.Items = append(list.Items, &iac.Node{Kind: iac.Scalar, V: strings.TrimSpace(x), From: n.From, Why: n.Why, At: n.At})
		}
		return list
	}
	return n
}

// others are the values that a parameter may have beside its default.
func others(a *yaml.Node, value string) []string {
	if a == nil || a.Kind != yaml.SequenceNode || len(a.Content) > 64 {
		return nil
	}
	var out []string
	for _, y := range a.Content {
		if y = deref(y); y != nil && y.Kind == yaml.ScalarNode && y.Value != value {
			out = append(out, y.Value)
		}
	}
	return out
}

// allowed is the choice that a parameter without a default leaves, nil when it
// is not a small one.
func (t *template) allowed(name string, a *yaml.Node, at iac.Place) *iac.Node {
	if a == nil || a.Kind != yaml.SequenceNode || len(a.Content) < 2 || len(a.Content) > 16 {
		return nil
	}
	var all []*iac.Node
	for _, y := range a.Content {
		v := iac.ScalarOf(y, at)
		if s, ok := v.Str(); !ok || s == "" {
			return nil
		}
		all = append(all, v)
	}
	return iac.OneOf("parameter "+name, at, all...)
}

// nameOf is the name that a resource gets, or a hole.
func (t *template) nameOf(r *resource, n named, at iac.Place) *iac.Node {
	hidden := iac.Later(r.id, "the name of "+r.id+" is given at deployment", at)
	if n.prop == "" || r.props == nil {
		return hidden
	}
	y := fields(r.props)[n.prop]
	if y == nil {
		return hidden
	}
	// A name can't refer to its own resource, but a broken template can.
	props := r.props
	r.props = nil
	v := t.resolve(y, maxDepth/2)
	r.props = props
	if !v.IsText() {
		return iac.Hidden("the name of "+r.id+": "+v.Why, at)
	}
	c := *v
	c.At = at
	return &c
}

func (t *template) refOf(r *resource, at iac.Place) *iac.Node {
	n := namesOf(r.typ)
	switch n.ref {
	case "name":
		return t.nameOf(r, n, at)
	case "arn":
		return t.arnOf(r, n, at)
	}
	return nil
}

func (t *template) arnOf(r *resource, n named, at iac.Place) *iac.Node {
	name := t.nameOf(r, n, at)
	if p := fields(r.props)["Path"]; p != nil && strings.HasPrefix(n.arn, "iam ") {
		var b iac.Builder
		path := t.resolve(p, maxDepth/2)
		if s, ok := path.Str(); ok && path.From == "literal" {
			b.Lit(strings.TrimPrefix(s, "/"))
		} else {
			b.Add(path, "Path")
		}
		b.Add(name, r.id)
		name = b.Node(at)
	}
	return iac.NewARN(n.arn, name, at)
}

func (t *template) getAtt(y *yaml.Node, at iac.Place, depth int) *iac.Node {
	id, att := "", ""
	switch {
	case y.Kind == yaml.ScalarNode:
		id, att, _ = strings.Cut(y.Value, ".")
	case y.Kind == yaml.SequenceNode && len(y.Content) == 2:
		id, att = y.Content[0].Value, y.Content[1].Value
	}
	return t.attribute(id, att, at)
}

func (t *template) attribute(id, att string, at iac.Place) *iac.Node {
	r := t.byID[id]
	if r == nil {
		return iac.Hidden(id+"."+att+" is not in the template", at)
	}
	n := namesOf(r.typ)
	want := n.att
	if want == "" {
		want = "Arn"
	}
	if n.arn != "" && (att == want || att == "Arn") {
		if a := t.arnOf(r, n, at); a != nil {
			return a
		}
	}
	return iac.Later(id+"."+att, id+"."+att+" is known after deployment", at)
}

// sub fills in a text: "${Name}", "${Name.Attribute}", "${!Literal}".
func (t *template) sub(y *yaml.Node, at iac.Place, depth int) *iac.Node {
	text := y
	var vars map[string]*yaml.Node
	if y.Kind == yaml.SequenceNode && len(y.Content) > 0 {
		text = deref(y.Content[0])
		if len(y.Content) > 1 {
			vars = fields(y.Content[1])
		}
	}
	if text.Kind != yaml.ScalarNode {
		return iac.Hidden("a malformed Fn::Sub", at)
	}
	var b iac.Builder
	s := text.Value
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			break
		}
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			break
		}
		b.Lit(s[:i])
		name := strings.TrimSpace(s[i+2 : i+end])
		s = s[i+end+1:]
		if lit, ok := strings.CutPrefix(name, "!"); ok {
			b.Lit("${" + lit + "}")
			continue
		}
		var v *iac.Node
		if y, ok := vars[name]; ok {
			v = t.resolve(y, depth+1)
		} else if id, att, dotted := strings.Cut(name, "."); dotted {
			v = t.attribute(id, att, at)
		} else {
			v = t.ref(name, at)
		}
		if v.Kind == iac.List || v.Kind == iac.Map || v.Kind == iac.None {
			v = iac.Hidden(name+" is no text", at)
		}
		b.Add(v, name)
	}
	b.Lit(s)
	return b.Node(at)
}
