package github

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

// Parts is a folder with one facts file for each repository that is done, so that
// a run that was cut off, or that met the limit of requests, can go on.
type Parts struct{ Dir string }

// PartAge is how old a part may be that is taken up.
const PartAge = 24 * time.Hour

var partName = regexp.MustCompile(`^[0-9a-f]{32}\.jsonl$`)

// file names the part of a repository by all that its facts follow from but the
// time and the token: a part never holds what another window would have given.
func (p *Parts) file(t Target, o *Options) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%d\n", Version, o.URL, strings.ToLower(t.String()), o.Window, o.MaxPulls)
	for _, s := range Specs() {
		fmt.Fprintln(h, s.ID)
	}
	return filepath.Join(p.Dir, hex.EncodeToString(h.Sum(nil)[:16])+".jsonl")
}

// put keeps the part of a repository, whole or not at all. One that lost what
// another try, or another token, could still get is not kept: it is asked again.
func (p *Parts) put(t Target, s *session) error {
	facts := s.in.Facts()
	if slices.ContainsFunc(facts, mayCome) {
		return nil
	}
	f := evidence.File{
		Header: evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: t.String(), At: s.o.Now},
		Facts:  facts, Items: s.items,
		Manifests: []live.Manifest{{Schema: live.ManifestSchema, Source: s.source(t.Owner), Facts: len(facts), Items: len(s.items), ClockSkew: s.skew}},
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return err
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return err
	}
	return atomicfile.Write(p.file(t, &s.o), b.Bytes())
}

// take is the part of a repository, or nil where there is none that counts: one
// that is too old, not whole or of another repository is none.
func (p *Parts) take(t Target, o *Options) *evidence.File {
	r, err := os.Open(p.file(t, o))
	if err != nil {
		return nil
	}
	defer r.Close() // read only: nothing can be lost
	f, err := evidence.Read(r)
	if err != nil || len(f.Manifests) != 1 || f.Manifests[0].Facts != len(f.Facts) || f.Manifests[0].Items != len(f.Items) ||
		!strings.EqualFold(f.Header.Root, t.String()) || !f.Header.At.After(o.Now.Add(-PartAge)) || f.Header.At.After(o.Now) || slices.ContainsFunc(f.Facts, mayCome) {
		return nil
	}
	return f
}

// Kept counts the repositories that are kept.
func (p *Parts) Kept() int {
	n := 0
	for range p.names() {
		n++
	}
	return n
}

// Remove takes away the parts, and the folder if nothing else is in it.
func (p *Parts) Remove() error {
	for _, name := range p.names() {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	_ = os.Remove(p.Dir) // a folder with other things in it stays
	return nil
}

func (p *Parts) names() []string {
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		return nil // no folder, no parts
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && partName.MatchString(e.Name()) {
			out = append(out, filepath.Join(p.Dir, e.Name()))
		}
	}
	return out
}

// mayCome reports a fact that was lost and that another run may get.
func mayCome(f candor.Fact) bool {
	return f.State == candor.Error || f.State == candor.Throttled || f.State == candor.Denied
}

// Unfinished reports whether a later run could get what this one lost to errors
// and limits.
func (s *Scan) Unfinished() bool {
	return slices.ContainsFunc(s.file.Facts, func(f candor.Fact) bool { return f.State == candor.Error || f.State == candor.Throttled })
}

// part is the share of one repository, with what an earlier run learnt of it.
func (s *session) part(t Target) *session {
	p := &session{o: s.o, specs: s.specs, client: s.client, host: s.host, identity: s.identity}
	p.in = newInput(s.o.Now)
	if s.o.Parts == nil || !s.o.Resume {
		return p
	}
	if f := s.o.Parts.take(t, &s.o); f != nil {
		for _, x := range f.Facts {
			p.in.Emit(x)
		}
		p.items, p.skew, p.since = f.Items, f.Manifests[0].ClockSkew, f.Header.At
	}
	return p
}

// join adds what a part learnt.
func (s *session) join(p *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range p.in.Facts() {
		s.in.Emit(f)
	}
	s.items = append(s.items, p.items...)
	if p.skew.Abs() > s.skew.Abs() {
		s.skew = p.skew
	}
	if !p.since.IsZero() {
		s.taken++
		if s.since.IsZero() || p.since.Before(s.since) {
			s.since = p.since
		}
	}
}
