package kubernetes

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

var digest = "sha256:" + strings.Repeat("0a", 32)

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
			s += fmt.Sprintf(" [%s]", f.State)
		case v["internal"] == true:
			s += " internal"
		default:
			s += fmt.Sprintf(" %s", v["level"])
		}
		got = append(got, s)
	}
	slices.Sort(got)
	return got
}

func TestCollect(t *testing.T) {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  "
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"pod":     {pod + "containers:\n    - image: a:1\n    - image: b@" + digest + "\n", []string{"m.yaml:6 Pod p: a:1 tag", "m.yaml:7 Pod p: b hash"}},
		"init":    {pod + "initContainers: [{image: a}]\n  ephemeralContainers: [{image: 'b:2'}]\n", []string{"m.yaml:5 Pod p: a none", "m.yaml:6 Pod p: b:2 tag"}},
		"cronjob": {"apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{image: 'a:1'}]}}}}}\n", []string{"m.yaml:4 CronJob c: a:1 tag"}},
		"two documents": {pod + "containers: [{image: 'a:1'}]\n---\n" + pod + "containers: [{image: 'a:1'}]\n",
			[]string{"m.yaml:11 Pod p: a:1 #2 tag", "m.yaml:5 Pod p: a:1 tag"}},
		"list":            {"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n  spec: {containers: [{image: 'a:1'}]}\n", []string{"m.yaml:7 Pod p: a:1 tag"}},
		"template":        {pod + "containers:\n    - image: '{{ .Values.image }}'\n    - image: ${IMAGE}\n", []string{"m.yaml:6 Pod p: {{ .Values.image }} [unresolved]", "m.yaml:7 Pod p: ${IMAGE} [unresolved]"}},
		"broken template": {pod + "containers:\n    - image: {{ .Values.image }}\n{{ end }}\n", []string{"m.yaml:7 m.yaml:7 [error]"}},
		"built by ko":     {pod + "containers: [{image: 'ko://x.example.com/cmd'}]\n", []string{"m.yaml:5 Pod p: ko://x.example.com/cmd internal"}},
		"volume":          {pod + "volumes: [{image: {reference: 'a:1'}}]\n", []string{"m.yaml:5 Pod p: a:1 tag"}},
		"custom":          {"apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec:\n  steps:\n  - image: a:1\n  - image: quay.example.com/b\n  - image: word\n", []string{"m.yaml:6 Task t: a:1 tag", "m.yaml:7 Task t: quay.example.com/b none", "m.yaml:8 Task t: word [unresolved]"}},
		"custom block":    {"apiVersion: x.example.com/v1\nkind: App\nmetadata: {name: t}\nspec:\n  image:\n    repository: a\n    tag: v1\n", []string{"m.yaml:6 App t: a:v1 tag"}},
		"definition":      {"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {image: 'a:1'}\n", nil},
		"config":          {"apiVersion: v1\nkind: ConfigMap\ndata: {image: 'a:1'}\n", nil},
		"something else":  {"image: a:1\n", nil},
		"broken, no pods": {"apiVersion: v1\nkind: [\n", nil},
		"binary":          {"apiVersion: v1\nkind: Pod\nimage: a\x00\n", []string{"m.yaml:1 m.yaml:1 [error]"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := run(t, map[string]string{"m.yaml": c.src}); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestKustomize(t *testing.T) {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: app}]}\n"
	base := map[string]string{
		"base/pod.yaml": pod, "base/kustomization.yaml": "resources: [pod.yaml]\n",
		"prod/kustomization.yaml": "resources: [../base]\nimages:\n- name: app\n  newName: r.example.com/app\n  digest: " + digest + "\n",
	}
	want := []string{"base/pod.yaml:4 Pod p: app internal", "prod/kustomization.yaml:3 r.example.com/app hash"}
	if got := run(t, base); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	// One overlay that leaves it as it is: the manifest counts again.
	base["dev/kustomization.yaml"] = "resources: [../base, 'https://x.example.com/y.yaml']\nimages: [{name: app, newName: other}]\n"
	want = []string{"base/pod.yaml:4 Pod p: app none", "dev/kustomization.yaml:1 dev/kustomization.yaml:1:22 [unresolved]", "prod/kustomization.yaml:3 r.example.com/app hash"}
	if got := run(t, base); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	// Two that take in each other end somewhere.
	if got := run(t, map[string]string{"a/kustomization.yaml": "resources: [../b, p.yaml]\n", "b/kustomization.yaml": "resources: [../a]\n", "a/p.yaml": pod}); len(got) != 1 {
		t.Errorf("got %q", got)
	}
	if got := run(t, map[string]string{"c/Chart.yaml": "name: c\n", "c/templates/p.yaml": pod}); got != nil {
		t.Errorf("a chart: %q", got)
	}
}
