package workflows

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/ref"
)

// place names where in a file something stands, for people.
type place struct {
	job   string
	step  string
	shell string // of run, "" for the platform's
	ci    bool

	windows bool
	dir     string           // working directory
	files   *download.Reader // what the job has downloaded

	elsewhere bool // an earlier step checked out something else
}

func (p place) String() string {
	if p.step == "" {
		return p.job
	}
	return p.job + "/" + p.step
}

func (r *reader) workflow(doc *yaml.Node) {
	if doc == nil {
		return
	}
	if doc.Kind != yaml.MappingNode {
		gap(r.in, candor.Error, r.at(doc), "broken workflow: not a mapping", kindUses, kindImage, kindInstall, kindRun)
		return
	}
	r.pairs(doc) // for keys that stand twice
	shell := text(r.get(r.get(r.get(doc, "defaults"), "run"), "shell"))
	list := r.get(doc, "jobs")
	if list != nil && list.Kind != yaml.MappingNode && text(list) != "" {
		gap(r.in, candor.Error, r.at(list), "broken workflow: jobs is not a mapping", kindUses, kindImage, kindInstall, kindRun)
	}
	names, jobs := r.pairs(list)
	for i, job := range jobs {
		r.job(names[i].Value, shell, text(r.get(r.get(r.get(doc, "defaults"), "run"), "working-directory")), r.get(doc, "env"), job)
	}
}

func (r *reader) job(name, shell, dir string, env, job *yaml.Node) {
	p := place{job: name, shell: shell, ci: true, files: download.New()}
	p.windows = strings.Contains(strings.ToLower(text(r.get(job, "runs-on"))), "windows")
	if p.dir = text(r.get(r.get(r.get(job, "defaults"), "run"), "working-directory")); p.dir == "" {
		p.dir = dir
	}
	r.env(p, env)
	r.env(p, r.get(job, "env"))
	if s := text(r.get(r.get(r.get(job, "defaults"), "run"), "shell")); s != "" {
		p.shell = s
	}
	r.pairs(job)
	if u := r.get(job, "uses"); u != nil {
		r.uses(u, p, "workflow", nil)
	}
	r.image(r.get(job, "container"), p, "container")
	services, images := r.pairs(r.get(job, "services"))
	for i, s := range images {
		q := p
		q.step = services[i].Value
		r.image(s, q, "service")
	}
	r.steps(r.get(job, "steps"), p)
	r.finish(p)
}

func (r *reader) action(doc *yaml.Node) {
	runs := r.get(doc, "runs")
	if runs == nil {
		return // another kind of file under the same name
	}
	r.pairs(runs)
	p := place{job: "action", ci: true, files: download.New()}
	if img := r.get(runs, "image"); img != nil && strings.HasPrefix(text(img), "docker://") {
		r.docker(img, strings.TrimPrefix(text(img), "docker://"), p, "action")
	}
	r.steps(r.get(runs, "steps"), p)
	r.finish(p)
}

func (r *reader) steps(list *yaml.Node, p place) {
	if list == nil {
		return
	}
	if list.Kind != yaml.SequenceNode {
		gap(r.in, candor.Error, r.at(list), "broken workflow: steps is not a list", kindUses, kindImage, kindInstall, kindRun)
		return
	}
	for i, s := range list.Content {
		s = r.follow(s)
		if s == nil || s.Kind != yaml.MappingNode {
			continue
		}
		r.pairs(s)
		p.elsewhere = p.elsewhere || r.elsewhere(s)
		q := p
		q.step = "step " + strconv.Itoa(i+1)
		if n := text(r.get(s, "name")); n != "" {
			q.step = n
		} else if n := text(r.get(s, "id")); n != "" {
			q.step = n
		}
		if sh := text(r.get(s, "shell")); sh != "" {
			q.shell = sh
		}
		if u := r.get(s, "uses"); u != nil {
			r.uses(u, q, "action", r.get(s, "with"))
		}
		if c := r.get(s, "run"); c != nil {
			r.env(q, r.get(s, "env"))
			if d := text(r.get(s, "working-directory")); d != "" {
				q.dir = d
			}
			r.run(c, q)
			r.download(c, q)
		}
	}
}

// image reads a container or service: a name, or a mapping with one.
func (r *reader) image(n *yaml.Node, p place, use string) {
	if n != nil && n.Kind == yaml.MappingNode {
		n = r.get(n, "image")
	}
	if s := text(n); s != "" {
		r.docker(n, strings.TrimPrefix(s, "docker://"), p, use)
	}
}

// docker emits a reference to an image.
func (r *reader) docker(n *yaml.Node, image string, p place, use string) {
	f := candor.Fact{Kind: kindImage, State: candor.Observed, At: r.at(n)}
	if strings.Contains(image, "${{") {
		f.State, f.Reason = candor.Unresolved, "the image is an expression, which is known only when the workflow runs"
		f.Subject = r.refs.Unique(ref.Printable(image))
		f.Value = map[string]any{"ecosystem": "docker", "spec": ref.Printable(image), "level": "unresolved", "use": use, "stage": ref.Printable(p.String())}
		r.in.Emit(f)
		return
	}
	m := ref.ParseImage(image)
	v := m.Fact(image, use)
	v["stage"] = ref.Printable(p.String())
	label := m.Name
	if m.Tag != "" {
		label += ":" + m.Tag
	}
	f.Subject, f.Value = r.refs.Unique(ref.Printable(label)), v
	r.in.Emit(f)
}

// uses emits what a step or a job calls: an action, a workflow or an image.
func (r *reader) uses(n *yaml.Node, p place, what string, with *yaml.Node) {
	s := text(n)
	if image, ok := strings.CutPrefix(s, "docker://"); ok {
		r.docker(n, image, p, "action")
		return
	}
	f := candor.Fact{Kind: kindUses, State: candor.Observed, Subject: r.refs.Unique(ref.Printable(s)), At: r.at(n)}
	name, version, _ := strings.Cut(s, "@")
	v := map[string]any{
		"ecosystem": "gha", "name": ref.Printable(name), "spec": ref.Printable(version), "resolved": "", "level": "tag",
		"direct": true, "dev": false, "internal": false, "hash_alg": "", "hash": false, "host": "", "scheme": "",
		"what": what, "job": ref.Printable(p.job), "step": ref.Printable(p.step), "with": r.inputs(with),
	}
	switch {
	case n.Kind != yaml.ScalarNode || s == "":
		f.State, f.Reason, f.Subject = candor.Error, "uses names nothing", f.At.String()
		v["level"] = "unresolved"
	case strings.Contains(s, "${{"):
		f.State, f.Reason = candor.Unresolved, "uses holds an expression"
		v["level"] = "unresolved"
	case strings.HasPrefix(s, "./") && what == "action" && !r.local(s):
		f.State, f.Reason = candor.Unresolved, "the action is not in the tree: an earlier step may fetch it"
		v["level"] = "unresolved"
	case strings.HasPrefix(s, "./"):
		v["internal"], v["level"] = true, "exact"
	case ref.IsCommit(version):
		v["level"], v["hash"], v["hash_alg"], v["resolved"] = "hash", true, "commit", version
	case ref.IsCommit(strings.ToLower(version)):
		f.State, f.Reason = candor.Unresolved, "the commit is written in capitals: whether it is read as a commit is not certain"
		v["level"] = "unresolved"
	case version == "":
		v["level"] = "none"
	}
	f.Value = v
	r.in.Emit(f)
}

// versionInput tells the inputs by which actions are told what to install.
var versionInput = regexp.MustCompile(`(?i)version|release|toolchain|^image$`)

// inputs are the inputs that name versions; no others, which may be secrets.
func (r *reader) inputs(with *yaml.Node) map[string]any {
	out := map[string]any{}
	names, values := r.pairs(with)
	for i, n := range values {
		name := names[i].Value
		if !versionInput.MatchString(name) || len(out) > 20 {
			continue
		}
		v := map[string]any{"k": "known", "v": ref.Printable(text(n)), "at": map[string]any{"line": max(1, n.Line), "col": n.Column}}
		if strings.Contains(text(n), "${{") || n.Kind != yaml.ScalarNode {
			v["k"] = "unknown"
		}
		out[ref.Printable(name)] = v
	}
	return out
}

// local reports whether the tree holds the action of a folder. A step finds it
// on the runner, where a checkout of another repository may have put it.
func (r *reader) local(dir string) bool {
	return r.in.Tree.File(path.Join(dir, "action.yml")) != nil || r.in.Tree.File(path.Join(dir, "action.yaml")) != nil
}
