package collector

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"unicode/utf8"
)

// File is one regular file of the tree.
type File struct {
	Path string
	fsys fs.FS

	trace *Trace // of the collector that reads it; nil: nobody asks

	mu     sync.Mutex
	digest string

	stamped sync.Once
	stamp   string
}

// Read returns the text of the file. It refuses what is no text: a file over
// MaxFileSize, with a zero byte, or not in UTF-8. The error says why in words
// that fit behind "path: ".
func (f *File) Read() ([]byte, error) {
	r, err := f.fsys.Open(f.Path)
	if err != nil {
		f.trace.saw(f.Path, unreadable(err))
		return nil, errors.New(reasonOf(err))
	}
	defer r.Close() // read only: nothing can be lost
	var buf bytes.Buffer
	if st, err := r.Stat(); err == nil {
		if st.Size() > MaxFileSize {
			f.trace.loosen()
			return nil, fmt.Errorf("too large to read: %d MiB, the limit is %d MiB", st.Size()>>20, MaxFileSize>>20)
		}
		buf.Grow(int(max(st.Size(), 0)) + bytes.MinRead) // so that what grows is no copy of a copy
	}
	if _, err := buf.ReadFrom(io.LimitReader(r, MaxFileSize+1)); err != nil {
		f.trace.saw(f.Path, unreadable(err))
		return nil, errors.New(reasonOf(err))
	}
	b := buf.Bytes()
	if len(b) > MaxFileSize {
		f.trace.loosen()
		return nil, fmt.Errorf("too large to read: the limit is %d MiB", MaxFileSize>>20)
	}
	digest := digestOf(b)
	f.trace.saw(f.Path, digest)
	f.mu.Lock()
	f.digest = digest
	f.mu.Unlock()
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, errors.New("a binary file, not text")
	}
	if !utf8.Valid(b) {
		return nil, errors.New("not valid UTF-8")
	}
	return b, nil
}

// Raw returns at most the first MaxFileSize bytes, without zero bytes, of a file
// that Read refuses: enough to tell whether what it hides would have mattered
// (a template in Latin-1 or UTF-16 is one still). nil if it can't be opened.
func (f *File) Raw() []byte {
	r, err := f.fsys.Open(f.Path)
	if err != nil {
		f.trace.saw(f.Path, unreadable(err))
		return nil
	}
	defer r.Close() // read only: nothing can be lost
	b, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err != nil {
		f.trace.saw(f.Path, unreadable(err))
		return nil
	}
	if len(b) > MaxFileSize {
		f.trace.loosen()
		b = b[:MaxFileSize]
	} else {
		f.trace.saw(f.Path, digestOf(b))
	}
	return bytes.ReplaceAll(b, []byte{0}, nil)
}

// Digest returns "sha256:..." of the bytes that Read saw, or "" before Read.
func (f *File) Digest() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.digest
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}
