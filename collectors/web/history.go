package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// HistorySchema names the version of the format.
const HistorySchema = "candor.web-history/v1"

// The limits of a history file.
const (
	maxHistory = 32 << 20 // bytes
	maxLooks   = 5000     // changes of one page
)

// History is what runs have seen of pages that change: a file of the user, which
// each run reads and writes anew. It knows only the times at which somebody looked.
type History struct {
	Schema string            `json:"schema"`
	Pages  map[string]*Trail `json:"pages"` // by address
}

// Trail is the history of one page.
type Trail struct {
	Looks []Look `json:"looks"` // the oldest first
	// Things are the rows or keys of the page, by their identity.
	Things map[string]*Thing `json:"things"`
}

// Look is a span in which every look saw the same bytes.
type Look struct {
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
	Count  int       `json:"count"`
	Digest string    `json:"digest"`
}

// Thing is a row or a key, as long as it was seen.
type Thing struct {
	Name  string    `json:"name"`
	First time.Time `json:"first"`          // the first look that saw it
	Last  time.Time `json:"last"`           // the last look that saw it
	After time.Time `json:"after,omitzero"` // the last look before First, which did not see it; zero: First was the first look of all
	Gone  time.Time `json:"gone,omitzero"`  // the first look that did not see it any more
}

// NewHistory is an empty one.
func NewHistory() *History {
	return &History{Schema: HistorySchema, Pages: make(map[string]*Trail)}
}

// ReadHistory reads a history file.
func ReadHistory(b []byte) (*History, error) {
	if len(b) > maxHistory {
		return nil, fmt.Errorf("larger than %d MiB", maxHistory>>20)
	}
	h := NewHistory()
	h.Schema = ""
	if err := json.Unmarshal(b, h); err != nil {
		return nil, errors.New("not a history file: " + err.Error())
	}
	if h.Schema != HistorySchema {
		return nil, fmt.Errorf("not a history file of this version: want the schema %s", HistorySchema)
	}
	for u, t := range h.Pages {
		if t == nil || len(t.Looks) == 0 {
			return nil, fmt.Errorf("%s: a page that nobody looked at", u)
		}
		for i, l := range t.Looks {
			if l.Last.Before(l.First) || i > 0 && l.First.Before(t.Looks[i-1].Last) || l.Count < 1 {
				return nil, fmt.Errorf("%s: look %d is out of order", u, i+1)
			}
		}
		for id, x := range t.Things {
			if x == nil || x.Last.Before(x.First) || x.First.Before(t.Looks[0].First) || !x.After.IsZero() && !x.After.Before(x.First) {
				return nil, fmt.Errorf("%s: %s is out of order", u, id)
			}
		}
		if t.Things == nil {
			t.Things = make(map[string]*Thing)
		}
	}
	if h.Pages == nil {
		h.Pages = make(map[string]*Trail)
	}
	return h, nil
}

// Bytes is the file.
func (h *History) Bytes() ([]byte, error) {
	b, err := json.MarshalIndent(h, "", " ")
	return append(b, '\n'), err
}

// last is the time of the last look.
func (t *Trail) last() time.Time { return t.Looks[len(t.Looks)-1].Last }

// see adds a look: things are what is there now, names by identity. A look of
// before the last one is refused, because nothing that is told apart by time
// could then be told.
func (h *History) see(page, digest string, things map[string]string, now time.Time) (*Trail, error) {
	t := h.Pages[page]
	if t == nil {
		t = &Trail{Things: make(map[string]*Thing)}
		h.Pages[page] = t
	}
	var before time.Time
	if n := len(t.Looks); n > 0 {
		before = t.last()
		if now.Before(before) {
			return nil, fmt.Errorf("the history holds a look of %s, which is later than now: one of the clocks is wrong", before.Format(time.RFC3339))
		}
		if l := &t.Looks[n-1]; l.Digest == digest {
			l.Last, l.Count = now, l.Count+1
		} else {
			t.Looks = append(t.Looks, Look{now, now, 1, digest})
		}
	} else {
		t.Looks = []Look{{now, now, 1, digest}}
	}
	if n := len(t.Looks) - maxLooks; n > 0 { // the first stays: it is what all is counted from
		t.Looks = append(t.Looks[:1], t.Looks[n+1:]...)
	}
	for id, x := range t.Things {
		if _, there := things[id]; !there && x.Gone.IsZero() {
			x.Gone = now
		}
	}
	for id, name := range things {
		x := t.Things[id]
		if x != nil && x.Gone.IsZero() {
			x.Last, x.Name = now, name
			continue
		}
		t.Things[id] = &Thing{Name: name, First: now, Last: now, After: before}
	}
	return t, nil
}

// ids are the things of a trail, sorted.
func (t *Trail) ids() []string { return slices.Sorted(maps.Keys(t.Things)) }

// span is what facts tell of a thing.
func (t *Trail) span(x *Thing) map[string]any {
	return map[string]any{
		"first_seen": stamp(x.First), "last_seen": stamp(x.Last), "absent_until": stamp(x.After), "gone": stamp(x.Gone),
		"first_look": stamp(t.Looks[0].First), "last_look": stamp(t.last()),
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// days are the whole days from one time to another; negative when it is before.
func days(from, to time.Time) int {
	d := to.Sub(from)
	if d < 0 {
		return -int((-d + 24*time.Hour - 1) / (24 * time.Hour))
	}
	return int(d / (24 * time.Hour))
}

func key(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }
