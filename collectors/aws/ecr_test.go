package aws

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestECR: the answers of the fake account on its registry.
func TestECR(t *testing.T) {
	f := here(t, awstest.New())
	held(t, f, "registry.tags", "ledgerline/api", "tags", `"v":"IMMUTABLE"`)
	held(t, f, "registry.tags", "ledgerline/tools", "except", "dev-*")
	held(t, f, "registry.scan", "ledgerline/api", "when", `"v":"SCAN_ON_PUSH"`)
	held(t, f, "registry.scan", "ledgerline/tools", "when", `"v":"MANUAL"`)
	held(t, f, "store.encryption", "ledgerline/api", "customer", `"v":true`)
	held(t, f, "store.encryption", "ledgerline/tools", "kms", `"v":false`)
	held(t, f, "store.copy", "registry of eu-central-1", "copies", `"v":true`, "eu-west-1")
	held(t, f, "store.region", "registry of eu-central-1/Destinations[0.0]", "region", `"v":"eu-west-1"`)
	open := 0
	for _, x := range f.Facts {
		if x.Kind == "iam.statement" && strings.HasPrefix(x.Subject, "ledgerline/api") && x.State == candor.Observed {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d statements of the policy of a repository, want 1", open)
	}
}

// TestScanLeftOut: a repository that the answer on scanning leaves out is a gap.
func TestScanLeftOut(t *testing.T) {
	fake := awstest.New()
	fake.Answers["ecr.BatchGetRepositoryScanningConfiguration"] = awstest.Text(`{"scanningConfigurations":[{"repositoryName":"ledgerline/api","scanFrequency":"SCAN_ON_PUSH"}],"failures":[{"repositoryName":"ledgerline/tools","failureCode":"REPOSITORY_NOT_FOUND"}]}`)
	f := here(t, fake)
	for _, x := range f.Facts {
		if x.Kind == "registry.scan" && !x.State.Answers() && strings.HasSuffix(x.At.Path, "/ecr/ledgerline/tools") {
			return
		}
	}
	t.Error("no gap")
}
