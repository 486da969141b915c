// Package cache keeps what a run worked out, so that the next one over the same
// bytes need not work it out again. It may be deleted at any time; nothing in it
// is ever more than a saving.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// DefaultMax is how many bytes a store may take, unless its options say otherwise.
const DefaultMax = 256 << 20

// maxEntry is the most that one entry may take, in bytes.
const maxEntry = 64 << 20

// staleTemp is the age from which a temporary file belongs to a run that was killed.
const staleTemp = time.Hour

// magic begins every entry; another layout has another one.
const magic = "candor-cache 2\n"

// Options of Open.
type Options struct {
	// Dir is the folder; "" is Dir(). It is made for the user alone.
	Dir string
	// Max is how many bytes all entries may take; 0 is DefaultMax.
	Max int64
	// Identity names the program whose entries these are: entries of another one
	// are never read. "" is what Identity gives of this program.
	Identity string
}

// Store is a folder of entries. It is safe for concurrent use, by several
// programs, too: an entry is written under another name and renamed.
type Store struct {
	dir      string
	max      int64
	identity string
	memory   *memory // instead of a folder; may be nil

	mu    sync.Mutex
	wrote bool
}

// Dir is the folder that the machine names for the user's caches, or "" when it
// names none.
func Dir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "candor", "results")
}

// Open opens a store. An error means that there is no place to keep anything; a
// folder that can be read and not written to is no error.
func Open(o Options) (*Store, error) {
	if o.Dir == "" {
		if o.Dir = Dir(); o.Dir == "" {
			return nil, errors.New("the machine names no cache folder for the user; name one with CANDOR_CACHE")
		}
	}
	if o.Max == 0 {
		o.Max = DefaultMax
	}
	if o.Identity == "" {
		id, err := Identity()
		if err != nil {
			return nil, fmt.Errorf("tell this program from others: %w", err)
		}
		o.Identity = id
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &Store{dir: dir, max: o.Max, identity: o.Identity}, nil
}

// Key names an entry by all that its content follows from. Each part is held
// apart from the next, and the program is a part of every key.
func (s *Store) Key(kind string, parts ...string) string {
	return Digest(append([]string{s.identity, kind}, parts...)...)
}

// Digest is a digest of texts, each held apart from the next.
func Digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		_, _ = io.WriteString(h, p) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Get returns the content of an entry. One that is not there, or is not what was
// written, is not found; the latter is removed.
func (s *Store) Get(key string) ([]byte, bool) {
	if s.memory != nil {
		return s.memory.get(key)
	}
	name := s.file(key)
	f, err := os.Open(name)
	if err != nil {
		return nil, false
	}
	defer f.Close() // read only: nothing can be lost
	b, err := io.ReadAll(io.LimitReader(f, maxEntry+1))
	if err != nil {
		return nil, false
	}
	content, ok := unseal(key, b)
	if !ok {
		_ = os.Remove(name) // where it can't be removed it is passed over again
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(name, now, now) // the order in which entries go; a wrong one costs time, not truth
	return content, true
}

// Put keeps the content of an entry. What can't be kept is worked out again the
// next time, so that there is no error to tell.
func (s *Store) Put(key string, content []byte) {
	if len(content) > maxEntry/2 {
		return
	}
	if s.memory != nil {
		s.memory.put(key, content)
		return
	}
	name := s.file(key)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return
	}
	if write(name, seal(key, content)) == nil {
		s.mu.Lock()
		s.wrote = true
		s.mu.Unlock()
	}
}

// Close makes room: the entries that were not used for the longest time go
// until the rest takes no more than three quarters of what is allowed.
func (s *Store) Close() {
	s.mu.Lock()
	wrote := s.wrote
	s.wrote = false
	s.mu.Unlock()
	if wrote {
		s.evict(time.Now())
	}
}

func (s *Store) evict(now time.Time) {
	type entry struct {
		name string
		size int64
		used time.Time
	}
	var entries []entry
	var total int64
	// What can't be listed or looked at is left alone: another run may be removing it.
	_ = filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !ours(d.Name()) {
			return nil
		}
		st, err := d.Info()
		if err != nil {
			return nil
		}
		if strings.HasPrefix(d.Name(), tempPrefix) {
			if now.Sub(st.ModTime()) > staleTemp {
				_ = os.Remove(name)
			}
			return nil
		}
		entries = append(entries, entry{name, st.Size(), st.ModTime()})
		total += st.Size()
		return nil
	})
	if total <= s.max {
		return
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.used.Compare(b.used) })
	for _, e := range entries {
		if total <= s.max/4*3 {
			return
		}
		if os.Remove(e.name) == nil {
			total -= e.size
		}
	}
}

const tempPrefix = ".tmp-"

// ours reports whether a file of the folder has a name that a store gives:
// CANDOR_CACHE may name a folder that holds something else.
func ours(name string) bool {
	if rest, ok := strings.CutPrefix(name, tempPrefix); ok {
		return rest != "" && strings.Trim(rest, "0123456789") == ""
	}
	return len(name) == 2*sha256.Size && strings.Trim(name, "0123456789abcdef") == ""
}

func (s *Store) file(key string) string { return filepath.Join(s.dir, key[:2], key) }

// write writes a file whole or not at all, for the user alone.
func write(name string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), tempPrefix+"*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // the first error is the one to tell
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(b); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// seal puts the layout and the key before the content and a digest behind it.
func seal(key string, content []byte) []byte {
	b := make([]byte, 0, len(magic)+len(key)+len(content)+sha256.Size)
	b = append(append(append(b, magic...), key...), content...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// unseal returns the content, if every byte is as it was written.
func unseal(key string, b []byte) ([]byte, bool) {
	n := len(b) - sha256.Size
	if n < len(magic)+len(key) || string(b[:len(magic)]) != magic || string(b[len(magic):len(magic)+len(key)]) != key {
		return nil, false
	}
	if sum := sha256.Sum256(b[:n]); string(sum[:]) != string(b[n:]) {
		return nil, false
	}
	return b[len(magic)+len(key) : n], true
}
