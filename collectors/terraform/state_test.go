package terraform

import (
	"maps"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// A security group that another folder makes and hands on by its state stands before a
// machine as one of the own folder does, as long as all that may open it is seen.
func TestGroupsOfStates(t *testing.T) {
	const group = `resource "aws_security_group" "in" {
  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    security_groups = [aws_security_group.out.id]
  }
}
resource "aws_security_group" "out" {}
output "ids" {
  value = { "in" = aws_security_group.in.id, out = aws_security_group.out.id }
}
output "one" { value = aws_security_group.in.id }
`
	const state = `data "terraform_remote_state" "net" {
  backend = "local"
  config  = { path = "../net/terraform.tfstate" }
}
`
	app := func(id string) string {
		return state + "resource \"aws_instance\" \"i\" {\n  associate_public_ip_address = true\n  vpc_security_group_ids = [" + id + "]\n}\n"
	}
	const one = "data.terraform_remote_state.net.outputs.one"
	open := "resource \"aws_security_group_rule\" \"r\" {\n  type = \"ingress\"\n  from_port = 22\n  to_port = 22\n  protocol = \"tcp\"\n  cidr_blocks = [\"0.0.0.0/0\"]\n  security_group_id = %\n}\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		shut  bool
	}{
		{"one", map[string]string{"app/main.tf": app(one)}, true},
		{"of several", map[string]string{"app/main.tf": app(`data.terraform_remote_state.net.outputs.ids["in"]`)}, true},
		{"by its attribute", map[string]string{"app/main.tf": app(`data.terraform_remote_state.net.outputs.ids.in`)}, true},
		{"by a module", map[string]string{
			"app/main.tf": state + "module \"m\" {\n  source = \"./m\"\n  id = " + one + "\n}\n",
			"app/m/m.tf":  "variable \"id\" {}\nresource \"aws_instance\" \"i\" {\n  associate_public_ip_address = true\n  vpc_security_group_ids = [var.id]\n}\n",
		}, true},
		{"opened where it is made", map[string]string{"app/main.tf": app(one), "net/more.tf": strings.ReplaceAll(open, "%", "aws_security_group.in.id")}, false},
		{"opened where it is used", map[string]string{"app/main.tf": app(one) + strings.ReplaceAll(open, "%", one)}, false},
		{"opened in a third folder", map[string]string{"app/main.tf": app(one), "third/main.tf": state + strings.ReplaceAll(open, "%", one)}, false},
		{"perhaps opened in a third folder", map[string]string{"app/main.tf": app(one), "third/main.tf": "variable \"g\" {}\n" + state + strings.ReplaceAll(open, "%", "var.g")}, false},
		{"handed on to what is not read", map[string]string{"app/main.tf": app(one) + "module \"x\" {\n  source = \"example/x/aws\"\n  id = " + one + "\n}\n"}, false},
		{"another one opened in a third folder", map[string]string{"app/main.tf": app(one), "third/main.tf": state + strings.ReplaceAll(open, "%", "data.terraform_remote_state.net.outputs.ids.out")}, true},
		{"no such output", map[string]string{"app/main.tf": app(one + "s")}, false},
		{"no such key", map[string]string{"app/main.tf": app(`data.terraform_remote_state.net.outputs.ids["no"]`)}, false},
		{"kept elsewhere", map[string]string{"app/main.tf": strings.ReplaceAll(app(one), `"local"`, `"s3"`)}, false},
		{"another file", map[string]string{"app/main.tf": strings.ReplaceAll(app(one), "terraform.tfstate", "old.tfstate")}, false},
		{"another workspace", map[string]string{"app/main.tf": strings.ReplaceAll(app(one), "  backend", "  workspace = \"w\"\n  backend")}, false},
		{"whose state is not there", map[string]string{"app/main.tf": app(one), "net/backend.tf": "terraform {\n  backend \"s3\" {}\n}\n"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := maps.Clone(c.files)
			files["net/main.tf"] = group
			found := false
			for _, f := range facts(t, files) {
				if f.Kind != "net.exposure" || !strings.HasSuffix(f.Subject, "aws_instance.i") {
					continue
				}
				found = true
				if got := strings.Contains(show(candor.Plain(f.Value)), "security groups let in only"); got != c.shut {
					t.Errorf("shut: %v, want %v: %v", got, c.shut, candor.Plain(f.Value))
				}
			}
			if !found {
				t.Error("no machine")
			}
		})
	}
}
