package aws

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

// Part is what was learnt of one account: a facts file of its own.
type Part struct {
	Account string
	File    *evidence.File
	Gaps    int
}

// part puts what was learnt of an account in order, and its manifest at the end.
func (r *run) part(a *account) (*Part, error) {
	now := time.Now().UTC().Truncate(time.Second)
	p := &Part{Account: a.id}
	a.pack()
	facts, evidenced, err := a.unpack()
	if err != nil {
		return nil, fmt.Errorf("what was learnt of the account %s can't be unpacked: %w", a.id, err)
	}
	for i := range facts {
		if lost(&facts[i]) {
			p.Gaps++
		}
	}
	slices.SortStableFunc(facts, func(x, y candor.Fact) int {
		return cmp.Or(cmp.Compare(x.At.Path, y.At.Path), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Subject, y.Subject))
	})
	slices.SortStableFunc(evidenced, func(x, y *live.Item) int {
		return cmp.Or(cmp.Compare(x.Source.Region, y.Source.Region), cmp.Compare(x.Spec, y.Spec), cmp.Compare(x.Subject, y.Subject))
	})
	m := live.Manifest{
		Schema: live.ManifestSchema, Source: live.Source{Kind: ID, Partition: a.partition, Account: a.id}, Identity: a.identity,
		Started: a.started, Ended: now, Regions: a.regions, Skipped: a.skipped, ClockSkew: a.skew, Facts: len(facts),
	}
	for id := range r.specs {
		m.Specs = append(m.Specs, id)
	}
	slices.Sort(m.Specs)
	items := make([]live.Item, 0, len(evidenced))
	for _, it := range evidenced {
		m.Count(it)
		m.Source.Emulated = m.Source.Emulated || it.Source.Emulated
		items = append(items, *it)
	}
	m.Digest = digestOf(facts, items)
	p.File = &evidence.File{
		Header: evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: "aws://" + a.id, At: r.o.Now},
		Runs:   []candor.Run{runOf(facts, now.Sub(a.started), r.o.Now, r.kinds)},
		Facts:  facts, Items: items, Manifests: []live.Manifest{m},
	}
	return p, readValues(p.File.Facts)
}

// runOf says how far the collector came.
func runOf(facts []candor.Fact, took time.Duration, now time.Time, kinds []string) candor.Run {
	out := candor.Run{ID: ID, Version: Version, State: candor.Ran, Kinds: kinds, Facts: len(facts), Seconds: took.Seconds(), At: now}
	gaps := 0
	for i := range facts {
		if f := &facts[i]; lost(f) {
			if gaps++; gaps == 1 {
				out.Reason = f.Subject + ": " + f.Reason
			}
		}
	}
	if gaps > 0 {
		out.State = candor.Partial
	}
	if gaps > 1 {
		out.Reason = fmt.Sprintf("%s; and %d more", out.Reason, gaps-1)
	}
	return out
}

// digestOf is a digest over facts and items, one after the other.
func digestOf(facts []candor.Fact, items []live.Item) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for i := range facts {
		if enc.Encode(&facts[i]) != nil {
			return ""
		}
	}
	for i := range items {
		if enc.Encode(&items[i]) != nil {
			return ""
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
