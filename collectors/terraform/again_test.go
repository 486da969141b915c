package terraform

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

// A folder that others call, and that has something of a root of its own, is read both
// ways; one statement is told once.
func TestReadOnItsOwn(t *testing.T) {
	const called = `
variable "on" { type = bool }
variable "network" { type = string }
variable "crypt" { default = false }
provider "aws" {}
resource "aws_efs_file_system" "always" { encrypted = var.crypt }
resource "aws_efs_file_system" "chosen" {
  count     = var.on ? 1 : 0
  encrypted = false
}
`
	call := func(args string) string { return "module \"part\" {\n  source = \"./part\"\n" + args + "}\n" }
	lacking := "if part is planned by itself: other folders call it, and no file gives a value to "
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"the only call switches off what a file that lacks values switches on", map[string]string{
			"main.tf": call("  on = false\n  network = \"n\"\n"), "part/sandbox.tfvars": "on = true\n",
		}, []string{"aws_efs_file_system.always@6 false", "aws_efs_file_system.chosen@7 false (only " + lacking + "network that it requires)"}},
		{"no file at all", map[string]string{
			"main.tf": call("  on = false\n  network = \"n\"\n"),
		}, []string{"aws_efs_file_system.always@6 false", "aws_efs_file_system.chosen@7 false (only " + lacking + "network and 1 more that it requires)"}},
		{"another value than that of the call is not lost", map[string]string{
			"main.tf": call("  on = true\n  network = \"n\"\n  crypt = true\n"),
		}, []string{
			"aws_efs_file_system.always@6 false(default) (only " + lacking + "network and 1 more that it requires)",
			"aws_efs_file_system.chosen@7 false", "module.part.aws_efs_file_system.always@6 true",
		}},
		{"what the call gives and the folder can't tell", map[string]string{
			"main.tf":      call("  on = true\n  network = \"n\"\n  wish = true\n"),
			"part/more.tf": "variable \"wish\" {}\nresource \"aws_efs_file_system\" \"wished\" { encrypted = var.wish }\n",
		}, []string{"aws_efs_file_system.always@6 false", "aws_efs_file_system.chosen@7 false", "aws_efs_file_system.wished@2 true"}},
		{"a file that gives all of them", map[string]string{
			"main.tf": call("  on = false\n  network = \"n\"\n"), "part/sandbox.tfvars": "on = true\nnetwork = \"n\"\n",
		}, []string{"aws_efs_file_system.always@6 false", "aws_efs_file_system.chosen@7 false (by value in part/sandbox.tfvars)"}},
		{"what differs is told twice", map[string]string{
			"main.tf": call("  on = true\n  network = \"n\"\n  crypt = true\n"), "part/terraform.tfvars": "on = true\nnetwork = \"n\"\n",
		}, []string{"aws_efs_file_system.always@6 false(default)", "aws_efs_file_system.chosen@7 false", "module.part.aws_efs_file_system.always@6 true"}},
		{"a state of its own", map[string]string{
			"main.tf":         call("  on = false\n  network = \"n\"\n"),
			"part/backend.tf": "terraform {\n  backend \"s3\" {}\n}\n",
		}, []string{"aws_efs_file_system.always@6 false", "aws_efs_file_system.chosen@7 false"}},
		{"called twice, and read alike", map[string]string{
			"a/main.tf": "module \"part\" {\n  source = \"../part\"\n  on = true\n  network = \"n\"\n}\n",
			"b/main.tf": "module \"part\" {\n  source = \"../part\"\n  on = true\n  network = \"n\"\n  crypt = true\n}\n",
		}, []string{
			"aws_efs_file_system.chosen@7 false",
			"module.part.aws_efs_file_system.always of a@6 false", "module.part.aws_efs_file_system.always of b@6 true",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := maps.Clone(c.files)
			files["part/main.tf"] = called
			var got []string
			for _, f := range facts(t, files) {
				if f.Kind != "store.encryption" {
					continue
				}
				v := candor.Plain(f.Value).(map[string]any)
				e := v["encrypted"].(map[string]any)
				delete(e, "at")
				s := f.Subject + "@" + show(f.At.Line) + " " + show(e["v"])
				if e["from"] == "default" {
					s += "(default)"
				}
				if v["only"] != nil {
					s += " (only " + show(v["only"]) + ")"
				}
				if v["made_by"] != nil {
					s += " (by " + show(v["made_by"]) + ")"
				}
				got = append(got, s)
			}
			slices.Sort(got)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A statement of a template is a deployment's choice only where a part of it is.
func TestChosenParts(t *testing.T) {
	got := lines(facts(t, map[string]string{
		"main.tf": `
variable "bucket" { default = "b" }
variable "effect" { default = "Allow" }
variable "more" { default = "\"s3:PutObject\"" }
locals { inner = "arn:aws:s3:::${var.bucket}" }
resource "aws_iam_policy" "p" {
  policy = templatefile("${path.module}/p.json", { arn = "${local.inner}/x", effect = var.effect })
}
resource "aws_iam_policy" "q" {
  policy = "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", ${var.more}], \"Resource\": \"*\"}]}"
}`,
		"p.json": `{"Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
  {"Effect": "${effect}", "Action": ["s3:GetObject"], "Resource": ["${arn}", "*"]},
  {"Effect": "Allow", "Action": "s3:\"x", "Resource": "${arn}"}
]}`,
	}), "iam.statement", "effect", "actions", "resources")
	want := []string{
		"aws_iam_policy.p/0@2 | Allow@2 | s3:GetObject@2 | *@2",
		"aws_iam_policy.p/1@3 | Allow(default)@3 | s3:GetObject@3 | arn:aws:s3:::b/x(default)@3 *@3",
		"aws_iam_policy.p/2@4 | Allow@4 | s3:\"x@4 | arn:aws:s3:::b/x(default)@4",
		"aws_iam_policy.q/0@10 | Allow(default)@10 | s3:GetObject(default)@10 s3:PutObject(default)@10 | *(default)@10",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What the configuration did not make is as it was, where nothing is written.
func TestMadeElsewhere(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
	}{
		{"a password", `resource "aws_db_instance" "d" { password = var.p }`, "0 backup_retention_period is not set"},
		{"one of RDS' own", `resource "aws_db_instance" "d" { manage_master_user_password = true }`, "0 backup_retention_period is not set"},
		{"none at all", `resource "aws_db_instance" "d" {}`, "? backup_retention_period is not set, and stays what it is: the database was made elsewhere, since RDS makes none without a password"},
		{"null is none", `resource "aws_db_instance" "d" { password = null }`, "? backup_retention_period is not set, and stays what it is: the database was made elsewhere, since RDS makes none without a password"},
		{"and yet it is written", `resource "aws_db_instance" "d" { backup_retention_period = 0 }`, "0 backup_retention_period is 0"},
		{"imported", `resource "aws_dynamodb_table" "d" {}
import {
  to = aws_dynamodb_table.d
  id = "d"
}`, "? point-in-time recovery can't be told: point_in_time_recovery is not set, and stays what it is: the resource is imported (main.tf, line 2)"},
		{"something else is imported", `resource "aws_dynamodb_table" "d" {}
import {
  to = aws_dynamodb_table.e
  id = "d"
}`, "0 point-in-time recovery is not set, which means off"},
		{"in a comment", `resource "aws_dynamodb_table" "d" {}
# import { to = aws_dynamodb_table.d }`, "0 point-in-time recovery is not set, which means off"},
		{"one of several", `resource "aws_s3_bucket" "d" { for_each = toset(["a"]) }
import {
  for_each = toset(["a"])
  to = aws_s3_bucket.d[each.key]
  id = each.key
}`, "? versioning is not set, and stays what it is: the resource is imported (main.tf, line 2)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, f := range facts(t, map[string]string{"main.tf": c.text}) {
				if f.Kind == "store.backup" {
					on, _ := candor.Plain(f.Value).(map[string]any)["on"].(map[string]any)
					if days, ok := candor.Plain(f.Value).(map[string]any)["days"].(map[string]any); ok {
						on = days
					}
					got = show(on["v"]) + " " + show(on["why"])
					if on["k"] == "unknown" {
						got = "? " + show(on["why"])
					}
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	in := facts(t, map[string]string{
		"main.tf":   "module \"a\" {\n  source = \"./m\"\n  for_each = toset([\"x\"])\n}\nimport {\n  to = module.a[\"x\"].aws_efs_file_system.f\n  id = \"f\"\n}\n",
		"m/main.tf": "resource \"aws_efs_file_system\" \"f\" {}\n",
	})
	if got := lines(in, "store.encryption", "encrypted"); len(got) != 1 || got[0] != "aws_efs_file_system.f@1 | ?@main.tf:5" {
		t.Errorf("through a call: %q", got)
	}
}

// What could not be told for want of values is no gap where the calls have them.
func TestLackingLeavesNoGap(t *testing.T) {
	part := `
variable "statements" { type = list(any) }
provider "aws" {}
resource "aws_iam_policy" "p" { policy = jsonencode({ Statement = var.statements }) }`
	call := "module \"m\" {\n  source = \"./m\"\n  statements = [{ Effect = \"Allow\", Action = \"s3:GetObject\", Resource = \"*\" }]\n}\n"
	for _, c := range []struct {
		files map[string]string
		want  []string
	}{
		{map[string]string{"main.tf": call, "m/main.tf": part}, []string{"aws_iam_policy.p/0@3 | Allow@3"}},
		{map[string]string{"m/main.tf": part}, []string{"aws_iam_policy.p/0@4 unresolved: variable statements has no default"}},
	} {
		if d := cmp.Diff(c.want, lines(facts(t, c.files), "iam.statement", "effect")); d != "" {
			t.Error(d)
		}
	}
}
