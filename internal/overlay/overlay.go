// Package overlay shows a tree with some of its files as an editor holds them,
// saved or not.
package overlay

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// FS is a file system in which some files have another text than below, or are
// there although they are not below. It is safe for concurrent use.
type FS struct {
	base  fs.FS
	files map[string]*text
	dirs  map[string][]string // folder -> names of what the texts add to it
}

// New lays texts, by their slash-separated path, over a file system. A path that
// is not valid in one (fs.ValidPath) is left out, since nobody can ask for it.
func New(base fs.FS, texts map[string][]byte) *FS {
	o := &FS{base: base, files: make(map[string]*text), dirs: make(map[string][]string)}
	// Of now, so that nobody takes it for a file of the same size that he knows.
	now := time.Now()
	for p, b := range texts {
		if !fs.ValidPath(p) || p == "." {
			continue
		}
		o.files[p] = &text{name: path.Base(p), body: b, at: now}
		for ; p != "."; p = path.Dir(p) {
			dir := path.Dir(p)
			if !slices.Contains(o.dirs[dir], path.Base(p)) {
				o.dirs[dir] = append(o.dirs[dir], path.Base(p))
			}
		}
	}
	return o
}

// Open opens a text, or what stands below.
func (o *FS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if t := o.files[name]; t != nil {
		return &openText{text: t, Reader: bytes.NewReader(t.body)}, nil
	}
	if len(o.dirs[name]) == 0 {
		return o.base.Open(name)
	}
	info, err := o.statDir(name)
	if err != nil {
		return nil, err
	}
	list, err := o.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &openDir{info: info, list: list}, nil
}

// Stat describes a file or folder.
func (o *FS) Stat(name string) (fs.FileInfo, error) {
	if t := o.files[name]; t != nil {
		return t, nil
	}
	if len(o.dirs[name]) == 0 {
		return fs.Stat(o.base, name)
	}
	return o.statDir(name)
}

func (o *FS) statDir(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(o.base, name)
	if errors.Is(err, fs.ErrNotExist) {
		return folder(path.Base(name)), nil
	}
	return info, err
}

// ReadDir lists a folder by name. What stands below under the name of a text is
// replaced only where it is a regular file: a symbolic link stays one.
func (o *FS) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(o.base, name)
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || len(o.dirs[name]) == 0) {
		return list, err
	}
	byName := make(map[string]fs.DirEntry, len(list))
	for _, e := range list {
		byName[e.Name()] = e
	}
	for _, n := range o.dirs[name] {
		have := byName[n]
		t := o.files[path.Join(name, n)]
		switch {
		case t != nil && (have == nil || have.Type().IsRegular()):
			byName[n] = fs.FileInfoToDirEntry(t)
		case have == nil:
			byName[n] = fs.FileInfoToDirEntry(folder(n))
		}
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) }), nil
}

// text is a file of the overlay, and describes itself.
type text struct {
	name string
	body []byte
	at   time.Time
}

func (t *text) Name() string       { return t.name }
func (t *text) Size() int64        { return int64(len(t.body)) }
func (t *text) Mode() fs.FileMode  { return 0o444 }
func (t *text) ModTime() time.Time { return t.at }
func (t *text) IsDir() bool        { return false }
func (t *text) Sys() any           { return nil }

// folder is a folder that only the overlay has.
type folder string

func (d folder) Name() string       { return string(d) }
func (d folder) Size() int64        { return 0 }
func (d folder) Mode() fs.FileMode  { return fs.ModeDir | 0o555 }
func (d folder) ModTime() time.Time { return time.Time{} }
func (d folder) IsDir() bool        { return true }
func (d folder) Sys() any           { return nil }

type openText struct {
	text *text
	*bytes.Reader
}

func (f *openText) Stat() (fs.FileInfo, error) { return f.text, nil }
func (f *openText) Close() error               { return nil }

type openDir struct {
	info fs.FileInfo
	list []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: errors.New("is a folder")}
}

// ReadDir lists the next n entries, all that are left for n <= 0.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		out := d.list
		d.list = nil
		return out, nil
	}
	if len(d.list) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.list))
	out := d.list[:n]
	d.list = d.list[n:]
	return out, nil
}
