package cache

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"time"

	"github.com/candor-dev/candor"
)

var errBroken = errors.New("not what Encode writes")

// Decode reads what Encode wrote, in a run at that time.
func Decode(b []byte, now time.Time) (*Content, error) {
	r := &reader{b: b, all: string(b), now: now}
	c := &Content{Run: r.run()}
	if n, some := r.count(9); some {
		c.Facts = make([]candor.Fact, n)
		for i := range c.Facts {
			c.Facts[i] = candor.Fact{
				Kind: r.text(), Subject: r.text(), State: candor.State(r.int()), Reason: r.text(),
				Value: r.value(0), At: r.location(), From: r.origin(), Within: r.list(),
			}
		}
	}
	if n, some := r.count(12); some {
		c.Results = make([]candor.Result, n)
		for i := range c.Results {
			c.Results[i] = r.result()
		}
	}
	c.Rules = r.list()
	if n, some := r.count(12); some {
		c.Waivers = make([]candor.Waiver, n)
		for i := range c.Waivers {
			c.Waivers[i] = candor.Waiver{
				Rule: r.text(), Subject: r.text(), Path: r.text(), Line: r.int(), EndLine: r.int(),
				Reason: r.text(), Owner: r.text(), Approved: r.text(), Expires: r.time(), Origin: r.text(), At: r.location(),
			}
		}
	}
	if n, some := r.count(8); some {
		c.Notices = make([]candor.Notice, n)
		for i := range c.Notices {
			c.Notices[i] = candor.Notice{Severity: candor.Severity(r.int()), Message: r.text(), Hint: r.text(), At: r.location()}
		}
	}
	c.Proposal = r.text()
	if n, some := r.count(2); some {
		c.Digests = make(map[string]string, n)
		for range n {
			k := r.text()
			c.Digests[k] = r.text()
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, errBroken
	}
	return c, nil
}

// reader reads on after a mistake and gives zeros; the end tells.
type reader struct {
	b       []byte // what is left
	all     string // everything; texts are parts of it
	now     time.Time
	texts   []string
	origins []candor.Provenance
	bad     bool
}

func (r *reader) broken() {
	r.bad, r.b = true, nil
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.broken()
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) int64() int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.broken()
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) int() int { return int(r.int64()) }

// count reads the length of a list whose items take at least that many bytes
// each, so that a broken length asks for no more memory than the bytes allow.
func (r *reader) count(each int) (n int, some bool) {
	x := r.number()
	if x == 0 {
		return 0, false
	}
	if x-1 > uint64(len(r.b)/each) {
		r.broken()
		return 0, false
	}
	return int(x - 1), true
}

// take returns the next n bytes as a text.
func (r *reader) take(n uint64) string {
	if n > uint64(len(r.b)) {
		r.broken()
		return ""
	}
	at := len(r.all) - len(r.b)
	r.b = r.b[n:]
	return r.all[at : at+int(n)]
}

func (r *reader) text() string {
	n := r.number()
	if r.bad {
		return ""
	}
	if n == 0 {
		s := r.take(r.number())
		r.texts = append(r.texts, s)
		return s
	}
	if n > uint64(len(r.texts)) {
		r.broken()
		return ""
	}
	return r.texts[n-1]
}

func (r *reader) list() []string {
	n, some := r.count(1)
	if !some {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.text()
	}
	return out
}

func (r *reader) time() (t time.Time) {
	switch r.number() {
	case noTime:
	case atRun:
		return r.now
	case atTime:
		if t.UnmarshalBinary([]byte(r.take(r.number()))) != nil {
			r.broken()
			return time.Time{}
		}
		if _, offset := t.Zone(); offset == 0 {
			return t.UTC()
		}
	default:
		r.broken()
	}
	return t
}

func (r *reader) location() candor.Location {
	return candor.Location{Path: r.text(), Line: r.int(), Col: r.int(), EndLine: r.int(), EndCol: r.int(), Resource: r.text(), Label: r.text()}
}

func (r *reader) locations() []candor.Location {
	n, some := r.count(7)
	if !some {
		return nil
	}
	out := make([]candor.Location, n)
	for i := range out {
		out[i] = r.location()
	}
	return out
}

func (r *reader) origin() candor.Provenance {
	n := r.number()
	if r.bad {
		return candor.Provenance{}
	}
	if n == 0 {
		p := candor.Provenance{Collector: r.text(), Version: r.text(), Source: r.text(), Digest: r.text(), Commit: r.text(), At: r.time()}
		r.origins = append(r.origins, p)
		return p
	}
	if n > uint64(len(r.origins)) {
		r.broken()
		return candor.Provenance{}
	}
	return r.origins[n-1]
}

func (r *reader) run() candor.Run {
	return candor.Run{
		ID: r.text(), Version: r.text(), State: candor.RunState(r.int()), Reason: r.text(),
		Kinds: r.list(), Files: r.int(), Facts: r.int(), At: r.time(),
	}
}

func (r *reader) result() candor.Result {
	x := candor.Result{
		Rule: r.text(), Use: r.text(), Outcome: candor.Outcome(r.int()), Severity: candor.Severity(r.int()), Control: r.text(),
		Subject: r.text(), Message: r.text(), Fix: r.text(), At: r.location(), Related: r.locations(), Flow: r.locations(),
	}
	if n, some := r.count(1); some {
		x.Facts = make([]candor.Provenance, n)
		for i := range x.Facts {
			x.Facts[i] = r.origin()
		}
	}
	x.Of, x.Fingerprint = r.text(), r.text()
	return x
}

func (r *reader) value(depth int) any {
	if depth > maxDepth || r.bad {
		r.broken()
		return nil
	}
	switch r.number() {
	case isNil:
	case isFalse:
		return false
	case isTrue:
		return true
	case isText:
		return r.text()
	case isInt:
		return r.int()
	case isInt64:
		return r.int64()
	case isFloat:
		s := r.take(8)
		if r.bad {
			return nil
		}
		return math.Float64frombits(binary.LittleEndian.Uint64([]byte(s)))
	case isNumber:
		return json.Number(r.text())
	case isList:
		n, some := r.count(1)
		if !some {
			return []any(nil)
		}
		out := make([]any, n)
		for i := range out {
			out[i] = r.value(depth + 1)
		}
		return out
	case isMap:
		n, some := r.count(2)
		if !some {
			return map[string]any(nil)
		}
		out := make(map[string]any, n)
		for range n {
			k := r.text()
			out[k] = r.value(depth + 1)
		}
		return out
	default:
		r.broken()
	}
	return nil
}
