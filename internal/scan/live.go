package scan

import (
	"cmp"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

// Reasons why facts of a facts file prove nothing.
const (
	emulatedReason = "the endpoint was not the vendor's own: an emulator's answer proves nothing"
	itemlessReason = "the facts file does not hold the call that gave it"
	cutOffReason   = "the run was cut off: the facts file holds no manifest of it"
)

// doubt makes gaps of the facts of live sources that prove nothing: those of an
// emulator (unless emulated says that they are to be judged, for tests) and
// those whose call is not in the file. A run without its manifest was cut off,
// so nobody knows what is missing of its kinds.
func doubt(f *evidence.File, emulated bool) {
	items := make(map[string]*live.Item, len(f.Items))
	sources := make(map[string]bool)
	for i := range f.Items {
		items[f.Items[i].ID] = &f.Items[i]
		sources[f.Items[i].Source.Kind] = true
	}
	for i := range f.Facts {
		x := &f.Facts[i]
		if x.From.Call == nil || x.From.Call.Item == "" || !x.State.Answers() {
			continue
		}
		switch it := items[x.From.Call.Item]; {
		case it == nil:
			x.State, x.Reason, x.Value = candor.Error, itemlessReason, nil
		case it.Source.Emulated && !emulated:
			x.State, x.Reason, x.Value = candor.NotAsked, emulatedReason, nil
		}
	}
	for _, m := range f.Manifests {
		delete(sources, m.Source.Kind)
	}
	for i := range f.Runs {
		if r := &f.Runs[i]; sources[r.ID] {
			r.State, r.Reason = candor.Partial, cmp.Or(r.Reason, cutOffReason)
			for _, k := range slices.Clone(r.Kinds) {
				f.Facts = append(f.Facts, candor.Fact{Kind: k, Subject: r.ID, State: candor.Error, Reason: cutOffReason, From: candor.Provenance{Collector: r.ID, Version: r.Version, At: r.At}})
			}
		}
	}
}
