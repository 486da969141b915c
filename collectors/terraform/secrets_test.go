package terraform

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

// A variable that is the name of a secret is none, whatever it is called.
func TestNameOfSecret(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"looked up by it", `data "aws_secretsmanager_secret" "s" { name = var.app_secret }`, "reference"},
		{"made by that name", `resource "aws_ssm_parameter" "s" { name = var.app_secret }`, "reference"},
		{"a part of a name", `resource "aws_ssm_parameter" "s" { name = "/${var.app_secret}" }`, "default"},
		{"its value", `resource "aws_secretsmanager_secret_version" "s" {
  secret_id     = "s"
  secret_string = var.app_secret
}`, "default"},
		{"both", `data "aws_secretsmanager_secret" "s" { name = var.app_secret }
resource "aws_lambda_function" "f" {
  environment { variables = { A = var.app_secret } }
}`, "reference"},
		{"handed on", `data "aws_secretsmanager_secret" "s" { name = var.app_secret }
module "m" {
  source = "./m"
  a      = var.app_secret
}`, "reference"},
		{"under another name", `data "aws_secretsmanager_secret" "s" { name = local.n }
locals { n = var.app_secret }`, "default"},
		{"a field of one", `data "aws_secretsmanager_secret_version" "s" { secret_id = "s" }
resource "aws_lambda_function" "f" {
  environment { variables = { A = jsondecode(data.aws_secretsmanager_secret_version.s.secret_string)[var.app_secret] } }
}`, "reference"},
		{"a field of one, by a local", `data "aws_secretsmanager_secret_version" "s" { secret_id = "s" }
locals { a = jsondecode(data.aws_secretsmanager_secret_version.s.secret_string)[var.app_secret] }`, "reference"},
		{"a field by a part of it", `locals { a = jsondecode("{}")["x${var.app_secret}"] }`, "default"},
		{"what is decoded", `locals { a = jsondecode(var.app_secret)["x"] }`, "default"},
		{"not used", ``, "default"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, f := range facts(t, map[string]string{"main.tf": "variable \"app_secret\" { default = \"bt-app-conf-7\" }\n" + c.text}) {
				if f.Kind == "secret.value" && f.Subject == "var.app_secret" {
					got = show(candor.Plain(f.Value).(map[string]any)["holds"].(map[string]any)["v"])
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
