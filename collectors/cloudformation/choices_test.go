package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

// A network that a condition chooses stands under it; one that the default chooses is
// there by it.
func TestChosenNetworks(t *testing.T) {
	for text, want := range map[string][]string{
		`{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !If [Open, 0.0.0.0/0, 10.0.0.0/8]}`: {
			"0.0.0.0/0 only if a deployment chooses it: condition Open can't be told", "10.0.0.0/8 only if a deployment chooses it: condition Open can't be told"},
		`{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !If [On, 0.0.0.0/0, 10.0.0.0/8]}`: {
			"0.0.0.0/0 by default of parameter On", "10.0.0.0/8 only if it is made: the condition On, which leaves it out, holds by the default of parameter On"},
		`{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !If [Same, 0.0.0.0/0, 10.0.0.0/8]}`: {
			"0.0.0.0/0", "10.0.0.0/8 only if the condition Same is changed, which leaves it out as it is written"},
		`{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}`: {"0.0.0.0/0"},
		`!If [Open, {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}, !Ref "AWS::NoValue"]`: {
			"0.0.0.0/0 only if a deployment chooses it: condition Open can't be told"},
		`!If [Off, {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}, !Ref "AWS::NoValue"]`: {
			"0.0.0.0/0 only if it is made: the condition Off does not hold by the default of parameter On"},
	} {
		var got []string
		for _, f := range facts(t, map[string]string{"t.yaml": `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Open: {Type: String}
  On: {Type: String, Default: 'yes'}
Conditions:
  Open: !Equals [!Ref Open, 'yes']
  On: !Equals [!Ref On, 'yes']
  Off: !Not [!Equals [!Ref On, 'yes']]
  Same: !Equals [a, a]
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: g
      SecurityGroupIngress:
        - ` + text + "\n"}) {
			if f.Kind != "net.route" {
				continue
			}
			v := candor.Plain(f.Value).(map[string]any)
			s, _ := v["source"].(map[string]any)["v"].(string)
			if by, ok := v["made_by"].(string); ok {
				s += " by " + by
			}
			if only, ok := v["only"].(string); ok {
				s += " only " + only
			}
			got = append(got, s)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

// A parameter that is a part of a dynamic reference is a name and no secret.
func TestPartOfReference(t *testing.T) {
	for text, want := range map[string]string{
		`!Join ["", ["{{resolve:secretsmanager:", !Ref Name, ":SecretString:", !Ref SecretKey, "}}"]]`: "reference",
		`!Sub "{{resolve:secretsmanager:${Name}:SecretString:${SecretKey}}}"`:                          "reference",
		`{"Fn::Join": ["", ["{{resolve:ssm:", {Ref: SecretKey}, "}}"]]}`:                               "reference",
		`!Join ["", ["{{resolve:secretsmanager:", !Ref Name, "}}", !Ref SecretKey]]`:                   "default",
		`!Sub "{{resolve:secretsmanager:${Name}}}${SecretKey}"`:                                        "default",
		`!Ref SecretKey`: "default",
	} {
		got := ""
		for _, f := range facts(t, map[string]string{"t.yaml": `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name: {Type: String}
  SecretKey: {Type: String, Default: client-secret-7, NoEcho: true}
Resources:
  C:
    Type: Custom::Thing
    Properties:
      Value: ` + text + "\n"}) {
			if f.Kind == "secret.value" && f.Subject == "Parameters/SecretKey" {
				got, _ = candor.Plain(f.Value).(map[string]any)["holds"].(map[string]any)["v"].(string)
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
