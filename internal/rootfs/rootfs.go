// Package rootfs is a folder as a file system from which nothing outside of it
// can be read, made for reading many of its files.
package rootfs

import (
	"io/fs"
	"os"
	"path"
	"sync"
)

// open is how many folders are held open. A tree is read folder by folder, by a
// handful of readers.
const open = 32

// FS is the folder. os.Root walks down from the top for each file that it opens;
// FS opens the file's folder once, and the files from there. What can't be opened
// like that, such as a link that leads out of the file's own folder, is opened
// from the top, so that both refuse and allow the same.
type FS struct {
	top *os.Root
	fs  fs.FS

	mu   sync.Mutex
	dirs map[string]*os.Root
	last []string // folders, the one opened last at the end
}

// New returns the file system of a root, which has to stay open.
func New(root *os.Root) *FS {
	return &FS{top: root, fs: root.FS(), dirs: make(map[string]*os.Root)}
}

// Open opens a file or a folder.
func (f *FS) Open(name string) (fs.File, error) {
	dir, base := path.Split(name)
	if dir == "" || !fs.ValidPath(name) {
		return f.fs.Open(name)
	}
	if r := f.folder(path.Clean(dir)); r != nil {
		if file, err := r.Open(base); err == nil {
			return file, nil
		}
	}
	return f.fs.Open(name)
}

// ReadDir lists a folder.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.fs, name) }

// ReadFile reads a file.
func (f *FS) ReadFile(name string) ([]byte, error) { return fs.ReadFile(f.fs, name) }

// Stat says what stands at a name, past a link.
func (f *FS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(f.fs, name) }

// ReadLink says where a link leads.
func (f *FS) ReadLink(name string) (string, error) { return fs.ReadLink(f.fs, name) }

// Lstat says what stands at a name, and not past a link.
func (f *FS) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(f.fs, name) }

// folder returns a folder that is held open, nil where it can't be. Another
// reader may close it at any time: then its Open fails.
func (f *FS) folder(name string) *os.Root {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.dirs[name]; r != nil {
		return r
	}
	r, err := f.top.OpenRoot(name)
	if err != nil {
		return nil
	}
	if len(f.last) == open {
		f.dirs[f.last[0]].Close() // read only: nothing can be lost
		delete(f.dirs, f.last[0])
		f.last = append(f.last[:0], f.last[1:]...)
	}
	f.dirs[name] = r
	f.last = append(f.last, name)
	return r
}
