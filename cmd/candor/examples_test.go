package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
)

var today = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func scanExample(t *testing.T, name string) *candor.Report {
	t.Helper()
	out, err := scan.Run(context.Background(), scan.Options{
		Root: filepath.Join("..", "..", "examples", name), Collectors: collectors.All(), Now: today, FailOn: candor.Bad,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Report
}

// TestExamples holds the exact list of results and verdicts of both companies.
func TestExamples(t *testing.T) {
	for _, name := range []string{"ledgerline", "ledgerline-broken"} {
		t.Run(name, func(t *testing.T) {
			r := scanExample(t, name)
			var b strings.Builder
			for _, c := range r.Claims {
				fmt.Fprintf(&b, "claim %s: %s: %s\n", c.Claim.ID, c.Verdict, c.Why)
			}
			for _, x := range r.Results {
				fmt.Fprintf(&b, "%s %s %s %s\n", x.At, x.Rule, x.Outcome, x.Subject)
			}
			for _, n := range r.Notices {
				fmt.Fprintf(&b, "notice %s %s\n", n.At, n.Message)
			}
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("results changed (go test ./cmd/candor -run TestExamples -update):\n%s", d)
			}
		})
	}
}

// TestBreaches: each breach that BREACHES.md plants is found at its line, by its
// rule, and gives its claim the verdict that the table names.
func TestBreaches(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "examples", "ledgerline-broken", "BREACHES.md"))
	if err != nil {
		t.Fatal(err)
	}
	r := scanExample(t, "ledgerline-broken")
	row := regexp.MustCompile("(?m)^\\| ([a-z0-9-]+) \\| `([^`]+)` \\| .* \\| (?:`([^`]+)`|–) \\| (\\w+) \\|$")
	rows := row.FindAllStringSubmatch(string(doc), -1)
	if len(rows) < 30 {
		t.Fatalf("only %d rows were read", len(rows))
	}
	for _, m := range rows {
		claim, at, rule, verdict := m[1], m[2], m[3], m[4]
		if rule != "" && !slices.ContainsFunc(r.Results, func(x candor.Result) bool {
			return x.Finding() && x.Rule == rule && fmt.Sprintf("%s:%d", x.At.Path, x.At.Line) == at
		}) {
			t.Errorf("%s: %s finds nothing at %s", claim, rule, at)
		}
		i := slices.IndexFunc(r.Claims, func(c candor.ClaimVerdict) bool { return c.Claim.ID == claim })
		if i < 0 || r.Claims[i].Verdict.String() != verdict {
			t.Errorf("%s: the verdict is not %s", claim, verdict)
		}
	}
}

// TestPromises: the first company keeps each of its promises, and each one that
// the second breaks has another verdict there.
func TestPromises(t *testing.T) {
	good, broken := scanExample(t, "ledgerline"), scanExample(t, "ledgerline-broken")
	if code := exitCode(good, false); code != cli.ExitClean {
		t.Errorf("ledgerline: exit code %d", code)
	}
	if code := exitCode(broken, false); code != cli.ExitFinding {
		t.Errorf("ledgerline-broken: exit code %d", code)
	}
	verdicts := make(map[string]candor.Verdict)
	for _, c := range broken.Claims {
		verdicts[c.Claim.ID] = c.Verdict
	}
	live := 0
	for _, c := range good.Claims {
		if c.Claim.Status == candor.Live || c.Claim.Status == candor.Plan {
			live++
			if !c.Verdict.Holds() {
				t.Errorf("ledgerline: %s is %s: %s", c.Claim.ID, c.Verdict, c.Why)
			}
			if v, ok := verdicts[c.Claim.ID]; ok && v == c.Verdict {
				t.Errorf("ledgerline-broken: %s is still %s: nothing breaks it", c.Claim.ID, v)
			}
		}
	}
	if len(good.Claims) < 20 || live < 15 {
		t.Errorf("only %d claims, %d of them live", len(good.Claims), live)
	}
}
