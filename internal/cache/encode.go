package cache

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/candor-dev/candor"
)

// Content is what a part of a run gave.
type Content struct {
	Run      candor.Run
	Facts    []candor.Fact
	Results  []candor.Result
	Rules    []string
	Waivers  []candor.Waiver
	Notices  []candor.Notice
	Proposal string
	// Digests are of the facts of each kind, for whoever keeps what follows from
	// them: Decode gives what Digests gave when the content was written.
	Digests map[string]string
}

// Digests gives a digest of the facts of each kind, in their order. Two runs that
// saw the same facts, each at its own time, have the same ones.
func Digests(facts []candor.Fact, now time.Time) (map[string]string, error) {
	writers := make(map[string]*writer)
	for i := range facts {
		w := writers[facts[i].Kind]
		if w == nil {
			w = newWriter(now)
			writers[facts[i].Kind] = w
		}
		w.fact(&facts[i])
	}
	out := make(map[string]string, len(writers))
	for kind, w := range writers {
		if w.err != nil {
			return nil, w.err
		}
		out[kind] = Digest(string(w.b))
	}
	return out, nil
}

// maxDepth bounds how deep values may lie in each other.
const maxDepth = 200

// Kinds of values, by their first byte.
const (
	isNil = iota
	isFalse
	isTrue
	isText
	isInt
	isInt64
	isFloat
	isNumber
	isList
	isMap
)

// Ways to write a time.
const (
	noTime = iota
	atRun  // the time of the run, whenever that is
	atTime
)

// Encode writes content as bytes. The same content gives the same bytes, and
// the time of the run itself is written as that: read at another time, what was
// seen in this run is seen in that one. Content that can't be kept whole (the
// call of a live source, a value that is no part of a fact) is an error.
func Encode(c *Content, now time.Time) ([]byte, error) {
	w := newWriter(now)
	w.run(&c.Run)
	w.count(len(c.Facts), c.Facts == nil)
	for i := range c.Facts {
		w.fact(&c.Facts[i])
	}
	w.count(len(c.Results), c.Results == nil)
	for i := range c.Results {
		w.result(&c.Results[i])
	}
	w.list(c.Rules)
	w.count(len(c.Waivers), c.Waivers == nil)
	for i := range c.Waivers {
		w.waiver(&c.Waivers[i])
	}
	w.count(len(c.Notices), c.Notices == nil)
	for i := range c.Notices {
		n := &c.Notices[i]
		w.int(int(n.Severity))
		w.text(n.Message)
		w.text(n.Hint)
		w.location(&n.At)
	}
	w.text(c.Proposal)
	w.count(len(c.Digests), c.Digests == nil)
	for _, k := range slices.Sorted(maps.Keys(c.Digests)) {
		w.text(k)
		w.text(c.Digests[k])
	}
	return w.b, w.err
}

// writer writes each text, and each origin of facts, once; from then on its
// number stands for it.
type writer struct {
	b       []byte
	now     time.Time
	texts   map[string]uint64
	origins map[candor.Provenance]uint64
	err     error
}

func newWriter(now time.Time) *writer {
	return &writer{now: now, texts: make(map[string]uint64), origins: make(map[candor.Provenance]uint64)}
}

func (w *writer) fact(f *candor.Fact) {
	w.text(f.Kind)
	w.text(f.Subject)
	w.int(int(f.State))
	w.text(f.Reason)
	w.value(f.Value, 0)
	w.location(&f.At)
	w.origin(f.From)
	w.list(f.Within)
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

func (w *writer) number(n uint64) { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) int(n int)       { w.b = binary.AppendVarint(w.b, int64(n)) }

// count writes the length of a list, of which none and an empty one are two things.
func (w *writer) count(n int, none bool) {
	if none {
		w.number(0)
		return
	}
	w.number(uint64(n) + 1)
}

func (w *writer) text(s string) {
	if n, ok := w.texts[s]; ok {
		w.number(n)
		return
	}
	w.texts[s] = uint64(len(w.texts)) + 1
	w.number(0)
	w.number(uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) list(l []string) {
	w.count(len(l), l == nil)
	for _, s := range l {
		w.text(s)
	}
}

func (w *writer) time(t time.Time) {
	switch {
	case t.IsZero():
		w.number(noTime)
	case t == w.now:
		w.number(atRun)
	default:
		b, err := t.MarshalBinary()
		if err != nil {
			w.fail("time %s: %w", t, err)
			return
		}
		w.number(atTime)
		w.number(uint64(len(b)))
		w.b = append(w.b, b...)
	}
}

func (w *writer) location(l *candor.Location) {
	w.text(l.Path)
	w.int(l.Line)
	w.int(l.Col)
	w.int(l.EndLine)
	w.int(l.EndCol)
	w.text(l.Resource)
	w.text(l.Label)
}

func (w *writer) locations(l []candor.Location) {
	w.count(len(l), l == nil)
	for i := range l {
		w.location(&l[i])
	}
}

func (w *writer) origin(p candor.Provenance) {
	if p.Call != nil {
		w.fail("the call of a live source is not kept")
		return
	}
	if n, ok := w.origins[p]; ok {
		w.number(n)
		return
	}
	w.origins[p] = uint64(len(w.origins)) + 1
	w.number(0)
	w.text(p.Collector)
	w.text(p.Version)
	w.text(p.Source)
	w.text(p.Digest)
	w.text(p.Commit)
	w.time(p.At)
}

func (w *writer) run(r *candor.Run) {
	w.text(r.ID)
	w.text(r.Version)
	w.int(int(r.State))
	w.text(r.Reason)
	w.list(r.Kinds)
	w.int(r.Files)
	w.int(r.Facts)
	w.time(r.At) // Seconds are those of the run that reads
}

func (w *writer) result(r *candor.Result) {
	if r.Waived != nil {
		w.fail("a result with its waiver is not kept")
	}
	w.text(r.Rule)
	w.text(r.Use)
	w.int(int(r.Outcome))
	w.int(int(r.Severity))
	w.text(r.Control)
	w.text(r.Subject)
	w.text(r.Message)
	w.text(r.Fix)
	w.location(&r.At)
	w.locations(r.Related)
	w.locations(r.Flow)
	w.count(len(r.Facts), r.Facts == nil)
	for _, p := range r.Facts {
		w.origin(p)
	}
	w.text(r.Of)
	w.text(r.Fingerprint)
}

func (w *writer) waiver(x *candor.Waiver) {
	w.text(x.Rule)
	w.text(x.Subject)
	w.text(x.Path)
	w.int(x.Line)
	w.int(x.EndLine)
	w.text(x.Reason)
	w.text(x.Owner)
	w.text(x.Approved)
	w.time(x.Expires)
	w.text(x.Origin)
	w.location(&x.At)
	if x.Expired || x.Used > 0 {
		w.fail("a waiver that was applied is not kept")
	}
}

func (w *writer) value(v any, depth int) {
	if depth > maxDepth {
		w.fail("a value is more than %d deep", maxDepth)
		return
	}
	switch x := v.(type) {
	case nil:
		w.number(isNil)
	case bool:
		if x {
			w.number(isTrue)
		} else {
			w.number(isFalse)
		}
	case string:
		w.number(isText)
		w.text(x)
	case int:
		w.number(isInt)
		w.int(x)
	case int64:
		w.number(isInt64)
		w.b = binary.AppendVarint(w.b, x)
	case float64:
		w.number(isFloat)
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(x))
	case json.Number:
		w.number(isNumber)
		w.text(string(x))
	case []any:
		w.number(isList)
		w.count(len(x), x == nil)
		for _, e := range x {
			w.value(e, depth+1)
		}
	case *candor.Val: // read back as the tree that it stands for
		w.value(x.Tree(), depth)
	case map[string]any:
		w.number(isMap)
		w.count(len(x), x == nil)
		for _, k := range slices.Sorted(maps.Keys(x)) {
			w.text(k)
			w.value(x[k], depth+1)
		}
	default:
		w.fail("a value of type %T is no part of a fact", v)
	}
}
