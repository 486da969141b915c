// Package locked gives the facts of manifests and locks their shape, the same
// for every language: a manifest with the lock that covers it, one entry of a
// lock, and where the two disagree.
package locked

import (
	"cmp"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
)

// The ways in which a manifest and its lock disagree.
const (
	Missing    = "missing"    // asked for and not locked
	Extraneous = "extraneous" // locked and not asked for
	Specifier  = "specifier"  // asked for in other words than the lock recorded
	Range      = "range"      // the locked version is outside what is asked for
)

// maxErrors bounds the disagreements that a fact lists; it always counts them all.
const maxErrors = 50

// Disagreement is one difference between a manifest and its lock.
type Disagreement struct {
	Name string
	Kind string // Missing, Extraneous, Specifier or Range
	At   candor.Location
}

// Manifest is a manifest with the lock that covers it.
type Manifest struct {
	Kind      string // the kind of its fact
	Ecosystem string
	Path      string
	At        candor.Location
	Lock      string // the path of the lock, "" when there is none
	LockState string // "present", "absent" or "unparsable"
	Version   string // the version of the lock's format, "" when it states none
	Direct    int    // dependencies that the manifest asks for
	Differ    []Disagreement
	// Undecided says why the manifest can't be held against the lock; empty when it can.
	Undecided string
	State     candor.State // of the fact when Undecided is set
	Ignored   string       // "gitignore" when version control leaves the lock out
	IgnoredAt string
	More      map[string]any // what only this ecosystem has to say
}

// Fact returns the fact of the manifest.
func (m Manifest) Fact() candor.Fact {
	slices.SortStableFunc(m.Differ, func(a, b Disagreement) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Kind, b.Kind))
	})
	m.Differ = slices.Compact(m.Differ)
	list := []any{}
	for _, d := range m.Differ[:min(len(m.Differ), maxErrors)] {
		list = append(list, map[string]any{"name": ref.Printable(d.Name), "kind": d.Kind, "line": d.At.Line, "path": ref.Printable(d.At.Path)})
	}
	v := map[string]any{
		"ecosystem": m.Ecosystem, "path": ref.Printable(m.Path), "lock": ref.Printable(m.Lock), "lock_state": m.LockState,
		"lock_version": ref.Printable(m.Version), "in_sync": m.LockState == "present" && m.Undecided == "" && len(m.Differ) == 0,
		"sync_errors": list, "sync_error_count": len(m.Differ), "direct": m.Direct,
		"ignored": m.Ignored, "ignored_at": ref.Printable(m.IgnoredAt),
	}
	for k, x := range m.More {
		v[k] = x
	}
	f := candor.Fact{Kind: m.Kind, Subject: ref.Printable(m.Path), State: candor.Observed, At: m.At, Value: v}
	// A difference that was seen outranks what could not be decided.
	if m.Undecided != "" && len(m.Differ) == 0 {
		f.State, f.Reason = m.State, ref.Printable(m.Undecided)
	}
	return f
}

// Entry is one package of a lock.
type Entry struct {
	Name     string
	Spec     string   // what the manifest asks for, where the lock says so
	Version  string   // the version that is locked
	Exact    bool     // Version is one version for ever
	Source   string   // "registry", "git", "path" or "url"
	URL      string   // where it comes from, "" for the registry that is set up
	Commit   string   // of a git source
	HashAlg  string   // the strongest whole hash: "sha256", "sha512", ...
	Written  bool     // something stands where the hash belongs
	Sums     []string // every whole hash, as Sum and Base64Sum add them
	Direct   bool
	Dev      bool
	Path     string // of a path source, relative to Dir
	Dir      string // the folder of the lock
	At       candor.Location
	Label    string // of the subject, when name and version do not tell it apart
	Named    bool   // a list of what to install names it, and no tool locked it
	Doubt    string // why the entry could not be understood; "" when it could
	DoubtFor candor.State
}

// Fact returns the fact of an entry, of the given kind and ecosystem.
func (e Entry) Fact(kind, ecosystem string, names ref.Names) candor.Fact {
	o := ParseOrigin(e.URL)
	v := map[string]any{
		"ecosystem": ecosystem, "name": ref.Printable(e.Name), "spec": ref.Printable(e.Spec), "resolved": ref.Printable(e.Version),
		"level": "none", "direct": e.Direct, "dev": e.Dev, "internal": false, "outside": false, "hash_alg": e.HashAlg,
		"hash": e.HashAlg != "", "hash_written": e.Written || e.HashAlg != "", "host": ref.Printable(o.Host), "scheme": ref.Printable(o.Scheme),
		"source": e.Source, "commit": false, "exact": e.Exact, "placed": "",
	}
	if len(e.Sums) > 0 {
		sums := make([]any, len(e.Sums))
		for i, s := range e.Sums {
			sums[i] = s
		}
		v["sums"] = sums
	}
	label := e.Name + "@" + e.Version
	switch e.Source {
	case "git":
		v["commit"], v["level"] = ref.IsCommit(e.Commit), ref.Tag
		if v["commit"] == true {
			v["level"], v["hash"], v["hash_alg"] = "hash", true, "commit"
		}
		v["resolved"] = ref.Printable(e.Commit)
		label = e.Name + "@git:" + e.Commit
	case "path":
		outside := Outside(e.Dir, e.Path)
		v["level"], v["internal"], v["outside"], v["placed"] = "exact", !outside, outside, ref.Printable(e.Path)
		if outside {
			v["level"] = ref.None
		}
		label = e.Name + "@path:" + e.Path
	default:
		switch {
		case Strong(e.HashAlg):
			v["level"] = "hash"
		case e.Exact && e.Named:
			v["level"] = ref.Exact
		case e.Exact:
			v["level"] = ref.Lock
		case e.Version != "" || e.Spec != "":
			v["level"] = "range"
		}
	}
	if e.Label != "" {
		label = e.Label
	}
	f := candor.Fact{Kind: kind, Subject: names.Unique(ref.Printable(label)), State: candor.Observed, Value: v, At: e.At}
	if e.Doubt != "" {
		f.State, f.Reason = e.DoubtFor, ref.Printable(e.Doubt)
	}
	return f
}
