package pack

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/candor-dev/candor/internal/signkey"
	"github.com/candor-dev/candor/internal/translog"
)

// Verified is a pack in which every byte is accounted for.
type Verified struct {
	Manifest   *Manifest
	Digest     string // of the manifest
	Key        *signkey.Public
	Log        *translog.Log
	Checkpoint *translog.Checkpoint
	files      map[string][]byte
}

// File returns a file of the pack, or nil.
func (v *Verified) File(name string) []byte { return v.files[name] }

// Options of a verification.
type Options struct {
	Keys []*signkey.Public // those that the verifier trusts, by whatever way they came
	Now  time.Time
}

// Refused is a pack that is not what was signed, or not to be believed.
type Refused struct {
	File string // the first broken part; empty: the pack as a whole
	Why  string
}

func (r *Refused) Error() string {
	if r.File == "" {
		return r.Why
	}
	return r.File + ": " + r.Why
}

func refuse(file, format string, args ...any) error {
	return &Refused{file, fmt.Sprintf(format, args...)}
}

// Verify checks a pack: that each byte of it follows from a manifest that one of
// the keys signed while it was valid, and that the log in it holds this run.
func Verify(b []byte, o Options) (*Verified, error) {
	readings, err := readArchive(b)
	if err != nil {
		return nil, &Refused{"", err.Error()}
	}
	var first error
	for _, list := range readings {
		v, err := verifyFiles(list, o)
		if err == nil {
			if i := strayByte(b, list); i >= 0 {
				return nil, refuse("", "byte %d of the pack was changed, added or cut off: it lies outside of its files", i)
			}
			if err := v.inTime(o.Now); err != nil {
				return nil, err
			}
			return v, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func verifyFiles(list []content, o Options) (*Verified, error) {
	if err := inOrder(list); err != nil {
		return nil, &Refused{"", err.Error()}
	}
	files := make(map[string][]byte, len(list))
	for _, f := range list {
		files[f.name] = f.body
	}
	for _, name := range []string{ManifestName, EnvelopeName, RunsName, CheckpointName} {
		if files[name] == nil {
			return nil, refuse(name, "missing from the pack")
		}
	}
	v := &Verified{files: files, Digest: digest(files[ManifestName])}
	if err := v.signed(o.Keys); err != nil {
		return nil, err
	}
	if err := v.listed(list); err != nil {
		return nil, err
	}
	if err := v.logged(o.Keys); err != nil {
		return nil, err
	}
	return v, nil
}

// signed checks the signature, and of manifest and envelope names the broken one.
func (v *Verified) signed(keys []*signkey.Public) error {
	manifest := v.files[ManifestName]
	m, merr := parseManifest(manifest)
	s, key, serr := openEnvelope(v.files[EnvelopeName], keys)
	switch {
	case serr == nil:
		if why := broken(&s.Predicate.Manifest, manifest); why != "" {
			return refuse(ManifestName, "%s", why)
		}
		if merr != nil {
			return refuse(ManifestName, "signed, and yet no manifest: %v", merr)
		}
	case merr == nil:
		return envelopeBroken(m, manifest, v.files[EnvelopeName], keys, serr)
	default:
		return refuse(EnvelopeName, "%v; and %s can't be read either: %v", serr, ManifestName, merr)
	}
	if m.Key != newKey(key) || s.Predicate.Key != m.Key || s.Predicate.At != m.At {
		return refuse(ManifestName, "it names another key or time than its signature")
	}
	v.Manifest, v.Key = m, key
	return nil
}

// envelopeBroken names the byte of the envelope that does not follow from the
// manifest. Only the signature itself can't be made again.
func envelopeBroken(m *Manifest, manifest, got []byte, keys []*signkey.Public, serr error) error {
	key := keyByID(keys, m.Key.ID)
	if key == nil {
		return refuse(EnvelopeName, "it was signed with the key %s (%s), and that is none of those given: another key signs other packs, or somebody else made this one", m.Key.Name, m.Key.ID)
	}
	payload, err := payloadOf(manifest, m)
	if err != nil {
		return refuse(EnvelopeName, "%v", err)
	}
	want, err := enclose(payload, m.Key.ID, make([]byte, 64))
	if err != nil {
		return refuse(EnvelopeName, "%v", err)
	}
	sig := bytes.Index(want, []byte(base64.StdEncoding.EncodeToString(make([]byte, 64))))
	i := differ(want, got)
	if i >= 0 && i < sig {
		return refuse(EnvelopeName, "byte %d is the first that was changed, or %s was changed together with its digests", i, ManifestName)
	}
	if end := sig + base64.StdEncoding.EncodedLen(64); len(got) != len(want) || !bytes.Equal(got[end:], want[end:]) {
		return refuse(EnvelopeName, "bytes from %d on are not as candor writes them", sig)
	}
	var other *otherKeyError
	if errors.As(serr, &other) {
		return refuse(EnvelopeName, "%v", serr)
	}
	return refuse(EnvelopeName, "the signature (bytes %d to %d) is not that of key %s on this manifest: a byte of it was changed, or somebody without the key changed the manifest", sig, sig+87, key.Name)
}

// listed checks every file against the manifest: none changed, missing or added.
func (v *Verified) listed(list []content) error {
	for i := range v.Manifest.Files {
		f := &v.Manifest.Files[i]
		b, ok := v.files[f.Name]
		if !ok {
			return refuse(f.Name, "missing from the pack; its manifest lists it with %d bytes", f.Size)
		}
		if why := broken(f, b); why != "" {
			return refuse(f.Name, "%s", why)
		}
	}
	for _, f := range list {
		switch f.name {
		case ManifestName, EnvelopeName, RunsName, CheckpointName:
		default:
			if v.Manifest.file(f.name) == nil {
				return refuse(f.name, "added to the pack: its manifest does not list it")
			}
		}
	}
	return nil
}

// logged checks that the log in the pack ends with this run and is signed.
func (v *Verified) logged(keys []*signkey.Public) error {
	log, err := translog.Parse(v.files[RunsName])
	if err != nil {
		return refuse(RunsName, "%v", err)
	}
	cp, err := translog.OpenCheckpoint(v.files[CheckpointName], keys)
	if err != nil {
		return refuse(CheckpointName, "%v", err)
	}
	if err := log.Agrees(cp); err != nil {
		return refuse(RunsName, "%v", err)
	}
	if cp.Head.Size != log.Len() {
		return refuse(RunsName, "it has %d runs and its checkpoint %d: runs were added that nobody signed", log.Len(), cp.Head.Size)
	}
	v.Log, v.Checkpoint = log, cp
	m := v.Manifest
	if log.Len() != m.Run {
		return refuse(RunsName, "this is the pack of run %d, and the log in it ends with run %d", m.Run, log.Len())
	}
	if e := log.Entries()[m.Run-1]; e.Manifest != v.Digest || e.At != m.At || e.Exit != m.Exit || e.Clock != m.Clock || e.Previous != m.Previous || e.Key != m.Key.ID || e.Results != m.Results || e.FailOn != m.FailOn || !slices.Equal(e.Skip, m.Skip) {
		return refuse(RunsName, "run %d of the log is not the run of this pack", m.Run)
	}
	return nil
}

// inTime checks the times against the key and the clock of the verifier.
func (v *Verified) inTime(now time.Time) error {
	if err := v.Key.Covers(v.Manifest.Time()); err != nil {
		return refuse("", "the run is outside of its key's time: %v", err)
	}
	if err := v.Log.Future(now); err != nil {
		return refuse("", "%v", err)
	}
	if now.After(v.Key.NotAfter) {
		return refuse("", "key %s expired on %s: who holds an old key can sign an old date. If you had this pack before, say when: --now DAY", v.Key.Name, v.Key.NotAfter.Format(time.DateOnly))
	}
	return nil
}
