package vendors

import (
	"path"
	"slices"
	"strings"

	known "github.com/candor-dev/candor/internal/vendors"
)

// deploy reads the files that tell a platform what to run.
func (f *finder) deploy(p string, kind format, src string) {
	switch base := path.Base(p); {
	case base == "vercel.json":
		f.deployed("vercel", base, p, 1)
		f.vercel(p, src)
	case base == "fly.toml":
		f.deployed("fly", base, p, 1)
	case base == "render.yaml":
		f.deployed("render", base, p, 1)
	case base == "netlify.toml":
		f.deployed("netlify", base, p, 1)
	case base == "railway.json", base == "railway.toml":
		f.deployed("railway", base, p, 1)
	case base == "firebase.json":
		f.deployed("firebase", base, p, 1)
	case base == "wrangler.toml", base == "wrangler.json", base == "wrangler.jsonc":
		f.deployed("cloudflare", base, p, 1)
	case strings.HasSuffix(p, "supabase/config.toml"):
		if v := f.catalog.Vendor("supabase"); v != nil {
			f.add(known.Match{Vendor: v}, byDeploy, base, "the same files run on a machine of one's own", p, 1)
		}
	case kind == hcl:
		f.providers(p, src)
	case kind == yamlText:
		n := 0
		for line := range strings.SplitSeq(src, "\n") {
			n++
			if trim := strings.TrimSpace(line); strings.HasPrefix(line, "AWSTemplateFormatVersion:") || strings.HasPrefix(trim, "Type: AWS::") || strings.HasPrefix(trim, "Type: 'AWS::") || strings.HasPrefix(trim, `Type: "AWS::`) {
				f.deployed("aws", "a CloudFormation template", p, n)
				return
			}
		}
	}
}

// platform reports the setting of a vendor that runs what it is given.
func (f *finder) platform(setting string) bool {
	m, ok := f.catalog.Setting(setting)
	return ok && slices.Contains([]string{"vercel", "netlify", "cloudflare", "fly", "railway", "heroku", "render", "supabase", "firebase", "aws", "azure", "gcp", "digitalocean", "hetzner"}, m.Vendor.ID)
}

func (f *finder) deployed(id, what, path string, line int) {
	if v := f.catalog.Vendor(id); v != nil {
		f.add(known.Match{Vendor: v}, byDeploy, what, "", path, line)
	}
}

// providers reads the providers that a Terraform configuration sets up.
func (f *finder) providers(p, src string) {
	n := 0
	inComment := false
	for line := range strings.SplitSeq(src, "\n") {
		n++
		line, inComment = cStyle(line, inComment, true)
		m := f.pat.provider.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		id := m[1]
		switch id {
		case "google", "google-beta":
			id = "gcp"
		case "azurerm":
			id = "azure"
		case "hcloud":
			id = "hetzner"
		case "mongodbatlas":
			id = "mongodb_atlas"
		case "github", "vault":
			continue // works on the company's own house
		}
		f.deployed(id, "the Terraform provider "+m[1], p, n)
	}
}
