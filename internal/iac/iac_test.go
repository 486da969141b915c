package iac

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

var here = Place{Path: "t.yaml", Pos: candor.Pos{Line: 3, Col: 5}}

func object(pairs ...any) *Node {
	n := &Node{Kind: Map, At: here}
	for i := 0; i < len(pairs); i += 2 {
		n.Entries = append(n.Entries, Entry{pairs[i].(string), here, pairs[i+1].(*Node)})
	}
	return n
}

func TestGet(t *testing.T) {
	a, b := Text("a", here), Text("b", here)
	tests := []struct {
		name string
		n    *Node
		want Kind
		none bool
	}{
		{"present", object("k", a), Scalar, false},
		{"absent", object("x", a), 0, true},
		{"nil", nil, 0, true},
		{"hidden", Hidden("why", here), Unknown, false},
		{"hidden text", &Node{Kind: Pattern, V: "*", Raw: "${x}"}, Unknown, false},
		{"left out", object("k", Nothing(here)), 0, true},
		{"both branches", OneOf("c", here, object("k", a), object("k", a)), Scalar, false},
		{"different branches", OneOf("c", here, object("k", a), object("k", b)), Either, false},
		{"one branch", OneOf("c", here, object("k", a), object()), Either, false},
		{"neither branch", OneOf("c", here, object(), object("x", a)), 0, true},
		{"one block", &Node{Kind: List, Items: []*Node{object("k", a)}}, Scalar, false},
		{"two blocks", &Node{Kind: List, Items: []*Node{object("k", a), object()}}, Unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.n.Get("k")
			if (got == nil) != tt.none || got != nil && got.Kind != tt.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestNeverKnown: what isn't certain never becomes a known value.
func TestNeverKnown(t *testing.T) {
	for _, n := range []*Node{
		{}, Hidden("x", here), Nothing(here), object(), {Kind: List},
		OneOf("c", here, Text("a", here), Text("b", here)),
		OneOf("c", here, Text("a", here), Nothing(here)),
		{Kind: Pattern, V: "a*"},
	} {
		for _, v := range []*candor.Val{n.Val("t.yaml"), n.TextVal("t.yaml"), n.BoolVal("t.yaml")} {
			if v.IsKnown() {
				t.Errorf("%+v became %v", n, v)
			}
		}
	}
	if v := Text("maybe", here).BoolVal("t.yaml"); v.Certainty() != "unknown" {
		t.Errorf("a text became a switch: %v", v)
	}
}

func TestValPath(t *testing.T) {
	v := Text("a", here).Val("other.yaml")
	if at := v.Place(); at["path"] != "t.yaml" || at["line"] != 3 {
		t.Errorf("at = %v", at)
	}
}

func TestBuilder(t *testing.T) {
	var b Builder
	b.Lit("a/")
	b.Add(Later("Bucket", "its name is given at deployment", here), "x")
	b.Lit("/*")
	n := b.Node(here)
	if n.Kind != Pattern || n.V != "a/*/*" || n.Raw != "a/${Bucket}/*" {
		t.Errorf("got %+v", n)
	}
	var whole Builder
	whole.Add(n, "y")
	if got := whole.Node(here); got.Kind != Pattern || got.Raw != n.Raw {
		t.Errorf("a pattern changed on its way: %+v", got)
	}
	var hole Builder
	hole.Add(Hidden("why", here), "a}b${c")
	if got := hole.Node(here); got.Kind != Unknown || got.Raw != "abc" {
		t.Errorf("got %+v", got)
	}
}

func TestDocument(t *testing.T) {
	text := "{\n \"Statement\": {\"Action\": [\"s3:${var.x}\", ${var.more}], \"Resource\": \"${aws:username}\"}}"
	doc := Document(&Node{Kind: Pattern, V: text, Raw: text, At: here})
	st := doc.Get("Statement")
	actions := st.Get("Action").List()
	if len(actions) != 2 || actions[0].Raw != "s3:${var.x}" || actions[1].Kind != Unknown {
		t.Fatalf("actions %+v", actions)
	}
	if r := st.Get("Resource"); r.Kind != Scalar || r.V != "${aws:username}" || r.At.Line != 4 {
		t.Errorf("resource %+v", r)
	}
	text = `{"Statement": {"Condition": {"StringEquals": {"${Host}:sub": "a", "b:aud": "${x}"}}, "Principal": {"${y}": "*"}}}`
	st = Document(&Node{Kind: Pattern, V: text, Raw: text, At: here}).Get("Statement")
	if c := st.Path("Condition", "StringEquals"); c.Kind != Unknown || len(c.Entries) > 0 || len(c.Holes) != 2 || c.Holes[0].Key != "${Host}:sub" {
		t.Errorf("a key with a hole: %+v", c)
	}
	if p := st.Get("Principal"); p.Kind != Unknown || len(p.Holes) > 0 {
		t.Errorf("a key that is a hole: %+v", p)
	}
	if d := Document(Text("{", here)); d.Kind != Unknown {
		t.Errorf("broken JSON became %+v", d)
	}
	if d := Document(Text("no JSON", here)); d.Kind != Scalar {
		t.Errorf("got %+v", d)
	}
}

func TestTabs(t *testing.T) {
	in := "{\t\"a\":\t\"b\\\"\t\"}"
	if got, want := string(tabsToSpaces([]byte(in))), "{ \"a\": \"b\\\"\t\"}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestScalarOf(t *testing.T) {
	for text, want := range map[string]any{"yes: 012345678901": "012345678901", "x: 12": 12, "x: true": true, "x: '12'": "12", "x: on": "on"} {
		y, err := ParseYAML([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := ScalarOf(y.Content[1], here); got.V != want {
			t.Errorf("%s: got %#v, want %#v", text, got.V, want)
		}
	}
}

func TestSubjectsAreUnique(t *testing.T) {
	var got []string
	s := Sink{Format: "x", Emit: func(f candor.Fact) { got = append(got, f.Subject) }}
	for range 2 {
		s.URL("F", At(here, "F"), Text("NONE", here))
	}
	if len(got) != 2 || got[0] != "F" || got[1] != "F#2" {
		t.Errorf("got %q", got)
	}
}

// TestDoubt: what may not exist is never observed.
func TestDoubt(t *testing.T) {
	s := Sink{Format: "x", Doubt: "may not exist", Emit: func(f candor.Fact) {
		if f.State.Answers() || f.Reason != "may not exist" {
			t.Errorf("got %+v", f)
		}
	}}
	s.URL("F", At(here, "F"), Text("AWS_IAM", here))
	s.Region("R", "x", At(here, "R"), Text("eu-west-1", here))
}

// TestManaged: a policy that AWS keeps is read as AWS writes it, and one that it
// does not keep is named.
func TestManaged(t *testing.T) {
	var s Sink
	doc, why := s.managedPolicy("AmazonEC2FullAccess", here)
	if doc == nil {
		t.Fatal(why)
	}
	if n := len(doc.Get("Statement").List()); n < 4 {
		t.Errorf("%d statements", n)
	}
	if e := doc.Get("Statement").List()[0].Get("Effect"); e.From != "platform" || !strings.Contains(e.Why, "AmazonEC2FullAccess (v") {
		t.Errorf("effect %+v", e)
	}
	if doc, why := s.managedPolicy("AcmeReaders", here); doc != nil || !strings.Contains(why, "AcmeReaders") {
		t.Errorf("%v, %q", doc, why)
	}
	for arn, want := range map[string]bool{
		"arn:aws:iam::aws:policy/AdministratorAccess":                             true,
		"arn:${AWS::Partition}:iam::aws:policy/service-role/X":                    true,
		"AdministratorAccess":                                                     true,
		"arn:aws:iam::111122223333:policy/AdministratorAccess":                    false,
		"arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/AdministratorAccess": false,
	} {
		if awsManaged(arn) != want {
			t.Errorf("awsManaged(%q) = %v", arn, !want)
		}
	}
}

// TestUnread: a type is matched as a whole, and what holds no data is no gap.
func TestUnread(t *testing.T) {
	for typ, want := range map[string]int{
		"AWS::EMR::Cluster": 1, "aws_emr_cluster": 1, "aws_ami_from_instance": 1, "azurerm_managed_disk": 1,
		"AWS::": 0, "aws_": 0, "": 0, "emr_cluster": 0, "AWS::EMR": 0, "EMR::Cluster": 0, "aws_backup_vault_policy": 0,
		"AWS::IAM::Role": 0, "AWS::Logs::LogGroup": 0, "aws_lambda_function": 0, "google_compute_network": 0,
	} {
		got := 0
		s := Sink{Emit: func(f candor.Fact) {
			got++
			if f.State != candor.Unsupported || f.Kind != "store.encryption" || f.Subject != "R" || f.At.Line == 0 {
				t.Errorf("%s: got %+v", typ, f)
			}
		}}
		s.Unread(typ, "R", here)
		if got != want {
			t.Errorf("%q: %d gaps, want %d", typ, got, want)
		}
	}
}

func FuzzDocument(f *testing.F) {
	f.Add(`{"Statement": [{"Action": ["s3:Get*", ${x}], "Resource": "arn:${aws:username}/${y}"}]}`)
	f.Add(`{"a": &x [*x], "a": "${}"}`)
	f.Fuzz(func(t *testing.T, text string) {
		n := Document(&Node{Kind: Pattern, V: text, Raw: text, At: Place{Path: "p", Pos: candor.Pos{Line: 1}}})
		n.Get("Statement").List()
	})
}
