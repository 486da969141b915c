package scan

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"sync"

	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/policies"
)

// Warm keeps what several runs of one process share, so that each but the first
// saves to compile the rules. It never keeps anything of the tree but rules of
// the user's own, and those as long as no file of them changes. The zero value
// is ready, nil keeps nothing, and it is safe for concurrent use.
type Warm struct {
	mu        sync.Mutex
	engine    *policies.Engine
	of        string // what the engine was loaded from
	catalogue *frameworks.Catalogue
}

func (w *Warm) policies(tree fs.FS, inTree, dirs []string, kept *cache.Store) (*policies.Engine, error) {
	if w == nil {
		return loadPolicies(tree, inTree, dirs, kept)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := policyFolders(tree, inTree, dirs)
	if err != nil {
		return nil, err
	}
	of, err := digestOfPolicies(user)
	if err != nil { // loading says what is wrong, with the names that the user gave
		return policies.Load(policies.Options{User: user, Kept: kept})
	}
	if w.engine != nil && w.of == of {
		return w.engine, nil
	}
	e, err := policies.Load(policies.Options{User: user, Kept: kept})
	if err != nil {
		return nil, err
	}
	w.engine, w.of = e, of
	return e, nil
}

func (w *Warm) frameworks() (*frameworks.Catalogue, error) {
	if w == nil {
		return frameworks.Load()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.catalogue == nil {
		c, err := frameworks.Load()
		if err != nil {
			return nil, err
		}
		w.catalogue = c
	}
	return w.catalogue, nil
}

// digestOfPolicies tells one state of the user's rules from another: every name
// and every byte of their folders.
func digestOfPolicies(dirs []policies.Dir) (string, error) {
	h := sha256.New()
	for _, d := range dirs {
		fmt.Fprintf(h, "dir %q\n", d.Name)
		err := fs.WalkDir(d.FS, ".", func(p string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			b, err := fs.ReadFile(d.FS, p)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "file %q %d\n", p, len(b))
			h.Write(b) // a hash takes everything
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return string(h.Sum(nil)), nil
}
