package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/draft"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
)

// lookAt runs the scan that check runs and drafts from what it saw.
func (a *app) lookAt(ctx context.Context, dir string, fsys fs.FS) (*draft.File, error) {
	res, err := a.scan(ctx, scan.Options{
		Root: dir, Collectors: collectors.All(), Doors: true, Now: time.Now().UTC().Truncate(time.Second),
	}, false)
	if err != nil {
		return nil, err
	}
	d := &draft.File{Go: res.Proposal}
	d.Found = found(res)
	d.Database = draft.Database(res.Report.Facts)
	d.Regions = draft.Regions(res.Report.Facts)
	d.Holds = draft.Holds(res.Report.Results)
	if d.Page, err = a.bestPage(ctx, fsys); err != nil {
		return nil, err
	}
	if d.Page != nil {
		d.Page.Fit(func(rule string) bool {
			return slices.ContainsFunc(res.Report.Results, func(r candor.Result) bool { return r.Rule == rule })
		})
	}
	if len(d.Found) == 0 && d.Page == nil {
		fmt.Fprintf(a.Stderr, "candor: %s holds no source that candor reads; the draft has nothing but its form\n", dir)
		return d, nil
	}
	fmt.Fprintln(a.Stderr, "Found:")
	for _, s := range d.Found {
		fmt.Fprintln(a.Stderr, "  "+s)
	}
	if d.Page == nil {
		fmt.Fprintln(a.Stderr, "         no page on security; name yours under page, or draft from it: candor init --from PAGE")
	}
	for _, r := range res.Report.Runs {
		// The most that a new user can mend: modules that were never downloaded.
		if r.ID == "go" && (r.State == candor.Partial || r.State == candor.Failed) {
			fmt.Fprintln(a.Stderr, "Go: "+term.Sanitize(r.Reason))
		}
	}
	if n := len(res.Report.Incomplete); n > 0 {
		fmt.Fprintf(a.Stderr, "%d %s could not be read or checked; candor check names %s\n", n, plural(n, "thing", "things"), plural(n, "it", "them"))
	}
	return d, nil
}

// sources names what each collector reads, one and several, in the order in
// which it is told.
func sources() [][3]string {
	return [][3]string{
		{"sql", "SQL file", "SQL files"}, {"cloudformation", "CloudFormation template", "CloudFormation templates"},
		{"terraform", "file of Terraform", "files of Terraform"}, {"proxies", "configuration of a proxy", "configurations of proxies"},
		{"workflows", "workflow of GitHub Actions", "workflows of GitHub Actions"}, {"pipelines", "other pipeline", "other pipelines"},
		{"docker", "Dockerfile", "Dockerfiles"}, {"compose", "Compose file", "Compose files"},
		{"kubernetes", "Kubernetes manifest", "Kubernetes manifests"}, {"helm", "file of Helm", "files of Helm"},
		{"npm", "package.json or lock of npm, pnpm, yarn or bun", "package.json and locks of npm, pnpm, yarn or bun"},
		{"gomod", "go.mod or go.sum", "go.mod and go.sum"}, {"python", "manifest or lock of Python", "manifests and locks of Python"},
		{"cargo", "manifest or lock of Cargo", "manifests and locks of Cargo"}, {"gem", "manifest or lock of Ruby", "manifests and locks of Ruby"},
		{"nuget", "manifest or lock of NuGet", "manifests and locks of NuGet"},
		{"precommit", "configuration of pre-commit", "configurations of pre-commit"}, {"shell", "shell script", "shell scripts"},
		{"securitytxt", "security.txt", "files named security.txt"}, {"scans", "report of a scanner", "reports of scanners"},
		{"unread", "file that candor knows and can't read yet", "files that candor knows and can't read yet"},
	}
}

// found says in lines what a tree holds.
func found(res *scan.Outcome) []string {
	files := make(map[string]int)
	for _, r := range res.Report.Runs {
		if r.Facts > 0 {
			files[r.ID] = r.Files
		}
	}
	var out []string
	put := func(n int, what string) { out = append(out, fmt.Sprintf("%5d  %s", n, what)) }
	packages := 0
	for i := range res.Report.Facts {
		if f := &res.Report.Facts[i]; f.Kind == "go.package" && f.State == candor.Observed {
			packages++
		}
	}
	if packages > 0 {
		put(packages, plural(packages, "Go package", "Go packages")+doorsOf(res))
	}
	chains := draft.Chains(res.Report.Facts)
	for _, k := range sources() {
		n := files[k[0]]
		if n == 0 {
			continue
		}
		what := plural(n, k[1], k[2])
		if k[0] == "sql" && len(chains) > 0 {
			what += ": " + strings.Join(chains, ", ")
		}
		put(n, what)
	}
	return out
}

// doorsOf counts the doors of the Go code.
func doorsOf(res *scan.Outcome) string {
	var b bytes.Buffer
	if err := res.WriteDoors(&b); err != nil {
		return ""
	}
	n := bytes.Count(b.Bytes(), []byte("\n")) - 1
	if n < 1 {
		return ""
	}
	return fmt.Sprintf(" with %d %s", n, plural(n, "door (route, command, job)", "doors (routes, commands, jobs)"))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

const (
	maxWalk  = 200_000 // entries of the tree that are looked at for a page
	maxPages = 40      // candidates that are read
)

// bestPage is the page of the tree that states most that rules can tell; nil for
// none with at least three such claims.
func (a *app) bestPage(ctx context.Context, fsys fs.FS) (*draft.Page, error) {
	var names []string
	seen := 0
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil { // what can't be listed was told by the scan
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if seen++; seen > maxWalk {
			return fs.SkipAll
		}
		if e.IsDir() {
			if name != "." && (strings.HasPrefix(e.Name(), ".") || slices.Contains([]string{"node_modules", "vendor", "testdata", "fixtures", "__tests__", "dist", "build", "target"}, e.Name())) {
				return fs.SkipDir
			}
			return nil
		}
		if e.Type().IsRegular() && pageName(name) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(names, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	var best *draft.Page
	most := 2
	for _, name := range names[:min(len(names), maxPages)] {
		p, err := readPage(fsys, name)
		if err != nil {
			continue // no page that could be drafted from
		}
		n := 0
		for i := range p.Claims {
			if len(p.Claims[i].Rules) > 0 {
				n++
			}
		}
		if n > most {
			best, most = p, n
		}
	}
	return best, nil
}

// pageName tells the files that pages on security are made from by their names.
func pageName(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	if !slices.Contains([]string{".md", ".mdx", ".html", ".htm", ".txt", ".markdown"}, ext) {
		return false
	}
	base := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	if base == "index" || base == "page" || base == "_index" {
		base = strings.ToLower(path.Base(path.Dir(name)))
	}
	for _, w := range []string{"security", "trust", "compliance", "data-protection", "subprocessors", "sub-processors"} {
		if strings.HasPrefix(base, w) || strings.HasSuffix(base, w) {
			return true
		}
	}
	return false
}
