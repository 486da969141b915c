package vendors

import (
	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/tree"
)

// vercel reads the regions in which functions run, as vercel.json names them. A
// file that names none leaves it to the project's settings and says nothing.
func (f *finder) vercel(p, src string) {
	v := f.catalog.Vendor("vercel")
	if v == nil {
		return
	}
	lines := tree.NewLines(p, []byte(src))
	root, fault := tree.ParseJSON([]byte(src))
	if fault != nil {
		f.in.Gap(candor.Error, lines.At(fault.Off), "broken JSON: "+ref.Printable(fault.Msg), kindRegion)
		return
	}
	f.vercelRegions(lines, &root, "regions")
	f.vercelRegions(lines, &root, "functionFailoverRegions")
	for _, fn := range root.Each("functions") {
		f.vercelRegions(lines, &fn.Val, "regions")
	}
}

func (f *finder) vercelRegions(lines *tree.Lines, n *tree.Node, key string) {
	for _, m := range n.Items(key) {
		at := lines.At(m.Val.Off)
		region, area := vercelRegion(m.Val.Str)
		if m.Val.Kind != tree.Text || area == "" {
			f.in.Gap(candor.Unsupported, at, "candor does not know the region "+ref.Printable(m.Val.Str), kindRegion)
			continue
		}
		f.region(f.catalog.Vendor("vercel"), "regions "+m.Val.Str, region, area, at.Path, at.Line)
	}
}

// vercelRegion is the region of AWS that Vercel names for a code of its own, and
// its area; both empty where the code is not one of those documented (2026-11).
func vercelRegion(code string) (region, area string) {
	switch code {
	case "arn1":
		return "eu-north-1", "EU"
	case "bom1":
		return "ap-south-1", "IN"
	case "cdg1":
		return "eu-west-3", "EU"
	case "cle1":
		return "us-east-2", "US"
	case "cpt1":
		return "af-south-1", "ZA"
	case "dub1":
		return "eu-west-1", "EU"
	case "fra1":
		return "eu-central-1", "EU"
	case "gru1":
		return "sa-east-1", "BR"
	case "hkg1":
		return "ap-east-1", "HK"
	case "hnd1":
		return "ap-northeast-1", "JP"
	case "iad1":
		return "us-east-1", "US"
	case "icn1":
		return "ap-northeast-2", "KR"
	case "kix1":
		return "ap-northeast-3", "JP"
	case "lhr1":
		return "eu-west-2", "UK"
	case "pdx1":
		return "us-west-2", "US"
	case "sfo1":
		return "us-west-1", "US"
	case "sin1":
		return "ap-southeast-1", "SG"
	case "syd1":
		return "ap-southeast-2", "AU"
	}
	return "", ""
}
