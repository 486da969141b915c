// Package atomicfile writes a file whole or not at all.
package atomicfile

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
)

// Write writes b under a temporary name beside name and renames it. A device
// or pipe (/dev/stdout, a FIFO) is written to as it is, since renaming over it
// would replace it.
func Write(name string, b []byte) error { return WriteFrom(name, bytes.NewReader(b)) }

// WriteFrom is Write for what stands in several pieces.
func WriteFrom(name string, from io.WriterTo) (err error) {
	mode := os.FileMode(0o644)
	if st, err := os.Stat(name); err == nil {
		if !st.Mode().IsRegular() {
			return writeThrough(name, from, mode)
		}
		mode = st.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".candor-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // the first error is the one to tell
			os.Remove(f.Name())
		}
	}()
	if _, err = from.WriteTo(f); err != nil {
		return err
	}
	if err = f.Chmod(mode); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func writeThrough(name string, from io.WriterTo, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	if _, err := from.WriteTo(f); err != nil {
		f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}
