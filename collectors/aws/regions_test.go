package aws

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/live"
)

// TestRegionsOff: a region that is off is observed, left out and no gap; one whose
// status is on its way, or not told, is looked at.
func TestRegionsOff(t *testing.T) {
	fake := awstest.New()
	var mu sync.Mutex
	asked := make(map[string]bool)
	fake.Answers["cloudtrail.DescribeTrails"] = func(c *awstest.Call) awstest.Reply {
		mu.Lock()
		defer mu.Unlock()
		asked[c.Region] = true
		return awstest.OK(`{"trailList":[]}`)
	}
	fake.Answers["account.ListRegions"] = awstest.Text(`{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"me-south-1","RegionOptStatus":"DISABLED"},
		{"RegionName":"af-south-1","RegionOptStatus":"DISABLING"},{"RegionName":"eu-south-1","RegionOptStatus":"ENABLING"},{"RegionName":"ap-east-1"}]}`)
	f := gather(t.Context(), t, fake, Options{AtOnce: 1})
	for _, x := range f.Facts {
		if !x.State.Answers() && strings.Contains(x.Subject+x.Reason, "me-south-1") {
			t.Errorf("a region that is off is a gap: %s %s: %s", x.Kind, x.Subject, x.Reason)
		}
		if x.Kind == "aws.region" && x.State == candor.Observed {
			if on := candor.Plain(x.Value).(map[string]any)["enabled"]; on != (x.Subject != "me-south-1") {
				t.Errorf("%s: enabled is %v", x.Subject, on)
			}
		}
	}
	for region, want := range map[string]bool{"us-east-1": true, "me-south-1": false, "af-south-1": true, "eu-south-1": true, "ap-east-1": true} {
		if asked[region] != want {
			t.Errorf("%s was asked: %t, want %t", region, asked[region], want)
		}
	}
	if !slices.ContainsFunc(f.Manifests[0].Skipped, func(s live.Skipped) bool { return s.Part == "me-south-1" }) {
		t.Error("the manifest does not name the region that was left out")
	}
}

// TestRegionsNotWhole: a list that can't be all of them is a gap of everything
// that has a region.
func TestRegionsNotWhole(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":       `{}`,
		"no region":     `{"Regions":[]}`,
		"others alone":  `{"Regions":[{"RegionName":"eu-central-1","RegionOptStatus":"ENABLED"}]}`,
		"home is off":   `{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"DISABLED"},{"RegionName":"eu-central-1","RegionOptStatus":"ENABLED"}]}`,
		"cut in two":    `{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}],"NextToken":"t"}`,
		"another shape": `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers["account.ListRegions"] = func(c *awstest.Call) awstest.Reply {
				if c.Token != "" {
					return awstest.Fail(400, "Throttling")
				}
				return awstest.OK(body)
			}
			f := gather(t.Context(), t, fake, Options{})
			gaps := make(map[string]bool)
			for _, x := range f.Facts {
				if !x.State.Answers() && !strings.HasPrefix(x.Reason, unaskedReason) {
					gaps[x.Kind] = true
				}
			}
			for _, s := range baseSpecs() {
				if s.ID != "account.ListRegions" {
					continue
				}
				for _, k := range s.Kinds {
					if !gaps[k] {
						t.Errorf("%s seems whole", k)
					}
				}
			}
			if !slices.Contains(f.Manifests[0].Regions, "us-east-1") {
				t.Errorf("the region that every account has was not looked at: %v", f.Manifests[0].Regions)
			}
		})
	}
}
