package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// list names the files of a folder in the order of their names, with slashes.
// Anything but files and folders is refused: a release holds no links.
func list(dir string) ([]string, error) {
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			return fmt.Errorf("%s is no file", p)
		}
		files = append(files, p)
		return nil
	})
	return files, err
}

// mode is that of a file in an archive: whoever made the file has no say in it.
func mode(dir, name string) (fs.FileMode, int64, error) {
	st, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		return 0, 0, err
	}
	if st.Mode()&0o111 != 0 || path.Ext(name) == ".exe" {
		return 0o755, st.Size(), nil
	}
	return 0o644, st.Size(), nil
}

func writeTar(w io.Writer, dir, top string, files []string, at time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, name := range files {
		m, size, err := mode(dir, name)
		if err != nil {
			return err
		}
		h := &tar.Header{Typeflag: tar.TypeReg, Name: path.Join(top, name), Mode: int64(m), Size: size, ModTime: at, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if err := copyFile(t, dir, name); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}

func writeZip(w io.Writer, dir, top string, files []string, at time.Time) error {
	z := zip.NewWriter(w)
	for _, name := range files {
		m, _, err := mode(dir, name)
		if err != nil {
			return err
		}
		h := &zip.FileHeader{Name: path.Join(top, name), Method: zip.Deflate, Modified: at}
		h.SetMode(m)
		f, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if err := copyFile(f, dir, name); err != nil {
			return err
		}
	}
	return z.Close()
}

func copyFile(w io.Writer, dir, name string) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close() // read only: nothing can be lost
	_, err = io.Copy(w, f)
	return err
}
