package terraform

import (
	"maps"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// What Terraform refuses as it is, and nobody calls, makes nothing in a tree of plans;
// what could be called is judged.
func TestStray(t *testing.T) {
	const (
		plain = "resource \"aws_efs_file_system\" \"f\" { encrypted = false }\n"
		wants = "variable \"name\" {}\n" + plain
		old   = wants + "resource \"aws_eip\" \"e\" {\n  tags {\n    Name = \"x\"\n  }\n}\n"
		lost  = plain + "resource \"aws_eip\" \"e\" { instance = var.name }\n"
		root  = "provider \"aws\" {}\nmodule \"used\" {\n  source = \"../modules/used\"\n}\n"
		used  = "resource \"aws_eip\" \"q\" {}\n"
		first = "if modules/other is mended and planned: nothing in the tree calls it, and Terraform refuses it as it is "
		since = first + "(modules/other/main.tf, line 4 is of a version before 0.12, and the plans of the tree ask for a later one)"
		none  = first + "(variable name is not declared in it)"
	)
	const modern = "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n"
	with := func(other string, more ...string) map[string]string {
		files := map[string]string{"prod/main.tf": root + modern, "modules/used/main.tf": used, "modules/other/main.tf": other}
		for i := 0; i < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"of an older Terraform", with(old), since},
		{"a variable that is not declared", with(lost), none},
		{"a folder that is no module", with(lost, "modules/other/main.tf", used, "other/main.tf", lost), strings.ReplaceAll(none, "modules/other", "other")},
		{"it could be called", with(wants), ""},
		{"plans that may be of the older Terraform", with(old, "prod/main.tf", root), ""},
		{"a provider of its own", with(old + "provider \"aws\" {}\n"), ""},
		{"values of its own", with(lost, "modules/other/prod.tfvars", "name = \"n\"\n"), ""},
		{"Terragrunt may write what it lacks", with(lost, "live/terragrunt.hcl", "terraform {}\n"), ""},
		{"it is called", with(lost, "modules/other/examples/all/main.tf", "module \"o\" {\n  source = \"../..\"\n}\n"), ""},
		{"a tree of modules", with(old, "prod/main.tf", modern), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := 0
			for _, f := range facts(t, maps.Clone(c.files)) {
				if f.Kind != "store.encryption" || f.State != candor.Observed {
					continue
				}
				found++
				got, _ := candor.Plain(f.Value).(map[string]any)["only"].(string)
				if got != c.want {
					t.Errorf("%s: got %q, want %q", f.Subject, got, c.want)
				}
			}
			if found != 1 {
				t.Errorf("%d stores, want 1", found)
			}
		})
	}
}

// What could not be read in a folder that nobody calls is said all the same.
func TestStrayKeepsGaps(t *testing.T) {
	got := 0
	for _, f := range facts(t, map[string]string{
		"prod/main.tf":          "provider \"aws\" {}\nmodule \"used\" {\n  source = \"../modules/used\"\n}\n",
		"modules/used/main.tf":  "resource \"aws_sqs_queue\" \"q\" {}\n",
		"modules/other/main.tf": "resource \"aws_iam_policy\" \"p\" { policy = var.p }\n",
	}) {
		if f.Kind == "iam.statement" && f.State != candor.Observed && f.At.Path == "modules/other/main.tf" {
			got++
		}
	}
	if got != 1 {
		t.Errorf("%d gaps, want 1", got)
	}
}
