package terraform

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	topicModule = `variable "name" { default = "none" }
resource "aws_sqs_queue" "q" {
  name = var.name
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "arn:aws:sqs:*:*:${var.name}" }] })
}
`
	list = `{"Modules":[{"Key":"","Source":"","Dir":"."},
{"Key":"topic","Source":"registry.example.com/acme/topic/aws","Version":"1.2.3","Dir":".terraform/modules/topic"},
{"Key":"topic.inner","Source":"git::https://git.example.com/acme/inner.git//aws?ref=v2","Dir":".terraform/modules/topic.inner/aws"},
{"Key":"own","Source":"./own","Dir":"own"},
{"Key":"own.topic","Source":"registry.example.com/acme/topic/aws","Version":"1.3.0","Dir":".terraform/modules/own.topic"},
{"Key":"escape","Source":"registry.example.com/acme/escape/aws","Version":"1.0.0","Dir":"../secret"},
{"Key":"bare","Source":"registry.example.com/acme/bare/aws","Version":"1.0.0","Dir":".terraform/modules/bare"}]}`
)

func TestInstalled(t *testing.T) {
	installed := map[string]string{
		"infra/.terraform/modules/modules.json":            list,
		"infra/.terraform/modules/topic/main.tf":           topicModule,
		"infra/.terraform/modules/topic/examples/x.tf":     `resource "aws_iam_policy" "example" { policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] }) }`,
		"infra/.terraform/modules/topic/sub/main.tf":       topicModule,
		"infra/.terraform/modules/topic.inner/aws/main.tf": topicModule,
		"infra/.terraform/modules/own.topic/main.tf":       topicModule,
	}
	installed["infra/own/main.tf"] = "module \"topic\" {\n  source  = \"acme/topic/aws\"\n  version = \"~> 1.2\"\n}\n"
	call := func(lines ...string) string { return strings.Join(lines, "\n") + "\n" }
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"the version that is asked for": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `version = "1.2.3"`, `name = "jobs"`, `}`)},
			[]string{"module.topic.aws_iam_policy.p/0 (acme/topic/aws 1.2.3)@6 | arn:aws:sqs:*:*:jobs@6"},
		},
		"a range": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `version = "~> 1.0"`, `}`)},
			[]string{"module.topic.aws_iam_policy.p/0 (acme/topic/aws 1.2.3, as installed for ~> 1.0)@6 | x"},
		},
		"no version": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `}`)},
			[]string{"module.topic.aws_iam_policy.p/0 (acme/topic/aws 1.2.3, as installed: no version is asked for)@6 | x"},
		},
		"another version": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `version = "2.0.0"`, `}`)},
			[]string{"module.topic@1 unresolved: the module topic is installed in the version 1.2.3, which 2.0.0 does not allow"},
		},
		"a version that a plan decides": {
			map[string]string{"infra/main.tf": call(`variable "v" {}`, `module "topic" {`, `source = "acme/topic/aws"`, `version = var.v`, `}`)},
			[]string{"module.topic@2 unresolved: which version of the module topic is wanted can't be told"},
		},
		"another source": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "other/topic/aws"`, `version = "1.2.3"`, `}`)},
			[]string{"module.topic@1 unresolved: the module topic is installed from another source than the configuration names"},
		},
		"not installed": {
			map[string]string{"infra/main.tf": call(`module "new" {`, `source = "acme/topic/aws"`, `}`)},
			[]string{"module.new@1 unresolved: the module new is not in the tree, nor among those that are installed"},
		},
		"elsewhere on the disk": {
			map[string]string{"infra/main.tf": call(`module "escape" {`, `source = "acme/escape/aws"`, `}`)},
			[]string{"module.escape@1 unresolved: the module escape is installed elsewhere"},
		},
		"an empty folder": {
			map[string]string{"infra/main.tf": call(`module "bare" {`, `source = "acme/bare/aws"`, `}`)},
			[]string{"module.bare@1 unresolved: the module bare is not in the tree, and where it should be installed is no configuration"},
		},
		"a list that is broken": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `}`), "infra/.terraform/modules/modules.json": "{"},
			[]string{"module.topic@1 unresolved: the module topic is not in the tree, and the list of installed modules can't be read: no list of modules"},
		},
		"through a folder of the tree": {
			map[string]string{"infra/main.tf": call(`module "own" {`, `source = "./own"`, `}`)},
			[]string{"module.own.module.topic.aws_iam_policy.p/0 (acme/topic/aws 1.3.0, as installed for ~> 1.2)@6 | x"},
		},
		"an installed module that calls others": {
			map[string]string{
				"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `version = "1.2.3"`, `}`),
				"infra/.terraform/modules/topic/main.tf": call(`module "inner" {`, `source = "git::https://user:secret@git.example.com/acme/inner.git//aws?ref=v2"`, `}`,
					`module "sub" {`, `source = "./sub"`, `}`),
				"infra/.terraform/modules/modules.json": strings.Replace(list, "git::https://git", "git::https://user:secret@git", 1),
			},
			[]string{
				"module.topic.module.inner.aws_iam_policy.p/0 (git::https://git.example.com/acme/inner.git//aws?ref=v2 as installed)@6 | x",
				"module.topic.module.sub.aws_iam_policy.p/0 (acme/topic/aws 1.2.3)@6 | x",
			},
		},
		"a syntax error inside": {
			map[string]string{"infra/main.tf": call(`module "topic" {`, `source = "acme/topic/aws"`, `}`), "infra/.terraform/modules/topic/main.tf": "resource {"},
			[]string{"infra/.terraform/modules/topic/main.tf:1@1 error: syntax error: unclosed configuration block"},
		},
	} {
		files := make(map[string]string)
		for p, s := range installed {
			if p != "infra/own/main.tf" || strings.Contains(c.files["infra/main.tf"], "./own") {
				files[p] = s
			}
		}
		for p, s := range c.files {
			files[p] = s
		}
		got := lines(facts(t, files), "iam.statement", "resources")
		for i := range c.want {
			c.want[i] = strings.Replace(c.want[i], "| x", "| arn:aws:sqs:*:*:none@6", 1)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestSameSource(t *testing.T) {
	for _, c := range []struct {
		written, noted string
		want           bool
	}{
		{"a/b/c", "registry.example.com/a/b/c", true},
		{"a/b/c//modules/x", "registry.example.com/a/b/c//modules/x", true},
		{"a/b/c", "a/b/c", true},
		{"a/b/c", "registry.example.com/z/a/b/c", false},
		{"a/b/c", "evil.example.com/a/b/c", false},
		{"mods.example.com/a/b/c", "mods.example.com/a/b/c", true},
		{"git.example.com/o/r", "git::https://git.example.com/o/r.git", true},
		{"git@git.example.com:o/r.git//sub?ref=v1", "git::ssh://git@git.example.com/o/r.git//sub?ref=v1", true},
		{"git::https://git.example.com/o/r.git?ref=v1", "git::https://git.example.com/o/r.git?ref=v2", false},
		{"git::https://git.example.com/o/r.git", "git::https://git.example.com/x/r.git", false},
		{"", "", false},
	} {
		if got := sameSource(c.written, c.noted); got != c.want {
			t.Errorf("%s as %s: %v", c.written, c.noted, got)
		}
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(list), "acme/topic/aws", "~> 1.2")
	f.Add([]byte(`{"Modules":[{"Key":"a","Dir":"\\..\\"},{"Key":"a"}]}`), "git@x:y//z?ref=1", ">= 1, < 2")
	f.Fuzz(func(_ *testing.T, b []byte, source, wanted string) {
		l := parseManifest(b)
		for _, e := range l.entries {
			sameSource(source, e.Source)
			allows(wanted, e.Version)
			inWords(source, wanted, e.Version)
		}
	})
}
