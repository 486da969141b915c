package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Labels of a folder of files: a fixture, a line of one, a case in a test's
// source, a lock that comes alone, and a repository that is not there.
func TestMeasure(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	write("o+r/testdata/Dockerfile-a", "FROM scratch\nRUN curl x | sh\nRUN npm ci && \\\n  pip install x\n")
	write("o/s/package-lock-1.json", `{"lockfileVersion": 3, "packages": {"": {"name": "x", "dependencies": {"a": "1.0.0"}}, "node_modules/a": {"version": "1.0.0"}}}`)
	labels := write("labels.csv", strings.Join([]string{
		"repo,commit,path,line,ecosystem,what,expected,level,label_source",
		"o/r,0,testdata/Dockerfile-a,,docker,file: 2 unpinned expected,unpinned,hash,x",
		"o/r,0,testdata/Dockerfile-a,2,shell-download,curl,unpinned,hash,x",
		"o/r,0,testdata/Dockerfile-a,3,pip,pip,unpinned,hash,lines 3-4",
		"o/r,0,a_test.go,7,github-actions,actions/checkout@v4,unpinned,hash,x",
		"o/r,0,a_test.go,8,nuget,dotnet add package x -v 2.0,pinned,version-or-lock,x",
		"o/r,0,a_test.go,9,npm,npm ci,unpinned,version-or-lock,a label that is wrong",
		"o/s,0,package-lock-1.json,,npm-lock,no hash,unpinned,lock-source,x",
		"o/none,0,a.sh,,shell,x,pinned,hash,x",
	}, "\n")+"\n")
	var out bytes.Buffer
	if err := run(context.Background(), []string{"--labels", labels, "--repos", dir}, &out); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []string{"a_test.go:9: npm ci (npm, version-or-lock)\n  expected unpinned, candor says pinned", "no repository o/none"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Count(got, "expected") != 2 {
		t.Error(got)
	}
	for _, bad := range [][]string{{}, {"--labels", labels + "x", "--repos", dir}, {"--labels", write("b.csv", "a,b\n"), "--repos", dir}} {
		if run(context.Background(), bad, &out) == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

func TestManifest(t *testing.T) {
	got := manifest("yarn.lock", []byte("# yarn lockfile v1\n\n\"@s/a@^1.0.0\", \"@s/a@^1.1.0\":\n  version \"1.1.0\"\n\nb@1:\n  version \"1\"\n"))
	if !strings.Contains(got, `"@s/a": "^1.0.0"`) || !strings.Contains(got, `"b": "1"`) {
		t.Error(got)
	}
	if manifest("a.sh", nil) != "" || manifest("package-lock.json", []byte("{")) != "" {
		t.Error("a manifest of nothing")
	}
}
