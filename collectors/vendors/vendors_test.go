package vendors

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/config"
)

const listYAML = "version: 1\nsubprocessors: {list: [{name: Fernpost}]}\n"

// run collects from files; candor.yaml names a list unless files say otherwise.
func run(t testing.TB, files map[string]string) []candor.Fact {
	t.Helper()
	m := fstest.MapFS{config.FileName: {Data: []byte(listYAML)}}
	for p, text := range files {
		m[p] = &fstest.MapFile{Data: []byte(text)}
	}
	cfg, err := config.Load(m, config.FileName)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := collector.Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Time{})
	in.Subprocessors = cfg.Subprocessors
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	return in.Facts()
}

// uses writes the vendors that were found, one a line: "stripe sdk a.ts:1",
// with a ? behind what is no proof.
func uses(facts []candor.Fact) string {
	var out []string
	for _, f := range facts {
		if f.Kind != kindUse {
			continue
		}
		if !f.State.Answers() {
			out = append(out, "gap "+f.At.String())
			continue
		}
		v := f.Value.(map[string]any)
		mark := ""
		if v["proof"] == false {
			mark = "?"
		}
		out = append(out, fmt.Sprintf("%s %s%s %s", v["vendor"], v["how"], mark, f.At))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func TestUses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"javascript", map[string]string{"package.json": `{"dependencies":{"stripe":"1","resend":"1"}}`, "a.ts": "import Stripe from 'stripe'\nconst { Resend } = require(\"resend\")\n"}, "resend sdk a.ts:2\nstripe sdk a.ts:1"},
		{"several lines", map[string]string{"a.ts": "import {\n  Resend,\n} from 'resend'\n"}, "resend sdk a.ts:3"},
		{"types alone", map[string]string{"a.ts": "import type Stripe from 'stripe'\nimport type {\n  A,\n} from 'resend'\nimport x from 'openai'\n"}, "openai sdk a.ts:5"},
		{"comments", map[string]string{"a.ts": "// import Stripe from 'stripe'\n/* import r from 'resend'\nimport o from 'openai' */\nconst a = 1 // https://api.stripe.com/v1\n"}, ""},
		{"a module of one's own", map[string]string{"package.json": `{"dependencies":{}}`, "a.ts": "import { Modal } from 'modal'\n"}, ""},
		{"for development alone", map[string]string{"package.json": `{"devDependencies":{"openai":"1"}}`, "gulp.js": "const o = require('openai')\n"}, "openai sdk? gulp.js:1"},
		{"a build tool", map[string]string{"vite.config.ts": "import { sentryVitePlugin } from '@sentry/vite-plugin'\n"}, "sentry sdk? vite.config.ts:1"},
		{"deno", map[string]string{"package.json": "{}", "a.ts": "import S from 'npm:stripe@14/x'\nimport R from 'https://esm.sh/resend@2.0.0'\nimport l from 'https://deno.example/stripe'\n"}, "resend sdk a.ts:2\nstripe sdk a.ts:1"},
		{"a manifest alone", map[string]string{"package.json": "{\n\"dependencies\": {\n\"stripe\": \"1\", \"pg\": \"1\", \"redis\": \"1\"}}"}, "stripe manifest? package.json:3"},
		{"tests, docs, scripts", map[string]string{"a.test.ts": "import 'stripe'", "docs/a.ts": "import 'stripe'", "scripts/a.ts": "import 'stripe'", "e2e/a.ts": "import 'stripe'", "b_test.go": "package b\nimport _ \"github.com/stripe/stripe-go/v82\""}, ""},
		{"go", map[string]string{"a.go": "package a\n\nimport (\n\t\"os\"\n\t_ \"github.com/stripe/stripe-go/v82\"\n)\n\n// https://api.openai.com\nvar u, k = \"https://api.resend.com/x\", os.Getenv(\"POSTMARK_TOKEN\")\n"}, "postmark setting? a.go:9\nresend host a.go:9\nstripe sdk a.go:5"},
		{"a vendor's own module", map[string]string{"go.mod": "module github.com/stripe/stripe-go\n", "a.go": "package a\n\nimport _ \"github.com/stripe/stripe-go/v82/customer\"\n"}, ""},
		{"a store of that kind", map[string]string{"a.go": "package a\n\nimport _ \"github.com/aws/aws-sdk-go-v2/service/s3\"\n"}, "aws sdk? a.go:3"},
		{"go.mod", map[string]string{"go.mod": "module example.com/x\n\nrequire (\n\tgithub.com/getsentry/sentry-go v0.1.0\n\tgithub.com/stripe/stripe-go v1.0.0 // indirect\n)\n"}, "sentry manifest? go.mod:4"},
		{"python", map[string]string{"a.py": "import os, stripe\nfrom google.cloud import storage\n\"\"\"\nimport openai\n\"\"\"\nkey = os.environ[\"RESEND_API_KEY\"]\n"}, "gcp sdk a.py:2\nresend setting? a.py:6\nstripe sdk a.py:1"},
		{"a Python module of the tree", map[string]string{"a.py": "import modal\n", "modal/__init__.py": ""}, ""},
		{"python manifests", map[string]string{"requirements.txt": "stripe==1 ; x\n", "requirements-dev.txt": "openai\n", "pyproject.toml": "[project]\ndependencies = [\n  \"sentry_sdk[fastapi]>=1\",\n]\n[tool.poetry.dependencies]\nresend = \"*\"\n"}, "resend manifest? pyproject.toml:6\nsentry manifest? pyproject.toml:3\nstripe manifest? requirements.txt:1"},
		{"settings", map[string]string{".env.example": "# STRIPE_SECRET_KEY=\nexport RESEND_API_KEY=x\nPOSTGRES_URL=\nSENTRY_ENVIRONMENT=a\n", "a.ts": "const k = process.env.NEXT_PUBLIC_POSTHOG_KEY\n"}, "posthog setting? a.ts:1\nresend setting? .env.example:2"},
		{"hosts of settings", map[string]string{".env": "A=postgres://u:p@db.abc.supabase.co:5432/x\nB=https://k@o1.ingest.us.sentry.io/1\nC=https://shop.vercel.app\n", "b.ts": "const link = 'https://shop.vercel.app'\n"}, "sentry host .env:2\nsupabase host .env:1\nvercel host .env:3"},
		{"hosts of code", map[string]string{"a.tsx": "fetch(`https://${ref}.supabase.co/x`)\n<a href=\"https://api.stripe.com/docs\">x</a>\n<code>https://api.resend.com</code>\nconst d = 'https://discord.com/invite/x'\n"}, "supabase host a.tsx:1"},
		{"policies", map[string]string{"next.config.js": "const csp = \"script-src 'self' js.stripe.com; connect-src *.ingest.de.sentry.io\"\n", "index.html": "<!-- <script src=\"https://cdn.segment.com/x\"></script> -->\n<meta content=\"img-src https://res.cloudinary.com/a\">\n<p>https://api.openai.com</p>\n<link href='https://fonts.googleapis.com/css'>\n"}, "cloudinary host index.html:2\nsentry host next.config.js:1\nstripe host next.config.js:1"},
		{"deployment", map[string]string{"apps/web/vercel.json": "{}", "fly.toml": "app = 'x'", "main.tf": "# provider \"azurerm\" {}\nprovider \"aws\" {\n}\n", "supabase/config.toml": "x = 1", "stack.yaml": "AWSTemplateFormatVersion: x\n"}, "aws deploy main.tf:2\nfly deploy fly.toml:1\nsupabase deploy? supabase/config.toml:1\nvercel deploy apps/web/vercel.json:1"},
		{"pipelines", map[string]string{".github/workflows/a.yml": "env:\n  OPENAI_API_KEY: x\n  VERCEL_TOKEN: y\n  CLOUDFLARE_API_TOKEN: y\n"}, "cloudflare setting? .github/workflows/a.yml:4"},
		{"broken files", map[string]string{"package.json": "{", "pyproject.toml": "[", "a.go": "nonsense", "go.mod": "((", "b.ts": "\x00"}, "gap a.go:1\ngap b.ts:1\ngap go.mod:1\ngap package.json:1:2\ngap pyproject.toml:1"},
		{"the company itself", map[string]string{"candor.yaml": "company: Stripe, Inc.\n" + listYAML, "a.ts": "import 'stripe'\nimport 'resend'\n"}, "resend sdk a.ts:2"},
		{"hosts of nobody known", map[string]string{
			"candor.yaml": "company: Ledgerline\nsubprocessors: {own: [shop.io], list: [{name: Fernpost}]}\n",
			"a.ts":        "fetch('https://api.fernpost.io/x')\nfetch('https://api.unseen.io/x')\nfetch('https://api.shop.io')\nfetch('https://api.ledgerline.io')\nfetch('https://www.other.io')\nfetch('https://api.example.com')\nfetch('https://api.io')\n",
		}, "host:api.fernpost.io host? a.ts:1\nhost:api.unseen.io host? a.ts:2"},
		{"no list", map[string]string{"candor.yaml": "version: 1\n", "a.ts": "import 'stripe'\n"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := uses(run(t, tt.files)); strings.ReplaceAll(got, ":1:2", ":1") != strings.ReplaceAll(tt.want, ":1:2", ":1") {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestPublished(t *testing.T) {
	page := func(text string) map[string]string {
		return map[string]string{"candor.yaml": "version: 1\nsubprocessors: {page: vendors.md}\n", "vendors.md": text, "a.ts": "import 'stripe'\n"}
	}
	entries := func(facts []candor.Fact) string {
		var out []string
		for _, f := range facts {
			if f.Kind != kindListed {
				continue
			}
			if !f.State.Answers() {
				out = append(out, "gap: "+f.Reason)
				continue
			}
			v := f.Value.(map[string]any)
			out = append(out, fmt.Sprintf("%s|%s|%s|%v@%s traces %d", f.Subject, v["purpose"], v["location"], v["areas"], f.At, v["traces"]))
		}
		return strings.Join(out, "\n")
	}
	gap := "gap: no table of vendors with their purpose or location was found in the list of subprocessors"
	for _, tt := range []struct{ name, text, want string }{
		{"a table", "| Sub-processor | Service | Country |\n|---|---|---|\n| [Stripe](x) | payments | US, Ireland |\n| | empty | |\n", "Stripe|payments|US, Ireland|[EU US]@vendors.md:3 traces 1"},
		{"another table", "| Plan | Price |\n|---|---|\n| Pro | 10 |\n\n| Name | Purpose |\n|---|---|\n| Fernpost | mail |\n", "Fernpost|mail||[]@vendors.md:7 traces 0"},
		{"no table", "Stripe takes payments.\n", gap},
		{"an empty table", "| Vendor | Purpose |\n|---|---|\n", gap},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := entries(run(t, page(tt.text))); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	files := page("x")
	files["candor.yaml"] = "version: 1\nsubprocessors: {page: testdata/vendors.md}\n"
	files["testdata/vendors.md"] = "| Vendor | Purpose |\n|---|---|\n| Stripe | x |\n"
	if got := entries(run(t, files)); got != "gap: the list of subprocessors is left out of the scan" {
		t.Error(got)
	}
}

func TestRegions(t *testing.T) {
	facts := run(t, map[string]string{
		".env.example": "A=https://us.i.posthog.com\nAWS_REGION=eu-central-1\n",
		"a.ts":         "fetch('https://eu.api.openai.com/v1')\nfetch('https://eu.api.openai.com/v2')\nfetch('https://api.openai.com')\n",
	})
	var got []string
	for _, f := range facts {
		if f.Kind == kindRegion {
			v := f.Value.(map[string]any)
			got = append(got, fmt.Sprintf("%s %s%s example=%v %s", f.Subject, v["region"], v["area"], v["example"], f.At))
		}
	}
	slices.Sort(got)
	want := "Amazon Web Services: AWS_REGION=eu-central-1 eu-central-1EU example=true .env.example:2\n" +
		"OpenAI: eu.api.openai.com EU example=false a.ts:1\nPostHog: us.i.posthog.com US example=true .env.example:1"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// vercel.json names regions by codes of its own.
func TestVercelRegions(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"none":      {`{"cleanUrls": true}`, ""},
		"one":       {"{\n  \"regions\": [\"iad1\"]\n}", "regions iad1 us-east-1 US observed 2"},
		"function":  {"{\"functions\": {\"api/a.ts\": {\n\"regions\": [\"fra1\"]}},\n\"functionFailoverRegions\": [\"syd1\"]}", "regions fra1 eu-central-1 EU observed 2\nregions syd1 ap-southeast-2 AU observed 3"},
		"not known": {"{\"regions\": [\"all\", 1]}", "unsupported 1\nunsupported 1"},
		"broken":    {"{\n\"regions\": [", "error 2"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range run(t, map[string]string{"vercel.json": c.src}) {
				if f.Kind != kindRegion {
					continue
				}
				line := fmt.Sprintf("%s %d", f.State, f.At.Line)
				if v, ok := f.Value.(map[string]any); ok {
					line = fmt.Sprintf("%s %s %s %s", strings.TrimPrefix(f.Subject, "Vercel: "), v["region"], v["area"], line)
				}
				got = append(got, line)
			}
			slices.Sort(got)
			if s := strings.Join(got, "\n"); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

// No value of a setting and no user of an address is kept.
func TestNoSecrets(t *testing.T) {
	facts := run(t, map[string]string{
		".env": "STRIPE_SECRET_KEY=CANARY1\nDB=postgres://CANARY2:CANARY3@db.x.supabase.co/CANARY4\nAWS_REGION=CANARY5\nS=https://CANARY6@o1.ingest.us.sentry.io/1?CANARY7\n",
	})
	if s := fmt.Sprintf("%+v", facts); strings.Contains(s, "CANARY") {
		t.Error(s)
	}
}

func FuzzLines(f *testing.F) {
	f.Add("import S from 'npm:stripe@1' // x\n/* a */ fetch(`https://${x}.supabase.co`)\nconnect-src *.sentry.io")
	f.Add("from a import (b, c\n\"\"\"x\n'''")
	f.Fuzz(func(t *testing.T, src string) {
		run(t, map[string]string{"a.ts": src, "b.py": src, ".env": src, "c.html": src, "_headers": src, "d.tf": src, "e.yaml": src, "f.go": src, "package.json": src, "vercel.json": src, "requirements.txt": src})
	})
}

func BenchmarkTree(b *testing.B) {
	files := make(map[string]string)
	text := strings.Repeat("import { a } from './b'\nconst x = await fetch(`/api/${y}`)\nexport const z = process.env.FOO_BAR\n", 100)
	for i := range 1000 {
		files[fmt.Sprintf("src/a%d.ts", i)] = text
	}
	for b.Loop() {
		run(b, files)
	}
}
