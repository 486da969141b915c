package cache

import (
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"io"
	"os"

	"github.com/candor-dev/candor"
)

// head is how much of a program is searched for the id that the linker wrote.
const head = 64 << 10

// Identity names this very program: its version and the id of its build, which
// follows from all that was linked. Two builds of one version that differ in a
// single rule have two identities.
func Identity() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close() // read only: nothing can be lost
	id, err := buildID(f)
	if err != nil {
		return "", err
	}
	return candor.Version + " " + id, nil
}

// buildID reads the id that Go's linker writes into a program; a program
// without one is known by the digest of its bytes.
func buildID(f io.ReadSeeker) (string, error) {
	if r, ok := f.(io.ReaderAt); ok {
		if p, err := elf.NewFile(r); err == nil {
			if sec := p.Section(".note.go.buildid"); sec != nil && sec.Size < head {
				// A note: three sizes of four bytes, the name "Go", the id.
				if b, err := sec.Data(); err == nil && len(b) > 16+20 {
					return string(bytes.TrimRight(b[16:], "\x00")), nil
				}
			}
		}
	}
	begin := make([]byte, head)
	n, err := io.ReadFull(f, begin)
	if err != nil && n == 0 {
		return "", err
	}
	if _, rest, ok := bytes.Cut(begin[:n], []byte("\xff Go build ID: \"")); ok {
		if id, _, ok := bytes.Cut(rest, []byte("\"\n \xff")); ok && len(id) > 20 {
			return string(id), nil
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
