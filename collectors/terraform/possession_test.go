package terraform

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// Who holds a statement: a boundary counts where each holder that the folder names
// surely has one, and a policy is nobody's where nothing attaches it or hands it on.
func TestPossession(t *testing.T) {
	const doc = `policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })`
	const policy = `resource "aws_iam_policy" "p" {
  name = "acme"
  ` + doc + `
}
`
	role := func(name, more string) string {
		return `resource "aws_iam_role" "` + name + `" {
  assume_role_policy = jsonencode({ Statement = [] })
  ` + more + `
}
resource "aws_iam_role_policy_attachment" "` + name + `" {
  role       = aws_iam_role.` + name + `.name
  policy_arn = aws_iam_policy.p.arn
}
`
	}
	const far = `permissions_boundary = "arn:aws:iam::111122223333:policy/b"`
	const near = `permissions_boundary = aws_iam_policy.b.arn`
	const b = `resource "aws_iam_policy" "b" {
  ` + doc + `
}
`
	for _, c := range []struct {
		name, main        string
		bounded, boundary bool
		loose             bool
	}{
		{"nobody", policy, false, false, true},
		{"an output", policy + `output "p" { value = aws_iam_policy.p.arn }`, false, false, false},
		{"a module", policy + "module \"m\" {\n source = \"./m\"\n arn = aws_iam_policy.p.arn\n}", false, false, false},
		{"by its name", policy + `resource "aws_iam_user_policy_attachment" "u" {
  user       = "u"
  policy_arn = "arn:aws:iam::111122223333:policy/acme"
}`, false, false, false},
		{"a role", policy + role("r", ""), false, false, false},
		{"a role with a boundary from elsewhere", policy + role("r", far), true, false, false},
		{"a boundary of the folder", policy + b + role("r", near), true, true, false},
		{"one of two roles", policy + role("r", far) + role("s", ""), false, false, false},
		{"two boundaries", policy + b + role("r", far) + role("s", near), true, false, false},
		{"a boundary that may be none", "variable \"b\" { default = \"\" }\n" + policy + role("r", "permissions_boundary = var.b"), false, false, false},
		{"a policy of a role", `resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [] })
  ` + far + `
}
resource "aws_iam_role_policy" "p" {
  role = aws_iam_role.r.id
  ` + doc + `
}`, true, false, false},
		{"an attached policy of AWS", `resource "aws_iam_user" "u" {
  name = "u"
  ` + far + `
}
resource "aws_iam_user_policy_attachment" "p" {
  user       = aws_iam_user.u.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
}`, true, false, false},
		{"all policies of a role", `resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Statement = [] })
  ` + far + `
}
resource "aws_iam_role_policy_attachments_exclusive" "p" {
  role_name   = aws_iam_role.r.name
  policy_arns = ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]
}`, true, false, false},
		{"all policies of a user", `resource "aws_iam_user" "u" {
  name = "u"
}
resource "aws_iam_user_policy_attachments_exclusive" "p" {
  user_name   = aws_iam_user.u.name
  policy_arns = ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]
}`, false, false, false},
	} {
		n := 0
		for _, f := range facts(t, map[string]string{"main.tf": c.main, "m/main.tf": "variable \"arn\" {}\n"}) {
			v, _ := candor.Plain(f.Value).(map[string]any)
			if v["kind"] != "identity" || strings.HasPrefix(f.Subject, "aws_iam_policy.b/") {
				continue
			}
			n++
			_, boundary := v["boundary"]
			_, loose := v["loose"]
			if v["bounded"] == true != c.bounded || boundary != c.boundary || loose != c.loose {
				t.Errorf("%s: %s: bounded %v by %v, loose %v", c.name, f.Subject, v["bounded"], v["boundary"], v["loose"])
			}
		}
		if n == 0 {
			t.Errorf("%s: no statement", c.name)
		}
	}
}
