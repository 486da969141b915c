package terraform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"regexp"
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
	return strings.HasSuffix(base, ".json") && strings.Contains(base, "plan") && !configuration(base)
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

// nodeExpr is an expression whose value is known beforehand.
type nodeExpr struct {
	*hclsyntax.LiteralValueExpr
	node *iac.Node
}

// collectPlan reads one plan. Its facts carry the full addresses of the plan,
// beside those of the configuration that it was made from: a plan can be older.
// Modules are read one after the other, and each is let go of when it is done.
func (all *folders) collectPlan(in *collector.Input, f *collector.File) {
	p := f.Path
	r, err := f.Open(maxPlanSize)
	var pl *plan
	if err != nil {
		head := f.Raw()
		if head != nil && !bytes.Contains(head[:min(len(head), 4096)], []byte(`"terraform_version"`)) {
			return // of another kind
		}
	} else {
		defer r.Close() // only read
		pl, err = readPlan(p, r)
		if err == nil && pl != nil {
			_, err = io.Copy(io.Discard, r) // the digest is that of the whole file
		}
	}
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
	if pl.partial != "" {
		in.Gap(candor.Unresolved, candor.Location{Path: p, Line: 1}, pl.partial, iac.Kinds()...)
	}
	for _, at := range pl.large {
		in.Gap(candor.Error, iac.LocationOf(at), fmt.Sprintf("a resource of more than %d MiB in a plan is not read", maxChange>>20), iac.Kinds()...)
	}
	changes := make(map[string][]*planChange)
	var order []string
	for _, c := range pl.changes {
		if changes[c.Module] == nil {
			order = append(order, c.Module)
		}
		changes[c.Module] = append(changes[c.Module], c)
	}
	pl.changes = nil
	for _, address := range order {
		m := newModule(path.Dir(p), in.Tree, nil)
		m.all = all
		m = m.instance()
		m.address = address
		src := all.source(path.Dir(p), pl.root, address)
		own := pl.root.module(address)
		for _, c := range changes[address] {
			m.plan(c, own, src)
		}
		delete(changes, address)
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
		call := root.calls[steps[i+1]]
		if call == nil || !strings.HasPrefix(call.source, ".") {
			return nil
		}
		dir, root = path.Join(dir, call.source), call.module
	}
	return all.byDir[dir]
}

// plan adds a resource as the plan gives it.
func (m *module) plan(c *planChange, own *planModule, src *module) {
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
	after := planValue(c, at, func(key string) iac.Place {
		if written != nil {
			return writtenAt(written, key, at)
		}
		return at
	})
	c.Change.After, c.Change.Unknown, c.Change.Sensitive = nil, nil, nil
	if after.Kind != iac.Map {
		b.written = &iac.Node{Kind: iac.Map, At: at}
		b.props = iac.Hidden("the plan does not say what the resource becomes", at)
	}
	refs := own.of(c)
	for _, e := range after.Entries {
		n, place := e.Node, e.At
		if n.Kind == iac.None {
			continue
		}
		var x hclsyntax.Expression = nodeExpr{&hclsyntax.LiteralValueExpr{Val: cty.NilVal, SrcRange: rangeOf(place)}, n}
		if ref := refs[e.Key]; ref != "" && (n.Kind == iac.Unknown && !n.Fails || n.Kind == iac.Scalar && !strings.HasPrefix(fmt.Sprint(n.V), "{")) {
			x = planRef{nodeExpr: x.(nodeExpr), ref: ref, key: key}
		}
		b.Body.Attributes[e.Key] = &hclsyntax.Attribute{Name: e.Key, Expr: x, SrcRange: rangeOf(place), NameRange: rangeOf(place), EqualsRange: rangeOf(place)}
	}
	m.blocks = append(m.blocks, b)
	m.byName[b.id] = b
}
