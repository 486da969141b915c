package translog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/signkey"
)

// The files of a log's folder.
const (
	runsName  = "runs.jsonl"
	headsName = "checkpoints"
	lockName  = "lock"
)

// Dir is a log in its folder, with the signed heads that were kept.
type Dir struct {
	*Log
	Path  string
	Heads []*Checkpoint // by length
}

// Open reads a log and checks it against every head that it kept. A folder
// without a log gives an error that is fs.ErrNotExist.
func Open(path string, keys []*signkey.Public) (*Dir, error) {
	text, err := readFile(filepath.Join(path, runsName), maxLog)
	if err != nil {
		return nil, fmt.Errorf("read the log of runs: %w", err)
	}
	l, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	d := &Dir{Log: l, Path: path}
	if err := d.readHeads(keys); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// readHeads wants a head of the last run: behind it, runs could be taken away unseen.
func (d *Dir) readHeads(keys []*signkey.Public) error {
	list, err := os.ReadDir(filepath.Join(d.Path, headsName))
	if err != nil {
		return fmt.Errorf("read the checkpoints: %w", err)
	}
	for _, e := range list {
		b, err := readFile(filepath.Join(d.Path, headsName, e.Name()), maxNote)
		if err != nil {
			return fmt.Errorf("read a checkpoint: %w", err)
		}
		cp, err := OpenCheckpoint(b, keys)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", headsName, e.Name(), err)
		}
		if want := headName(cp.Head.Size); e.Name() != want {
			return fmt.Errorf("%s/%s: it is the checkpoint of %d runs and should be called %s", headsName, e.Name(), cp.Head.Size, want)
		}
		if err := d.Agrees(cp); err != nil {
			return err
		}
		d.Heads = append(d.Heads, cp)
	}
	if n := len(d.Heads); n == 0 || d.Heads[n-1].Head.Size != d.Len() {
		return &Broken{d.Len(), fmt.Sprintf("no checkpoint was signed after it; if a run was stopped while it was logged, look at the last line of %s and take it out by hand", runsName)}
	}
	return nil
}

func headName(n int64) string { return fmt.Sprintf("%08d", n) }

// readFile reads a regular file of at most that many bytes.
func readFile(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return nil, errors.Join(err, fmt.Errorf("%s is no file", name))
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return b, err
}

// Writer is a log that is being written; nobody else writes to it until Close.
type Writer struct {
	*Dir
	key *signkey.Private
}

// OpenWriter opens a log to add a run, and makes the folder where there is none.
// It takes the lock of the folder. old are further keys that signed heads.
func OpenWriter(path string, key *signkey.Private, old []*signkey.Public) (*Writer, error) {
	if err := os.MkdirAll(filepath.Join(path, headsName), 0o755); err != nil {
		return nil, fmt.Errorf("make the log of runs: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(path, lockName), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s is being written by another run; if none is at work, remove %s", path, filepath.Join(path, lockName))
	}
	if err != nil {
		return nil, fmt.Errorf("lock the log of runs: %w", err)
	}
	_, werr := lock.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	if err := errors.Join(werr, lock.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the log of runs: %w", err), unlock(path))
	}
	d, err := Open(path, append([]*signkey.Public{&key.Public}, old...))
	if errors.Is(err, fs.ErrNotExist) {
		d, err = empty(path)
	}
	if err != nil {
		return nil, errors.Join(err, unlock(path))
	}
	return &Writer{d, key}, nil
}

// empty begins a log, unless heads are left of one that is gone.
func empty(path string) (*Dir, error) {
	list, err := os.ReadDir(filepath.Join(path, headsName))
	if err != nil {
		return nil, fmt.Errorf("read the checkpoints: %w", err)
	}
	if len(list) > 0 {
		return nil, fmt.Errorf("%s: %s is gone and its checkpoints are there: put it back, or begin a log in another folder", path, runsName)
	}
	return &Dir{Log: &Log{}, Path: path}, nil
}

func unlock(path string) error { return os.Remove(filepath.Join(path, lockName)) }

// Close gives the lock back.
func (w *Writer) Close() error { return unlock(w.Path) }

// Time says why a run of that time can't be logged, or nil. Ask before the work.
func (w *Writer) Time(t time.Time) error {
	if err := w.key.Covers(t); err != nil {
		return err
	}
	if n := w.Len(); n > 0 && t.Before(w.entries[n-1].Time()) {
		return &Broken{n + 1, fmt.Sprintf("would be dated %s, before run %d of %s: set the clock right", t.UTC().Format(time.RFC3339), n, w.entries[n-1].At)}
	}
	return nil
}

// Add logs a run, signs the new head and writes both.
func (w *Writer) Add(e Entry) (*Entry, *Checkpoint, error) {
	e.Key = w.key.ID()
	done, err := w.Append(e)
	if err != nil {
		return nil, nil, err
	}
	cp, err := w.Sign(w.key)
	if err != nil {
		return nil, nil, err
	}
	if err := atomicfile.Write(filepath.Join(w.Path, runsName), w.Text()); err != nil {
		return nil, nil, fmt.Errorf("write the log of runs: %w", err)
	}
	if err := atomicfile.Write(filepath.Join(w.Path, headsName, headName(done.Run)), cp.Note); err != nil {
		return nil, nil, fmt.Errorf("write the checkpoint: %w", err)
	}
	w.Heads = append(w.Heads, cp)
	return done, cp, nil
}
