package cfntree

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const asYAML = `
# a comment
AWSTemplateFormatVersion: 2010-09-09
Description: Größe
Parameters:
  Stage: {Type: String, Default: prod}
Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: 30
      Role: !GetAtt Role.Arn
      FunctionName: !Sub "api-${Stage}"
      Environment: {Variables: {STAGE: !Ref Stage, ON: "true"}}
  Role:
    Type: AWS::IAM::Role
    Condition: Never
    Properties: {AssumeRolePolicyDocument: {}}
`

const asJSON = `{
	"Description": "Gr??e",
	"AWSTemplateFormatVersion": "2010-09-09",
	"Resources": {
		"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}, "Condition": "Never"},
		"Api": {"Properties": {"FunctionName": {"Fn::Sub": "api-${Stage}"}, "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Timeout": 30,
			"Environment": {"Variables": {"STAGE": {"Ref": "Stage"}, "ON": "true"}}}, "Type": "AWS::Lambda::Function"}
	},
	"Parameters": {"Stage": {"Type": "String", "Default": "prod"}}
}`

func read(t *testing.T, text string) *Form {
	t.Helper()
	f, err := Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func paths(f *Form) []string {
	var out []string
	for _, p := range f.Parts {
		out = append(out, p[shown+1:])
	}
	return out
}

func TestOneForm(t *testing.T) {
	y, j := read(t, asYAML), read(t, asJSON)
	if y.Digest != j.Digest || !slices.Equal(y.Parts, j.Parts) {
		t.Errorf("the same template in YAML and JSON:\n%s\n%s", strings.Join(y.Parts, "\n"), strings.Join(j.Parts, "\n"))
	}
	if y.Resources != 2 || y.Masked != 0 || y.CDK || len(y.Macros) != 0 {
		t.Errorf("%+v", y)
	}
	want := "AWSTemplateFormatVersion Description Parameters/Stage Resources/Api/Properties/Environment Resources/Api/Properties/FunctionName Resources/Api/Properties/Role Resources/Api/Properties/Timeout Resources/Api/Type Resources/Role/Condition Resources/Role/Properties/AssumeRolePolicyDocument Resources/Role/Type"
	if got := strings.Join(paths(y), " "); got != want {
		t.Errorf("parts are %s", got)
	}
}

// TestDiffers: what means something else has another digest, at the place that says it.
func TestDiffers(t *testing.T) {
	old := read(t, asYAML)
	for change, want := range map[string]string{
		`Timeout: 30>Timeout: "30"`:                 "Resources/Api/Properties/Timeout",
		`Timeout: 30>Timeout: 31`:                   "Resources/Api/Properties/Timeout",
		`Role.Arn>Role.RoleId`:                      "Resources/Api/Properties/Role",
		`ON: "true">ON: true`:                       "Resources/Api/Properties/Environment",
		`Condition: Never>Condition: Always`:        "Resources/Role/Condition",
		`Default: prod>Default: dev`:                "Parameters/Stage",
		`Description: Größe>Description: Länge`:     "Description",
		"Condition: Never>DeletionPolicy: Retain":   "Resources/Role/Condition Resources/Role/DeletionPolicy",
		"Type: AWS::IAM::Role>Type: AWS::IAM::User": "Resources/Role/Type",
	} {
		from, to, _ := strings.Cut(change, ">")
		text := strings.Replace(asYAML, from, to, 1)
		if text == asYAML {
			t.Fatalf("%s is not in the template", from)
		}
		now := read(t, text)
		if now.Digest == old.Digest {
			t.Errorf("%s: the same digest", change)
		}
		var at []string
		for _, f := range [][2]*Form{{old, now}, {now, old}} {
			for _, p := range f[0].Parts {
				if !slices.Contains(f[1].Parts, p) {
					at = append(at, p[shown+1:])
				}
			}
		}
		slices.Sort(at)
		if got := strings.Join(slices.Compact(at), " "); got != want {
			t.Errorf("%s: differs at %s, want %s", change, got, want)
		}
	}
}

// TestSecrets: what looks like a secret is in no digest, and counted.
func TestSecrets(t *testing.T) {
	text := func(a string) string {
		return fmt.Sprintf(`
Parameters:
  MasterPassword: {Type: String, Default: %[1]s1}
  Pin: {Type: String, NoEcho: true, Default: %[1]s2}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: %[1]s3
      Other: postgres://ada:%[1]s4zzzzzzzz@db.example.com/x
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Environment: [{Name: API_KEY, Value: %[1]s5}]}]
      Text: |
        first
        export DB_PASSWORD=%[1]s6longenoughtocount
      Joined: {Password: !Sub "%[1]s7-${AWS::Region}"}
`, a)
	}
	a, b := read(t, text("alpha")), read(t, text("gamma"))
	if a.Digest != b.Digest || !slices.Equal(a.Parts, b.Parts) {
		t.Errorf("a secret counts:\n%s\n%s", strings.Join(a.Parts, "\n"), strings.Join(b.Parts, "\n"))
	}
	if a.Masked != 7 {
		t.Errorf("%d texts masked, want 7", a.Masked)
	}
	ref := read(t, "Resources: {Db: {Type: 'AWS::RDS::DBInstance', Properties: {MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}', Password: !Ref Given, SecretKey: !GetAtt A.B}}}")
	if ref.Masked != 0 {
		t.Errorf("%d references masked", ref.Masked)
	}
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "empty document",
		"- a":                          "no object",
		"Description: x":               "no resources",
		"Resources: {A: {}, A: {}}":    "stands twice",
		"Resources: {? [a] : b}":       "no text",
		"Resources: {A: {Grün: 1}}":    "",
		"Resources: [":                 "syntax error",
		"Resources: {A: [1]}":          "",
		"Resources: {<<: {A: {B: 1}}}": "",
		"a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nResources: {A: {P: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]}}": "too deep",
	} {
		_, err := Read([]byte(text))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
	f := read(t, "Transform: [AWS::Serverless-2016-10-31, {Name: Own}]\nResources: {A: {Type: T, Metadata: {'aws:cdk:path': x}, Properties: {'Fn::Transform': {Name: Include}}}}")
	if got := strings.Join(f.Macros, " "); got != "AWS::Serverless-2016-10-31 Fn::Transform Own" || !f.CDK {
		t.Errorf("macros are %s, of CDK %v", got, f.CDK)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(asYAML))
	f.Add([]byte(asJSON))
	f.Add([]byte(`{"","Resources": {}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := Read(b)
		if err != nil {
			return
		}
		if len(form.Digest) != 71 {
			t.Errorf("the digest is %q", form.Digest)
		}
		for _, p := range form.Parts {
			if len(p) < shown+2 || p[shown] != ' ' || strings.ContainsAny(p, "\n\r\t") || strings.Count(p, " ") != 1 {
				t.Errorf("a part is %q", p)
			}
		}
	})
}
