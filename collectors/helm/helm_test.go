package helm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
)

var hex64 = strings.Repeat("0a", 32)

func run(t *testing.T, files map[string]string) []string {
	t.Helper()
	m := fstest.MapFS{}
	for p, s := range files {
		m[p] = &fstest.MapFile{Data: []byte(s)}
	}
	tree, err := collector.Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	in := collector.NewInput(c, tree, time.Now())
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range in.Facts() {
		s := fmt.Sprintf("%s:%d %s", f.At.Path, f.At.Line, f.Subject)
		v, _ := f.Value.(map[string]any)
		switch {
		case !f.State.Answers():
			s += fmt.Sprintf(" [%s] %s", f.State, f.Reason)
		case v["internal"] == true:
			s += " internal"
		case f.Kind == kindChart:
			s += fmt.Sprintf(" %s exact=%v locked=%v sync=%s source=%v", v["lock_state"], v["exact"], v["locked"], v["in_sync"], v["same_source"])
		default:
			s += fmt.Sprintf(" %s", v["level"])
		}
		got = append(got, s)
	}
	slices.Sort(got)
	return got
}

func TestDependencies(t *testing.T) {
	const lock = "dependencies:\n- name: pg\n  repository: https://c.example.com\n  version: 12.1.9\ndigest: sha256:00\n"
	dep := func(version string) string {
		return "name: c\ndependencies:\n- name: pg\n  version: '" + version + "'\n  repository: https://c.example.com\n"
	}
	for name, c := range map[string]struct {
		chart, lock string
		want        string
	}{
		"locked":      {dep("12.x.x"), lock, "present exact=false locked=true sync=yes source=true"},
		"exact":       {dep("12.1.9"), lock, "present exact=true locked=true sync=yes source=true"},
		"out of date": {dep("13.0.0"), lock, "present exact=true locked=true sync=no source=true"},
		"past range":  {dep("~12.2.0"), lock, "present exact=false locked=true sync=no source=true"},
		"odd range":   {dep("newest"), lock, "present exact=false locked=true sync=unknown source=true"},
		"no lock":     {dep("^12.0.0"), "", "absent exact=false locked=false sync=unknown source=false"},
		"not in it":   {dep("^12.0.0"), "dependencies: []\n", "present exact=false locked=false sync=unknown source=false"},
		"broken lock": {dep("^12.0.0"), "a: [", "[error] its lock c/Chart.lock can't be read"},
		"local":       {"name: c\ndependencies:\n- name: pg\n  version: 0.1.0\n  repository: file://../pg\n", "", "internal"},
		"template":    {dep("{{ v }}"), "", "[unresolved] the dependency is a template"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"c/Chart.yaml": c.chart}
			if c.lock != "" {
				files["c/Chart.lock"] = c.lock
			}
			if got := run(t, files); len(got) != 1 || got[0] != "c/Chart.yaml:3 pg "+c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := run(t, map[string]string{"requirements.yaml": "dependencies: [{name: x}]\n", "c/Chart.yaml": "a: ["}); len(got) != 1 || !strings.Contains(got[0], "broken YAML") {
		t.Errorf("%q", got)
	}
}

func TestImages(t *testing.T) {
	got := run(t, map[string]string{
		"c/Chart.yaml": "name: c\n",
		"c/values.yaml": "image:\n  registry: r.example.com\n  repository: app\n  tag: v1\nside:\n  image: envoy:1.2@sha256:" + hex64 +
			"\nlate:\n  image: {repository: late, tag: ''}\nfirm:\n  image: {repository: firm, tag: '1', digest: 'sha256:" + hex64 + "'}\nother: {repository: https://x.example.com}\nlist:\n- image: l:1\n",
		"c/templates/d.yaml": "{{ if x }}\n  image: \"{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}\"\n  image: busybox:1.36\n  - image: {{ include \"x\" . }}\n" +
			"  # image: no\n  image: {{ .Values.side.image }} # why\n  image: {{ .Values.unseen.image }}\n{{ end }}\n",
	})
	want := []string{
		"c/templates/d.yaml:2 {{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }} internal",
		"c/templates/d.yaml:3 busybox:1.36 tag",
		"c/templates/d.yaml:4 {{ include \"x\" . }} [unresolved] the name of the image is a template or holds a variable",
		"c/templates/d.yaml:6 {{ .Values.side.image }} internal",
		"c/templates/d.yaml:7 {{ .Values.unseen.image }} [unresolved] the name of the image is a template or holds a variable",
		"c/values.yaml:10 firm.image: firm:1 [unresolved] a digest is given, but no template of the chart speaks of one",
		"c/values.yaml:13 list.image: l:1 tag",
		"c/values.yaml:2 image: r.example.com/app:v1 tag",
		"c/values.yaml:6 side.image: envoy:1.2 hash",
		"c/values.yaml:8 late.image: late [unresolved] the tag is left to the template",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got = run(t, map[string]string{"c/Chart.yaml": "name: c\n", "c/values.yaml": "image: {repository: a, digest: 'sha256:" + hex64 + "'}\n", "c/templates/_h.tpl": "{{ .Values.image.digest }}\n"})
	if !slices.Equal(got, []string{"c/values.yaml:1 image: a hash"}) {
		t.Errorf("got %q", got)
	}
}

func TestRange(t *testing.T) {
	for spec, want := range map[string]string{
		"^1.2.0": "yes", "^1.4.0": "no", "~1.3": "yes", "1.x": "yes", "2.x.x": "no", "*": "yes", ">=1.0.0 <2.0.0": "yes",
		">=1.0.0, <1.3.0": "no", "1.2 || 1.3": "yes", "latest": "unknown", "": "unknown",
	} {
		if got := inRange(spec, "1.3.5"); got != want {
			t.Errorf("%s: %s, want %s", spec, got, want)
		}
	}
	if inRange("^1", "v") != "unknown" {
		t.Error("a version that is none")
	}
}
