package collector

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Trace is what a collector looked at: the files that it read, with the digests
// of the bytes that it saw, and the paths that it asked for. With the paths that
// it sees, its version and what candor.yaml says, its facts follow from it.
type Trace struct {
	mu    sync.Mutex
	seen  map[string]string
	looks map[Look]bool
	loose bool
}

// Look is one question about the paths of the tree, with its answer. It is about
// one path, about a pattern of paths, or, where both are empty, about the first file.
type Look struct {
	Path, Glob string
	Found      string // the paths that were found
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

// Looks returns the questions that were asked about paths, in no order.
func (t *Trace) Looks() []Look {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Collect(maps.Keys(t.looks))
}

func (t *Trace) looked(l Look) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.looks == nil {
		t.looks = make(map[Look]bool)
	}
	t.looks[l] = true
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
	out := &Tree{Problems: t.Problems, Links: t.Links, Aliases: t.Aliases, Files: make([]*File, len(t.Files)), byPath: make(map[string]*File, len(t.Files)), trace: tr}
	files := make([]File, len(t.Files))
	for i, f := range t.Files {
		files[i].Path, files[i].fsys, files[i].again, files[i].trace = f.Path, f.fsys, f.again, tr
		out.Files[i], out.byPath[f.Path] = &files[i], &files[i]
	}
	for _, f := range t.aside {
		own := &File{Path: f.Path, fsys: f.fsys, again: f.again, trace: tr}
		out.aside = append(out.aside, own)
		out.byPath[f.Path] = own
	}
	return out
}

// Shape is what a collector can see of the tree without reading a file or asking
// for a path: the paths that it sees, links that lead out of the tree and folders
// that could not be listed. It sees every file of a tree that is no view.
func (t *Tree) Shape(sees func(path string) bool) string {
	h := sha256.New()
	put := func(list ...string) {
		_, _ = io.WriteString(h, strings.Join(list, "\x00")+"\n") // a hash takes everything
	}
	for _, f := range t.Files {
		if sees(f.Path) {
			put("file", f.Path)
		}
	}
	for _, l := range t.Links {
		put("link", l)
	}
	for _, a := range t.Aliases {
		if sees(a.Path) {
			put("alias", a.Path, a.Target)
		}
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
