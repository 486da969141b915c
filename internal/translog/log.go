package translog

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// maxLog bounds the file of runs, in bytes, and maxLine one run.
const (
	maxLog  = 512 << 20
	maxLine = 1 << 20
)

// Log is a log of runs in memory: whole, and consistent with itself.
type Log struct {
	entries []Entry
	text    []byte      // the lines, as the file has them
	hashes  []tlog.Hash // in the order of tlog.StoredHashIndex
}

// Parse reads the lines of a log. Each run names the head of the log before it;
// one that does not lead there is a *Broken that names the first run that is
// missing or was changed.
func Parse(text []byte) (*Log, error) {
	if len(text) > maxLog {
		return nil, fmt.Errorf("the log of runs is larger than %d MiB", maxLog>>20)
	}
	l := &Log{}
	for len(text) > 0 {
		line, rest, ended := bytes.Cut(text, []byte("\n"))
		n := int64(len(l.entries)) + 1
		if !ended {
			return nil, &Broken{n, "its line is cut off"}
		}
		if len(line) > maxLine {
			return nil, &Broken{n, "its line is too long"}
		}
		e, err := parseEntry(line)
		if err != nil {
			return nil, &Broken{n, err.Error()}
		}
		if err := l.follows(e); err != nil {
			return nil, err
		}
		if err := l.add(*e, line); err != nil {
			return nil, err
		}
		text = rest
	}
	return l, nil
}

// follows says why the entry can't stand at the end of the log, or nil.
func (l *Log) follows(e *Entry) error {
	n := int64(len(l.entries))
	switch {
	case e.Run > n+1:
		return &Broken{n + 1, fmt.Sprintf("missing: run %d follows run %d", e.Run, n)}
	case e.Run != n+1:
		return &Broken{n + 1, fmt.Sprintf("calls itself run %d: runs were put in or out of order", e.Run)}
	case e.Previous.Size != n:
		return &Broken{n + 1, fmt.Sprintf("says that %d runs came before it, and %d do", e.Previous.Size, n)}
	}
	head, err := l.Head(n)
	if err != nil {
		return err
	}
	if e.Previous != head && n == 0 {
		return &Broken{1, "names a log before it"}
	}
	if e.Previous != head {
		return &Broken{n, fmt.Sprintf("is not as it was when run %d was logged (or run %d was changed): run %d says that the log before it had the root %s, and it has %s",
			n+1, n+1, n+1, e.Previous.Root, head.Root)}
	}
	if n > 0 && e.Time().Before(l.entries[n-1].Time()) {
		return &Broken{n + 1, fmt.Sprintf("dated %s, before run %d of %s: a clock was set back, or the run was dated back", e.At, n, l.entries[n-1].At)}
	}
	return nil
}

func (l *Log) add(e Entry, line []byte) error {
	h, err := tlog.StoredHashes(int64(len(l.entries)), line, l)
	if err != nil {
		return fmt.Errorf("hash a run: %w", err)
	}
	l.hashes = append(l.hashes, h...)
	l.entries = append(l.entries, e)
	l.text = append(append(l.text, line...), '\n')
	return nil
}

// ReadHashes gives tlog the hashes of the tree.
func (l *Log) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(l.hashes)) {
			return nil, errors.New("hash the log: an index outside of it")
		}
		out = append(out, l.hashes[i])
	}
	return out, nil
}

// Append adds a run to the log and fills in its number and the head before it.
// A run that is dated before the last one is refused.
func (l *Log) Append(e Entry) (*Entry, error) {
	n := int64(len(l.entries))
	head, err := l.Head(n)
	if err != nil {
		return nil, err
	}
	e.Schema, e.Run, e.Previous = Schema, n+1, head
	if e.Claims == nil {
		e.Claims = map[string]int{}
	}
	if e.Open == nil {
		e.Open = map[string]string{}
	}
	if e.Skip == nil {
		e.Skip = []string{}
	}
	line, err := e.encode()
	if err != nil {
		return nil, err
	}
	if len(line) > maxLine {
		return nil, fmt.Errorf("a run of %d bytes does not fit into the log", len(line))
	}
	back, err := parseEntry(line) // what is written can be read
	if err != nil {
		return nil, fmt.Errorf("write a run: %w", err)
	}
	if err := l.follows(back); err != nil {
		return nil, err
	}
	return back, l.add(*back, line)
}

// Head returns what the log was when it had n runs.
func (l *Log) Head(n int64) (Head, error) {
	if n == 0 {
		return Head{}, nil
	}
	if n < 0 || n > int64(len(l.entries)) {
		return Head{}, fmt.Errorf("the log has %d runs, not %d", len(l.entries), n)
	}
	h, err := tlog.TreeHash(n, l)
	if err != nil {
		return Head{}, fmt.Errorf("hash the log: %w", err)
	}
	return Head{n, root(h)}, nil
}

// Entries returns the runs in their order. They must not be changed.
func (l *Log) Entries() []Entry { return l.entries }

// Len is the number of runs.
func (l *Log) Len() int64 { return int64(len(l.entries)) }

// Text is the file of runs.
func (l *Log) Text() []byte { return l.text }

// ID tells logs apart: the hash of the first run. It is empty for an empty log.
func (l *Log) ID() string {
	if len(l.hashes) == 0 {
		return ""
	}
	return root(l.hashes[0])
}

// Extends says why the log is no continuation of an older one, or nil.
func (l *Log) Extends(old *Log) error {
	if old.Len() > l.Len() {
		return &Broken{l.Len() + 1, fmt.Sprintf("missing: the log had %d runs once and has %d", old.Len(), l.Len())}
	}
	for i := range old.entries {
		if a, b := recordHash(l, i), recordHash(old, i); a != b {
			return &Broken{int64(i) + 1, "is another than in the older log: the log was rewritten"}
		}
	}
	return nil
}

func recordHash(l *Log, i int) tlog.Hash { return l.hashes[tlog.StoredHashIndex(0, int64(i))] }

// Future says which run is dated later than now, allowing for clocks that
// differ by a few minutes, or nil.
func (l *Log) Future(now time.Time) error {
	for i := range l.entries {
		if e := &l.entries[i]; e.Time().After(now.Add(skew)) {
			return &Broken{e.Run, fmt.Sprintf("dated %s, and now it is %s: one of the two clocks is wrong", e.At, now.UTC().Format(time.RFC3339))}
		}
	}
	return nil
}

// skew is how far two honest clocks may be apart.
const skew = 5 * time.Minute
