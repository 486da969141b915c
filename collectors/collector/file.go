package collector

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"sync"
	"unicode/utf8"
	"weak"
)

// File is one regular file of the tree.
type File struct {
	Path string
	fsys fs.FS

	trace *Trace // of the collector that reads it; nil: nobody asks
	again *again // shared by all views of the file; nil: each reads it anew

	mu     sync.Mutex
	digest string

	stamped sync.Once
	stamp   string
}

// again is what the last reader of a file saw, until garbage is collected:
// several collectors read the same file one soon after the other.
type again struct {
	mu   sync.Mutex
	last weak.Pointer[sight]
}

type sight struct {
	bytes  []byte
	digest string
}

func (a *again) seen() *sight {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last.Value()
}

func (a *again) keep(s *sight) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = weak.Make(s)
}

// Read returns the text of the file, which others may hold, too: nobody changes
// it. It refuses what is no text: a file over MaxFileSize, with a zero byte, or
// not in UTF-8. The error says why in words that fit behind "path: ".
func (f *File) Read() ([]byte, error) {
	got := f.again.seen()
	if got == nil {
		var err error
		if got, err = f.look(); err != nil {
			return nil, err
		}
		f.again.keep(got)
	}
	f.trace.saw(f.Path, got.digest)
	f.mu.Lock()
	f.digest = got.digest
	f.mu.Unlock()
	b := bytes.TrimPrefix(got.bytes, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, errors.New("a binary file, not text")
	}
	if !utf8.Valid(b) {
		return nil, errors.New("not valid UTF-8")
	}
	return b[:len(b):len(b)], nil
}

// look reads the file and refuses one that is too large.
func (f *File) look() (*sight, error) {
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
			return nil, tooLarge(st.Size(), MaxFileSize)
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
	return &sight{b, digestOf(b)}, nil
}

// Open opens the file for a reader that keeps little of it, up to limit bytes:
// one that is larger, or grows past it, is refused. What it holds is checked by
// the reader. The digest is known when all of it was read.
func (f *File) Open(limit int64) (io.ReadCloser, error) {
	f.trace.loosen() // what the caller reads of it is not seen here
	r, err := f.fsys.Open(f.Path)
	if err != nil {
		return nil, errors.New(reasonOf(err))
	}
	if st, err := r.Stat(); err == nil && st.Size() > limit {
		r.Close() // read only: nothing can be lost
		return nil, tooLarge(st.Size(), limit)
	}
	return &stream{file: f, in: r, left: limit, limit: limit, sum: sha256.New()}, nil
}

func tooLarge(size, limit int64) error {
	return fmt.Errorf("too large to read: %d MiB, the limit is %d MiB", size>>20, limit>>20)
}

type stream struct {
	file        *File
	in          fs.File
	left, limit int64
	sum         hash.Hash
}

func (s *stream) Read(b []byte) (int, error) {
	n, err := s.in.Read(b)
	s.sum.Write(b[:n])
	if s.left -= int64(n); s.left < 0 {
		return 0, tooLarge(s.limit-s.left, s.limit)
	}
	if err == io.EOF {
		s.file.mu.Lock()
		s.file.digest = "sha256:" + hex.EncodeToString(s.sum.Sum(nil))
		s.file.mu.Unlock()
	} else if err != nil {
		err = errors.New(reasonOf(err))
	}
	return n, err
}

func (s *stream) Close() error { return s.in.Close() }

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
	var buf bytes.Buffer
	if st, err := r.Stat(); err == nil {
		buf.Grow(int(min(max(st.Size(), 0), MaxFileSize)) + bytes.MinRead)
	}
	if _, err := buf.ReadFrom(io.LimitReader(r, MaxFileSize+1)); err != nil {
		f.trace.saw(f.Path, unreadable(err))
		return nil
	}
	b := buf.Bytes()
	if len(b) > MaxFileSize {
		f.trace.loosen()
		b = b[:MaxFileSize]
	} else {
		f.trace.saw(f.Path, digestOf(b))
	}
	if bytes.IndexByte(b, 0) < 0 {
		return b
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
