package terraform

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestMock: what the provider of a mock makes is not made in AWS; what only looks
// like one does.
func TestMock(t *testing.T) {
	const volume = "\nresource \"aws_ebs_volume\" \"v\" {}\n"
	const flags = "  skip_credentials_validation = true\n  skip_requesting_account_id = true\n"
	provider := func(body string) string { return "provider \"aws\" {\n" + body + "}\n" }
	for _, c := range []struct {
		name  string
		files map[string]string
		only  string // a part of what is said, "" for nothing
	}{
		{"a key that says so", map[string]string{"main.tf": provider(flags+"  access_key = \"mock_access_key\"\n") + volume}, "main.tf, line 1"},
		{"one flag and such a key", map[string]string{"main.tf": provider("  skip_credentials_validation = true\n  access_key = \"test\"\n") + volume}, "says that it is none"},
		{"endpoints", map[string]string{"main.tf": provider(flags+"  endpoints {\n    ec2 = \"http://localhost:4566\"\n    s3 = \"http://127.0.0.1:4566\"\n  }\n") + volume}, "on the machine itself"},
		{"endpoints in JSON", map[string]string{"p.tf.json": `{"provider": {"aws": {"skip_credentials_validation": true, "skip_requesting_account_id": true, "endpoints": [{"ec2": "http://[::1]:4566"}]}}}`, "main.tf": volume}, "on the machine itself"},
		{"a called folder", map[string]string{"main.tf": provider(flags+"  access_key = \"fake\"\n") + "module \"c\" {\n  source = \"./c\"\n}\n", "c/main.tf": volume}, "says that it is none"},
		{"handed to a called folder", map[string]string{"main.tf": provider(flags+"  alias = \"m\"\n  access_key = \"fake\"\n") + "module \"c\" {\n  source = \"./c\"\n  providers = { aws = aws.m }\n}\n", "c/main.tf": volume}, "says that it is none"},
		{"an alias", map[string]string{"main.tf": provider(flags+"  alias = \"m\"\n  access_key = \"dummy\"\n") + "resource \"aws_ebs_volume\" \"v\" {\n  provider = aws.m\n}\n"}, "says that it is none"},

		{"the flags alone", map[string]string{"main.tf": provider(flags) + volume}, ""},
		{"a key that says nothing", map[string]string{"main.tf": provider(flags+"  access_key = \"correct-horse\"\n") + volume}, ""},
		{"the form of a real key", map[string]string{"main.tf": provider(flags+"  access_key = \"AKIATEST4EXAMPLETEST\"\n") + volume}, ""},
		{"a key alone", map[string]string{"main.tf": provider("  access_key = \"test\"\n") + volume}, ""},
		{"endpoints alone", map[string]string{"main.tf": provider("  endpoints {\n    ec2 = \"http://localhost:4566\"\n  }\n") + volume}, ""},
		{"an endpoint elsewhere", map[string]string{"main.tf": provider(flags+"  endpoints {\n    ec2 = \"http://localhost:4566\"\n    s3 = \"https://s3.example.com\"\n  }\n") + volume}, ""},
		{"a key that a deployment chooses", map[string]string{"main.tf": provider(flags+"  access_key = var.key\n") + "variable \"key\" { default = \"test\" }\n" + volume}, ""},
		{"another alias", map[string]string{"main.tf": provider(flags+"  alias = \"m\"\n  access_key = \"dummy\"\n") + volume}, ""},
		{"not the one that is handed", map[string]string{"main.tf": provider(flags+"  access_key = \"fake\"\n") + provider("  alias = \"real\"\n") + "module \"c\" {\n  source = \"./c\"\n  providers = { aws = aws.real }\n}\n", "c/main.tf": volume}, ""},
		{"another is named", map[string]string{"main.tf": provider(flags+"  access_key = \"fake\"\n") + provider("  alias = \"real\"\n") + "resource \"aws_ebs_volume\" \"v\" {\n  provider = aws.real\n}\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			for _, f := range facts(t, c.files) {
				if f.Kind != "store.encryption" || f.State != candor.Observed {
					continue
				}
				n++
				only, _ := candor.Plain(f.Value).(map[string]any)["only"].(string)
				if !strings.Contains(only, c.only) || c.only == "" && only != "" {
					t.Errorf("%s: %q", f.Subject, only)
				}
			}
			if n != 1 {
				t.Errorf("%d facts", n)
			}
		})
	}
}
