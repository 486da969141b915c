package translog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/candor-dev/candor/internal/signkey"
)

// origin is the first line of a checkpoint, before the id of the log.
const origin = "candor.log/v1 "

// maxNote bounds a checkpoint, in bytes.
const maxNote = 16 << 10

// Checkpoint is the signed head of a log: a note of five lines (origin, size,
// root, time, id of the key), an empty one and the signature.
type Checkpoint struct {
	Log  string // id of the log
	Head Head
	At   time.Time // of the last run
	Key  string    // id of the key
	Note []byte
}

// Sign makes the checkpoint of the log as it stands.
func (l *Log) Sign(key *signkey.Private) (*Checkpoint, error) {
	n := l.Len()
	if n == 0 {
		return nil, errors.New("an empty log has no head to sign")
	}
	head, err := l.Head(n)
	if err != nil {
		return nil, err
	}
	at := l.entries[n-1].Time()
	if err := key.Covers(at); err != nil {
		return nil, err
	}
	v, err := verifier(&key.Public)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%s%s\n%d\n%s\n%s\n%s\n", origin, l.ID(), n, head.Root, l.entries[n-1].At, key.ID())
	b, err := note.Sign(&note.Note{Text: text}, signer{v, key})
	if err != nil {
		return nil, fmt.Errorf("sign the head of the log: %w", err)
	}
	return &Checkpoint{l.ID(), head, at, key.ID(), b}, nil
}

type signer struct {
	note.Verifier
	key *signkey.Private
}

func (s signer) Sign(b []byte) ([]byte, error) { return s.key.Sign(b), nil }

func verifier(p *signkey.Public) (note.Verifier, error) {
	text, err := note.NewEd25519VerifierKey(p.Name, p.Key)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", p.Name, err)
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", p.Name, err)
	}
	return v, nil
}

// OpenCheckpoint checks the signature of a checkpoint against the keys that the
// verifier trusts, and that the key was valid at its time.
func OpenCheckpoint(b []byte, keys []*signkey.Public) (*Checkpoint, error) {
	cp, err := ParseCheckpoint(b)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.ID() != cp.Key {
			continue
		}
		v, err := verifier(k)
		if err != nil {
			return nil, err
		}
		n, err := note.Open(b, note.VerifierList(v))
		if err != nil {
			return nil, fmt.Errorf("the checkpoint of %d runs: its signature is not that of key %s: a byte of it was changed, or somebody else made it", cp.Head.Size, k.Name)
		}
		// One signature in its one form: bytes that no signature covers would
		// change unseen.
		_, err = base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
		if want := n.Text + "\n— " + k.Name + " " + n.Sigs[0].Base64 + "\n"; err != nil || want != string(b) {
			return nil, fmt.Errorf("the checkpoint of %d runs: its signature is not written as candor writes it", cp.Head.Size)
		}
		if err := k.Covers(cp.At); err != nil {
			return nil, fmt.Errorf("the checkpoint of %d runs: %w", cp.Head.Size, err)
		}
		return cp, nil
	}
	return nil, fmt.Errorf("the checkpoint of %d runs names the key %s, which is none of those given", cp.Head.Size, short(cp.Key))
}

// ParseCheckpoint reads a checkpoint without believing it.
func ParseCheckpoint(b []byte) (*Checkpoint, error) {
	if len(b) > maxNote {
		return nil, errors.New("no checkpoint: too large")
	}
	lines := strings.SplitN(string(b), "\n", 7)
	if len(lines) != 7 || !strings.HasPrefix(lines[0], origin) || lines[5] != "" {
		return nil, errors.New("no checkpoint of candor: want a signed note that begins with " + strings.TrimSpace(origin))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != lines[1] {
		return nil, fmt.Errorf("the checkpoint: %q is no number of runs", lines[1])
	}
	if h, err := tlog.ParseHash(lines[2]); err != nil || h.String() != lines[2] {
		return nil, fmt.Errorf("the checkpoint of %d runs: %q is no root", size, lines[2])
	}
	at, err := time.Parse(time.RFC3339, lines[3])
	if err != nil || at.UTC().Format(time.RFC3339) != lines[3] {
		return nil, fmt.Errorf("the checkpoint of %d runs: %q is no time", size, lines[3])
	}
	return &Checkpoint{Log: strings.TrimPrefix(lines[0], origin), Head: Head{size, lines[2]}, At: at, Key: lines[4], Note: b}, nil
}

// Agrees says why the log is not one that the checkpoint was made of, or a
// continuation of it, or nil.
func (l *Log) Agrees(cp *Checkpoint) error {
	if l.ID() != cp.Log {
		return &Broken{1, fmt.Sprintf("the checkpoint of %d runs is of another log, or this one was begun anew", cp.Head.Size)}
	}
	if cp.Head.Size > l.Len() {
		return &Broken{l.Len() + 1, fmt.Sprintf("missing: the checkpoint of %s knows %d runs, and the log has %d", cp.At.Format(time.RFC3339), cp.Head.Size, l.Len())}
	}
	head, err := l.Head(cp.Head.Size)
	if err != nil {
		return err
	}
	if head != cp.Head {
		return &Broken{0, fmt.Sprintf("was rewritten: its first %d runs are not those of the checkpoint of %s, and the change is so consistent that no run can be named", cp.Head.Size, cp.At.Format(time.RFC3339))}
	}
	if e := l.entries[cp.Head.Size-1]; !e.Time().Equal(cp.At) || e.Key != cp.Key {
		return &Broken{e.Run, "its time or its key is not that of its checkpoint"}
	}
	return nil
}
