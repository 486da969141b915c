package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"regexp"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

// changed is the problem of a basis file with another digest than it had.
const changed = "was changed since"

var digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// basis reads the files that a person's word rests on, each as a path or with
// the digest that it had, and looks whether they are still there and the same.
func (r *reader) basis(n *node) []candor.Basis {
	var out []candor.Basis
	for _, it := range r.items(n) {
		b, file := candor.Basis{}, it
		if it.Kind == yaml.MappingNode {
			m, ok := r.mapping(it, "basis")
			if !ok {
				continue
			}
			if r.required(m, "file", "the basis", "add file: with a path of the tree") == "" {
				continue
			}
			file = m.get("file")
			if d := m.get("sha256"); d != nil {
				if b.SHA256, ok = r.text(d); ok && !digestForm.MatchString(b.SHA256) {
					r.bad(d, "sha256sum FILE prints it", "%s is no SHA-256 sum: 64 digits of 0-9 and a-f", quoted(b.SHA256))
					continue
				}
			}
		}
		p, ok := r.file(file)
		if !ok {
			continue
		}
		b.File = p
		b.Problem = r.standing(b)
		out = append(out, b)
	}
	return out
}

// standing says what is wrong with a basis file, "" when nothing is.
func (r *reader) standing(b candor.Basis) string {
	st, err := fs.Stat(r.fsys, b.File)
	switch {
	case err == nil && st.IsDir(), errors.Is(err, fs.ErrNotExist):
		return "is missing"
	case err != nil, !st.Mode().IsRegular(): // a pipe would never end
		return "cannot be read"
	case b.SHA256 == "":
		return ""
	}
	f, err := r.fsys.Open(b.File)
	if err != nil {
		return "cannot be read"
	}
	defer f.Close() // read only: nothing can be lost
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "cannot be read"
	}
	if hex.EncodeToString(h.Sum(nil)) != b.SHA256 {
		return changed
	}
	return ""
}
