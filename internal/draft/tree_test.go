package draft

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

func tenancy(subject string) candor.Fact {
	return candor.Fact{Kind: kindTenancy, Subject: subject, State: candor.Observed, Value: map[string]any{
		"migrations": "goose",
		"anchors": []any{
			map[string]any{"table": "public.orgs", "column": "org_id", "why": "policies tie it to the caller"},
			map[string]any{"table": "", "column": "org_id", "why": "by its name"},
		},
		"identities": []any{map[string]any{"expr": "current_setting('app.org', true)"}},
		"roles":      []any{map[string]any{"name": "app: the role"}},
	}}
}

// TestDatabase: what a person takes over by removing the # can be read.
func TestDatabase(t *testing.T) {
	gone := tenancy("b")
	gone.State = candor.Error
	out := Database([]candor.Fact{tenancy("db"), gone, {Kind: kindTenancy, State: candor.Observed, Value: "odd"}})
	f := File{Database: out, Go: "go:\n  guards:\n    - \"x\"\n"}
	plain := strings.ReplaceAll(strings.ReplaceAll(string(f.Bytes()), "\n# ", "\n"), "\n#", "\n")
	if strings.Contains(string(f.Bytes()), "\ndatabase:") || strings.Contains(string(f.Bytes()), "\ngo:") {
		t.Errorf("what was inferred must stand in comments:\n%s", f.Bytes())
	}
	var doc struct {
		Database struct {
			Tenants           []map[string]string
			Identities, Roles []string
		}
	}
	if err := yaml.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	d := doc.Database
	if len(d.Tenants) != 1 || d.Tenants[0]["table"] != "public.orgs" || len(d.Identities) != 1 || d.Identities[0] != "current_setting('app.org', true)" || len(d.Roles) != 1 || d.Roles[0] != "app: the role" {
		t.Errorf("%+v in\n%s", d, out)
	}
	if !strings.Contains(plain, out) {
		t.Errorf("without its signs the comment is not what was inferred:\n%s", plain)
	}
}

func TestRegionsAndChains(t *testing.T) {
	region := func(k string, v any) candor.Fact {
		return candor.Fact{Kind: kindRegion, State: candor.Observed, Value: map[string]any{"region": map[string]any{"k": k, "v": v}}}
	}
	facts := []candor.Fact{region("known", "us-east-1"), region("known", "eu-west-1"), region("known", "us-east-1"), region("unknown", nil), region("pattern", "eu-*"), tenancy("db")}
	if got := strings.Join(Regions(facts), " "); got != "eu-west-1 us-east-1" {
		t.Error(got)
	}
	if got := strings.Join(Chains(facts), " "); got != "migrations of goose in db" {
		t.Error(got)
	}
}

func TestHolds(t *testing.T) {
	r := func(rule string, o candor.Outcome) candor.Result { return candor.Result{Rule: rule, Outcome: o} }
	got := strings.Join(Holds([]candor.Result{
		r("b/x", candor.Fail), r("b/x", candor.Pass), r("c/x", candor.Pass), r("a/x", candor.Unknown), r("d/x", candor.NotApplicable), r("claims/x", candor.Pass),
	}), "|")
	want := "c/x                          1 of 1|a/x                          0 of 1, 1 unknown|b/x                          1 of 2, 1 fail"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
