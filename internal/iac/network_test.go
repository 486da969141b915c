package iac

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// emitted is what one call emits, as "field=value" for the fields asked for.
func emitted(emit func(s *Sink, r Owner), fields ...string) string {
	var out []string
	s := &Sink{Emit: func(f candor.Fact) {
		v, _ := candor.Plain(f.Value).(map[string]any)
		var words []string
		for _, k := range fields {
			word := "-"
			switch x := v[k].(type) {
			case map[string]any:
				word = "?"
				if x["k"] == "known" {
					word = fmt.Sprint(x["v"])
				}
			case nil:
			default:
				word = fmt.Sprint(x)
			}
			words = append(words, word)
		}
		out = append(out, strings.Join(words, " "))
	}}
	emit(s, Owner{Type: "X", Subject: "R", Resource: "R", At: here})
	return strings.Join(out, "; ")
}

func list(nodes ...*Node) *Node { return &Node{Kind: List, Items: nodes, At: here} }

func scalar(v any) *Node { return &Node{Kind: Scalar, V: v, From: "literal", At: here} }

func TestExposure(t *testing.T) {
	hidden := Hidden("w", here)
	tests := []struct {
		name string
		emit func(s *Sink, r Owner)
		want string
	}{
		{"cluster by default", func(s *Sink, r Owner) { s.ClusterEndpoint(r, nil, nil, "P") }, "true"},
		{"cluster off", func(s *Sink, r Owner) { s.ClusterEndpoint(r, scalar(false), list(Text("0.0.0.0/0", here)), "P") }, "false"},
		{"cluster hidden", func(s *Sink, r Owner) { s.ClusterEndpoint(r, hidden, nil, "P") }, "?"},
		{"cluster narrowed", func(s *Sink, r Owner) { s.ClusterEndpoint(r, scalar(true), list(Text("198.51.100.0/24", here)), "P") }, "false"},
		{"cluster half narrowed", func(s *Sink, r Owner) {
			s.ClusterEndpoint(r, scalar(true), list(Text("198.51.100.0/24", here), Text("::/0", here)), "P")
		}, "true"},
		{"cluster narrowed by what is hidden", func(s *Sink, r Owner) {
			s.ClusterEndpoint(r, scalar(true), list(Text("198.51.100.0/24", here), hidden), "P")
		}, "?"},
		{"method", func(s *Sink, r Owner) { s.Method(r, Text("GET", here), Text("NONE", here), nil, "A") }, "true"},
		{"method without a word", func(s *Sink, r Owner) { s.Method(r, nil, nil, nil, "A") }, "true"},
		{"method with a key", func(s *Sink, r Owner) { s.Method(r, nil, Text("NONE", here), scalar(true), "A") }, "false"},
		{"method with a hidden key", func(s *Sink, r Owner) { s.Method(r, nil, Text("NONE", here), hidden, "A") }, "?"},
		{"method with IAM", func(s *Sink, r Owner) { s.Method(r, nil, Text("AWS_IAM", here), nil, "A") }, "false"},
		{"method hidden", func(s *Sink, r Owner) { s.Method(r, nil, hidden, nil, "A") }, "?"},
	}
	for _, tt := range tests {
		if got := emitted(tt.emit, "public"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestRoute(t *testing.T) {
	for _, tt := range []struct {
		name string
		r    Route
		want string
	}{
		{"group", Route{}, "a group -1 allow 0 65535"},
		{"texts", Route{Sources: []*Node{Text("10.0.0.0/8", here)}, Protocol: scalar(6), From: Text("22", here), To: Text("22x", here)}, "10.0.0.0/8 6 allow 22 ?"},
		{"two", Route{Sources: []*Node{Text("::/0", here), Hidden("w", here)}, Action: Text("deny", here)}, "::/0 -1 deny 0 65535; ? -1 deny 0 65535"},
	} {
		if got := emitted(func(s *Sink, r Owner) { s.Route(r, tt.r) }, "source", "protocol", "action", "from", "to"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestKeeping(t *testing.T) {
	on, off, hidden := scalar(true), scalar(false), Hidden("w", here)
	for _, tt := range []struct {
		name   string
		guards []*Node
		want   string
	}{
		{"nothing", nil, "false"}, {"one", []*Node{nil, off, on}, "true"}, {"hidden", []*Node{off, hidden}, "?"},
		{"on beats hidden", []*Node{hidden, on}, "true"}, {"off", []*Node{Platform(false, "w", here), off}, "false"},
	} {
		if got := emitted(func(s *Sink, r Owner) { s.Protection(r, "x", tt.guards...) }, "protected"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, tt := range []struct {
		spec *Node
		want string
	}{
		{nil, "0"}, {object("on", off), "0"}, {object("on", on), "35"}, {object("on", on, "days", scalar(7)), "7"}, {object("on", hidden), "?"}, {hidden, "?"},
	} {
		n := Recovery(tt.spec, "on", "days", here)
		if got := emitted(func(s *Sink, r Owner) { s.Backups(r, Backups{Days: n}) }, "days"); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.spec, got, tt.want)
		}
	}
}

func TestElsewhere(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    *Node
		want string
	}{
		{"none", nil, "false"}, {"empty", Elsewhere(list()), "false"}, {"region", Elsewhere(Text("eu-west-1", here)), "true"},
		{"own region", Elsewhere(Later("AWS::Region", "w", here)), "false"}, {"hidden", Elsewhere(Hidden("w", here)), "?"},
		{"own vault", Vault(&Node{Kind: Pattern, V: "*", Raw: "arn:aws:backup:${AWS::Region}:${AWS::AccountId}:backup-vault:v", At: here}), "false"},
		{"vault", Vault(Text("arn:aws:backup:eu-west-1:111122223333:backup-vault:v", here)), "?"},
		{"worst", Worst(nil, scalar(false), Hidden("w", here), scalar(true)), "true"}, {"unsure", Worst(Hidden("w", here), scalar(false)), "?"},
		{"perhaps", Perhaps(scalar("x"), "w"), "?"}, {"perhaps not", Perhaps(nil, "w"), "false"},
	} {
		if got := emitted(func(s *Sink, r Owner) { s.CrossRegion(r, "x", tt.n) }, "copies"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestSecretName: where a secret is kept is no secret.
func TestSecretName(t *testing.T) {
	for name, want := range map[string]bool{
		"MasterUserPassword": true, "password": true, "DB_PASSWORD": true, "API_KEY": true, "ClientSecret": true, "GITHUB_ACCESS_TOKEN": true,
		"SecretString": true, "AuthToken": true, "PRIVATE_KEY": true, "jwt-secret": true,
		"SecretArn": false, "PASSWORD_POLICY": false, "password_salt_rounds": false, "KmsKeyId": false, "SecretStringTemplate": false, "PasswordLength": false,
		"MaxPasswordAge": false, "PasswordReusePrevention": false, "AllowUsersToChangePassword": false, "API_KEY_SOURCE": false, "private_key_rsa_bits": false, "private_key_ecdsa_curve": false, "Secrets": false, "Tokens": false, "Key": false, "ExcludeCharacters": false, "": false,
	} {
		if SecretName(name) != want {
			t.Errorf("%s: got %v", name, !want)
		}
	}
}

// TestSecrets: what a place holds is told, and nothing of it is in the fact.
func TestSecrets(t *testing.T) {
	const canary = "canarybird"
	tests := []struct {
		name string
		n    *Node
		want string
	}{
		{"literal", object("Password", Text(canary, here)), "literal"},
		{"number", object("Password", scalar(12345678)), "literal"},
		{"default", object("Password", &Node{Kind: Scalar, V: canary, From: "default", Why: "default of parameter P", At: here}), "default"},
		{"empty", object("Password", Text(" ", here)), ""},
		{"switch", object("ManagePassword", scalar(true)), ""},
		{"switch as text", object("ManagePassword", Text("true", here)), ""},
		{"reference", object("Password", Text("{{resolve:secretsmanager:x}}", here)), "reference"},
		{"hole", object("Password", &Node{Kind: Pattern, V: canary + "*", Raw: canary + "${S}", At: here}), "?"},
		{"later", object("Password", Later("P", "w", here)), "reference"},
		{"hidden", object("Password", Hidden("w", here)), "?"},
		{"choice", object("Password", OneOf("c", here, Text(canary, here), Later("P", "w", here))), "literal; reference"},
		{"variable", list(object("Name", Text("API_KEY", here), "Value", Text(canary, here))), "literal"},
		{"kept elsewhere", list(object("Name", Text("API_KEY", here), "Value", Text(canary, here), "Type", Text("PARAMETER_STORE", here))), "reference"},
		{"credential", object("UserData", Text("export K=AKIAIOSFODNN7EXAMPLE", here)), "literal"},
		{"private key", object("Body", Text("-----BEGIN RSA PRIVATE KEY-----\n"+canary, here)), "literal"},
		{"plain", object("UserData", Text("apt-get update", here)), ""},
		{"statement", object("PolicyDocument", object("Password", Text(canary, here))), ""},
	}
	for _, tt := range tests {
		if got := emitted(func(s *Sink, r Owner) { s.Secrets(r, tt.n, nil) }, "holds"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		s := &Sink{Emit: func(f candor.Fact) {
			if text := fmt.Sprint(f); strings.Contains(text, canary) || strings.Contains(text, "AKIA") {
				t.Errorf("%s: the secret is in %s", tt.name, text)
			}
		}}
		s.Secrets(Owner{Subject: "R", At: here}, tt.n, nil)
	}
}
