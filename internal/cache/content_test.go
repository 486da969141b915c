package cache

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

func sample(now time.Time) *Content {
	from := candor.Provenance{Collector: "c", Version: "1", Source: "a", Digest: "sha256:0", At: now}
	old := from
	old.At = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	return &Content{
		Run: candor.Run{ID: "c", Version: "1", State: candor.Ran, Reason: "r", Kinds: []string{"k"}, Files: 2, Facts: 3, At: now},
		Facts: []candor.Fact{
			{Kind: "k", Subject: "s", State: candor.Observed, From: from, At: candor.Location{Path: "a", Line: 1, Col: 2, EndLine: 3, EndCol: 4, Resource: "x", Label: "y"}, Value: map[string]any{
				"nil": nil, "t": true, "f": false, "s": "s", "i": -7, "i64": int64(1) << 60, "fl": 0.5, "n": json.Number("12.50"),
				"l": []any{1, "s", []any{}, []any(nil)}, "m": map[string]any{}, "none": map[string]any(nil),
			}},
			{Kind: "k", Subject: "s", State: candor.Error, Reason: "why", From: old, Within: []string{"a/**", "b"}},
		},
		Results: []candor.Result{{
			Rule: "a/b", Use: "u", Outcome: candor.Fail, Severity: candor.Bad, Control: "c", Subject: "s", Message: "m", Fix: "f",
			At: candor.Location{Path: "a"}, Related: []candor.Location{{Path: "b"}}, Flow: []candor.Location{}, Facts: []candor.Provenance{from, old, from}, Of: "b", Fingerprint: "0",
		}, {Rule: "a/b"}},
		Rules:    []string{"a/b", ""},
		Waivers:  []candor.Waiver{{Rule: "a/b", Subject: "s", Path: "p", Line: 1, EndLine: 2, Reason: "r", Owner: "o", Approved: "a", Expires: old.At, Origin: "comment", At: candor.Location{Path: "p"}}},
		Notices:  []candor.Notice{{Severity: candor.Warning, Message: "m", Hint: "h", At: candor.Location{Path: "p"}}},
		Proposal: "go:\n",
		Digests:  map[string]string{"k": "1", "l": ""},
	}
}

func TestContent(t *testing.T) {
	now, later := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	for _, c := range []func(time.Time) *Content{sample, func(time.Time) *Content { return &Content{} }} {
		b, err := Encode(c(now), now)
		if err != nil {
			t.Fatal(err)
		}
		// What was seen now is seen later, and what is older stays as old.
		got, err := Decode(b, later)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c(later), got); d != "" {
			t.Error(d)
		}
		again, err := Encode(c(later), later)
		if err != nil || string(again) != string(b) {
			t.Errorf("the same content gives other bytes (%v)", err)
		}
		for i := range b {
			if _, err := Decode(b[:i], now); err == nil {
				t.Errorf("cut at %d and taken for whole", i)
			}
		}
	}
}

func TestNotKept(t *testing.T) {
	deep := any("x")
	for range maxDepth + 1 {
		deep = []any{deep}
	}
	for name, c := range map[string]*Content{
		"live":    {Facts: []candor.Fact{{From: candor.Provenance{Call: &candor.Call{}}}}},
		"type":    {Facts: []candor.Fact{{Value: struct{}{}}}},
		"deep":    {Facts: []candor.Fact{{Value: deep}}},
		"waived":  {Results: []candor.Result{{Waived: &candor.Waiver{}}}},
		"applied": {Waivers: []candor.Waiver{{Used: 1}}},
	} {
		if _, err := Encode(c, time.Time{}); err == nil {
			t.Errorf("%s: kept", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	b, err := Encode(sample(now), now)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, in []byte) {
		c, err := Decode(in, now)
		if err == nil && c == nil {
			t.Error("neither content nor error")
		}
	})
}
