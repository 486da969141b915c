package vendors

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/hosts"
	"github.com/candor-dev/candor/internal/ref"
	known "github.com/candor-dev/candor/internal/vendors"
)

// unknownHost begins the id of a host that the table does not know.
const unknownHost = "host:"

// stranger keeps a host of the internet that by its name is there for programs
// and that no vendor of the table owns: it may be a vendor's. Other hosts are
// links in most cases.
func (f *finder) stranger(h, path string, n int) {
	label, rest, _ := strings.Cut(h, ".")
	if !strings.Contains(rest, ".") || !forPrograms(label) || hosts.Of(h) != hosts.Public || f.ownHost(h) || example(path) {
		return
	}
	name := ref.Printable(h)
	f.add(known.Match{Vendor: &known.Vendor{ID: unknownHost + name, Name: name, Role: known.Processor}}, byHost, name, "candor does not know whose host it is", path, n)
}

// forPrograms reports the first label of a host that people do not visit.
func forPrograms(label string) bool {
	return slices.Contains([]string{"api", "api2", "rest", "graphql", "ingest", "hooks", "webhooks", "events", "collector", "telemetry"}, label) ||
		strings.HasPrefix(label, "api-") || strings.HasSuffix(label, "-api")
}

// ownHost reports a host of the company itself: below one of its domains, or
// with its name in front of the ending.
func (f *finder) ownHost(h string) bool {
	for _, d := range f.in.Subprocessors.Own {
		d = strings.ToLower(strings.TrimPrefix(d, "*."))
		if h == d || strings.HasSuffix(h, "."+d) {
			return true
		}
	}
	return slices.Contains(strings.Split(h, "."), joined(f.in.Subprocessors.Company))
}

// named reports whether an entry of the list speaks of a host: its name is one
// of the host's labels, or the domain.
func named(entryName, host string) bool {
	name := joined(entryName)
	return len(name) > 3 && slices.Contains(strings.Split(host, "."), name) || strings.HasSuffix(host, "."+strings.ToLower(entryName))
}

// joined is a name as domains write it.
func joined(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
