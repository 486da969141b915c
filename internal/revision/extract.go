package revision

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// maxBlob bounds one file that Extract writes, in bytes; no collector reads more.
const maxBlob = 64 << 20

// Extract writes the files of the whole repository, as they stood at the
// revision, into an empty folder, and returns where in it the opened folder
// stands. Submodules are left out and links are written as links, as a clone
// has them; attributes and filters of the repository are not heeded.
func (t *Tree) Extract(ctx context.Context, dst string) (string, error) {
	list, err := t.git(ctx, "ls-tree", "-r", "-z", "--full-tree", t.Commit)
	if err != nil {
		return "", fmt.Errorf("listing the files at %s: %w", t.Name, err)
	}
	entries, err := parseTree(list)
	if err != nil {
		return "", fmt.Errorf("listing the files at %s: %w", t.Name, err)
	}
	root, err := os.OpenRoot(dst)
	if err != nil {
		return "", err
	}
	defer root.Close()
	if err := t.blobs(ctx, entries, func(e entry, b []byte) error { return put(root, e, b) }); err != nil {
		return "", fmt.Errorf("reading the files at %s: %w", t.Name, err)
	}
	dir := filepath.Join(dst, filepath.FromSlash(t.prefix))
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("at %s there is no folder %s", t.Name, t.prefix)
	}
	return dir, nil
}

// entry is one file of a revision.
type entry struct {
	mode, object, name string
}

// parseTree reads the output of git ls-tree -z: "MODE TYPE OBJECT\tNAME\0".
func parseTree(list []byte) ([]entry, error) {
	var out []entry
	for _, line := range bytes.Split(list, []byte{0}) {
		if len(line) == 0 {
			continue
		}
		head, name, ok := strings.Cut(string(line), "\t")
		f := strings.Fields(head)
		if !ok || len(f) != 3 {
			return nil, fmt.Errorf("git lists %q", line)
		}
		if f[1] == "blob" {
			out = append(out, entry{f[0], f[2], name})
		}
	}
	return out, nil
}

// blobs asks git for the contents of all files in one go.
func (t *Tree) blobs(ctx context.Context, entries []entry, each func(entry, []byte) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := t.command(ctx, "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		w := bufio.NewWriter(in)
		for _, e := range entries {
			fmt.Fprintln(w, e.object)
		}
		w.Flush()
		in.Close()
	}()
	r := bufio.NewReaderSize(out, 256<<10)
	for _, e := range entries {
		b, err := readBlob(r)
		if err == nil && b != nil {
			err = each(e, b)
		}
		if err != nil {
			cancel()
			_ = cmd.Wait() // it was stopped, and the first error says why
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return cmd.Wait()
}

// readBlob reads one answer of git cat-file --batch: "OBJECT TYPE SIZE\nCONTENT\n".
// It is nil for a file that is too large to be read by anybody.
func readBlob(r *bufio.Reader) ([]byte, error) {
	head, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	f := strings.Fields(head)
	if len(f) != 3 {
		return nil, fmt.Errorf("git says %q: the clone may lack the object", strings.TrimSpace(head))
	}
	size, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("git says %q", strings.TrimSpace(head))
	}
	var b []byte
	if size > maxBlob {
		_, err = io.CopyN(io.Discard, r, size)
	} else {
		b = make([]byte, size)
		_, err = io.ReadFull(r, b)
	}
	if err == nil {
		_, err = r.Discard(1)
	}
	return b, err
}

// put writes one file. The root keeps names from leading out of the folder.
func put(root *os.Root, e entry, b []byte) error {
	name := filepath.FromSlash(e.name)
	if dir := path.Dir(e.name); dir != "." {
		if err := root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return err
		}
	}
	switch e.mode {
	case "120000":
		// A link that can't be made is one that nobody follows.
		if err := root.Symlink(string(b), name); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		return nil
	case "100755":
		return root.WriteFile(name, b, 0o755)
	}
	return root.WriteFile(name, b, 0o644)
}
