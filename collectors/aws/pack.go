package aws

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// A fact is a tree of maps, an item of evidence a structure full of texts: both
// are several times the size of their JSON, and that a dozen times the size of
// what it is packed into. Many accounts are under way at once, and what is learnt
// of one that is not done is kept packed.

// packed is a fact whose value is not read yet.
type packed struct {
	candor.Fact
	Value json.RawMessage `json:"value,omitempty"`
}

// pack takes over what was emitted so far. A fact whose call has not ended waits:
// what the call came to is part of it.
func (a *account) pack() {
	taken := a.in.Take()
	a.mu.Lock()
	defer a.mu.Unlock()
	all := append(a.facts, taken...)
	waiting := all[:0]
	for _, f := range all {
		digest, ended := a.calls[f.From.Call]
		if !ended && f.From.Call != nil {
			waiting = append(waiting, f)
			continue
		}
		f.From.Digest = digest
		if a.spool.add(&a.spool.facts, f) != nil {
			waiting = append(waiting, f)
		}
	}
	clear(all[len(waiting):])
	a.facts = waiting
	left := a.items[:0]
	for _, it := range a.items {
		if a.spool.add(&a.spool.items, it) != nil {
			left = append(left, it)
		}
	}
	clear(a.items[len(left):])
	a.items = left
}

// unpack gives all facts and items of an account. The values of the facts are
// JSON still.
func (a *account) unpack() (facts []candor.Fact, items []*live.Item, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	err = a.spool.each(&a.spool.facts, func(dec *json.Decoder) error {
		var p packed
		if err := dec.Decode(&p); err != nil {
			return err
		}
		if len(p.Value) > 0 {
			p.Fact.Value = p.Value
		}
		facts = append(facts, p.Fact)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	err = a.spool.each(&a.spool.items, func(dec *json.Decoder) error {
		it := new(live.Item)
		if err := dec.Decode(it); err != nil {
			return err
		}
		items = append(items, it)
		return nil
	})
	return append(facts, a.facts...), append(items, a.items...), err
}

// each reads what was added, in order.
func (s *spool) each(q *queue, read func(*json.Decoder) error) error {
	s.seal(q)
	for _, b := range q.blocks {
		dec := json.NewDecoder(open(b))
		for {
			if err := read(dec); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// readValues makes values of the JSON of facts, with whole numbers as they were.
func readValues(facts []candor.Fact) error {
	for i := range facts {
		raw, ok := facts[i].Value.(json.RawMessage)
		if !ok {
			continue
		}
		var v any
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		if err := dec.Decode(&v); err != nil {
			return err
		}
		facts[i].Value = numbers(v)
	}
	return nil
}

// numbers makes int and float64 of the numbers of a tree, in place where it can.
func numbers(v any) any {
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil && !strings.ContainsAny(x.String(), ".eE") {
			return int(n)
		}
		if n, err := x.Float64(); err == nil {
			return n
		}
		return x.String()
	case []any:
		for i := range x {
			x[i] = numbers(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = numbers(x[k])
		}
	}
	return v
}
