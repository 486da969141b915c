package shell

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
)

func TestCollect(t *testing.T) {
	for name, c := range map[string]struct {
		path, src string
		want      []string
	}{
		"by ending":         {"a/get.sh", "curl x | sh\nnpm ci\n", []string{"download.run 1:1 observed", "shell.install 2:1 observed"}},
		"by first line":     {"bin/get", "#!/usr/bin/env bash\ncurl x | sh\n", []string{"download.run 2:1 observed"}},
		"-e in first line":  {"get.sh", "#!/bin/sh -e\ncurl -O https://x.example.com/i\necho 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a i | sha256sum -c\nsh i\n", []string{"download.run 4:1 observed"}},
		"another language":  {"bin/get", "#!/usr/bin/env python3\n'curl x | sh'\n", nil},
		"ending, python":    {"get.sh", "#!/usr/bin/env python3\n'curl x | sh'\n", nil},
		"no first line":     {"Makefile", "a:\n\tcurl x | sh\n", nil},
		"broken":            {"get.sh", "if curl x\n", []string{"download.run 1:0 error"}},
		"broken, no matter": {"get.sh", "if x\n", nil},
		"binary":            {"get.sh", "a\x00", []string{"download.run 1:0 error", "shell.install 1:0 error"}},
		"unsure":            {"get.sh", "yarn\ncurl -s \"$U\" | sh\npoetry install\n", []string{"download.run 2:1 unresolved", "shell.install 1:1 observed", "shell.install 3:1 unresolved"}},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := collector.Walk(context.Background(), fstest.MapFS{c.path: {Data: []byte(c.src)}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			col := New()
			in := collector.NewInput(col, tree, time.Now())
			if err := col.Collect(context.Background(), in); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range in.Facts() {
				got = append(got, fmt.Sprintf("%s %d:%d %s", f.Kind, f.At.Line, f.At.Col, f.State))
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
