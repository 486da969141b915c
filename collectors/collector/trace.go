package collector

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"strings"
	"sync"
)

// Trace is what a collector looked at: the files that it read, with the digests
// of the bytes that it saw. With the paths of the tree, which it may look at
// freely, its version and what candor.yaml says, its facts follow from it.
type Trace struct {
	mu    sync.Mutex
	seen  map[string]string
	loose bool
}

// Seen returns the digest of each file that was read, by path, and whether the
// facts follow from them: they do not where the time of the run or the commit
// was asked for, a file was too large, or changed while it was read.
func (t *Trace) Seen() (map[string]string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.seen), !t.loose
}

func (t *Trace) saw(path, digest string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = make(map[string]string)
	}
	if have, ok := t.seen[path]; ok && have != digest || digest == "" {
		t.loose = true
	}
	t.seen[path] = digest
}

func (t *Trace) loosen() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.loose = true
}

// Traced is the same tree with files that note in t who reads them. Several may
// read at once. A digest is that of what was read through this very tree.
func (t *Tree) Traced(tr *Trace) *Tree {
	out := &Tree{Unread: t.Unread, Problems: t.Problems, Links: t.Links, Files: make([]*File, len(t.Files)), byPath: make(map[string]*File, len(t.Files))}
	files := make([]File, len(t.Files))
	for i, f := range t.Files {
		files[i].Path, files[i].fsys, files[i].trace = f.Path, f.fsys, tr
		out.Files[i], out.byPath[f.Path] = &files[i], &files[i]
	}
	return out
}

// Shape is all that can be seen of the tree without reading a file: paths,
// links that lead out of it and folders that could not be listed.
func (t *Tree) Shape() string {
	h := sha256.New()
	put := func(list ...string) {
		_, _ = io.WriteString(h, strings.Join(list, "\x00")+"\n") // a hash takes everything
	}
	for _, f := range t.Files {
		put("file", f.Path)
	}
	for _, l := range t.Links {
		put("link", l)
	}
	for _, p := range t.Problems {
		put("problem", p.Path, p.Reason)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Stamp is what a Trace would say of the file: the digest of its bytes, or why
// it can't be read; "" for one that is too large. It is read once for all.
func (f *File) Stamp() string {
	f.stamped.Do(func() {
		r, err := f.fsys.Open(f.Path)
		if err != nil {
			f.stamp = unreadable(err)
			return
		}
		defer r.Close() // read only: nothing can be lost
		h := sha256.New()
		room := int64(64 << 10)
		if st, err := r.Stat(); err == nil { // most files are small, and there are many
			room = min(max(st.Size(), 0)+1, room)
		}
		n, err := io.CopyBuffer(onlyWriter{h}, io.LimitReader(r, MaxFileSize+1), make([]byte, room))
		switch {
		case err != nil:
			f.stamp = unreadable(err)
		case n <= MaxFileSize:
			f.stamp = "sha256:" + hex.EncodeToString(h.Sum(nil))
		}
	})
	return f.stamp
}

// onlyWriter keeps io.CopyBuffer to the buffer that it is given.
type onlyWriter struct{ io.Writer }

func unreadable(err error) string { return "unread: " + reasonOf(err) }
