package scan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/revision"
	"github.com/candor-dev/candor/internal/since"
)

// since scans the tree as it stood at a revision, too, and compares. Lines that
// a change touches would not do: a policy that is dropped in a new migration
// lays a table bare that no line of the change names.
func (s *state) since(ctx context.Context, after *candor.Report) (*candor.Since, error) {
	if s.fromFile {
		return nil, &UsageError{errors.New("--new-from reads the tree as it stood at a revision, and --evidence holds this one's; give one of them, or compare two reports with `candor diff`")}
	}
	s.Progress(s.NewFrom)
	tree, err := revision.Open(ctx, s.Root, s.NewFrom)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("--new-from: %w", err)}
	}
	tmp, err := os.MkdirTemp("", "candor-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the files at %s: %w", s.NewFrom, err)
	}
	defer os.RemoveAll(tmp)
	o := s.Options
	o.NewFrom, o.WaiversFrom, o.WriteLock, o.Doors, o.Config = "", "", false, false, ""
	// What the commit in use says of the tree now it says of the earlier one, too:
	// that is no part of the change.
	o.Instruments, o.commit = nil, s.file.Header.Commit
	if o.Root, err = tree.Extract(ctx, tmp); err != nil {
		return nil, fmt.Errorf("--new-from: %w", err)
	}
	if s.Config != "" {
		rel, err := s.inRoot(s.Config)
		if err != nil {
			return nil, &UsageError{err}
		}
		o.Config = filepath.Join(o.Root, filepath.FromSlash(rel))
	}
	before, err := Run(ctx, o)
	var usage *UsageError
	if errors.As(err, &usage) {
		// The earlier candor.yaml is of no use; then nothing is known to be older.
		return since.Compare(s.NewFrom, &candor.Report{Incomplete: []string{err.Error()}}, after), nil
	}
	if err != nil {
		return nil, fmt.Errorf("check the tree at %s: %w", s.NewFrom, err)
	}
	return since.Compare(s.NewFrom, before.Report, after), nil
}
