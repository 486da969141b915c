package ruletest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/candor-dev/candor/internal/scaffold"
)

// TestNewAnalyzer builds what `candor new analyzer` writes, beside the others,
// and runs its test.
func TestNewAnalyzer(t *testing.T) {
	files, err := scaffold.Analyzer("os-exit")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("..", "..", "analyzers", "check", "testdata", "new")
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := scaffold.Write(dir, files); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "./osexit")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
