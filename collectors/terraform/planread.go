package terraform

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// Bounds of one plan, and with them of the memory that it takes.
const (
	maxPlan     = 10_000    // resources
	maxPlanSize = 256 << 20 // bytes of the file
	maxChange   = 8 << 20   // bytes of one resource
)

// planModule is what a plan says of the configuration of one module, as far as
// it joins resources.
type planModule struct {
	// references are the attributes that are one reference each, by the name of
	// the resource: "managed aws_s3_bucket_policy.p".
	references map[string]map[string]string
	calls      map[string]*planCall
}

type planCall struct {
	source string
	module *planModule
}

type plan struct {
	changes []*planChange
	more    *planChange // the first past the bound
	large   []iac.Place // resources that are too large to be read
	root    *planModule
	partial string // why it does not say all that is made
}

// readPlan decodes the parts of a plan that matter, one resource after the
// other: of all else nothing is held. A nil plan without an error is a file of
// another kind.
func readPlan(p string, r io.Reader) (*plan, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(4096)
	if !bytes.Contains(head, []byte(`"format_version"`)) {
		return nil, nil
	}
	sure := bytes.Contains(head, []byte(`"terraform_version"`)) || bytes.Contains(head, []byte(`"resource_changes"`))
	lines := &lineReader{in: in, line: 1}
	dec := json.NewDecoder(lines)
	broken := func(err error) (*plan, error) {
		if !sure {
			return nil, nil
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("a plan that can't be read: %w", err)
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil
	}
	out := &plan{}
	whole, values := false, false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return broken(err)
		}
		switch key {
		case "resource_changes":
			whole, sure = true, true
			err = out.readChanges(dec, p, lines)
		case "configuration":
			out.root, err = readRoot(dec)
		case "planned_values":
			values, sure = true, true
			err = skip(dec)
		case "errored", "complete":
			var is bool
			if err = dec.Decode(&is); is == (key == "errored") && err == nil {
				out.partial = "the plan was cut short: it says of itself that it is not complete"
			}
		case "deferred_changes":
			var list []json.RawMessage
			if err = dec.Decode(&list); len(list) > 0 && err == nil {
				out.partial = fmt.Sprintf("the plan puts %d changes off, which it does not show", len(list))
			}
		default:
			err = skip(dec)
		}
		if err != nil {
			return broken(err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return broken(err)
	}
	switch {
	case whole:
		return out, nil
	case values:
		return nil, errors.New("a plan without resource_changes")
	}
	return nil, nil
}

// skip passes over one value without holding it.
func skip(dec *json.Decoder) error {
	depth := 0
	for {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// each calls f with every key of an object, at its value. A value of another
// type is passed over.
func each(dec *json.Decoder, f func(key string) error) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if d, ok := t.(json.Delim); !ok || d != '{' {
		return rest(dec, t)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		s, _ := key.(string)
		if err := f(s); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// rest passes over what is left of a value after its first token.
func rest(dec *json.Decoder, t json.Token) error {
	if d, ok := t.(json.Delim); !ok || d != '[' && d != '{' {
		return nil
	}
	for dec.More() {
		if err := skip(dec); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

func readRoot(dec *json.Decoder) (*planModule, error) {
	var root *planModule
	err := each(dec, func(key string) (err error) {
		if key == "root_module" {
			root, err = readModule(dec, 0)
			return err
		}
		return skip(dec)
	})
	return root, err
}

func readModule(dec *json.Decoder, depth int) (*planModule, error) {
	m := &planModule{references: make(map[string]map[string]string), calls: make(map[string]*planCall)}
	if depth > maxDepth {
		return nil, errors.New("nested too deep")
	}
	err := each(dec, func(key string) error {
		switch key {
		case "resources":
			return m.readResources(dec)
		case "module_calls":
			return each(dec, func(name string) error {
				c := &planCall{}
				m.calls[name] = c
				return each(dec, func(key string) (err error) {
					switch key {
					case "source":
						var t json.Token
						if t, err = dec.Token(); err != nil {
							return err
						}
						c.source, _ = t.(string)
						return rest(dec, t)
					case "module":
						c.module, err = readModule(dec, depth+1)
						return err
					}
					return skip(dec)
				})
			})
		}
		return skip(dec)
	})
	return m, err
}

func (m *planModule) readResources(dec *json.Decoder) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return rest(dec, t)
	}
	for dec.More() {
		var r struct {
			Type        string                     `json:"type"`
			Name        string                     `json:"name"`
			Mode        string                     `json:"mode"`
			Expressions map[string]json.RawMessage `json:"expressions"`
		}
		if err := dec.Decode(&r); err != nil {
			return err
		}
		for key, raw := range r.Expressions {
			var e struct {
				References []string `json:"references"`
			}
			if json.Unmarshal(raw, &e) != nil {
				continue
			}
			ref := single(e.References)
			if ref == "" {
				continue
			}
			name := r.Mode + " " + r.Type + "." + r.Name
			if m.references[name] == nil {
				m.references[name] = make(map[string]string)
			}
			m.references[name][key] = ref
		}
	}
	_, err = dec.Token()
	return err
}

func (pl *plan) readChanges(dec *json.Decoder, p string, lines *lineReader) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(err, errors.New("resource_changes is no list"))
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		at := lines.at(p, int(dec.InputOffset())-len(raw))
		if len(raw) > maxChange {
			pl.large = append(pl.large, at)
			continue
		}
		if pl.more != nil {
			continue
		}
		c := &planChange{at: at}
		if err := json.Unmarshal(raw, c); err != nil {
			return err
		}
		gone := slices.Equal(c.Change.Actions, []string{"delete"}) || slices.Equal(c.Change.Actions, []string{"forget"})
		if c.Mode != "managed" || c.Deposed != "" || gone || c.Type == "" || c.Name == "" {
			continue
		}
		if len(pl.changes) < maxPlan {
			pl.changes = append(pl.changes, c)
		} else {
			pl.more = c
		}
	}
	_, err := dec.Token()
	return err
}

// lineReader counts lines as they are read, so that offsets, which only grow,
// become places.
type lineReader struct {
	in        io.Reader
	read      int
	breaks    []int // offsets of line breaks that were read and not passed yet
	line, bol int
}

func (l *lineReader) Read(b []byte) (int, error) {
	n, err := l.in.Read(b)
	for i := 0; i < n; {
		k := bytes.IndexByte(b[i:n], '\n')
		if k < 0 {
			break
		}
		l.breaks = append(l.breaks, l.read+i+k)
		i += k + 1
	}
	l.read += n
	return n, err
}

func (l *lineReader) at(p string, offset int) iac.Place {
	passed := 0
	for passed < len(l.breaks) && l.breaks[passed] < offset {
		l.line++
		l.bol = l.breaks[passed] + 1
		passed++
	}
	l.breaks = append(l.breaks[:0], l.breaks[passed:]...)
	return iac.Place{Path: p, Pos: candor.Pos{Line: l.line, Col: offset - l.bol + 1}}
}
