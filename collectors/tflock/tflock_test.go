package tflock

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

var (
	zh = "zh:" + strings.Repeat("0a", 32)
	h1 = "h1:" + strings.Repeat("A", 43) + "="
)

func run(t *testing.T, files map[string]string) []string {
	t.Helper()
	m := fstest.MapFS{}
	for p, s := range files {
		m[p] = &fstest.MapFile{Data: []byte(s)}
	}
	tree, err := collector.Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	in := collector.NewInput(c, tree, time.Now())
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range in.Facts() {
		s := fmt.Sprintf("%s:%d %s", f.At.Path, f.At.Line, f.Subject)
		v, _ := f.Value.(map[string]any)
		switch {
		case !f.State.Answers():
			s = fmt.Sprintf("%s %s [%s]", f.Kind, s, f.State)
		case v["internal"] == true:
			s += " internal"
		case f.Kind == kindModule:
			s += fmt.Sprintf(" %s %s", v["what"], v["level"])
		default:
			s += fmt.Sprintf(" %s locked=%v h1=%d zh=%d sync=%s", v["lock_state"], v["locked"], v["h1"], v["zh"], v["in_sync"])
		}
		got = append(got, s)
	}
	slices.Sort(got)
	return got
}

func TestProviders(t *testing.T) {
	const need = "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\", version = \"~> 5.0\" }\n  }\n}\nprovider \"aws\" {}\n"
	lock := func(version, hashes string) string {
		return "provider \"registry.example.com/hashicorp/aws\" {\n  version = \"" + version + "\"\n  constraints = \"~> 5.0\"\n  hashes = [" + hashes + "]\n}\n"
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"locked":      {map[string]string{"main.tf": need, lockName: lock("5.31.0", `"`+h1+`", "`+zh+`"`)}, []string{"main.tf:3 .: hashicorp/aws present locked=true h1=1 zh=1 sync=yes"}},
		"no lock":     {map[string]string{"main.tf": need}, []string{"main.tf:3 .: hashicorp/aws absent locked=false h1=0 zh=0 sync=unknown"}},
		"out of date": {map[string]string{"main.tf": need, lockName: lock("4.9.0", `"`+h1+`"`)}, []string{"main.tf:3 .: hashicorp/aws present locked=true h1=1 zh=0 sync=no"}},
		"half sums":   {map[string]string{"main.tf": need, lockName: lock("5.31.0", `"h1:abc", "zh:00", "md5:x"`)}, []string{"main.tf:3 .: hashicorp/aws present locked=true h1=0 zh=0 sync=yes"}},
		"broken lock": {map[string]string{"main.tf": need, lockName: "provider \"x\" {"}, []string{"terraform.provider main.tf:3 .: hashicorp/aws [error]"}},
		"not in it":   {map[string]string{"main.tf": need + "resource \"random_id\" \"x\" {}\n", lockName: lock("5.31.0", `"`+h1+`"`)}, []string{"main.tf:3 .: hashicorp/aws present locked=true h1=1 zh=0 sync=yes", "main.tf:7 .: hashicorp/random present locked=false h1=0 zh=0 sync=unknown"}},
		"old form":    {map[string]string{"main.tf": "provider \"aws\" {}\nterraform {\n  required_providers {\n    aws = \"~> 5.0\"\n  }\n}\n"}, []string{"main.tf:4 .: hashicorp/aws absent locked=false h1=0 zh=0 sync=unknown"}},
		"a module's":  {map[string]string{"m/main.tf": "resource \"aws_x\" \"x\" {}\n"}, []string{"m/main.tf:1 hashicorp/aws internal"}},
		"taken in": {map[string]string{"main.tf": "provider \"aws\" {}\nmodule \"m\" {\n  source = \"./m\"\n}\n", "m/main.tf": "resource \"random_id\" \"x\" {}\n"},
			[]string{"m/main.tf:1 .: hashicorp/random absent locked=false h1=0 zh=0 sync=unknown", "main.tf:1 .: hashicorp/aws absent locked=false h1=0 zh=0 sync=unknown", "main.tf:3 .: module.m internal"}},
		"expression": {map[string]string{"main.tf": "provider \"aws\" {}\nterraform {\n  required_providers {\n    aws = { source = var.x }\n  }\n}\n"}, []string{"terraform.provider main.tf:4 .: hashicorp/aws [unresolved]"}},
		"builtin":    {map[string]string{"main.tf": "provider \"terraform\" {}\nterraform {\n  required_providers {\n    t = { source = \"terraform.io/builtin/terraform\" }\n  }\n}\n"}, []string{"main.tf:4 .: terraform.io/builtin/terraform internal"}},
		"broken":     {map[string]string{"main.tf": "resource {{\n"}, []string{"terraform.module main.tf:1 main.tf:1 [error]", "terraform.provider main.tf:1 main.tf:1 [error]"}},
		"JSON":       {map[string]string{"main.tf.json": "{}"}, []string{"terraform.module main.tf.json:1 main.tf.json:1 [unsupported]", "terraform.provider main.tf.json:1 main.tf.json:1 [unsupported]"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := run(t, c.files); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestModules(t *testing.T) {
	for source, want := range map[string]string{
		"./m":                          "local exact",
		"a/b/aws":                      "registry none",
		"a/b/aws | 1.2.3":              "registry exact",
		"a/b/aws | = 1.2.3":            "registry exact",
		"a/b/aws//modules/x | ~> 1.2":  "registry range",
		"app.example.com/a/b/aws | >1": "registry range",
		"github.com/o/r":               "git none",
		"github.com/o/r//m?ref=v1":     "git tag",
		"git::https://x.example.com/r.git?ref=" + commit:                          "git hash",
		"git::https://x.example.com/r.git//m?depth=1&ref=" + commit:               "git hash",
		"git::https://x.example.com/r.git?ref=" + commit[:7]:                      "git tag",
		"git@github.com:o/r.git":                                                  "git none",
		"https://x.example.com/r.git":                                             "git none",
		"hg::https://x.example.com/r?rev=" + commit:                               "mercurial hash",
		"https://x.example.com/m.zip":                                             "archive none",
		"https://x.example.com/m.zip?checksum=sha256:" + strings.Repeat("0a", 32): "archive hash",
		"https://x.example.com/m.zip?checksum=md5:" + strings.Repeat("0a", 16):    "archive none",
		"s3::https://s3.example.com/b/m.zip":                                      "archive none",
		"nothing":                                                                 "other none",
	} {
		s, v, _ := strings.Cut(source, " | ")
		what, level, _ := classify(s, v)
		if got := what + " " + level; got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
	got := run(t, map[string]string{"main.tf": "module \"a\" {\n  source = \"git::https://u:CANARY@x.example.com/r.git?token=CANARY\"\n}\nmodule \"b\" {\n  source = \"a/${var.x}/c\"\n}\nmodule \"c\" {}\n"})
	want := []string{"main.tf:2 .: module.a git none", "terraform.module main.tf:5 .: module.b [unresolved]", "terraform.module main.tf:7 .: module.c [error]"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if s := withoutSecrets("git::https://u:CANARY@x.example.com/r.git?token=CANARY&ref=v1"); s != "git::https://x.example.com/r.git?ref=v1" {
		t.Error(s)
	}
}

func FuzzClassify(f *testing.F) {
	f.Add("git::https://x.example.com/r.git//m?depth=1&ref=v1", "~> 1")
	f.Fuzz(func(t *testing.T, source, version string) {
		classify(source, version)
		withoutSecrets(source)
		satisfies(version, source)
	})
}
