package vendors

import (
	"slices"
	"strings"
	"testing"
)

func catalog(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The table is whole: roles and families exist, no two vendors share a name.
func TestTable(t *testing.T) {
	c := catalog(t)
	if len(c.vendors) < 200 {
		t.Fatalf("%d vendors", len(c.vendors))
	}
	seen := make(map[string]string)
	for _, v := range c.vendors {
		if !slices.Contains([]Role{Processor, Controller, Customer, Tool}, v.Role) {
			t.Errorf("%s: role %q", v.ID, v.Role)
		}
		for _, p := range v.PartOf {
			if c.byID[p] == nil {
				t.Errorf("%s is part of %s, which is not there", v.ID, p)
			}
		}
		for _, n := range append([]string{v.Name}, v.Names...) {
			key := strings.Join(words(n), " ")
			if other := seen[key]; other != "" && other != v.ID {
				t.Errorf("%s and %s are both called %s", v.ID, other, n)
			}
			seen[key] = v.ID
		}
	}
}

func TestBrokenTable(t *testing.T) {
	for _, s := range []string{"a,b\n\"", "id\nx,y\n", "h,h,h,h,h,h,h,h,h,h,h,h\nx,,,,,,,,,,,\nx,,,,,,,,,,,\n"} {
		if _, err := parse(s); err == nil {
			t.Errorf("%q: no error", s)
		}
	}
}

func TestPackage(t *testing.T) {
	c := catalog(t)
	for _, tt := range []struct {
		eco  Ecosystem
		name string
		id   string
		weak bool
	}{
		{NPM, "stripe", "stripe", false}, {NPM, "stripe/lib/x", "stripe", false}, {NPM, "stripes", "", false},
		{NPM, "@sentry/nextjs", "sentry", false}, {NPM, "@aws-sdk/client-s3", "aws", true}, {NPM, "@aws-sdk/client-sqs", "aws", false},
		{NPM, "@aws-sdk/client-sesv2", "aws_ses", false}, {NPM, "pg", "", false}, {NPM, "redis", "", false}, {NPM, "mongodb", "", false},
		{Go, "github.com/stripe/stripe-go/v82/customer", "stripe", false}, {Go, "github.com/stripe/stripe-gopher", "", false},
		{Go, "cloud.google.com/go/compute/metadata", "gcp", true}, {Go, "cloud.google.com/go/storage", "gcp", false}, {Go, "", "", false},
		{Python, "google.cloud.storage", "gcp", false}, {Python, "google.protobuf", "", false}, {Python, "openai.types", "openai", false},
	} {
		m, ok := c.Package(tt.eco, tt.name)
		if id := idOf(m, ok); id != tt.id || m.Weak != tt.weak {
			t.Errorf("%s %s: %q weak=%v, want %q weak=%v", tt.eco, tt.name, id, m.Weak, tt.id, tt.weak)
		}
	}
	if m, ok := c.Distribution("Sentry_SDK"); idOf(m, ok) != "sentry" {
		t.Errorf("distribution: %q", idOf(m, ok))
	}
}

func idOf(m Match, ok bool) string {
	if !ok {
		return ""
	}
	return m.Vendor.ID
}

func TestHostAndSetting(t *testing.T) {
	c := catalog(t)
	for host, want := range map[string]string{
		"api.stripe.com": "stripe", "API.STRIPE.COM.": "stripe", "stripe.com": "", "abc.supabase.co": "supabase", "supabase.co": "",
		"o1.ingest.de.sentry.io": "sentry", "bedrock-runtime.eu-west-1.amazonaws.com": "aws_bedrock", "bucket.s3.amazonaws.com": "aws",
		"evilsupabase.co": "", "api.stripe.com.evil.example": "", "": "", "us1.api.mailchimp.com": "mailchimp",
	} {
		m, ok := c.Host(host)
		if got := idOf(m, ok); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
	for name, want := range map[string]string{
		"STRIPE_SECRET_KEY": "stripe", "NEXT_PUBLIC_POSTHOG_KEY": "posthog", "VITE_SENTRY_DSN": "sentry", "AZURE_OPENAI_API_KEY": "azure_openai",
		"POSTGRES_URL": "", "REDIS_URL": "", "GITHUB_TOKEN": "", "DATABASE_URL": "",
	} {
		m, ok := c.Setting(name)
		if got := idOf(m, ok); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestNamed(t *testing.T) {
	c := catalog(t)
	for entry, want := range map[string]string{
		"Resend": "resend", "OpenAI, L.L.C.": "openai", "Supabase (Postgres + Auth + Storage)": "supabase", "Functional Software, Inc. (Sentry)": "sentry",
		"Functional Software dba Sentry": "sentry", "Amazon Web Services": "aws aws_bedrock aws_ses", "Amazon SES": "aws_ses", "Twilio SendGrid": "sendgrid",
		"Vercel AI Gateway": "vercel_ai_gateway", "Fernpost": "", "Storefront Software": "", "A company that is plain": "", "": "",
		"Google LLC (Google Cloud Platform)": "firebase gcp google google_ai google_analytics google_maps google_vertex google_workspace",
		"The Rocket Science Group":           "mailchimp",
	} {
		if got := strings.Join(c.Named(entry), " "); got != want {
			t.Errorf("%q: %q, want %q", entry, got, want)
		}
	}
	if !slices.Contains(c.Named("Twilio Inc."), "segment") {
		t.Error("what belongs to Twilio is not covered")
	}
}

func TestPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"Frankfurt (eu-central-1)": "EU eu-central-1", "US-East (AWS)": "US", "EU and US": "EU,US", "London": "UK", "Europe-west2": "UK europe-west2",
		"somewhere": "", "": "", "worldwide": "global", "Just us": "US", "ap-southeast-2": "AU ap-southeast-2",
	} {
		p := ReadPlace(text)
		got := strings.TrimSpace(strings.Join(p.Areas, ",") + " " + strings.Join(p.Regions, ","))
		if got != want || p.Known() != (want != "") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	c := catalog(t)
	for _, tt := range [][4]string{
		{"openai", "eu.api.openai.com", "", "EU"}, {"openai", "api.openai.com", "", ""}, {"sentry", "o1.ingest.us.sentry.io", "", "US"},
		{"supabase", "aws-0-eu-west-2.pooler.supabase.com", "eu-west-2", "UK"}, {"aws", "s3.us-east-1.amazonaws.com", "us-east-1", "US"},
	} {
		if r, a := c.Vendor(tt[0]).RegionOf(tt[1]); r != tt[2] || a != tt[3] {
			t.Errorf("%s: %s %s, want %s %s", tt[1], r, a, tt[2], tt[3])
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add("Functional Software, Inc. (Sentry)")
	f.Add(")(][ eu-west-1")
	c, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c.Named(s)
		c.Host(s)
		c.Setting(s)
		for _, e := range []Ecosystem{NPM, Go, Python} {
			c.Package(e, s)
		}
		ReadPlace(s)
	})
}
