package terraform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// isPlan reports a name that plans in JSON are given: tfplan.json, plan.out.json.
func isPlan(p string) bool {
	base := strings.ToLower(path.Base(p))
	return strings.HasSuffix(base, ".json") && strings.Contains(base, "plan") && !strings.HasSuffix(base, ".tf.json")
}

// planChange is what a plan does to one resource.
type planChange struct {
	Address string          `json:"address"`
	Module  string          `json:"module_address"`
	Mode    string          `json:"mode"`
	Type    string          `json:"type"`
	Name    string          `json:"name"`
	Index   json.RawMessage `json:"index"`
	Deposed string          `json:"deposed"`
	Change  struct {
		Actions   []string        `json:"actions"`
		After     json.RawMessage `json:"after"`
		Unknown   json.RawMessage `json:"after_unknown"`
		Sensitive json.RawMessage `json:"after_sensitive"`
	} `json:"change"`

	at iac.Place // in the plan
}

// planModule is what a plan says of the configuration of one module.
type planModule struct {
	Resources []struct {
		Type        string                     `json:"type"`
		Name        string                     `json:"name"`
		Mode        string                     `json:"mode"`
		Expressions map[string]json.RawMessage `json:"expressions"`
	} `json:"resources"`
	Calls map[string]struct {
		Source string      `json:"source"`
		Module *planModule `json:"module"`
	} `json:"module_calls"`
}

// maxPlan bounds the resources of a plan, and with them the memory that it takes.
const maxPlan = 10_000

type plan struct {
	changes []*planChange
	more    *planChange // the first past the bound
	root    *planModule
}

// readPlan decodes the parts of a plan that matter, one resource after the
// other, so that no more than the file itself is held. A nil plan without an
// error is a file of another kind.
func readPlan(p string, b []byte) (*plan, error) {
	if head := b[:min(len(b), 4096)]; !bytes.Contains(head, []byte(`"format_version"`)) {
		return nil, nil
	}
	if !bytes.Contains(b, []byte(`"resource_changes"`)) && !bytes.Contains(b, []byte(`"planned_values"`)) {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil
	}
	out := &plan{}
	whole := false
	lines := &lineCounter{text: b, line: 1}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("a plan that can't be read: %w", err)
		}
		switch key {
		case "resource_changes":
			whole = true
			err = out.readChanges(dec, p, lines)
		case "configuration":
			var c struct {
				Root *planModule `json:"root_module"`
			}
			err = dec.Decode(&c)
			out.root = c.Root
		default:
			var skip json.RawMessage
			err = dec.Decode(&skip)
		}
		if err != nil {
			return nil, fmt.Errorf("a plan that can't be read: %w", err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("a plan that can't be read: %w", err)
	}
	if !whole {
		return nil, errors.New("a plan without resource_changes")
	}
	return out, nil
}

func (pl *plan) readChanges(dec *json.Decoder, p string, lines *lineCounter) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(err, errors.New("resource_changes is no list"))
	}
	for dec.More() {
		c := &planChange{at: lines.at(p, int(dec.InputOffset()))}
		if err := dec.Decode(c); err != nil {
			return err
		}
		gone := slices.Equal(c.Change.Actions, []string{"delete"}) || slices.Equal(c.Change.Actions, []string{"forget"})
		if c.Mode == "managed" && c.Deposed == "" && !gone && c.Type != "" && c.Name != "" {
			if len(pl.changes) < maxPlan {
				pl.changes = append(pl.changes, c)
			} else if pl.more == nil {
				pl.more = c
			}
		}
	}
	_, err := dec.Token()
	return err
}

// lineCounter turns growing offsets into places.
type lineCounter struct {
	text              []byte
	offset, line, bol int
}

func (l *lineCounter) at(p string, offset int) iac.Place {
	for offset < len(l.text) && bytes.IndexByte([]byte(", \t\r\n"), l.text[offset]) >= 0 {
		offset++
	}
	for ; l.offset < offset; l.offset++ {
		if l.text[l.offset] == '\n' {
			l.line++
			l.bol = l.offset + 1
		}
	}
	return iac.Place{Path: p, Pos: candor.Pos{Line: l.line, Col: offset - l.bol + 1}}
}

// nodeExpr is an expression whose value is known beforehand.
type nodeExpr struct {
	*hclsyntax.LiteralValueExpr
	node *iac.Node
}

// collectPlan reads one plan. Its facts carry the full addresses of the plan,
// beside those of the configuration that it was made from: a plan can be older.
func (all *folders) collectPlan(in *collector.Input, p string, b []byte) {
	pl, err := readPlan(p, b)
	if err != nil {
		in.Gap(candor.Error, candor.Location{Path: p, Line: 1}, err.Error(), iac.Kinds()...)
		return
	}
	if pl == nil {
		return
	}
	if pl.more != nil {
		in.Gap(candor.Error, iac.LocationOf(pl.more.at), fmt.Sprintf("more than %d resources in a plan: the rest is not read", maxPlan), iac.Kinds()...)
	}
	modules := make(map[string]*module)
	var order []string
	for _, c := range pl.changes {
		m := modules[c.Module]
		if m == nil {
			m = newModule(path.Dir(p), in.Tree, nil)
			m.all = all
			m = m.instance()
			m.address = c.Module
			modules[c.Module] = m
			order = append(order, c.Module)
		}
		m.plan(c, pl, all.source(path.Dir(p), pl.root, c.Module))
	}
	for _, address := range order {
		m := modules[address]
		m.link()
		m.sink = (&iac.Sink{Format: "terraform-plan"}).Fork(func(f candor.Fact) {
			f.Subject = strings.TrimPrefix(address+"."+f.Subject, ".") + " (" + path.Base(p) + ")"
			f.At.Resource = strings.TrimPrefix(address+"."+f.At.Resource, ".")
			in.Emit(f)
		})
		m.read()
	}
}

var (
	indexes  = regexp.MustCompile(`\[("[^"]*"|\d+)\]`) // of addresses
	brackets = regexp.MustCompile(`\[[^\]]*\]`)        // of references
)

// source is the folder of the tree that a module of a plan was made from, nil
// when it is not in the tree.
func (all *folders) source(dir string, root *planModule, address string) *module {
	steps := strings.Split(indexes.ReplaceAllString(address, ""), ".")
	for i := 0; i+1 < len(steps) && root != nil; i += 2 {
		call := root.Calls[steps[i+1]]
		if !strings.HasPrefix(call.Source, ".") {
			return nil
		}
		dir, root = path.Join(dir, call.Source), call.Module
	}
	return all.byDir[dir]
}

// plan adds a resource as the plan gives it.
func (m *module) plan(c *planChange, pl *plan, src *module) {
	key := ""
	if len(c.Index) > 0 && string(c.Index) != "null" {
		key = "[" + string(c.Index) + "]"
	}
	b := &block{typ: c.Type, name: c.Name + key, id: c.Type + "." + c.Name + key, path: c.at.Path, counted: true}
	at := c.at
	var written *hclsyntax.Body
	if src != nil {
		if o := src.byName[c.Type+"."+c.Name]; o != nil {
			written, at = o.Body, placeOf(o)
		}
	}
	rng := rangeOf(at)
	b.Block = &hclsyntax.Block{Type: "resource", Labels: []string{c.Type, b.name}, TypeRange: rng, LabelRanges: []hcl.Range{rng, rng},
		Body: &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}}
	b.made = []*block{b}
	after := planValue(c.Change.After, c.Change.Unknown, c.Change.Sensitive, at)
	if after.Kind != iac.Map {
		b.props = iac.Hidden("the plan does not say what the resource becomes", at)
	}
	refs := pl.references(c)
	for _, e := range after.Entries {
		if e.Node.Kind == iac.None {
			continue
		}
		place := at
		if written != nil {
			place = writtenAt(written, e.Key, at)
		}
		n := moved(e.Node, place, 0)
		var x hclsyntax.Expression = nodeExpr{&hclsyntax.LiteralValueExpr{Val: cty.NilVal, SrcRange: rangeOf(place)}, n}
		if ref := refs[e.Key]; ref != "" && (n.Kind == iac.Unknown && !n.Fails || n.Kind == iac.Scalar && !strings.HasPrefix(fmt.Sprint(n.V), "{")) {
			x = planRef{nodeExpr: x.(nodeExpr), ref: ref, key: key}
		}
		b.Body.Attributes[e.Key] = &hclsyntax.Attribute{Name: e.Key, Expr: x, SrcRange: rangeOf(place), NameRange: rangeOf(place), EqualsRange: rangeOf(place)}
	}
	m.blocks = append(m.blocks, b)
	m.byName[b.id] = b
}
