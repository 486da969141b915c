// Package bundle reads OPA bundles: rules in one tar.gz, as `opa build` writes them.
package bundle

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// What a bundle may hold: rules are small, and an archive can claim to be anything.
const (
	MaxBytes = 32 << 20 // unpacked, all files together
	MaxFiles = 10_000
)

// Bundle is a bundle in memory.
type Bundle struct {
	FS       fs.FS
	Revision string // what .manifest calls it; "" where it doesn't
	Signed   bool   // there are signatures; nobody checked them
}

// Named reports whether a file is called like a bundle.
func Named(name string) bool {
	return strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tgz")
}

// manifest is what candor asks of .manifest.
type manifest struct {
	Revision string            `json:"revision"`
	Rego     *int              `json:"rego_version"`
	Wasm     []json.RawMessage `json:"wasm"`
}

// Read reads a bundle. Refused are paths that leave it, links, what is too much,
// and what candor would have to leave out in silence: data, compiled rules and
// rules in an older Rego.
func Read(r io.Reader) (*Bundle, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("not a tar.gz: %w", err)
	}
	files, err := unpack(tar.NewReader(z))
	if err != nil {
		return nil, err
	}
	b := &Bundle{}
	src, ok := files[".manifest"]
	if !ok {
		return nil, errors.New("no .manifest in it, so it is no OPA bundle; opa build -b FOLDER writes one, and a plain folder does as well")
	}
	var m manifest
	if err := json.Unmarshal(src, &m); err != nil {
		return nil, fmt.Errorf("its .manifest can't be read: %w", err)
	}
	switch {
	case m.Rego != nil && *m.Rego != 1:
		return nil, fmt.Errorf("it is written in Rego v%d, and candor reads v1; opa fmt --v0-v1 turns one into the other", *m.Rego)
	case len(m.Wasm) > 0:
		return nil, errors.New("it holds compiled rules; build it with opa build -t rego")
	}
	b.Revision = m.Revision
	_, b.Signed = files[".signatures.json"]
	for name, src := range files {
		if base := path.Base(name); (base == "data.json" || base == "data.yaml" || base == "data.yml") && !empty(src) {
			return nil, fmt.Errorf("it holds data (%s), which candor does not load; write tables in Rego, beside the rule", name)
		}
	}
	b.FS, err = memory(files)
	return b, err
}

func empty(src []byte) bool {
	s := string(bytes.TrimSpace(src))
	return s == "" || s == "{}"
}

func unpack(t *tar.Reader) (map[string][]byte, error) {
	files := make(map[string][]byte)
	left := int64(MaxBytes)
	for n := 0; ; n++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("its archive is broken: %w", err)
		}
		if n == MaxFiles {
			return nil, fmt.Errorf("it holds more than %d files", MaxFiles)
		}
		// opa writes names with a slash in front, tar with a dot.
		name := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(h.Name, "/"), "."), "/")
		if strings.HasPrefix(h.Name, ".") && !strings.HasPrefix(h.Name, "./") {
			name = strings.TrimSuffix(h.Name, "/")
		}
		switch h.Typeflag {
		case tar.TypeDir:
			continue
		case tar.TypeReg:
		default:
			return nil, fmt.Errorf("%q in it is no file; links are not followed", h.Name)
		}
		if !fs.ValidPath(name) || strings.ContainsAny(name, `\:`) {
			return nil, fmt.Errorf("the name %q in it leads out of it, or is none", h.Name)
		}
		if _, ok := files[name]; ok {
			return nil, fmt.Errorf("%q is in it twice", name)
		}
		src, err := io.ReadAll(io.LimitReader(t, left+1))
		if err != nil {
			return nil, fmt.Errorf("its archive is broken: %w", err)
		}
		if left -= int64(len(src)); left < 0 {
			return nil, fmt.Errorf("it holds more than %d MiB", MaxBytes>>20)
		}
		files[name] = src
	}
}

// memory is the files as a file system. The reader of zip archives is one that
// the standard library keeps in memory.
func memory(files map[string][]byte) (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, src := range files {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(src); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}
