package main

import (
	"context"
	"os"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// TestUnusual: a rule that is broken in an unusual way is broken, or it can't be
// told; it is never kept.
func TestUnusual(t *testing.T) {
	b, err := os.ReadFile("testdata/unusual.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var tests []struct {
		Name, Rule, Worst string
		Files             map[string]string
	}
	if err := yaml.Unmarshal(b, &tests); err != nil {
		t.Fatal(err)
	}
	j, err := newJudge(time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.Name, func(t *testing.T) {
			got, said, err := j.over(context.Background(), tt.Files, reading{rule: tt.Rule})
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.Worst || got == "pass" || got == "none" {
				t.Errorf("%s says %s, want %s: %s", tt.Rule, got, tt.Worst, said)
			}
		})
	}
}
