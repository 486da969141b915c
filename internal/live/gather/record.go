// Package gather is the work that collectors of live sources have in common: it
// asks APIs that speak JSON for what specs declare, and puts the facts, items and
// gaps of one run into a facts file.
package gather

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/redact"
)

// Record gathers one run. It is not for several goroutines.
type Record struct {
	ID      string // of the collector
	Version string
	Kinds   []string // every kind of fact that it gives
	Source  live.Source
	Specs   []live.Spec
	Now     time.Time // the time that facts carry

	redactor *redact.Redactor
	facts    []candor.Fact
	items    []live.Item
	gaps     []string
	manifest live.Manifest
}

// Item keeps an item of evidence and gives it its id.
func (r *Record) Item(it *live.Item) {
	it.Collector, it.Version = r.ID, r.Version
	it.Reason = r.mask(it.Reason)
	it.Seal()
	r.manifest.Count(it)
	r.items = append(r.items, *it)
}

// Fact keeps a fact that an item gave. Its path is the place that it speaks of,
// such as "supabase://abcdef"; credentials in its texts are masked.
func (r *Record) Fact(it *live.Item, f candor.Fact) {
	f.Subject, f.Reason, f.Value = r.mask(f.Subject), r.mask(f.Reason), r.tree(f.Value)
	f.From = candor.Provenance{Collector: r.ID, Version: r.Version, Source: f.At.Path, At: r.Now}
	if it != nil {
		f.From.Digest, f.From.Call = it.Digest, it.Call()
	}
	if own := r.ID + "://"; !f.State.Answers() && len(f.Within) == 0 && strings.HasPrefix(f.At.Path, own) {
		f.Within = []string{own + "**"} // of whatever this collector tells of, and of nothing else
	}
	r.facts = append(r.facts, f)
	if !f.State.Answers() {
		gap := f.Subject + ": " + f.Reason
		if n := len(r.gaps); n == 0 || r.gaps[n-1] != gap { // one call is a gap of several kinds
			r.gaps = append(r.gaps, gap)
		}
	}
}

// Gap says that a call gave no answer: one fact for each kind that may be
// missing because of it.
func (r *Record) Gap(it *live.Item, place, subject string, kinds ...string) {
	for _, k := range kinds {
		r.Fact(it, candor.Fact{Kind: k, Subject: subject, State: it.State, Reason: it.Reason, At: candor.Location{Path: place}})
	}
}

// Gaps says what could not be asked, one line each.
func (r *Record) Gaps() []string { return r.gaps }

// Items are the calls so far.
func (r *Record) Items() []live.Item { return r.items }

// File ends the run. The manifest comes last.
func (r *Record) File(identity string, ended time.Time) *evidence.File {
	run := candor.Run{ID: r.ID, Version: r.Version, State: candor.Ran, Kinds: r.Kinds, Facts: len(r.facts), At: r.Now}
	run.Seconds = max(0, ended.Sub(r.Now).Round(time.Millisecond).Seconds())
	if n := len(r.gaps); n > 0 {
		run.State, run.Reason = candor.Partial, r.gaps[0]
		if n > 1 {
			run.Reason = fmt.Sprintf("%s; and %d more", run.Reason, n-1)
		}
	}
	m := r.manifest
	m.Schema, m.Source, m.Identity, m.Started, m.Ended = live.ManifestSchema, r.Source, identity, r.Now, ended
	m.Facts = len(r.facts)
	m.Specs = nil
	for i := range r.Specs {
		m.Specs = append(m.Specs, r.Specs[i].ID)
	}
	m.ClockSkew = r.skew()
	return &evidence.File{
		Header: evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: r.ID, At: r.Now},
		Runs:   []candor.Run{run}, Facts: r.facts, Items: r.items, Manifests: []live.Manifest{m},
	}
}

// skew is the local clock less that of the last answer, to the second.
func (r *Record) skew() time.Duration {
	for i := len(r.items) - 1; i >= 0; i-- {
		for _, q := range r.items[i].Requests {
			if !q.ServerDate.IsZero() {
				return q.Started.Sub(q.ServerDate).Truncate(time.Second)
			}
		}
	}
	return 0
}

func (r *Record) mask(s string) string {
	if r.redactor == nil {
		r.redactor = redact.New()
	}
	return r.redactor.Value(s)
}

// tree masks credentials in every text of a value, in place.
func (r *Record) tree(v any) any {
	switch x := v.(type) {
	case string:
		return r.mask(x)
	case *candor.Val:
		x.Texts(r.mask)
	case []any:
		for i := range x {
			x[i] = r.tree(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = r.tree(x[k])
		}
	}
	return v
}
