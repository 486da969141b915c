package gomod

import (
	"path"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// work is a go.work: modules that are built together and share a go.work.sum.
type work struct {
	dir     string
	uses    map[string]bool // folders of its modules
	modules map[string]bool // their module paths
}

func readWorks(in *collector.Input) []work {
	var out []work
	for _, f := range in.Files {
		if path.Base(f.Path) != "go.work" {
			continue
		}
		src, err := f.Read()
		if err != nil {
			gap(in, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindRequire)
			continue
		}
		file, err := modfile.ParseWork(f.Path, src, nil)
		if err != nil {
			at, why := broken(f.Path, err)
			gap(in, at, why, kindRequire)
			continue
		}
		w := work{dir: path.Dir(f.Path), uses: make(map[string]bool), modules: make(map[string]bool)}
		for _, u := range file.Use {
			dir := path.Join(w.dir, strings.ReplaceAll(u.Path, `\`, "/"))
			m := in.Tree.File(path.Join(dir, "go.mod"))
			if m == nil {
				continue
			}
			w.uses[dir] = true
			if b, err := m.Read(); err == nil {
				w.modules[modfile.ModulePath(b)] = true
			}
		}
		out = append(out, w)
	}
	return out
}
