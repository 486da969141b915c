package aws

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestStacks: of each stack the digests of its template, and what the last look
// for drift found; nothing of what it says.
func TestStacks(t *testing.T) {
	f := gather(t.Context(), t, awstest.New(), Options{Regions: []string{"eu-central-1"}})
	if f == nil {
		t.Fatal("no file")
	}
	got := make(map[string]string)
	for _, x := range f.Facts {
		if x.State.Answers() && (x.Kind == "aws.stack" || x.Kind == "aws.template") {
			v := candor.Plain(x.Value).(map[string]any)
			if x.Kind == "aws.stack" {
				got[x.Kind+" "+x.Subject] = fmt.Sprint(v["status"], v["nested"], v["drift"], v["drift_at"], v["drift_days"], v["updated_since"])
				continue
			}
			got[x.Kind+" "+x.Subject] = fmt.Sprint(v["status"], v["resources"], v["masked"], strings.Count(v["parts"].(string), "\n"))
		}
	}
	want := map[string]string{
		"aws.stack ledgerline-api":                "UPDATE_COMPLETE false IN_SYNC 2026-11-20 2 false",
		"aws.stack ledgerline-api-Nested-1A2B":    "CREATE_COMPLETE true NOT_CHECKED <nil> <nil> <nil>",
		"aws.stack proposed":                      "REVIEW_IN_PROGRESS false <nil> <nil> <nil> <nil>",
		"aws.template ledgerline-api":             "UPDATE_COMPLETE 1 1 4",
		"aws.template ledgerline-api-Nested-1A2B": "CREATE_COMPLETE 1 1 4",
	}
	for k, w := range want {
		if strings.ReplaceAll(got[k], " ", "") != strings.ReplaceAll(w, " ", "") {
			t.Errorf("%s: %s, want %s", k, got[k], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("facts: %v", got)
	}
}
