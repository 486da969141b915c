// Package vendors reads a published list of subprocessors and looks for the
// vendors that the sources use: by their SDKs, hosts, files of deployment and
// the names of their settings.
//
// It does nothing where candor.yaml names no list. Tests, documentation,
// examples and scripts are left out: what they use sees no customer's data. Of
// settings the name alone is kept, of addresses the host.
package vendors

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	known "github.com/candor-dev/candor/internal/vendors"
)

// The kinds that the collector emits.
const (
	kindUse    = "vendor.use"    // a vendor that the sources use
	kindListed = "vendor.listed" // an entry of the published list
	kindRegion = "vendor.region" // where a vendor works on data, as a setting or a host says
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "vendors",
		Version: "2",
		Doc:     "the published list of subprocessors, and the vendors that code and configuration use",
		Kinds:   []string{kindUse, kindListed, kindRegion},
		Wants:   func(p string) bool { return p == "candor.yaml" || formatOf(p) != none },
		Beside:  func(p string) bool { return strings.HasSuffix(p, ".py") },
		Collect: collect,
	}
}

// how a vendor was found.
type how string

const (
	bySDK      how = "sdk"      // code imports its SDK
	byDeploy   how = "deploy"   // a file that tells it what to run
	byHost     how = "host"     // an address or a content security policy
	byManifest how = "manifest" // a manifest asks for its SDK
	bySetting  how = "setting"  // the name of an environment variable
)

// trace is one sign of a vendor.
type trace struct {
	vendor *known.Vendor
	how    how
	name   string // the package, the host, the setting
	at     candor.Location
	proof  bool
	why    string // it is no proof
}

// rank orders traces, the strongest first.
func (t trace) rank() int {
	r := slices.Index([]how{bySDK, byDeploy, byHost, byManifest, bySetting}, t.how)
	if !t.proof {
		r += 10
	}
	return r
}

// finder gathers traces over all files.
type finder struct {
	in       *collector.Input
	catalog  *known.Catalog
	pat      *patterns
	self     []string        // ids of the company itself
	declared map[string]bool // npm packages by name: whether more than the build asks for them
	manifest bool            // a package.json was read
	modules  []string
	local    map[string]bool // Python modules of the tree
	found    map[string][]trace
	regions  map[string]bool
	partial  bool // a file could not be read: a vendor without a trace may have one
}

func collect(ctx context.Context, in *collector.Input) error {
	if !in.Subprocessors.Published() {
		return nil
	}
	catalog, err := known.Load()
	if err != nil {
		return err
	}
	entries, ok := published(in, catalog)
	if !ok {
		return nil // the gap is said
	}
	f := &finder{
		in: in, catalog: catalog, pat: newPatterns(), declared: make(map[string]bool), local: make(map[string]bool),
		found: make(map[string][]trace), regions: make(map[string]bool),
	}
	if c := in.Subprocessors.Company; c != "" {
		f.self = catalog.Named(c)
	}
	f.pythonModules()
	for _, manifests := range []bool{true, false} {
		for _, file := range in.Files {
			if err := ctx.Err(); err != nil {
				return err
			}
			kind := formatOf(file.Path)
			if kind == none || kind.manifest() != manifests || file.Path == in.Subprocessors.Page {
				continue
			}
			src, err := file.Read()
			if err != nil {
				f.partial = true
				in.Gap(candor.Error, candor.Location{Path: file.Path, Line: 1}, err.Error(), kindUse, kindRegion)
				continue
			}
			f.file(file.Path, kind, src)
		}
	}
	f.emit(entries)
	return nil
}

// add keeps a trace. A vendor's own software says nothing of who runs it when
// one can run it oneself.
func (f *finder) add(m known.Match, h how, name, why, path string, line int) {
	v := m.Vendor
	if slices.Contains(f.self, v.ID) {
		return
	}
	t := trace{vendor: v, how: h, name: name, at: candor.Location{Path: path, Line: line}, why: why}
	switch {
	case t.why != "":
	case h == bySetting:
		t.why = "the name of a setting is all there is"
	case h == byManifest:
		t.why = "a manifest asks for its SDK, and no code that was read imports it"
	case v.Self && h == bySDK:
		t.why = "the software can be run by oneself as well, and no address says who runs it"
	case m.Weak:
		t.why = "others are reached in the same way"
	default:
		t.proof = true
	}
	f.found[v.ID] = append(f.found[v.ID], t)
}

// emit writes one fact for each vendor that was found and each entry of the list.
func (f *finder) emit(entries []entry) {
	for id := range f.found {
		host, stranger := strings.CutPrefix(id, unknownHost)
		for i := range entries {
			if stranger && named(entries[i].name, host) {
				entries[i].covers = append(entries[i].covers, id)
				slices.Sort(entries[i].covers)
			}
		}
	}
	for id, traces := range f.found {
		slices.SortStableFunc(traces, func(a, b trace) int { return a.rank() - b.rank() })
		best := traces[0]
		var places []any
		seen := make(map[string]bool)
		for _, t := range traces[1:] {
			if key := string(t.how) + t.name; !seen[key] && len(places) < 5 {
				seen[key] = true
				places = append(places, map[string]any{"path": t.at.Path, "line": t.at.Line, "label": label(t)})
			}
		}
		f.in.Emit(candor.Fact{Kind: kindUse, Subject: best.vendor.Name, State: candor.Observed, At: best.at, Value: map[string]any{
			"vendor": id, "role": string(best.vendor.Role), "how": string(best.how), "found": label(best), "proof": best.proof, "why": best.why,
			"traces": len(traces), "places": places, "entries": len(entries), "list": f.list(),
		}})
	}
	for _, e := range entries {
		var places []any
		traces := 0
		for _, id := range e.covers {
			if ts := f.found[id]; len(ts) > 0 {
				traces += len(ts)
				places = append(places, map[string]any{"path": ts[0].at.Path, "line": ts[0].at.Line, "label": ts[0].vendor.Name + ": " + label(ts[0])})
			}
		}
		p := known.ReadPlace(e.location)
		f.in.Emit(candor.Fact{Kind: kindListed, Subject: e.name, State: candor.Observed, At: e.at, Value: map[string]any{
			"covers": list(e.covers), "purpose": e.purpose, "location": e.location, "areas": list(p.Areas), "regions": list(p.Regions),
			"traces": traces, "places": places, "complete": !f.partial && len(f.in.Tree.Problems) == 0,
		}})
	}
}

func (f *finder) list() map[string]any {
	s := f.in.Subprocessors
	if s.Page != "" {
		return map[string]any{"path": s.Page}
	}
	return map[string]any{"path": s.At.Path, "line": s.At.Line}
}

// label says in words what was found.
func label(t trace) string {
	switch t.how {
	case bySDK:
		return "its SDK is imported (" + t.name + ")"
	case byDeploy:
		return "it is told what to run (" + t.name + ")"
	case byHost:
		return "its host is named (" + t.name + ")"
	case byManifest:
		return "its SDK is asked for (" + t.name + ")"
	}
	return "a setting bears its name (" + t.name + ")"
}

// region keeps where a vendor works on data, once for each name.
func (f *finder) region(v *known.Vendor, name, region, area, path string, line int) {
	key := v.ID + " " + name + " " + region + area
	if area == "" || f.regions[key] || slices.Contains(f.self, v.ID) {
		return
	}
	f.regions[key] = true
	f.in.Emit(candor.Fact{
		Kind: kindRegion, Subject: fmt.Sprintf("%s: %s", v.Name, name), State: candor.Observed, At: candor.Location{Path: path, Line: line},
		Value: map[string]any{"vendor": v.ID, "name": v.Name, "region": region, "area": area, "example": example(path)},
	})
}

func list(ss []string) []any {
	out := make([]any, len(ss))
	for i, s := range ss {
		out[i] = s
	}
	return out
}

// pythonModules notes the modules that stand in the tree itself.
func (f *finder) pythonModules() {
	for _, file := range f.in.Tree.Files {
		if strings.HasSuffix(file.Path, ".py") {
			parts := strings.Split(strings.TrimSuffix(file.Path, ".py"), "/")
			f.local[parts[len(parts)-1]] = true
			if len(parts) > 1 {
				f.local[parts[len(parts)-2]] = true
			}
		}
	}
}
