package claimtable

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/scan"
)

// turn is a tree that keeps some claims, and the edits that break them.
type turn struct {
	Settings string            // of candor.yaml, beside the claims
	Files    map[string]string // the tree that keeps its word
	Idle     []string          // "claim rule": rules of which the tree has no subject
	Breaks   []struct {
		Name   string
		Claims []string // those that the edit contradicts, and no others of this tree
		In     string   // the file
		From   string
		To     string
	}
}

// Every claim of a tree holds, each by every rule that it binds, and an edit of
// one line contradicts just the claims that it breaks.
func TestVerdictsTurn(t *testing.T) {
	nodes := claimNodes(t)
	names, err := filepath.Glob("testdata/turn/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no trees", err)
	}
	turned := make(map[string]bool)
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var tr turn
		d := yaml.NewDecoder(bytes.NewReader(src))
		d.KnownFields(true)
		if err := d.Decode(&tr); err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, b := range tr.Breaks {
			ids = append(ids, b.Claims...)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		for _, id := range ids {
			turned[id] = true
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			conf := tr.Settings + claimsOf(t, nodes, ids)
			for _, v := range run(t, conf, tr.Files) {
				holds(t, &v, tr.Idle)
			}
			for _, b := range tr.Breaks {
				t.Run(b.Name, func(t *testing.T) {
					t.Parallel()
					files := make(map[string]string)
					for p, text := range tr.Files {
						files[p] = text
					}
					if strings.Count(files[b.In], b.From) != 1 {
						t.Fatalf("%s holds %q %d times, want once", b.In, b.From, strings.Count(files[b.In], b.From))
					}
					files[b.In] = strings.Replace(files[b.In], b.From, b.To, 1)
					for _, v := range run(t, conf, files) {
						got, want := v.Verdict == candor.Contradicted, slices.Contains(b.Claims, v.Claim.ID)
						if got != want {
							t.Errorf("%s is %s, want contradicted: %t (%s)", v.Claim.ID, v.Verdict, want, v.Why)
						}
					}
				})
			}
		})
	}
	if len(turned) < 40 {
		t.Errorf("the trees turn %d claims, want 40", len(turned))
	}
	t.Logf("%d claims turn", len(turned))
}

// holds wants a claim that is shown by each of its rules.
func holds(t *testing.T, v *candor.ClaimVerdict, idle []string) {
	t.Helper()
	if !v.Verdict.Holds() {
		t.Errorf("%s is %s, want it to hold: %s", v.Claim.ID, v.Verdict, v.Why)
	}
	for _, r := range v.Rules {
		if r.Fail > 0 || r.Unknown > 0 || r.Pass == 0 && !slices.Contains(idle, v.Claim.ID+" "+r.Rule) {
			t.Errorf("%s: rule %s passes %d, fails %d and leaves %d unknown: %s", v.Claim.ID, r.Rule, r.Pass, r.Fail, r.Unknown, v.Why)
		}
	}
}

// claimNodes are the entries of both configurations as they are written, by id.
func claimNodes(t *testing.T) map[string]*yaml.Node {
	t.Helper()
	out := make(map[string]*yaml.Node)
	for _, name := range []string{"tinkerbench.yaml", "pinecourt.yaml"} {
		src, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ Claims []yaml.Node }
		if err := yaml.Unmarshal(src, &doc); err != nil {
			t.Fatal(err)
		}
		for i := range doc.Claims {
			var id struct{ ID string }
			if err := doc.Claims[i].Decode(&id); err != nil {
				t.Fatal(err)
			}
			out[id.ID] = &doc.Claims[i]
		}
	}
	return out
}

func claimsOf(t *testing.T, nodes map[string]*yaml.Node, ids []string) string {
	t.Helper()
	var list []*yaml.Node
	for _, id := range ids {
		if nodes[id] == nil {
			t.Fatalf("no claim %s", id)
		}
		list = append(list, nodes[id])
	}
	b, err := yaml.Marshal(map[string]any{"version": 1, "company": "Sample", "claims": list})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func run(t *testing.T, conf string, files map[string]string) []candor.ClaimVerdict {
	t.Helper()
	dir := t.TempDir()
	write := func(p, text string) {
		full := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for p, text := range files {
		write(p, text)
	}
	write(scan.ConfigName, conf)
	out, err := scan.Run(context.Background(), scan.Options{
		Root: dir, Collectors: collectors.All(), FailOn: candor.Bad,
		Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Report.Claims
}
