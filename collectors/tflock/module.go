package tflock

import (
	"net/url"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
)

func (m *folder) emitModules(in *collector.Input) {
	subjects := ref.Names{}
	for _, c := range m.modules {
		v := c.value()
		f := candor.Fact{Kind: kindModule, Subject: subjects.Unique(ref.Printable(m.path + ": module." + c.name)), State: candor.Observed, At: c.at, Value: v}
		switch {
		case c.hole:
			f.State, f.Reason = candor.Unresolved, "its source or version holds an expression"
		case c.source == "":
			f.State, f.Reason = candor.Error, "a module without a source"
		}
		in.Emit(f)
	}
}

// value tells how firmly a call names one state of a module. what is "local",
// "registry", "git", "mercurial", "archive" or "other".
func (c module) value() map[string]any {
	what, level, resolved := classify(c.source, c.version)
	return map[string]any{
		"ecosystem": "terraform", "name": ref.Printable(withoutSecrets(c.source)), "spec": ref.Printable(c.version), "what": what, "level": level,
		"resolved": ref.Printable(resolved), "internal": what == "local",
	}
}

func classify(source, version string) (what, level, resolved string) {
	s, query, _ := strings.Cut(source, "?")
	q, _ := url.ParseQuery(query) // what can't be read is not there
	switch {
	case isLocal(source):
		return "local", "exact", ""
	case strings.HasPrefix(s, "hg::"):
		return byRevision("mercurial", q.Get("rev"))
	case isGit(s):
		return byRevision("git", q.Get("ref"))
	case isRegistry(s):
		switch v := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(version), "=")); {
		case version == "":
			return "registry", "none", ""
		case semver.IsExact(v):
			return "registry", "exact", v
		}
		return "registry", "range", version
	}
	if alg, sum, ok := strings.Cut(q.Get("checksum"), ":"); ok && ref.ParseImage("x@"+alg+":"+sum).Pinned {
		return "archive", "hash", alg + ":" + sum
	}
	if strings.Contains(s, "://") || strings.HasPrefix(s, "s3::") || strings.HasPrefix(s, "gcs::") {
		return "archive", "none", ""
	}
	return "other", "none", ""
}

func byRevision(what, rev string) (string, string, string) {
	switch {
	case ref.IsCommit(rev):
		return what, "hash", rev
	case rev == "":
		return what, "none", ""
	}
	return what, "tag", rev
}

func isGit(s string) bool {
	return strings.HasPrefix(s, "git::") || strings.HasPrefix(s, "git@") || strings.HasPrefix(s, "ssh://git@") ||
		strings.HasPrefix(s, "github.com/") || strings.HasPrefix(s, "bitbucket.org/") ||
		strings.HasSuffix(strings.SplitN(s, ".git//", 2)[0]+".git", ".git.git") || strings.Contains(s, ".git//")
}

// isRegistry tells "namespace/name/provider", with a host before it or without.
func isRegistry(s string) bool {
	s, _, _ = strings.Cut(s, "//")
	parts := strings.Split(s, "/")
	for _, p := range parts {
		if p == "" || strings.ContainsAny(p, ":@") {
			return false
		}
	}
	return len(parts) == 3 && !strings.Contains(parts[0], ".") || len(parts) == 4 && strings.Contains(parts[0], ".")
}

// withoutSecrets drops user and password of an address, and its query but for
// what names a revision.
func withoutSecrets(s string) string {
	base, query, _ := strings.Cut(s, "?")
	if i, j := strings.Index(base, "://"), strings.LastIndexByte(base, '@'); i >= 0 && j > i {
		base = base[:i+3] + base[j+1:]
	}
	q, _ := url.ParseQuery(query) // what can't be read is left out
	for _, key := range []string{"ref", "rev", "checksum"} {
		if v := q.Get(key); v != "" {
			return base + "?" + key + "=" + v
		}
	}
	return base
}
