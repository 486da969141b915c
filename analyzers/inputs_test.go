package analyzers

import (
	"os"
	"path/filepath"
	"testing"
)

// TestInputs: what a build could read changes the digest, all else does not, and
// what lies outside of the tree leaves it open.
func TestInputs(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cache := t.TempDir()
	t.Setenv("GOMODCACHE", cache)
	put("go.mod", "module example.com/m\n\ngo 1.26\n")
	put("go.sum", "example.com/Dep v1.0.0 h1:AAAA\nexample.com/Dep v1.0.0/go.mod h1:AAAA\n")
	put("m.go", "package m\n")
	last := ""
	look := func(what string, changes bool) {
		t.Helper()
		d, ok := Inputs(t.Context(), dir, []string{"."})
		if !ok {
			t.Fatalf("%s: left open", what)
		}
		if again, _ := Inputs(t.Context(), dir, []string{"."}); again != d {
			t.Errorf("%s: two digests of one tree", what)
		}
		if (d != last) != changes {
			t.Errorf("%s: the digest changed: %t", what, d != last)
		}
		last = d
	}
	look("a first look", true)
	put("README.md", "x")
	look("a text", false)
	put("m.go", "package n\n")
	look("code of the same length", true)
	put("a_test.go", "package m\n")
	look("a test", true)
	put("vendor/example.com/x/x.go", "package x\n")
	look("vendored code", true)
	put("testdata/x.s", "x")
	look("assembly", true)
	put("e/e.go", "package e\n\nimport \"embed\"\n\n//go:embed *\nvar f embed.FS\n")
	look("embedding", true)
	put("e/page.html", "x")
	look("a file to embed", true)
	put("e/page.html", "y")
	look("its text", false)
	put("other.html", "y")
	look("a file that nothing embeds", false)
	if err := os.MkdirAll(filepath.Join(cache, "example.com", "!dep@v1.0.0"), 0o755); err != nil {
		t.Fatal(err)
	}
	look("a module that was downloaded", true)
	t.Setenv("GOFLAGS", "-tags=enterprise")
	look("a tag", true)
	t.Setenv("GOOS", "plan9")
	look("another system", true)

	for what, text := range map[string]string{
		"replaced from outside": "module example.com/m\n\ngo 1.26\n\nreplace example.com/x => ../x\n",
		"replaced from nowhere": "module example.com/m\n\ngo 1.26\n\nreplace example.com/x => ./x\n",
	} {
		put("go.mod", text)
		if _, ok := Inputs(t.Context(), dir, []string{"."}); ok {
			t.Errorf("%s: not left open", what)
		}
	}
	put("go.mod", "module example.com/m\n\ngo 1.26\n\nreplace example.com/x => ./e\n")
	look("replaced from inside", true)
	t.Setenv("GOPACKAGESDRIVER", "bazel")
	if _, ok := Inputs(t.Context(), dir, []string{"."}); ok {
		t.Error("another loader of packages: not left open")
	}
}
