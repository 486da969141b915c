//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStages(t *testing.T) {
	dir := t.TempDir()
	text := "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B: {Type: AWS::S3::Bucket}\n"
	if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s, err := stages(ctx, dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.files != 1 || s.templates != 1 || len(s.facts) == 0 || s.results == 0 {
		t.Errorf("%d files, %d templates, %d facts, %d results", s.files, s.templates, len(s.facts), s.results)
	}
	costs, err := rules(ctx, s.facts, 1)
	if err != nil {
		t.Fatal(err)
	}
	var w strings.Builder
	s.print(&w)
	if err := costs.print(&w); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"evaluate", "crypto/at-rest"} {
		if !strings.Contains(w.String(), want) {
			t.Errorf("%s is not in\n%s", want, w.String())
		}
	}
	if err := check(ctx, dir); err != nil {
		t.Error(err)
	}
}
