package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// grants wraps one list of resources into a policy.
func grants(resources string) string {
	return "resource \"aws_iam_policy\" \"p\" {\n  policy = jsonencode({ Statement = { Effect = \"Allow\", Action = \"s3:GetObject\", Resource = " + resources + " } })\n}\n"
}

func TestFunctions(t *testing.T) {
	const locals = `
variable "open" {}
variable "list" { default = ["d"] }
variable "none" { default = [] }
locals {
  list = ["a", "b", "a"]
  map  = { k = "x", j = "y" }
  objs = [{ n = "a", on = true }, { n = "b", on = false }]
}
`
	tests := []struct{ expr, want string }{
		{`[for x in local.list : "${x}!"]`, "a! b! a!"},
		{`[for k, v in local.map : "${k}${v}"]`, "jy kx"},
		{`[for i, x in local.list : "${i}${x}" if i > 0]`, "1b 2a"},
		{`[for o in local.objs : o.n if o.on]`, "a"},
		{`values({ for o in local.objs : o.n => upper(o.n) })`, "A B"},
		{`{ for x in local.list : x => "v"... }.a`, "v v"},
		{`[for x in var.open : x]`, "?"},
		{`[for x in var.list : x]`, "d(default)"},
		{`local.objs[*].n`, "a b"},
		{`distinct(local.list)`, "a b"},
		{`keys(local.map)`, "j k"},
		{`slice(local.list, 0, 2)`, "a b"},
		{`reverse(local.list)`, "a b a"},
		{`length(local.list)`, "3"},
		{`length(var.none) > 0 ? "a" : "b"`, "b(default)"},
		{`contains(local.list, "b") ? "y" : "n"`, "y"},
		{`contains([var.open], "b") ? "y" : "n"`, "y n"},
		{`try(local.map.gone, "z")`, "z"},
		{`try(var.open.gone, "z")`, "?"},
		{`try(var.list[3], "z")`, "z(default)"},
		{`can(local.map.gone) ? "y" : "n"`, "n"},
		{`coalesce(null, "", "z")`, "z"},
		{`coalesce(var.open, "z")`, "?"},
		{`lookup(local.map, "q", "z")`, "z"},
		{`replace("a-b", "-", "/")`, "a/b"},
		{`replace("a1b", "/[0-9]/", "")`, "ab"},
		{`replace(["arn:X:*"], "X", var.open)`, "~arn:${var.open}:*"},
		{`replace("arn:X:*", "X", var.open)`, "~arn:${var.open}:*"},
		{`split(",", "a,b")`, "a b"},
		{`trimprefix("xab", "x")`, "ab"},
		{`formatlist("%s/*", local.list)`, "a/* b/* a/*"},
		{`concat(local.list, var.open)`, "a b a ?"},
		{`merge([{ a = "x" }, { a = "y" }]...).a`, "y"},
		{`one([for x in local.list : x if x == "b"])`, "b"},
		{`element(local.list, 1)`, "b"},
		{`zipmap(["k"], ["v"]).k`, "v"},
		{`range(2)`, "0 1"},
		{`1 + 2 * 3`, "7"},
		{`null == null ? "a" : "b"`, "a"},
		{`var.open == null ? "a" : "b"`, "a b"},
		{`startswith("abc", "a") ? "y" : "n"`, "y"},
		{`anytrue([false, true]) ? "y" : "n"`, "y"},
		{`join(",", [for x in local.list : x])`, "a,b,a"},
		{`"%{ for x in local.list }${x}%{ endfor }"`, "aba"},
		{`nosuchfunction("a")`, "?"},
		{`basename(path.cwd)`, "?"},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			got := lines(facts(t, map[string]string{"main.tf": locals + grants(tt.expr)}), "iam.statement", "resources")
			if len(got) != 1 {
				t.Fatalf("got %q", got)
			}
			_, values, _ := strings.Cut(got[0], " | ")
			var words []string
			for _, w := range strings.Fields(values) {
				words = append(words, w[:strings.LastIndexByte(w, '@')])
			}
			if g := strings.Join(words, " "); g != tt.want {
				t.Errorf("got %q, want %q", g, tt.want)
			}
		})
	}
}

func TestModel(t *testing.T) {
	const url = "resource \"aws_lambda_function_url\" \"u\" { authorization_type = var.auth }\n"
	tests := []struct {
		name, kind string
		fields     []string
		files      map[string]string
		want       []string
	}{
		{"known dynamic blocks", "iam.statement", []string{"actions", "resources"}, map[string]string{"main.tf": `
locals {
  all = { read = { actions = ["s3:Get*"] }, write = { actions = ["s3:Put*"], resources = ["arn:aws:s3:::w"] } }
}
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = local.all
    iterator = it
    content {
      sid       = it.key
      actions   = it.value.actions
      resources = try(it.value.resources, ["*"])
    }
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }
`}, []string{
			"aws_iam_policy.p/read@6 | s3:Get*@3 | *@12",
			"aws_iam_policy.p/write@6 | s3:Put*@3 | arn:aws:s3:::w@3",
		}},
		{"an unknown dynamic block keeps what is known", "iam.statement", []string{"effect", "actions", "resources"}, map[string]string{"main.tf": `
variable "all" { type = any }
variable "more" { default = {} }
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["a"]
  }
  dynamic "statement" {
    for_each = var.all
    content {
      actions   = statement.value.actions
      resources = ["b"]
    }
  }
  dynamic "statement" {
    for_each = var.more
    content {}
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }
`}, []string{
			"aws_iam_policy.p/0@5 | Allow(platform)@5 | s3:GetObject@6 | a@7",
			"aws_iam_policy.p/1@9 | Allow(platform)@9 | ?@12 | b@13",
			"aws_iam_policy.p/2@16 unresolved: a dynamic block statement: default of variable more",
		}},
		{"the same sid twice", "iam.statement", []string{"actions"}, map[string]string{"main.tf": `
data "aws_iam_policy_document" "a" {
  statement {
    sid     = "S"
    actions = ["a:a"]
  }
}
data "aws_iam_policy_document" "b" {
  statement {
    sid     = "S"
    actions = ["b:b"]
  }
}
data "aws_iam_policy_document" "twice" {
  source_policy_documents = [data.aws_iam_policy_document.a.json, data.aws_iam_policy_document.b.json]
}
data "aws_iam_policy_document" "own" {
  source_policy_documents = [data.aws_iam_policy_document.a.json]
  statement {
    sid     = "S"
    actions = ["c:c"]
  }
}
resource "aws_iam_policy" "twice" { policy = data.aws_iam_policy_document.twice.json }
resource "aws_iam_policy" "own" { policy = data.aws_iam_policy_document.own.json }
`}, []string{
			"aws_iam_policy.own/S@19 | c:c@21",
			"aws_iam_policy.twice@14 unresolved: source_policy_documents has the sid S twice, which is an error",
		}},
		{"count and for_each", "iam.statement", []string{"actions"}, map[string]string{"main.tf": `
variable "open" {}
resource "aws_iam_policy" "none" {
  count  = 0
  policy = "{}"
}
resource "aws_iam_policy" "empty" {
  for_each = toset([])
  policy   = "{}"
}
resource "aws_iam_policy" "each" {
  for_each = toset(["s3", "sqs"])
  policy   = jsonencode({ Statement = { Effect = "Allow", Action = "${each.key}:*" } })
}
resource "aws_iam_policy" "count" {
  count  = 2
  policy = jsonencode({ Statement = { Effect = "Allow", Action = ["a:a", "b:b"][count.index] } })
}
resource "aws_iam_policy" "open" {
  for_each = var.open
  policy   = jsonencode({ Statement = { Effect = "Allow", Action = each.value } })
}
data "aws_iam_policy_document" "d" {
  for_each = { a = "a:a", b = "b:b" }
  statement { actions = [each.value] }
}
resource "aws_iam_policy" "doc" { policy = data.aws_iam_policy_document.d["b"].json }
resource "aws_iam_policy" "docs" {
  for_each = toset(["a"])
  policy   = data.aws_iam_policy_document.d[each.key].json
}
`}, []string{
			"aws_iam_policy.count[0]/0@17 | a:a@17",
			"aws_iam_policy.count[1]/0@17 | b:b@17",
			"aws_iam_policy.doc/0@25 | b:b@25",
			"aws_iam_policy.docs[\"a\"]/0@25 | a:a@25",
			"aws_iam_policy.each[\"s3\"]/0@13 | s3:*@13",
			"aws_iam_policy.each[\"sqs\"]/0@13 | sqs:*@13",
			"aws_iam_policy.open/0@21 | ?@21",
		}},
		{"modules with their arguments", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf": `
module "a" {
  source = "./m"
  auth   = "NONE"
}
module "b" {
  source   = "./m"
  for_each = { x = "AWS_IAM", y = "NONE" }
  auth     = each.value
}
module "off" {
  source = "./off"
  count  = 0
}
`,
			"m/main.tf":   "variable \"auth\" {}\n" + url,
			"off/main.tf": "variable \"auth\" { default = \"NONE\" }\n" + url,
		}, []string{
			"module.a.aws_lambda_function_url.u@2 | NONE@2",
			"module.b[\"x\"].aws_lambda_function_url.u@2 | AWS_IAM@2",
		}},
		{"a default counts as written within a call", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":   "module \"a\" {\n  source = \"./m\"\n}\n",
			"m/main.tf": "variable \"auth\" { default = \"NONE\" }\nvariable \"make\" { default = false }\n" + url + "resource \"aws_lambda_function_url\" \"v\" {\n  count = var.make ? 1 : 0\n}\n",
		}, []string{"aws_lambda_function_url.u@3 | NONE@3"}},
		{"a called folder that plans start from", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":          "variable \"auth\" { default = \"AWS_IAM\" }\n" + url,
			"terraform.tfvars": "auth = \"NONE\"\n",
			"check/main.tf":    "module \"a\" {\n  source = \"../\"\n}\n",
		}, []string{"aws_lambda_function_url.u@2 | NONE@2", "module.a.aws_lambda_function_url.u@2 | AWS_IAM@2"}},
		{"a default of a folder of its own", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf": "variable \"auth\" { default = \"NONE\" }\n" + url,
		}, []string{"aws_lambda_function_url.u@2 | NONE(default)@2"}},
		{"outputs and nested modules", "iam.statement", []string{"resources"}, map[string]string{
			"main.tf":        "module \"a\" {\n  source = \"./a\"\n}\n" + grants("[module.a.arn, module.a.secret, module.a.gone, module.far.arn]") + "module \"far\" {\n  source = \"x/y\"\n}\n",
			"a/main.tf":      "module \"b\" {\n  source = \"./b\"\n  name = \"files\"\n}\noutput \"arn\" { value = \"${module.b.arn}/*\" }\noutput \"secret\" {\n  value     = \"x\"\n  sensitive = true\n}\n",
			"a/b/main.tf":    "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = var.name }\noutput \"arn\" { value = aws_s3_bucket.b.arn }\n",
			"loop/main.tf":   "module \"l\" {\n  source = \"./l\"\n}\n",
			"loop/l/main.tf": "module \"l\" {\n  source = \"../\"\n}\n",
		}, []string{
			"aws_iam_policy.p/0@5 | ~arn:${AWS::Partition}:s3:::files/*@5 ?@5 ?@5 ?@5",
			"module.far@7 unresolved: the module far is not in the tree",
			"module.l@1 unresolved: the module l is not in the tree",
		}},
		{"who deploys, and policies of AWS in any partition", "iam.statement", []string{"principals", "managed", "effect"}, map[string]string{"main.tf": `
data "aws_partition" "here" {}
data "aws_caller_identity" "me" {}
data "aws_iam_session_context" "me" { arn = data.aws_caller_identity.me.arn }
data "aws_iam_session_context" "you" { arn = var.arn }
resource "aws_kms_key" "k" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = [data.aws_iam_session_context.me.issuer_arn, data.aws_iam_session_context.you.issuer_arn] } }] })
}
data "aws_iam_policy" "eni" { arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/service-role/AWSLambdaENIManagementAccess" }
data "aws_iam_policy" "any" { arn = "arn:aws:iam::aws:policy/${var.name}" }
resource "aws_iam_role_policy" "eni" { policy = data.aws_iam_policy.eni.policy }
resource "aws_iam_role_policy" "any" { policy = data.aws_iam_policy.any.policy }
`}, []string{
			"aws_iam_role_policy.any@12 unresolved: data.aws_iam_policy.any.policy is read at deployment",
			"aws_iam_role_policy.eni/0@11 |  | <nil> | Allow(platform)@11",
			"aws_kms_key.k/0@7 | ~arn:${AWS::Partition}:iam::${data.aws_caller_identity.me.account_id}:${data.aws_caller_identity.me.arn}@7 ?@7 | <nil> | Allow@7",
		}},
		{"optional attributes", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf": "module \"a\" {\n  source = \"./m\"\n  urls = { x = {}, y = { auth = \"NONE\" } }\n}\n",
			"m/main.tf": `variable "urls" {
  type = map(object({ auth = optional(string, "AWS_IAM"), note = optional(string) }))
}
resource "aws_lambda_function_url" "u" {
  for_each           = var.urls
  authorization_type = each.value.note == null ? each.value.auth : "?"
}
`,
		}, []string{"aws_lambda_function_url.u[\"x\"]@4 | AWS_IAM@6", "aws_lambda_function_url.u[\"y\"]@4 | NONE@6"}},
		{"a key twice", "iam.statement", []string{"actions"}, map[string]string{
			"main.tf": "resource \"aws_iam_policy\" \"p\" { policy = \"{\\\"Statement\\\": [{\\\"Action\\\": \\\"a:a\\\", \\\"Action\\\": \\\"b:b\\\"}, {\\\"Action\\\": \\\"c:c\\\"}]}\" }\nresource \"aws_iam_policy\" \"q\" { policy = jsonencode({ Statement = { Action = \"a:a\", Action = \"b:b\" } }) }\n",
		}, []string{
			"aws_iam_policy.p/0@1 unresolved: the key Action stands twice in one object",
			"aws_iam_policy.p/1@1 | c:c@1",
			"aws_iam_policy.q/0@2 | b:b@2",
		}},
		{"templates", "iam.statement", []string{"actions", "resources"}, map[string]string{
			"main.tf": "variable \"open\" {}\nresource \"aws_iam_policy\" \"p\" {\n  policy = templatefile(\"${path.module}/p.json\", { names = [\"a\", \"b\"], open = var.open })\n}\n",
			"p.json":  "{\"Statement\": {\n  \"Effect\": \"Allow\",\n  \"Action\": [%{ for n in names }\"${n}:*\", %{ endfor }\"c:c\"],\n  \"Resource\": \"arn:${open}:x\"\n}}\n",
		}, []string{"aws_iam_policy.p/0@1 | a:*@3 b:*@3 c:c@3 | ~arn:${var.open}:x@4"}},
		{"a document with the principals of its source", "iam.statement", []string{"kind"}, map[string]string{
			"main.tf": "data \"aws_iam_policy_document\" \"a\" {\n  statement {\n    actions = [\"kms:*\"]\n    resources = [\"*\"]\n    principals {\n      type = \"AWS\"\n      identifiers = [\"*\"]\n    }\n  }\n}\n" +
				"data \"aws_iam_policy_document\" \"b\" {\n  source_policy_documents = [data.aws_iam_policy_document.a.json]\n}\nmodule \"key\" {\n  source = \"../key\"\n  policy = true ? data.aws_iam_policy_document.b.json : \"\"\n}\n",
		}, []string{
			"data.aws_iam_policy_document.a/0@2 | resource", "data.aws_iam_policy_document.b/0@2 | resource",
			"module.key@14 unresolved: the module key is not in the tree",
		}},
		{"templates as data", "iam.statement", []string{"actions", "resources"}, map[string]string{
			"main.tf": "variable \"open\" {}\ndata \"template_file\" \"p\" {\n  template = file(\"${path.module}/p.json\")\n  vars = { name = \"a\", open = var.open }\n}\nresource \"aws_iam_policy\" \"p\" { policy = data.template_file.p.rendered }\n" +
				"data \"template_file\" \"q\" {\n  template = <<E\n{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"$${name}:*\", \"Resource\": \"*\"}}\nE\n  vars { name = \"b\" }\n}\nresource \"aws_iam_policy\" \"q\" { policy = data.template_file.q.rendered }\n",
			"p.json": "{\"Statement\": {\n  \"Effect\": \"Allow\",\n  \"Action\": \"${name}:*\",\n  \"Resource\": \"arn:${open}:x\"\n}}\n",
		}, []string{"aws_iam_policy.p/0@1 | a:*@3 | ~arn:${var.open}:x@4", "aws_iam_policy.q/0@9 | b:*@9 | *@9"}},
		{"tfvars by precedence", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":          "variable \"auth\" { default = \"AWS_IAM\" }\n" + url,
			"a.auto.tfvars":    "auth = \"NONE\"\n",
			"terraform.tfvars": "auth = \"AWS_IAM\"\n",
		}, []string{"aws_lambda_function_url.u@2 | NONE@2"}},
		{"policies made here and attached by their ARN", "iam.statement", []string{"actions"}, map[string]string{
			"main.tf":   "resource \"aws_iam_policy\" \"own\" { policy = jsonencode({ Statement = { Effect = \"Allow\", Action = \"a:b\" } }) }\nmodule \"m\" {\n  source = \"./m\"\n  arns = { own = aws_iam_policy.own.arn }\n}\n",
			"m/main.tf": "variable \"arns\" {}\nresource \"aws_iam_role_policy_attachment\" \"x\" {\n  for_each   = var.arns\n  policy_arn = each.value\n}\n",
		}, []string{"aws_iam_policy.own/0@1 | a:b@1"}},
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

func FuzzModules(f *testing.F) {
	f.Add("locals {\n  a = local.a\n}\n" + grants(`[for x in local.a : x...]`))
	f.Add("module \"m\" {\n  source = \"./\"\n  for_each = module.m\n}\n" + grants(`module.m["a"].x`))
	f.Add("data \"aws_iam_policy_document\" \"d\" {\n  source_policy_documents = [data.aws_iam_policy_document.d.json]\n  dynamic \"statement\" {\n    for_each = [1]\n    content { sid = statement.value }\n  }\n}\n")
	f.Add("module \"m\" {\n  source = \"./m\"\n  for_each = { t = module.m[\"\"].x, n = module.m.y }\n}\nresource \"aws_iam_policy\" \"p\" {\n  count = aws_iam_policy.p.count\n}\n")
	f.Add(grants("%{ for x in [1] }${x}%{ endfor }"))
	f.Fuzz(func(t *testing.T, src string) {
		facts(t, map[string]string{"main.tf": src, "m/main.tf": src})
	})
}

// TestGrowth: values made of themselves stay bounded.
func TestGrowth(t *testing.T) {
	for name, step := range map[string]string{"text": `"${local.a%d}${local.a%d}x"`, "list": `concat(local.a%d, local.a%d)`, "nest": `[local.a%d, local.a%d]`, "flat": `flatten([local.a%d, local.a%d])`} {
		t.Run(name, func(t *testing.T) {
			src := "locals {\n  a0 = [\"x\"]\n"
			if name == "text" {
				src = "locals {\n  a0 = \"x\"\n"
			}
			for i := range 40 {
				src += fmt.Sprintf("  a%d = "+step+"\n", i+1, i, i)
			}
			src += "}\nvariable \"m\" { default = {} }\n"
			got := lines(facts(t, map[string]string{"main.tf": src + grants("try(var.m.x, local.a40)")}), "iam.statement", "resources")
			if len(got) != 1 || len(got[0]) > 1<<21 {
				t.Errorf("%d facts", len(got))
			}
		})
	}
}
