package terraform

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

func facts(t testing.TB, files map[string]string) []candor.Fact {
	t.Helper()
	fsys := fstest.MapFS{}
	for p, s := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(s)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Unix(0, 0))
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	return in.Facts()
}

// show writes a value with certainty in one line.
func show(v any) string {
	switch v := candor.Plain(v).(type) {
	case map[string]any:
		at, _ := v["at"].(map[string]any)
		line := fmt.Sprint("@", at["line"])
		if p, ok := at["path"]; ok {
			line = fmt.Sprintf("@%v:%v", p, at["line"])
		}
		switch v["k"] {
		case "known":
			s := fmt.Sprint(v["v"])
			if v["from"] != "literal" {
				s += fmt.Sprintf("(%v)", v["from"])
			}
			return s + line
		case "pattern":
			return fmt.Sprintf("~%v%s", v["raw"], line)
		case "unknown":
			return "?" + line
		}
		return fmt.Sprint(v)
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, show(x))
		}
		return strings.Join(out, " ")
	}
	return fmt.Sprint(v)
}

// lines writes the facts of one kind, sorted, with the fields that matter.
func lines(fs []candor.Fact, kind string, fields ...string) []string {
	var out []string
	for _, f := range fs {
		if f.Kind != kind {
			continue
		}
		s := fmt.Sprintf("%s@%d", f.Subject, f.At.Line)
		if f.State != candor.Observed {
			out = append(out, s+" "+f.State.String()+": "+f.Reason)
			continue
		}
		v := candor.Plain(f.Value).(map[string]any)
		for _, k := range fields {
			s += " | " + show(v[k])
		}
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

const prelude = `variable "open" {}
variable "named" { default = "acme" }
variable "none" { default = null }
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
variable "yes" { default = true }
locals {
  arn  = "arn:aws:s3:::${local.name}"
  name = "files"
  loop = local.pool
  pool = local.loop
  map  = { a = "x", b = ["y", "z"] }
}
resource "aws_s3_bucket" "b" { bucket = "files" }
resource "aws_s3_bucket" "auto" {}
resource "aws_sqs_queue" "q" { name = var.open }
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = {
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = `

func TestEval(t *testing.T) {
	tests := []struct{ name, resource, want string }{
		{"literal", `"arn:aws:s3:::a"`, "arn:aws:s3:::a"},
		{"list", `["a", "b"]`, "a b"},
		{"template", `"arn:aws:s3:::${var.open}/*"`, "~arn:aws:s3:::${var.open}/*"},
		{"default", `"a/${var.named}"`, "a/acme(default)"},
		{"null default", `var.none`, "?"},
		{"sensitive", `"x/${var.secret}"`, "~x/${var.secret}"},
		{"local", `"${local.arn}/*"`, "arn:aws:s3:::files/*"},
		{"cycle", `"${local.loop}x"`, "~${local.loop}x"},
		{"local map", `local.map.b`, "y z"},
		{"local map by key", `local.map["a"]`, "x"},
		{"no such key", `local.map["c"]`, "?"},
		{"element", `local.map.b[1]`, "z"},
		{"name of a resource", `"arn:aws:s3:::${aws_s3_bucket.b.id}/*"`, "arn:aws:s3:::files/*"},
		{"ARN of a resource", `aws_s3_bucket.b.arn`, "~arn:${AWS::Partition}:s3:::files"},
		{"ARN with a given name", `"${aws_s3_bucket.auto.arn}/*"`, "~arn:${AWS::Partition}:s3:::${aws_s3_bucket.auto}/*"},
		{"ARN with a counted index", `aws_s3_bucket.b[0].arn`, "~arn:${AWS::Partition}:s3:::files"},
		{"ARN of an open name", `aws_sqs_queue.q.arn`, "~arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${aws_sqs_queue.q}"},
		{"data source", `"arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/x"`, "~arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/x"},
		{"module output", `module.x.arn`, "?"},
		{"IAM variable", `"a/$${aws:username}"`, "a/${aws:username}"},
		{"format", `format("a/%s/%d", var.open, 3)`, "~a/${var.open}/3"},
		{"join", `join("", ["a", var.named])`, "aacme(default)"},
		{"concat", `concat(["a"], ["b", var.open])`, "a b ?"},
		{"compact", `compact(["a", ""])`, "a"},
		{"merge", `merge({ a = "x" }, { a = "y" }).a`, "y"},
		{"lookup", `lookup(local.map, "a", "z")`, "x"},
		{"lookup default", `lookup(local.map, "c", "z")`, "z"},
		{"lower", `lower("ABC")`, "abc"},
		{"flatten", `flatten([["a"], [["b"]]])`, "a b"},
		{"coalesce", `coalesce("a", "b")`, "a"},
		{"other function", `cidrhost("a", 1)`, "?"},
		{"condition known", `true ? "a" : "b"`, "a"},
		{"condition by default", `var.yes ? "a" : "b"`, "a(default)"},
		{"condition open", `var.open == "x" ? "a" : "b"`, "a b"},
		{"condition negated", `!var.yes && true ? "a" : "b"`, "b(default)"},
		{"for", `[for x in ["a"] : x]`, "a"},
		{"splat", `aws_s3_bucket.b[*].arn`, "~arn:${AWS::Partition}:s3:::files"},
		{"jsondecode", `jsondecode("{\"a\": \"x\"}").a`, "x"},
		{"number", `12`, "12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := prelude + tt.resource + "\n    }\n  })\n}\n"
			got := lines(facts(t, map[string]string{"main.tf": src}), "iam.statement", "resources")
			n := strings.Count(prelude, "\n") + 1
			mark := fmt.Sprintf("@%d", n)
			if len(got) != 1 {
				t.Fatalf("got %q", got)
			}
			_, values, _ := strings.Cut(got[0], " | ")
			var words []string
			for _, w := range strings.Fields(values) {
				i := strings.LastIndexByte(w, '@')
				if i < 0 {
					t.Fatalf("got %q", got)
				}
				if w[i:] != mark && !strings.Contains(tt.resource, "local.map") {
					t.Errorf("%s stands at %s, want %s", w[:i], w[i:], mark)
				}
				words = append(words, w[:i])
			}
			if g := strings.Join(words, " "); g != tt.want {
				t.Errorf("got %q, want %q", g, tt.want)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	tests := []struct {
		name, kind string
		fields     []string
		files      map[string]string
		want       []string
	}{
		{"one call in two folders", "store.protection", []string{"protected"}, map[string]string{
			"prod/main.tf":     `module "db" { source = "../modules/db" }`,
			"staging/main.tf":  "module \"db\" {\n  source = \"../modules/db\"\n  keep   = false\n}",
			"modules/db/v.tf":  `variable "keep" { default = true }`,
			"modules/db/db.tf": "resource \"aws_db_instance\" \"main\" {\n  deletion_protection = var.keep\n  skip_final_snapshot = true\n}",
		}, []string{
			"module.db.aws_db_instance.main of prod@1 | true@2",
			"module.db.aws_db_instance.main of staging@1 | false@3",
		}},
		{"policy document", "iam.statement", []string{"kind", "effect", "actions", "resources", "principals", "has_condition"}, map[string]string{"main.tf": `
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::b/&{aws:username}/*"]
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}
data "aws_iam_policy_document" "all" {
  source_policy_documents = [data.aws_iam_policy_document.base.json, var.more]
  statement {
    effect      = "Deny"
    not_actions = ["x"]
  }
  dynamic "statement" {
    for_each = var.x
    content {}
  }
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
  inline_policy {
    name   = "all"
    policy = data.aws_iam_policy_document.all.json
  }
}
`}, []string{
			"aws_iam_role.r/all/1@15 unresolved: variable more is not declared",
			"aws_iam_role.r/all/2@16 | identity | Deny@17 |  |  |  | false",
			"aws_iam_role.r/all/3@20 | identity | Allow(platform)@20 | ?@20 |  |  | false",
			"aws_iam_role.r/all/Read@3 | identity | Allow(platform)@3 | s3:GetObject@5 | arn:aws:s3:::b/${aws:username}/*@6 |  | true",
			"aws_iam_role.r/assume_role_policy/0@26 | trust | Allow(platform)@26 | sts:AssumeRole@27 |  | lambda.amazonaws.com@30 | false",
		}},
		{"override by sid", "iam.statement", []string{"actions"}, map[string]string{"main.tf": `
data "aws_iam_policy_document" "o" {
  statement {
    sid     = "A"
    actions = ["new"]
  }
}
data "aws_iam_policy_document" "x" {
  override_policy_documents = [data.aws_iam_policy_document.o.json]
  statement {
    sid     = "A"
    actions = ["old"]
  }
}
resource "aws_iam_policy" "x" { policy = data.aws_iam_policy_document.x.json }
`}, []string{"aws_iam_policy.x/A@3 | new@5"}},
		{"JSON in a heredoc", "iam.statement", []string{"actions", "resources"}, map[string]string{"main.tf": `
resource "aws_iam_role_policy" "x" {
  policy = <<-EOF
  {
    "Statement": [
      {
        "Effect": "Allow",
        "Action": ["s3:Get*", ${var.more}],
        "Resource": "arn:aws:s3:::${var.b}/*"
      }
    ]
  }
  EOF
}
`}, []string{"aws_iam_role_policy.x/0@6 | s3:Get*@8 ?@8 | ~arn:aws:s3:::${var.b}/*@9"}},
		{"JSON in a file", "iam.statement", []string{"actions"}, map[string]string{
			"a/main.tf":  `resource "aws_iam_policy" "x" { policy = file("${path.module}/p.json") }`,
			"a/p.json":   "{\"Statement\":\n {\"Effect\": \"Allow\",\n  \"Action\": \"*\"}}",
			"a/other.tf": `resource "aws_iam_policy" "y" { policy = file("gone.json") }`,
		}, []string{"aws_iam_policy.x/0@2 | *@3", "aws_iam_policy.y@1 unresolved: the file a/gone.json is not in the tree"}},
		{"files of values that a deployment names", "store.encryption", []string{"encrypted"}, map[string]string{
			"main.tf": `
variable "on" { default = true }
variable "off" { default = true }
variable "only" {}
resource "aws_db_instance" "same" { storage_encrypted = var.on }
resource "aws_db_instance" "other" { storage_encrypted = var.off }
resource "aws_db_instance" "only" { storage_encrypted = var.only }
`,
			"prod.tfvars": `
on   = true
off  = true
only = true
`,
			"envs/dev/terraform.tfvars": `
off  = false
only = true
`,
			"other/lone.tfvars": "only = true",
		}, []string{
			"aws_db_instance.only@7 | true(default)@7",
			"aws_db_instance.other@6 | ?@6",
			"aws_db_instance.same@5 | true(default)@5",
		}},
		{"secrets in files of values", "secret.value", []string{"holds"}, map[string]string{
			"main.tf": `
variable "db_password" {}
variable "api_key" {}
`,
			"prod.tfvars": `db_password = "correct-horse"`,
		}, []string{"var.api_key@3 | reference@3", "var.db_password@1 | literal@1"}},
		{"the text of another policy", "iam.statement", []string{"actions", "holders"}, map[string]string{"a/main.tf": `
resource "aws_iam_policy" "own" { policy = jsonencode({ Statement = { Effect = "Allow", Action = "a:b" } }) }
data "aws_iam_policy_document" "all" { source_policy_documents = [aws_iam_policy.own.policy] }
resource "aws_iam_role" "r" { managed_policy_arns = [aws_iam_policy.own.arn] }
resource "aws_iam_role_policy" "x" {
  role   = aws_iam_role.r.name
  policy = data.aws_iam_policy_document.all.json
}
resource "aws_iam_role_policy" "y" {
  for_each = toset(["p", "q"])
  role     = each.key
  policy   = aws_iam_policy.own.policy
}
`}, []string{
			"aws_iam_policy.own/0@2 | a:b@2 | a#aws_iam_policy.own a#aws_iam_role.r",
			"aws_iam_role_policy.x/0@2 | a:b@2 | a#aws_iam_role_policy.x a#aws_iam_role.r",
			`aws_iam_role_policy.y["p"]/0@2 | a:b@2 | a#aws_iam_role_policy.y["p"]`,
			`aws_iam_role_policy.y["q"]/0@2 | a:b@2 | a#aws_iam_role_policy.y["q"]`,
		}},
		{"a boundary that is handed on", "iam.statement", []string{"kind", "actions"}, map[string]string{"main.tf": `
resource "aws_iam_policy" "edge" { policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}" }
resource "aws_iam_policy" "held" { policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}" }
resource "aws_iam_role_policy_attachment" "held" { policy_arn = aws_iam_policy.held.arn }
output "boundary_arn" { value = aws_iam_policy.edge.arn }
output "boundary_too" { value = aws_iam_policy.held.arn }
`}, []string{
			"aws_iam_policy.edge@2 unresolved: the output boundary_arn hands the boundary on, and whether who takes it attaches it can't be told",
			"aws_iam_policy.held/0@3 | identity | *@3",
		}},
		{"attachments and boundaries", "iam.statement", []string{"kind", "actions"}, map[string]string{"main.tf": `
resource "aws_iam_role_policy_attachment" "admin" { policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" }
resource "aws_iam_role_policy_attachment" "own" { policy_arn = aws_iam_policy.own.arn }
resource "aws_iam_role_policy_attachment" "open" { policy_arn = var.arn }
resource "aws_iam_policy" "own" { policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"a:b\"}}" }
resource "aws_iam_policy" "edge" { policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}" }
resource "aws_iam_user" "u" { permissions_boundary = aws_iam_policy.edge.arn }
`}, []string{
			"aws_iam_policy.edge/0@6 | boundary | *@6",
			"aws_iam_policy.own/0@5 | identity | a:b@5",
			"aws_iam_role_policy_attachment.admin/AdministratorAccess/0@2 | identity | *(platform)@2",
			"aws_iam_role_policy_attachment.open/managed policy@4 unresolved: the managed policy can't be told: variable arn is not declared",
		}},
		{"count", "lambda.url", []string{"auth"}, map[string]string{"main.tf": `
variable "make" { default = false }
resource "aws_lambda_function_url" "never" {
  count              = 0
  authorization_type = "NONE"
}
resource "aws_lambda_function_url" "perhaps" {
  count              = var.make ? 1 : 0
  authorization_type = "NONE"
}
resource "aws_lambda_function_url" "open" {
  for_each           = var.all
  authorization_type = "NONE"
}
`}, []string{
			"aws_lambda_function_url.open@11 | NONE@13",
			"aws_lambda_function_url.perhaps@7 unresolved: not made by the defaults of the folder's variables; a deployment can make it",
		}},
		{"local module with one caller", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":       "module \"m\" {\n  source = \"./m\"\n  auth   = \"NONE\"\n}\n",
			"m/main.tf":     "variable \"auth\" { default = \"AWS_IAM\" }\nresource \"aws_lambda_function_url\" \"u\" { authorization_type = var.auth }\n",
			"far/main.tf":   "module \"m\" {\n  source = \"registry/x\"\n}\n",
			"two/main.tf":   "module \"a\" {\n  source = \"./m\"\n  auth = \"NONE\"\n}\nmodule \"b\" {\n  source = \"./m\"\n}\n",
			"two/m/main.tf": "variable \"auth\" { default = \"AWS_IAM\" }\nresource \"aws_lambda_function_url\" \"v\" { authorization_type = var.auth }\n",
		}, []string{"aws_lambda_function_url.u@2 | NONE@2", "module.a.aws_lambda_function_url.v@2 | NONE@2", "module.b.aws_lambda_function_url.v@2 | AWS_IAM@2"}},
		{"module from elsewhere", "store.encryption", nil, map[string]string{"main.tf": "module \"m\" {\n  source = \"registry/x\"\n}\n"},
			[]string{"module.m@1 unresolved: the module m is not in the tree"}},
		{"tfvars", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":          "variable \"auth\" { default = \"AWS_IAM\" }\nresource \"aws_lambda_function_url\" \"u\" { authorization_type = var.auth }\n",
			"terraform.tfvars": "auth = \"NONE\"\n",
		}, []string{"aws_lambda_function_url.u@2 | NONE@2"}},
		{"stores", "store.encryption", []string{"service", "encrypted", "kms"}, map[string]string{"main.tf": `
resource "aws_s3_bucket" "plain" {}
resource "aws_s3_bucket" "kms" { bucket = "b" }
resource "aws_s3_bucket_server_side_encryption_configuration" "kms" {
  bucket = aws_s3_bucket.kms.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}
resource "aws_db_instance" "off" {}
resource "aws_db_instance" "on" { storage_encrypted = true }
resource "aws_db_instance" "copy" { snapshot_identifier = "x" }
resource "aws_dynamodb_table" "t" {}
resource "aws_ebs_volume" "v" {}
resource "aws_efs_file_system" "f" { encrypted = var.enc }
resource "aws_sns_topic" "n" {}
resource "aws_opensearch_domain" "o" {
  encrypt_at_rest {
    enabled = true
  }
}
`}, []string{
			"aws_db_instance.copy@14 | rds | ?@14 | false@14",
			"aws_db_instance.off@12 | rds | false(platform)@12 | false@12",
			"aws_db_instance.on@13 | rds | true@13 | true(platform)@13",
			"aws_dynamodb_table.t@15 | dynamodb | true(platform)@15 | false@15",
			"aws_ebs_volume.v@16 | ebs | ?@16 | false@16",
			"aws_efs_file_system.f@17 | efs | ?@17 | false@17",
			"aws_opensearch_domain.o@19 | opensearch | true@21 | true(platform)@21",
			"aws_s3_bucket.kms@3 | s3 | true@8 | true(platform)@8",
			"aws_s3_bucket.plain@2 | s3 | true(platform)@2 | false@2",
			"aws_sns_topic.n@18 | sns | true(platform)@18 | false@18",
		}},
		{"volumes of machines", "store.encryption", []string{"service", "encrypted", "kms"}, map[string]string{"main.tf": `
resource "aws_instance" "bare" {}
resource "aws_instance" "on" {
  root_block_device { encrypted = true }
  ebs_block_device { encrypted = true }
}
resource "aws_instance" "off" {
  root_block_device { encrypted = true }
  ebs_block_device { encrypted = true }
  ebs_block_device { encrypted = false }
}
resource "aws_instance" "mute" {
  root_block_device { encrypted = true }
  ebs_block_device { device_name = "/dev/sdb" }
}
resource "aws_instance" "rootless" {
  ebs_block_device { encrypted = true }
}
resource "aws_instance" "template" {
  root_block_device { encrypted = true }
  launch_template { id = "x" }
}
resource "aws_instance" "dynamic" {
  root_block_device { encrypted = true }
  dynamic "ebs_block_device" {
    for_each = var.disks
    content { encrypted = true }
  }
}
resource "aws_launch_template" "on" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted  = "true"
      kms_key_id = aws_kms_key.k.arn
    }
  }
}
resource "aws_launch_template" "bare" {}
resource "aws_launch_configuration" "off" {
  root_block_device { encrypted = false }
}
resource "aws_kms_key" "k" {}
`}, []string{
			"aws_instance.bare@2 | ebs | ?@2 | false@2",
			"aws_instance.dynamic@23 | ebs | ?@25 | false@25",
			"aws_instance.mute@12 | ebs | ?@14 | false@14",
			"aws_instance.off@7 | ebs | false@10 | false@10",
			"aws_instance.on@3 | ebs | true@4 | true(platform)@4",
			"aws_instance.rootless@16 | ebs | ?@16 | false@16",
			"aws_instance.template@19 | ebs | ?@21 | false@21",
			"aws_launch_configuration.off@40 | ebs | false@41 | false@41",
			"aws_launch_template.bare@39 | ebs | ?@39 | false@39",
			"aws_launch_template.on@30 | ebs | true@34 | true@35",
		}},
		{"more stores", "store.encryption", []string{"service", "encrypted", "kms"}, map[string]string{"main.tf": `
resource "aws_dax_cluster" "off" {}
resource "aws_dax_cluster" "on" {
  server_side_encryption { enabled = true }
}
resource "aws_workspaces_workspace" "half" { user_volume_encryption_enabled = true }
resource "aws_appsync_api_cache" "c" {}
resource "aws_msk_cluster" "c" {}
resource "aws_memorydb_cluster" "c" {}
resource "aws_mq_broker" "c" {}
resource "aws_fsx_lustre_file_system" "c" {}
resource "aws_rds_cluster" "c" { storage_encrypted = true }
resource "aws_rds_cluster_instance" "own" { cluster_identifier = aws_rds_cluster.c.id }
resource "aws_rds_cluster_instance" "far" { cluster_identifier = var.cluster }
resource "aws_db_instance" "a" { storage_encrypted = true }
resource "aws_db_instance" "b" { replicate_source_db = aws_db_instance.a.identifier }
resource "aws_db_instance" "c" {
  provider            = aws.far
  replicate_source_db = aws_db_instance.a.arn
}
resource "aws_db_instance" "d" { replicate_source_db = aws_db_instance.b.identifier }
`}, []string{
			"aws_appsync_api_cache.c@7 | appsync | false(platform)@7 | ?@7",
			"aws_dax_cluster.off@2 | dax | false(platform)@2 | ?@2",
			"aws_dax_cluster.on@3 | dax | true@4 | ?@4",
			"aws_db_instance.a@15 | rds | true@15 | true(platform)@15",
			"aws_db_instance.b@16 | rds | true(platform)@16 | true(platform)@15",
			"aws_db_instance.c@17 | rds | ?@19 | false@19",
			"aws_db_instance.d@21 | rds | true(platform)@21 | true(platform)@15",
			"aws_fsx_lustre_file_system.c@11 | fsx | true(platform)@11 | false@11",
			"aws_memorydb_cluster.c@9 | memorydb | true(platform)@9 | false@9",
			"aws_mq_broker.c@10 | mq | true(platform)@10 | false@10",
			"aws_msk_cluster.c@8 | msk | true(platform)@8 | true(platform)@8",
			"aws_rds_cluster.c@12 | rds | true@12 | true(platform)@12",
			"aws_rds_cluster_instance.far@14 | rds | ?@14 | false@14",
			"aws_workspaces_workspace.half@6 | workspaces | false(platform)@6 | false@6",
		}},
		{"traffic between nodes", "tls.nodes", []string{"setting", "policy"}, map[string]string{"main.tf": `
variable "p" {}
resource "aws_opensearch_domain" "on" {
  node_to_node_encryption { enabled = true }
}
resource "aws_opensearch_domain" "bare" {}
resource "aws_opensearch_domain" "one" {
  cluster_config { instance_count = 1 }
}
resource "aws_opensearch_domain" "three" {
  cluster_config { instance_count = 3 }
}
resource "aws_opensearch_domain" "master" {
  cluster_config {
    instance_count           = 1
    dedicated_master_enabled = var.p
  }
}
resource "aws_emr_security_configuration" "e" { configuration = "{}" }
resource "aws_emr_security_configuration" "p" { configuration = var.p }
resource "aws_sagemaker_data_quality_job_definition" "j" {
  network_config { enable_inter_container_traffic_encryption = true }
}
`}, []string{
			"aws_emr_security_configuration.e@19 | EnableInTransitEncryption | off(platform)@19",
			"aws_emr_security_configuration.p@20 | EnableInTransitEncryption | ?@20",
			"aws_opensearch_domain.bare/node_to_node_encryption@6 | node_to_node_encryption | off(platform)@6",
			"aws_opensearch_domain.master/node_to_node_encryption@13 | node_to_node_encryption | ?@16",
			"aws_opensearch_domain.on/node_to_node_encryption@3 | node_to_node_encryption | required@4",
			"aws_opensearch_domain.one/node_to_node_encryption@7 | node_to_node_encryption | one node(platform)@7",
			"aws_opensearch_domain.three/node_to_node_encryption@10 | node_to_node_encryption | off(platform)@10",
			"aws_sagemaker_data_quality_job_definition.j@21 | enable_inter_container_traffic_encryption | required@22",
		}},
		{"servers and their groups", "net.exposure", []string{"what", "public"}, map[string]string{"main.tf": `
variable "kind" {}
resource "aws_transfer_server" "public" {}
resource "aws_transfer_server" "inside" { endpoint_type = "VPC" }
resource "aws_transfer_server" "given" {
  endpoint_type = "VPC"
  endpoint_details { address_allocation_ids = ["eipalloc-1"] }
}
resource "aws_transfer_server" "any" { endpoint_type = var.kind }
resource "aws_mwaa_environment" "public" { webserver_access_mode = "PUBLIC_ONLY" }
resource "aws_mwaa_environment" "inside" {}
resource "aws_eks_node_group" "closed" {}
resource "aws_eks_node_group" "open" {
  remote_access { ec2_ssh_key = "k" }
}
resource "aws_eks_node_group" "narrow" {
  remote_access {
    ec2_ssh_key               = "k"
    source_security_group_ids = ["sg-1"]
  }
}
`}, []string{
			"aws_eks_node_group.narrow@16 | node group | false@19",
			"aws_eks_node_group.open@13 | node group | true(platform)@14",
			"aws_mwaa_environment.inside@11 | workflow server | false(platform)@11",
			"aws_mwaa_environment.public@10 | workflow server | true@10",
			"aws_transfer_server.any@9 | file server | ?@9",
			"aws_transfer_server.given@5 | file server | true@7",
			"aws_transfer_server.inside@4 | file server | false@4",
			"aws_transfer_server.public@3 | file server | true(platform)@3",
		}},
		{"lines that name nobody", "net.route", []string{"source"}, map[string]string{"main.tf": `
resource "aws_security_group" "g" {
  ingress {
    from_port = 22
    to_port   = 22
    self      = true
  }
  ingress {
    from_port = 23
    to_port   = 23
    self      = false
  }
}
`}, []string{
			"aws_security_group.g/ingress[0]@2 | a group@2",
			"aws_security_group.g/ingress[1]@8 | ?@8",
		}},
		{"a listener that may redirect", "tls.setting", []string{"policy"}, map[string]string{"main.tf": `
variable "actions" {}
resource "aws_lb_listener" "l" {
  protocol = "HTTP"
  dynamic "default_action" {
    for_each = var.actions
    content { type = default_action.value }
  }
}
`}, []string{
			"aws_lb_listener.l@3 | ?@3",
		}},
		{"buckets of others", "s3.access", []string{"block_policy", "ignore_acls", "acl"}, map[string]string{"main.tf": `
resource "aws_s3_bucket" "own" { bucket = "own" }
resource "aws_s3_bucket_public_access_block" "own" {
  bucket              = "own"
  block_public_policy = true
}
resource "aws_s3_bucket_public_access_block" "far" {
  bucket              = aws_s3_bucket.far.id
  block_public_policy = true
  ignore_public_acls  = true
}
resource "aws_s3_bucket_acl" "far" {
  bucket = aws_s3_bucket.far.id
  acl    = "public-read"
}
resource "aws_s3_bucket_acl" "bare" {
  bucket = aws_s3_bucket.bare.id
  access_control_policy {
    grant {
      grantee { uri = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" }
      permission = "READ"
    }
    grant {
      grantee { uri = "http://acs.amazonaws.com/groups/global/AllUsers" }
      permission = "WRITE"
    }
  }
}
resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  grant {
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
    permissions = ["READ"]
  }
}
resource "aws_s3_access_point" "default" {}
resource "aws_s3_access_point" "off" {
  public_access_block_configuration { block_public_policy = false }
}
`}, []string{
			"aws_s3_access_point.default@36 | true(platform)@36 | true(platform)@36 | private(platform)@36",
			"aws_s3_access_point.off@37 | false@38 | true(platform)@38 | private(platform)@37",
			"aws_s3_bucket.inline@29 | ?@29 | ?@29 | public-read@32",
			"aws_s3_bucket.own@2 | true@5 | false(platform)@3 | private(platform)@2",
			"aws_s3_bucket_acl.bare@16 | ?@16 | ?@16 | public-read-write@24",
			"aws_s3_bucket_acl.far@12 | true@9 | true@10 | public-read@14",
			"aws_s3_bucket_public_access_block.far@7 | true@9 | true@10 | ?@7"}},
		{"an account's block that may be another's", "s3.access", []string{"block_policy", "ignore_acls"}, map[string]string{"main.tf": `
resource "aws_s3_account_public_access_block" "a" {
  account_id          = 111122223333
  block_public_policy = true
}
resource "aws_s3_bucket_public_access_block" "far" {
  bucket             = aws_s3_bucket.far.id
  ignore_public_acls = true
}
`}, []string{
			"aws_s3_bucket_public_access_block.far@6 | ?@6 | true@8"}},
		{"policies of buckets", "tls.bucket", []string{"plain"}, map[string]string{"main.tf": `
resource "aws_s3_bucket" "named" { bucket = "named" }
resource "aws_s3_bucket_policy" "named" {
  bucket = "named"
  policy = jsonencode({ Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = false } } }] })
}
resource "aws_s3_bucket_policy" "far" {
  bucket = "far"
  policy = jsonencode({ Statement = [] })
}
resource "aws_s3_bucket_policy" "any" {
  bucket = var.bucket
  policy = jsonencode({ Statement = [] })
}
`}, []string{
			"aws_s3_bucket.named@2 | denied@5",
			"aws_s3_bucket_policy.far@7 | allowed@7"}},
		{"stores by their keys", "store.encryption", []string{"service", "encrypted", "customer"}, map[string]string{"main.tf": `
data "aws_kms_key" "own" { key_id = "alias/aws/rds" }
data "aws_kms_key" "any" { key_id = var.key }
data "aws_kms_alias" "own" { name = "alias/aws/ebs" }
resource "aws_docdb_cluster" "own" {
  storage_encrypted = true
  kms_key_id        = data.aws_kms_key.own.arn
}
resource "aws_docdb_cluster" "any" {
  storage_encrypted = true
  kms_key_id        = data.aws_kms_key.any.arn
}
resource "aws_ebs_volume" "own" {
  encrypted  = true
  kms_key_id = data.aws_kms_alias.own.target_key_arn
}
resource "aws_ebs_volume" "ours" {
  encrypted  = true
  kms_key_id = aws_kms_key.elsewhere.arn
}
resource "aws_dynamodb_table" "off" {
  server_side_encryption {
    enabled     = false
    kms_key_arn = aws_kms_key.elsewhere.arn
  }
}
resource "aws_ecr_repository" "aes" {
  encryption_configuration {
    encryption_type = "AES256"
    kms_key         = aws_kms_key.elsewhere.arn
  }
}
resource "aws_ecr_repository" "kms" {
  encryption_configuration { encryption_type = "KMS" }
}
resource "aws_ecr_repository" "any" {
  encryption_configuration {
    encryption_type = var.kind
    kms_key         = aws_kms_key.elsewhere.arn
  }
}
resource "aws_appflow_flow" "ours" { kms_arn = aws_kms_key.elsewhere.arn }
resource "aws_ami" "half" {
  ebs_block_device {
    device_name = "/dev/xvda"
    encrypted   = true
  }
  ebs_block_device {
    device_name = "/dev/xvdb"
    encrypted   = false
  }
}
resource "aws_ami_copy" "c" { encrypted = false }
resource "aws_codepipeline" "p" {
  artifact_store { location = "b" }
}
resource "aws_comprehend_entity_recognizer" "r" { model_kms_key_id = aws_kms_key.elsewhere.id }
resource "aws_connect_instance_storage_config" "s" {
  storage_config {
    s3_config { bucket_name = "b" }
  }
}
resource "aws_imagebuilder_distribution_configuration" "d" {
  distribution {
    ami_distribution_configuration { name = "n" }
  }
}
resource "aws_imagebuilder_image_recipe" "r" {
  block_device_mapping {
    device_name = "/dev/xvda"
    ebs { encrypted = true }
  }
}
resource "aws_s3_object" "plain" { key = "a" }
resource "aws_s3_object" "ours" { kms_key_id = aws_kms_key.elsewhere.arn }
resource "aws_sagemaker_data_quality_job_definition" "j" {}
resource "aws_ssm_parameter" "plain" { type = "String" }
resource "aws_workspaces_workspace" "half" {
  root_volume_encryption_enabled = true
  volume_encryption_key          = aws_kms_key.elsewhere.arn
}
resource "aws_ssm_parameter" "secret" { type = "SecureString" }
resource "aws_s3_bucket" "odd" {
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default { sse_algorithm = "rot13" }
    }
  }
}
`}, []string{
			"aws_ami.half@43 | ebs | false@50 | false@50",
			"aws_ami_copy.c@53 | ebs | ?@53 | false@53",
			"aws_appflow_flow.ours@42 | appflow | true(platform)@42 | true@42",
			"aws_codepipeline.p/artifact_store[0]@54 | codepipeline | true(platform)@54 | false(platform)@54",
			"aws_comprehend_entity_recognizer.r/model@57 | comprehend | true(platform)@57 | true@57",
			"aws_comprehend_entity_recognizer.r/volume@57 | comprehend | true(platform)@57 | false@57",
			"aws_connect_instance_storage_config.s/s3_config@58 | connect | true(platform)@58 | false@58",
			"aws_docdb_cluster.any@9 | docdb | true@10 | ?@11",
			"aws_docdb_cluster.own@5 | docdb | true@6 | false@7",
			"aws_dynamodb_table.off@21 | dynamodb | true(platform)@21 | false@21",
			"aws_ebs_volume.ours@17 | ebs | true@18 | true@19",
			"aws_ebs_volume.own@13 | ebs | true@14 | false@15",
			"aws_ecr_repository.aes@27 | ecr | true@29 | false@29",
			"aws_ecr_repository.any@36 | ecr | true(platform)@36 | ?@38",
			"aws_ecr_repository.kms@33 | ecr | true@34 | false(platform)@34",
			"aws_imagebuilder_distribution_configuration.d/distribution[0]@65 | ebs | ?@65 | false@65",
			"aws_imagebuilder_image_recipe.r@68 | ebs | true@71 | false(platform)@71",
			"aws_s3_bucket.odd@83 | s3 | ?@86 | false@86",
			"aws_s3_object.ours@75 | s3 | true@75 | true@75",
			"aws_sagemaker_data_quality_job_definition.j/output@76 | sagemaker | true(platform)@76 | false(platform)@76",
			"aws_sagemaker_data_quality_job_definition.j/volume@76 | sagemaker | true(platform)@76 | false@76",
			"aws_ssm_parameter.secret@82 | ssm | true@82 | false(platform)@82",
			"aws_workspaces_workspace.half@78 | workspaces | false(platform)@78 | true@80",
		}},
		{"stores not read", "store.encryption", []string{"encrypted"}, map[string]string{"main.tf": `
resource "aws_emr_cluster" "v" {}
resource "aws_emr_instance_group" "v" {}
resource "aws_elasticache_replication_group" "g" { at_rest_encryption_enabled = true }
resource "aws_elasticache_cluster" "own" { replication_group_id = aws_elasticache_replication_group.g.id }
resource "aws_elasticache_cluster" "alone" {}
resource "google_storage_bucket" "b" {}
resource "google_service_account" "b" {}
resource "azurerm_storage_account" "s" {}
resource "aws_iam_role" "r" {}
resource "aws_cloudtrail" "none" { count = 0 }
data "aws_emr_cluster" "v" {}
`}, []string{
			"aws_elasticache_cluster.alone@6 unsupported: candor does not know how aws_elasticache_cluster encrypts yet",
			"aws_elasticache_replication_group.g@4 | true@4",
			"aws_emr_cluster.v@2 unsupported: candor does not know how aws_emr_cluster encrypts yet",
			"azurerm_storage_account.s@9 unsupported: candor reads AWS only yet: it does not know how azurerm_storage_account encrypts",
			"google_storage_bucket.b@7 unsupported: candor reads AWS only yet: it does not know how google_storage_bucket encrypts",
		}},
		{"regions", "store.region", []string{"region"}, map[string]string{"main.tf": `
provider "aws" { region = "eu-central-1" }
provider "aws" {
  alias  = "far"
  region = var.region
}
resource "aws_dynamodb_table" "t" {
  replica {
    region_name = "us-east-1"
  }
}
`}, []string{"aws_dynamodb_table.t/replica[0]@9 | us-east-1@9", "provider.aws.far@3 | ?@5", "provider.aws@2 | eu-central-1@2"}},
		{"transport of more services", "tls.setting", []string{"setting", "policy"}, map[string]string{"main.tf": `
variable "p" {}
resource "aws_lb" "app" {}
resource "aws_lb" "net" { load_balancer_type = "network" }
resource "aws_lb_listener" "app" { load_balancer_arn = aws_lb.app.arn }
resource "aws_lb_listener" "net" { load_balancer_arn = aws_lb.net.arn }
resource "aws_elb" "e" {
  listener { lb_protocol = "https" }
  listener { lb_protocol = "tcp" }
  listener { lb_protocol = var.p }
}
resource "aws_load_balancer_policy" "named" {
  policy_type_name = "SSLNegotiationPolicyType"
  policy_attribute {
    name  = "Reference-Security-Policy"
    value = "ELBSecurityPolicy-TLS-1-2-2017-01"
  }
}
resource "aws_load_balancer_policy" "listed" {
  policy_type_name = "SSLNegotiationPolicyType"
  policy_attribute {
    name  = "Protocol-TLSv1.2"
    value = "true"
  }
  policy_attribute {
    name  = "Protocol-TLSv1.1"
    value = "true"
  }
}
resource "aws_load_balancer_policy" "cookie" { policy_type_name = "AppCookieStickinessPolicyType" }
resource "aws_load_balancer_policy" "none" { policy_type_name = "SSLNegotiationPolicyType" }
resource "aws_opensearch_domain" "o" {
  domain_endpoint_options { tls_security_policy = "Policy-Min-TLS-1-2-2019-07" }
  node_to_node_encryption { enabled = true }
}
resource "aws_opensearch_domain" "bare" {}
resource "aws_opensearch_domain" "one" {
  cluster_config { instance_count = 1 }
}
resource "aws_opensearch_domain" "three" {
  cluster_config { instance_count = 3 }
}
resource "aws_opensearch_domain" "master" {
  cluster_config {
    instance_count           = 1
    dedicated_master_enabled = var.p
  }
}
resource "aws_appsync_api_cache" "a" {}
resource "aws_cloudsearch_domain" "c" {
  endpoint_options { enforce_https = true }
}
resource "aws_dax_cluster" "d" { cluster_endpoint_encryption_type = "TLS" }
resource "aws_dms_endpoint" "d" {
  engine_name = var.p
  ssl_mode    = var.p
}
resource "aws_ecs_task_definition" "t" {
  volume {
    name = "a"
    efs_volume_configuration { transit_encryption = "DISABLED" }
  }
  volume {
    name = "b"
    efs_volume_configuration { transit_encryption = var.p }
  }
}
resource "aws_emr_security_configuration" "e" { configuration = "{}" }
resource "aws_emr_security_configuration" "p" { configuration = var.p }
resource "aws_sagemaker_data_quality_job_definition" "j" {
  network_config { enable_inter_container_traffic_encryption = true }
}
resource "aws_ses_configuration_set" "s" {}
resource "aws_elasticache_replication_group" "r" { replication_group_id = "own" }
`}, []string{
			"aws_appsync_api_cache.a@49 | transit_encryption_enabled | off(platform)@49",
			"aws_cloudsearch_domain.c@50 | TLSSecurityPolicy | ?@51",
			"aws_dax_cluster.d@53 | cluster_endpoint_encryption_type | required@53",
			"aws_dms_endpoint.d@54 | ssl_mode | ?@56",
			"aws_ecs_task_definition.t/volume[0]@61 | transit_encryption | off@61",
			"aws_ecs_task_definition.t/volume[1]@65 | transit_encryption | ?@65",
			"aws_elasticache_replication_group.r@74 | transit_encryption_enabled | off(platform)@74",
			"aws_elb.e/listener[0]@8 | lb_protocol | required@8",
			"aws_elb.e/listener[1]@9 | lb_protocol | ?@9",
			"aws_elb.e/listener[2]@10 | lb_protocol | ?@10",
			"aws_lb_listener.app@5 | Protocol | HTTP(platform)@5",
			"aws_lb_listener.net@6 | Protocol | ?@6",
			"aws_load_balancer_policy.listed@19 | Reference-Security-Policy | TLSv1.1@25",
			"aws_load_balancer_policy.named@12 | Reference-Security-Policy | ELBSecurityPolicy-TLS-1-2-2017-01@16",
			"aws_load_balancer_policy.none@31 | Reference-Security-Policy | ?@31",
			"aws_opensearch_domain.bare@36 | EnforceHTTPS | HTTP(platform)@36",
			"aws_opensearch_domain.master@43 | EnforceHTTPS | HTTP(platform)@43",
			"aws_opensearch_domain.o@32 | TLSSecurityPolicy | Policy-Min-TLS-1-2-2019-07@33",
			"aws_opensearch_domain.one@37 | EnforceHTTPS | HTTP(platform)@37",
			"aws_opensearch_domain.three@40 | EnforceHTTPS | HTTP(platform)@40",
			"aws_ses_configuration_set.s@73 | tls_policy | optional(platform)@73",
		}},
		{"transport", "tls.setting", []string{"setting", "policy"}, map[string]string{"main.tf": `
resource "aws_lb_listener" "s" { protocol = "HTTPS" }
resource "aws_lb_listener" "p" { protocol = "HTTP" }
resource "aws_cloudfront_distribution" "d" {
  viewer_certificate { cloudfront_default_certificate = true }
  default_cache_behavior { viewer_protocol_policy = "https-only" }
}
resource "aws_db_parameter_group" "g" {
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}
`}, []string{
			"aws_cloudfront_distribution.d/default_cache_behavior[0]@6 | viewer_protocol_policy | https-only@6",
			"aws_cloudfront_distribution.d@4 | minimum_protocol_version | TLSv1(platform)@5",
			"aws_db_parameter_group.g@11 | rds.force_ssl | optional@11",
			"aws_lb_listener.p@3 | Protocol | HTTP@3",
			"aws_lb_listener.s@2 | ssl_policy | ELBSecurityPolicy-2016-08(platform)@2",
		}},
		{"databases", "tls.setting", []string{"setting", "policy"}, map[string]string{"main.tf": `
variable "force" { default = "1" }
variable "group" {}
resource "aws_db_parameter_group" "both" {
  family = "postgres17"
  parameter {
    name  = "rds.force_ssl"
    value = var.force
  }
  parameter {
    name  = "ssl_min_protocol_version"
    value = "TLSv1.2"
  }
}
resource "aws_db_parameter_group" "plan" {
  family = "postgres17"
  parameter {
    name  = "rds.force_ssl"
    value = 1
  }
  dynamic "parameter" {
    for_each = var.group
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}
resource "aws_db_parameter_group" "mute" {
  name   = "mute"
  family = "postgres15"
}
resource "aws_db_parameter_group" "gone" {
  count  = 0
  family = "postgres15"
}
resource "aws_db_instance" "a" { parameter_group_name = aws_db_parameter_group.both.name }
resource "aws_db_instance" "b" { parameter_group_name = aws_db_parameter_group.mute.id }
resource "aws_db_instance" "c" { parameter_group_name = "mute" }
resource "aws_db_instance" "d" { parameter_group_name = var.group }
resource "aws_db_instance" "e" { parameter_group_name = aws_db_parameter_group.gone[0].name }
resource "aws_db_instance" "f" { replicate_source_db = aws_db_instance.a.identifier }
resource "aws_rds_cluster" "g" { db_cluster_parameter_group_name = "default.aurora-postgresql16" }
`}, []string{
			"aws_db_instance.b@38 | ssl_min_protocol_version | TLSv1.2(platform)@38",
			"aws_db_instance.c@39 | ssl_min_protocol_version | TLSv1.2(platform)@39",
			"aws_db_instance.d@40 | rds.force_ssl | ?@40",
			"aws_db_instance.e@41 | rds.force_ssl | ?@41",
			"aws_db_instance.f@42 | rds.force_ssl | ?@42",
			"aws_db_parameter_group.both@8 | ssl_min_protocol_version | TLSv1.2(default)@12",
			"aws_db_parameter_group.plan@19 | ssl_min_protocol_version | ?@21",
			"aws_rds_cluster.g@43 | rds.force_ssl | ?@43",
		}},
		{"broken", "lambda.url", nil, map[string]string{"main.tf": "resource \"a\" {\n"}, []string{"main.tf:1@1 error: syntax error: unclosed configuration block"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(facts(t, tt.files), tt.kind, tt.fields...)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestSecretsStayOut: the default of a sensitive variable is in no fact.
func TestSecretsStayOut(t *testing.T) {
	src := prelude + "\"x/${var.secret}\"\n    }\n  })\n}\n"
	for _, f := range facts(t, map[string]string{"main.tf": src}) {
		if strings.Contains(fmt.Sprint(f), "hunter2") {
			t.Errorf("secret in %v", f)
		}
	}
}

func TestNesting(t *testing.T) {
	for name, text := range map[string]string{
		"brackets": "locals { a = " + strings.Repeat("[", 100_000),
		"minus":    "locals { a = " + strings.Repeat("-", 100_000) + "1 }",
		"ternary":  "locals { a = " + strings.Repeat("a ? b : ", 20_000) + "c }",
	} {
		got := lines(facts(t, map[string]string{"main.tf": text}), "lambda.url")
		if len(got) != 1 || !strings.Contains(got[0], "error") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func FuzzCollect(f *testing.F) {
	f.Add([]byte(prelude + "\"a/${var.open}\" } }) }"))
	f.Add([]byte("resource \"aws_iam_policy\" \"x\" {\n policy = <<EOF\n{\"Statement\": ${x}}\nEOF\n}\n"))
	f.Add([]byte("data \"aws_iam_policy_document\" \"x\" {\n source_policy_documents = [data.aws_iam_policy_document.x.json]\n}\n"))
	f.Add([]byte("module \"m\" {\n source = \"./m\"\n a = module.m.a\n}\nlocals { a = format(\"%s%\", 1) }\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, x := range facts(t, map[string]string{"main.tf": string(b), "m/main.tf": string(b)}) {
			if x.Subject == "" || x.At.Path == "" {
				t.Errorf("a fact without a place: %v", x)
			}
		}
	})
}
