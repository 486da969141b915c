package aws

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/candor-dev/candor"
)

// A value is a tree of maps, of several times the size of its JSON. Many accounts
// are under way at once, and the values of one that is not done are kept as JSON.

// pack takes over what was emitted so far.
func (a *account) pack() {
	taken := a.in.Take()
	for i := range taken {
		if taken[i].Value == nil {
			continue
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if enc.Encode(taken[i].Value) == nil {
			taken[i].Value = json.RawMessage(bytes.Clone(bytes.TrimSpace(b.Bytes())))
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.facts = append(a.facts, taken...)
}

// unpack makes values of what pack made, with whole numbers as they were.
func unpack(facts []candor.Fact) error {
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
