package terraform

import (
	"maps"
	"testing"

	"github.com/candor-dev/candor"
)

// What looks like a module and is called by nobody makes nothing, in a tree that plans
// others; a tree that is made of modules is judged.
func TestStray(t *testing.T) {
	const (
		wants  = "variable \"name\" {}\nresource \"aws_efs_file_system\" \"f\" { encrypted = false }\n"
		plain  = "resource \"aws_efs_file_system\" \"f\" { encrypted = false }\n"
		root   = "provider \"aws\" {}\nmodule \"used\" {\n  source = \"../modules/used\"\n}\n"
		used   = "resource \"aws_sqs_queue\" \"q\" {}\n"
		lacks  = "if anything calls modules/other: nothing in the tree does, and no file gives a value to name that it requires"
		shelf  = "if anything calls modules/other: nothing in the tree does, and it has no provider and no state of its own"
		legacy = "if anything calls prod/_legacy: nothing in the tree does, and Terraform refuses it by itself, since variable name is not declared in it"
	)
	with := func(more ...string) map[string]string {
		files := map[string]string{"prod/main.tf": root, "modules/used/main.tf": used}
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
		{"beside modules that a plan calls", with("modules/other/main.tf", wants), lacks},
		{"without variables", with("modules/other/main.tf", plain), shelf},
		{"not parsed by a call of its own", with("modules/other/main.tf", wants, "modules/third/main.tf", "variable \"x\" {}\nmodule \"o\" {\n  source = \"../other\"\n  name = \"n\"\n}\n"),
			"if anything calls modules/third: nothing in the tree does, and no file gives a value to x that it requires"},
		{"what Terraform refuses", with("prod/_legacy/main.tf", plain+"resource \"aws_sqs_queue\" \"q\" { name = var.name }\n"), legacy},
		{"a folder that is no module", with("other/main.tf", wants), ""},
		{"a provider of its own", with("modules/other/main.tf", wants+"provider \"aws\" {}\n"), ""},
		{"values of its own", with("modules/other/main.tf", wants, "modules/other/prod.tfvars", "name = \"n\"\n"), ""},
		{"called from the repository by its address", with("modules/other/main.tf", wants, "prod/more.tf", "module \"o\" { source = \"git::https://example.com/x.git//modules/other?ref=v1\" }\n"), ""},
		{"called by Terragrunt, perhaps", with("modules/other/main.tf", wants, "live/terragrunt.hcl", "terraform {}\n"), ""},
		{"an example that calls it", with("modules/other/main.tf", wants, "modules/other/examples/all/main.tf", "module \"o\" {\n  source = \"../..\"\n  name = \"n\"\n}\n"), ""},
		{"a tree of modules", map[string]string{"modules/other/main.tf": wants, "modules/used/main.tf": used}, ""},
		{"modules that examples alone call", map[string]string{"modules/other/main.tf": wants, "modules/used/main.tf": used, "examples/prod/main.tf": "provider \"aws\" {}\nmodule \"used\" {\n  source = \"../../modules/used\"\n}\n"}, ""},
		{"a module that calls its parts", map[string]string{"modules/other/main.tf": wants, "modules/used/main.tf": used, "main.tf": "variable \"x\" {}\nmodule \"used\" {\n  source = \"./modules/used\"\n}\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := 0
			for _, f := range facts(t, maps.Clone(c.files)) {
				if f.Kind != "store.encryption" || f.Subject == "aws_sqs_queue.q" || f.Subject == "module.used.aws_sqs_queue.q" || f.State != candor.Observed {
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
		"modules/other/main.tf": "variable \"p\" {}\nresource \"aws_iam_policy\" \"p\" { policy = var.p }\n",
	}) {
		if f.Kind == "iam.statement" && f.State != candor.Observed && f.At.Path == "modules/other/main.tf" {
			got++
		}
	}
	if got != 1 {
		t.Errorf("%d gaps, want 1", got)
	}
}
