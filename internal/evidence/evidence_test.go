package evidence

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

func sample() *File {
	return &File{
		Header: Header{Schema: Schema, Tool: "0", Root: "x", At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Tree: true},
		Runs:   []candor.Run{{ID: "sql", State: candor.Ran, Kinds: []string{"sql.table"}, Facts: 1}},
		Rules:  []string{"errors/dropped"},
		Unread: []candor.Unread{{Path: "vendor", Count: 1, Reason: "vendored dependencies"}},
		Facts: []candor.Fact{{
			Kind: "sql.table", Subject: "public.deals", State: candor.Observed,
			Value: map[string]any{"rls": true, "columns": []any{"id"}},
			At:    candor.Location{Path: "a.sql", Line: 3},
		}},
		Results: []candor.Result{{Rule: "errors/dropped", Outcome: candor.Pass, Subject: "f", Message: "handled"}},
		Waivers: []candor.Waiver{{Rule: "rls/table-without-rls", Path: "a.sql", Line: 3, EndLine: 4, Reason: "r", Origin: "comment"}},
		Notices: []candor.Notice{{Severity: candor.Warning, Message: "m"}},
		Lines:   []Line{{Path: "a.sql", Line: 3, Text: "create table"}},
		Items:   []live.Item{{ID: "sha256:1", Spec: "s3.ListBuckets", State: candor.Denied, Population: &live.Population{Of: "aws.s3.bucket"}}},
		Manifests: []live.Manifest{{
			Schema: live.ManifestSchema, Source: live.Source{Kind: "aws", Account: "111122223333"},
			Counters: map[string]live.Counter{"s3.ListBuckets": {Calls: 1, Denied: 1}}, ClockSkew: time.Second,
		}},
	}
}

func TestRoundTrip(t *testing.T) {
	var a, b bytes.Buffer
	if err := sample().Write(&a); err != nil {
		t.Fatal(err)
	}
	first := a.String()
	f, err := Read(&a)
	if err != nil {
		t.Fatal(err)
	}
	if f.Waivers[0].EndLine != 4 || f.Facts[0].State != candor.Observed {
		t.Fatalf("lost on the way: %+v", f)
	}
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if first != b.String() {
		t.Errorf("second writing differs:\n%s\n%s", first, b.String())
	}
}

func TestReadRefuses(t *testing.T) {
	head := `{"type":"header","header":{"schema":"candor.evidence/v1","at":"2026-11-21T00:00:00Z"}}` + "\n"
	for name, c := range map[string]struct{ in, want string }{
		"empty":        {"", "no header"},
		"not JSON":     {"hello", "first line is no header"},
		"sarif":        {`{"version":"2.1.0"}`, "first line is no header"},
		"newer schema": {`{"type":"header","header":{"schema":"candor.evidence/v9","at":"2026-11-21T00:00:00Z"}}`, `schema "candor.evidence/v9"`},
		"two headers":  {head + head, "line 2: a second header"},
		"unknown type": {head + `{"type":"opinion"}`, `line 2: record of unknown type "opinion"`},
		"no content":   {head + `{"type":"fact"}`, "line 2: record of type fact: it has no"},
		"no spec":      {head + `{"type":"item","item":{"id":"x"}}`, "line 2: record of type item: it has no"},
		"bad state":    {head + `{"type":"fact","fact":{"kind":"k","state":"fine","subject":"s","at":{},"from":{"collector":"c"}}}`, "unknown state"},
		"truncated":    {head + `{"type":"fact","fa`, "line 2: not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := sample().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		if got, err := Read(bytes.NewReader(in)); err == nil && got == nil {
			t.Error("neither file nor error")
		}
	})
}
