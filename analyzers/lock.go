package analyzers

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/effects"
)

// readLocks reads the locks of the modules. One that can't be read is a gap.
func (d *driver) readLocks(p *effects.Program) {
	for _, m := range d.Modules {
		name := path.Join(path.Clean(m), effects.LockName)
		l, err := readLock(filepath.Join(d.Dir, filepath.FromSlash(name)), name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			d.gap(candor.Error, name, candor.Location{Path: name, Line: 1}, err.Error())
		default:
			l.Module = modulePath(d.Dir, m)
			p.Locks = append(p.Locks, *l)
		}
	}
}

// readLock reads the lock in a file. Messages use the second name.
func readLock(file, name string) (*effects.Lock, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return effects.ReadLock(name, b)
}

func modulePath(dir, m string) string {
	if ps := modulePaths(dir, []string{m}); len(ps) > 0 {
		return ps[0]
	}
	return ""
}

// writeLocks writes the candor.lock of each module at its root, and returns the
// names of the files. A module whose interfaces are never called gets none.
func (d *driver) writeLocks(p *effects.Program) ([]string, error) {
	var names []string
	for _, m := range slices.Sorted(slices.Values(d.Modules)) {
		mod := modulePath(d.Dir, m)
		if mod == "" {
			continue
		}
		l := effects.InferLock(p, mod, d.whole.modules)
		name := path.Join(path.Clean(m), effects.LockName)
		file := filepath.Join(d.Dir, filepath.FromSlash(name))
		if len(l.Entries) == 0 && !exists(file) {
			continue
		}
		if err := atomicfile.Write(file, l.Bytes()); err != nil {
			return names, fmt.Errorf("write %s: %w", name, err)
		}
		names = append(names, name)
	}
	return names, nil
}

// promise tells the checks of packages what the methods of the modules'
// interfaces do, as the whole program shows it: what a lock that is current
// says, too.
func (d *driver) promise() error {
	s := Settings{Failing: make(map[effects.Symbol]string)}
	for _, m := range d.whole.modules {
		maps.Copy(s.Failing, effects.InferLock(&d.whole.program, m, d.whole.modules).Failing())
	}
	return configure(d.Checks, &s)
}

// locked are the methods that fail with a write by the locks that hold for a
// folder: that of its module, and of the modules of its workspace.
func locked(dir string) (map[effects.Symbol]string, error) {
	out := make(map[effects.Symbol]string)
	for _, m := range workspace(dir) {
		l, err := findLock(m)
		if err != nil {
			return nil, err
		}
		if l != nil {
			maps.Copy(out, l.Failing())
		}
	}
	return out, nil
}

// workspace are the roots of the modules that are built together with that of
// a folder, itself first.
func workspace(dir string) []string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	out := []string{moduleRoot(dir)}
	if work := workFile(dir); work != "" {
		for _, m := range used(work) {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// findLock reads the lock of the module that a folder belongs to; nil if the
// module has none.
func findLock(dir string) (*effects.Lock, error) {
	file := filepath.Join(moduleRoot(dir), effects.LockName)
	l, err := readLock(file, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return l, err
}
