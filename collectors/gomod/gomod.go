// Package gomod reads go.mod and go.sum: what a module requires, and whether
// the hash of each requirement is recorded.
package gomod

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
)

const (
	kindManifest = "go.manifest"
	kindRequire  = "go.require"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "gomod",
		Version: "2",
		Doc:     "go.mod, go.sum and go.work: every requirement and its recorded hash",
		Kinds:   []string{kindManifest, kindRequire},
		Wants:   wants,
		Collect: collect,
	}
}

func wants(p string) bool {
	switch path.Base(p) {
	case "go.mod", "go.sum", "go.work", "go.work.sum":
		return true
	}
	return false
}

func collect(ctx context.Context, in *collector.Input) error {
	works := readWorks(in)
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if path.Base(f.Path) == "go.mod" {
			readModule(in, f, works)
		}
	}
	return nil
}

func readModule(in *collector.Input, f *collector.File, works []work) {
	src, err := f.Read()
	if err != nil {
		gap(in, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindManifest, kindRequire)
		return
	}
	mod, err := modfile.Parse(f.Path, src, nil)
	if err != nil {
		at, why := broken(f.Path, err)
		gap(in, at, why, kindManifest, kindRequire)
		return
	}
	if len(mod.Require) == 0 {
		return
	}
	m := &goModule{in: in, path: f.Path, dir: path.Dir(f.Path), src: src, file: mod, sums: make(sums)}
	m.lock = path.Join(m.dir, "go.sum")
	state, gapped := m.readSum(m.lock)
	for _, w := range works {
		if w.uses[m.dir] {
			m.readSum(path.Join(w.dir, "go.work.sum"))
			m.siblings = w.modules
		}
	}
	m.emit(state, gapped)
}

// goModule is one go.mod with its hashes.
type goModule struct {
	in       *collector.Input
	path     string
	dir      string
	src      []byte
	file     *modfile.File
	lock     string
	sums     sums
	siblings map[string]bool // modules of the same go.work
}

// readSum reads a file of hashes. gapped says that it could not be read whole.
func (m *goModule) readSum(name string) (state string, gapped bool) {
	f := m.in.Tree.File(name)
	if f == nil {
		return "absent", false
	}
	src, err := f.Read()
	if err != nil {
		gap(m.in, candor.Location{Path: name, Line: 1}, err.Error(), kindRequire)
		return "unparsable", true
	}
	if line, why := m.sums.read(src); line > 0 {
		gap(m.in, candor.Location{Path: name, Line: line}, why, kindRequire)
		return "unparsable", true
	}
	return "present", false
}

func (m *goModule) emit(state string, gapped bool) {
	names := ref.Names{}
	direct, missing := 0, []any{}
	var refs []candor.Fact
	for _, r := range m.file.Require {
		f, sure := m.requirement(r, names)
		if gapped && !sure {
			f.State, f.Reason = candor.Error, m.lock+" is broken, so its hash may be hidden"
		}
		v := f.Value.(map[string]any)
		if !r.Indirect {
			direct++
		}
		if !sure {
			missing = append(missing, map[string]any{"name": v["name"], "kind": "missing", "line": f.At.Line, "path": m.path})
		}
		refs = append(refs, f)
	}
	f := candor.Fact{Kind: kindManifest, Subject: ref.Printable(m.path), State: candor.Observed, At: candor.Location{Path: m.path, Line: 1, Col: 1}}
	if len(m.file.Require) > 0 {
		f.At = m.at(m.file.Require[0].Syntax.Start)
	}
	lock := ""
	if state != "absent" {
		lock = ref.Printable(m.lock)
	}
	if gapped {
		f.State, f.Reason = candor.Error, m.lock+" could not be read whole"
	}
	f.Value = map[string]any{
		"ecosystem": "go", "path": ref.Printable(m.path), "lock": lock, "lock_state": state, "lock_version": 0,
		"in_sync": len(missing) == 0, "sync_errors": missing[:min(len(missing), 50)], "sync_error_count": len(missing), "direct": direct,
		"ignored": "", "ignored_at": "",
	}
	m.in.Emit(f)
	for _, f := range refs {
		m.in.Emit(f)
	}
}

// requirement gives the fact of one requirement; sure says that its hash is
// recorded, or that it needs none because it lies in the tree.
func (m *goModule) requirement(r *modfile.Require, names ref.Names) (f candor.Fact, sure bool) {
	mod := r.Mod
	v := map[string]any{
		"ecosystem": "go", "name": ref.Printable(mod.Path), "spec": ref.Printable(mod.Version), "resolved": ref.Printable(mod.Version),
		"level": "exact", "direct": !r.Indirect, "dev": false, "internal": false, "outside": false, "hash_alg": "", "hash": false,
		"go_mod_hash": false, "host": "", "scheme": "", "replaced": "", "replaced_by": "", "replaced_line": 0, "lock": ref.Printable(m.lock),
	}
	if rep := m.replacement(mod); rep != nil {
		v["replaced_line"] = rep.Syntax.Start.Line
		if rep.New.Version == "" {
			v["replaced"], v["replaced_by"] = "path", ref.Printable(rep.New.Path)
			full := path.Join(m.dir, strings.ReplaceAll(rep.New.Path, `\`, "/"))
			outside := path.IsAbs(rep.New.Path) || full == ".." || strings.HasPrefix(full, "../") || strings.Contains(rep.New.Path, ":")
			if v["outside"], v["internal"] = outside, !outside; outside {
				v["level"] = ref.None
			}
			sure = true
		} else {
			v["replaced"], v["replaced_by"] = "module", ref.Printable(rep.New.Path+"@"+rep.New.Version)
			mod = rep.New
			v["resolved"] = ref.Printable(mod.Version)
		}
	} else if m.siblings[mod.Path] {
		v["internal"], sure = true, true
	}
	s := m.sums[key(mod.Path, mod.Version)]
	v["hash"], v["go_mod_hash"] = s.zip, s.mod
	if s.zip {
		v["sums"] = []any{s.hash}
	}
	if s.zip || r.Indirect && s.mod {
		v["level"], v["hash_alg"] = "hash", "h1"
		sure = true
	}
	return candor.Fact{
		Kind: kindRequire, Subject: names.Unique(ref.Printable(r.Mod.Path + "@" + r.Mod.Version)), State: candor.Observed,
		Value: v, At: m.at(r.Syntax.Start),
	}, sure
}

func (m *goModule) replacement(mod module.Version) *modfile.Replace {
	var found *modfile.Replace
	for _, r := range m.file.Replace {
		if r.Old.Path == mod.Path && (r.Old.Version == mod.Version || r.Old.Version == "" && found == nil) {
			found = r
		}
	}
	return found
}

// at turns a position of the parser, whose columns count runes already, into a location.
func (m *goModule) at(p modfile.Position) candor.Location {
	start := max(0, min(p.Byte, len(m.src)))
	for start > 0 && m.src[start-1] != '\n' {
		start--
	}
	return candor.Location{Path: m.path, Line: p.Line, Col: utf8.RuneCount(m.src[start:max(start, min(p.Byte, len(m.src)))]) + 1}
}

// broken turns an error of the parser into a place and a reason.
func broken(name string, err error) (candor.Location, string) {
	at := candor.Location{Path: name, Line: 1}
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		at.Line, at.Col = max(1, list[0].Pos.Line), list[0].Pos.LineRune
		err = list[0].Err
	}
	return at, ref.Printable(fmt.Sprintf("broken %s: %s", path.Base(name), err))
}

func gap(in *collector.Input, at candor.Location, reason string, kinds ...string) {
	for _, k := range kinds {
		in.Emit(candor.Fact{Kind: k, Subject: at.String(), State: candor.Error, Reason: reason, At: at, Value: map[string]any{"ecosystem": "go"}})
	}
}
