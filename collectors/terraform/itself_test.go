package terraform

import (
	"slices"
	"testing"

	"github.com/candor-dev/candor"
)

const assumed = `assume_role_policy = jsonencode({ Statement = [] })`

// taken are the holders that the statements of a folder take in: "kind resource".
func taken(t *testing.T, files map[string]string) []string {
	t.Helper()
	out := []string{}
	for _, f := range facts(t, files) {
		v, _ := candor.Plain(f.Value).(map[string]any)
		list, _ := v["takes_in"].([]any)
		for _, x := range list {
			m := x.(map[string]any)
			s := m["kind"].(string) + " " + m["own"].(string)
			if m["bounded"].(bool) {
				s += " bounded"
			}
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

func TestTakesIn(t *testing.T) {
	put := func(resource string) string {
		return `policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:*", Resource = ` + resource + ` }] })`
	}
	const acme = `"arn:aws:iam::*:role/acme-*"`
	for _, c := range []struct {
		name string
		main string
		want []string
	}{
		{"its own role", `
resource "aws_iam_role" "r" {
  name = "acme-ci"
  ` + assumed + `
}
resource "aws_iam_role_policy" "p" {
  role = aws_iam_role.r.name
  ` + put(acme) + `
}`, []string{"role arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-ci"}},
		{"a policy within it, and a path", `
resource "aws_iam_role" "r" {
  name = "ci"
  path = "/acme-a/"
  permissions_boundary = "arn:aws:iam::111122223333:policy/b"
  ` + assumed + `
  inline_policy {
    name = "p"
    ` + put(acme) + `
  }
}`, []string{"role arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-a/ci bounded"}},
		{"another role", `
resource "aws_iam_role" "r" {
  name = "other"
  ` + assumed + `
}
resource "aws_iam_role_policy" "p" {
  role = aws_iam_role.r.name
  ` + put(acme) + `
}`, []string{}},
		{"a role of another file", `
resource "aws_iam_role_policy" "p" {
  role = "acme-ci"
  ` + put(acme) + `
}`, []string{}},
		{"the account of another", `
resource "aws_iam_role" "r" {
  name = "acme-ci"
  ` + assumed + `
}
resource "aws_iam_role_policy" "p" {
  role = aws_iam_role.r.name
  ` + put(`"arn:aws:iam::111122223333:role/acme-*"`) + `
}`, []string{}},
		{"one of each key", `
resource "aws_iam_user" "u" {
  for_each = toset(["acme-a", "b"])
  name = each.key
}
resource "aws_iam_user_policy" "p" {
  for_each = toset(["acme-a", "b"])
  user = aws_iam_user.u[each.key].name
  ` + put(`"arn:aws:iam::*:user/acme-*"`) + `
}`, []string{"user arn:${AWS::Partition}:iam::${AWS::AccountId}:user/acme-a"}},
		{"a group and what is attached", `
variable "p" { type = string }
resource "aws_iam_group" "g" { name = "${var.p}-g" }
resource "aws_iam_policy" "p" {
  name = "${var.p}-p"
  ` + put(`["arn:aws:iam::*:policy/${var.p}-*", "arn:aws:iam::*:group/${var.p}-g"]`) + `
}
resource "aws_iam_policy_attachment" "a" {
  name = "a"
  groups = [aws_iam_group.g.name]
  policy_arn = aws_iam_policy.p.arn
}`, []string{"group arn:${AWS::Partition}:iam::${AWS::AccountId}:group/${var.p}-g", "policy arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${var.p}-p"}},
		{"a variable that may be a list", `
variable "p" {}
resource "aws_iam_group" "g" { name = "${var.p[0]}-g" }
resource "aws_iam_group_policy" "p" {
  group = aws_iam_group.g.name
  ` + put(`"arn:aws:iam::*:group/${var.p[1]}-*"`) + `
}`, []string{}},
	} {
		if got := taken(t, map[string]string{"main.tf": c.main}); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A role of another folder is known, and its variables are not those of this one.
func TestTakesInOfAnotherFolder(t *testing.T) {
	files := map[string]string{
		"main.tf": `
module "r" { source = "./r" }
resource "aws_iam_role_policy" "p" {
  role = module.r.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:*", Resource = "arn:aws:iam::*:role/acme-*" }] })
}`,
		"r/main.tf": `
resource "aws_iam_role" "r" {
  name = "acme-ci"
  ` + assumed + `
}
output "name" { value = aws_iam_role.r.name }`,
	}
	want := []string{"role arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-ci"}
	if got := taken(t, files); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
