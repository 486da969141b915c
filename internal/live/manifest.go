package live

import (
	"time"

	"github.com/candor-dev/candor"
)

// Manifest sums up a run over one account, organisation or host. It is written
// last: a run without one was cut off, and what it holds is no population.
type Manifest struct {
	Schema    string             `json:"schema"` // ManifestSchema
	Source    Source             `json:"source"`
	Identity  string             `json:"identity,omitempty"`
	Started   time.Time          `json:"started"`
	Ended     time.Time          `json:"ended"`
	Specs     []string           `json:"specs"`             // what was to be asked
	Regions   []string           `json:"regions,omitempty"` // what was looked at
	Skipped   []Skipped          `json:"skipped,omitempty"` // regions and accounts that were not
	Counters  map[string]Counter `json:"counters"`          // by spec
	ClockSkew time.Duration      `json:"clock_skew,omitempty"`
	Facts     int                `json:"facts"`
	Items     int                `json:"items"`
	Digest    string             `json:"digest,omitempty"` // of the facts file
}

// ManifestSchema names the version of the format.
const ManifestSchema = "candor.manifest/v1"

// Counter counts what became of the calls of one spec.
type Counter struct {
	Calls     int `json:"calls"`
	Retries   int `json:"retries,omitempty"`
	Throttled int `json:"throttled,omitempty"`
	Denied    int `json:"denied,omitempty"`
	Absent    int `json:"absent,omitempty"`
	Failed    int `json:"failed,omitempty"`
}

// Count adds an item to its counter.
func (m *Manifest) Count(it *Item) {
	if m.Counters == nil {
		m.Counters = make(map[string]Counter)
	}
	c := m.Counters[it.Spec]
	c.Calls++
	if n := len(it.Requests); n > 1 && (it.Population == nil || n > it.Population.Pages) {
		pages := 1
		if it.Population != nil {
			pages = max(1, it.Population.Pages)
		}
		c.Retries += n - pages
	}
	switch it.State {
	case candor.Observed, candor.Unsupported, candor.NotAsked, candor.Unresolved:
	case candor.Absent:
		c.Absent++
	case candor.Denied:
		c.Denied++
	case candor.Throttled:
		c.Throttled++
	default:
		c.Failed++
	}
	m.Counters[it.Spec] = c
	m.Items++
}
