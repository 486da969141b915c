// Package revision reads files of a git repository as they stood at a revision.
//
// It asks git, which must be installed; nothing is fetched, checked out or
// changed, and no hook or filter of the repository runs.
package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strings"
)

// Tree is a folder as it stood at a commit.
type Tree struct {
	Name   string // as the user named the revision
	Commit string // its full id

	dir, prefix string
}

// Open finds the revision in the repository that holds the folder. The error
// says what to do when git, the repository or the revision is not there.
func Open(ctx context.Context, dir, name string) (*Tree, error) {
	if name == "" || strings.HasPrefix(name, "-") {
		return nil, fmt.Errorf("%q is no revision: name a branch, a tag or a commit", name)
	}
	t := &Tree{Name: name, dir: dir}
	out, err := t.git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is not installed, and without it no other revision can be read")
	}
	if err != nil {
		if _, in := t.git(ctx, "rev-parse", "--git-dir"); in != nil {
			return nil, fmt.Errorf("%s is in no git repository that can be read: %w", dir, in)
		}
		return nil, fmt.Errorf("the repository has no revision %s; a shallow clone may lack it (fetch it first)", name)
	}
	t.Commit = strings.TrimSpace(string(out))
	out, err = t.git(ctx, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, fmt.Errorf("finding %s in its repository: %w", dir, err)
	}
	t.prefix = strings.TrimSuffix(strings.TrimRight(string(out), "\n"), "/")
	return t, nil
}

// ReadFile returns a file of the folder. A file that the revision does not have
// is an error that satisfies errors.Is(err, fs.ErrNotExist).
func (t *Tree) ReadFile(ctx context.Context, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("reading %s at %s: %w", name, t.Name, fs.ErrInvalid)
	}
	object := t.Commit + ":" + path.Join(t.prefix, name)
	if _, err := t.git(ctx, "cat-file", "-e", object); err != nil {
		return nil, fmt.Errorf("reading %s at %s: %w", name, t.Name, fs.ErrNotExist)
	}
	out, err := t.git(ctx, "cat-file", "blob", object)
	if err != nil {
		return nil, fmt.Errorf("reading %s at %s: %w", name, t.Name, err)
	}
	return out, nil
}

func (t *Tree) git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := t.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && stderr.Len() > 0 {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, fmt.Errorf("%w: %s", err, first)
	}
	return out, err
}

func (t *Tree) command(ctx context.Context, args ...string) *exec.Cmd {
	args = append([]string{"-C", t.dir, "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"}, args...)
	cmd := exec.CommandContext(ctx, "git", args...)
	// GIT_DIR and its like would point at another repository than the folder's.
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "GIT_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	// Nothing may be fetched, also where a partial clone lacks an object.
	cmd.Env = append(cmd.Env, "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	return cmd
}
