package golangci

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/golangci/plugin-module-register/register"
)

func TestPlugin(t *testing.T) {
	build, err := register.GetPlugin("candor")
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(map[string]any{"dir": t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	as, err := p.BuildAnalyzers()
	if err != nil || len(as) < 10 {
		t.Errorf("%d analyzers, %v", len(as), err)
	}
	if p.GetLoadMode() != register.LoadModeTypesInfo {
		t.Error("the checks need types")
	}
}

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "candor.yaml"), []byte("version: 1\nnonsense: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []any{"text", map[string]any{"dirs": "x"}, map[string]any{"dir": 1}, map[string]any{"dir": dir}} {
		if _, err := New(bad); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}
