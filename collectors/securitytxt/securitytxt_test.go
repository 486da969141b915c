package securitytxt

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
)

func TestCollect(t *testing.T) {
	for name, c := range map[string]struct {
		path, src string
		want      string
	}{
		"whole":        {".well-known/security.txt", "# ours\nContact: mailto:security@acme.example\nExpires: 2030-01-02T03:04:05z\n", "observed contacts 1 expires 2030-01-02T03:04:05Z line 3 times 1"},
		"another zone": {"public/.well-known/security.txt", "CONTACT: https://acme.example/report\r\nexpires : 2030-01-02T00:00:00+02:00\r\n", "observed contacts 1 expires 2030-01-01T22:00:00Z line 2 times 1"},
		"signed":       {"security.txt", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:a@acme.example\nExpires: 2030-01-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\nExpires: 2040-01-01T00:00:00Z\n", "observed contacts 1 expires 2030-01-01T00:00:00Z line 5 times 1"},
		"twice":        {"security.txt", "Contact: mailto:a@acme.example\nExpires: 2030-01-01T00:00:00Z\nExpires: 2031-01-01T00:00:00Z\n", "observed contacts 1 expires 2030-01-01T00:00:00Z line 2 times 2"},
		"a day":        {"security.txt", "Contact: mailto:a@acme.example\nExpires: 2030-01-01\n", "observed contacts 1 expires  line 2 times 1"},
		"empty":        {".well-known/security.txt", "", "observed contacts 0 expires  line 1 times 0"},
		"notes":        {"notes/security.txt", "buy a lock\nTodo: tomorrow\n", ""},
		"binary":       {".well-known/security.txt", "Contact: a\x00", "error"},
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
			got := ""
			for _, f := range in.Facts() {
				got = f.State.String()
				if v, ok := f.Value.(map[string]any); ok {
					got += fmt.Sprintf(" contacts %d expires %s line %d times %d", len(v["contacts"].([]any)), v["expires"], v["expires_line"], v["times"])
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Contact: mailto:a@b\nExpires: 2030-01-01T00:00:00Z\n")
	f.Add("\ufeff:\n::\nExpires:")
	f.Fuzz(func(t *testing.T, src string) {
		fields := parse(src)
		for _, x := range fields {
			if x.name == "" || x.line < 1 {
				t.Errorf("%+v", x)
			}
		}
		value(fields)
	})
}
