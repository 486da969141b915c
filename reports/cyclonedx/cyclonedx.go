// Package cyclonedx writes an inventory: what the locks, images, actions,
// providers and charts of a tree name, as CycloneDX 1.6. It holds no verdict, and
// nothing that no file of the tree states: no licence that was looked up, no
// package that was found on a disk, no edge between packages.
package cyclonedx

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

const rootRef = "candor:root"

// Write writes the inventory. The same facts at the same time give the same
// bytes; the serial number is made from them.
func Write(w io.Writer, r *candor.Report, _ format.Options) error {
	d := build(r)
	b, err := render(d)
	if err != nil {
		return err
	}
	d.Serial = serial(b)
	if b, err = render(d); err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func render(d *document) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

func build(r *candor.Report) *document {
	v := collect(r.Facts)
	root := &component{Type: "application", Ref: rootRef, Name: rootName(r), Version: r.Commit}
	d := &document{
		Format: "CycloneDX", Spec: "1.6", Version: 1,
		Metadata: metadata{
			Lifecycles: []lifecycle{{"pre-build"}},
			Tools:      tools{Components: []*component{{Type: "application", Name: "candor", Version: r.Tool.Version}}},
			Component:  root, Properties: v.gaps,
		},
		Components: v.sorted(),
	}
	if !r.At.IsZero() {
		d.Metadata.Timestamp = r.At.UTC().Format(time.RFC3339)
	}
	d.files(v, manifests(r.Facts))
	for _, c := range append(d.Components, root, d.Metadata.Tools.Components[0]) {
		c.clean()
	}
	for i := range d.Metadata.Properties {
		d.Metadata.Properties[i].Value = printable(d.Metadata.Properties[i].Value)
	}
	// What nobody could read may name more; and no lock says that nothing is used beside it.
	d.Compositions = []composition{{Aggregate: "unknown", Dependencies: []string{rootRef}}}
	if len(v.gaps) > 0 {
		d.Compositions[0].Aggregate = "incomplete"
	}
	return d
}

// files adds a component for each file that names others, and the edges from the
// root to it and on to what it asks for itself. A file that does not tell what is
// asked for from what came with it has an edge to all that it names.
func (d *document) files(v *inventory, manifests map[string][]string) {
	names := make([]string, 0, len(v.all))
	for name := range v.all {
		names = append(names, name)
	}
	slices.Sort(names)
	root := dependency{Ref: rootRef}
	var edges []dependency
	for _, name := range names {
		c := &component{Type: "file", Ref: "file:" + (&url.URL{Path: name}).EscapedPath(), Name: name}
		for _, m := range manifests[name] {
			c.Properties = append(c.Properties, property{"candor:manifest", m})
		}
		refs := v.direct[name]
		if len(refs) == 0 {
			refs = v.all[name]
		}
		e := dependency{Ref: c.Ref}
		for r := range refs {
			e.DependsOn = append(e.DependsOn, r)
		}
		slices.Sort(e.DependsOn)
		root.DependsOn = append(root.DependsOn, c.Ref)
		edges = append(edges, e)
		d.Components = append(d.Components, c)
	}
	d.Dependencies = append([]dependency{root}, edges...)
}

// manifests are the manifests that each lock covers.
func manifests(facts []candor.Fact) map[string][]string {
	out := make(map[string][]string)
	for i := range facts {
		f := &facts[i]
		if !strings.HasSuffix(f.Kind, ".manifest") || !f.State.Answers() {
			continue
		}
		if lock := (tree{f.Value}).text("lock"); lock != "" && !slices.Contains(out[lock], f.At.Path) {
			out[lock] = append(out[lock], f.At.Path)
		}
	}
	for _, l := range out {
		slices.Sort(l)
	}
	return out
}

func rootName(r *candor.Report) string {
	if r.Company != "" {
		return r.Company
	}
	if b := path.Base(strings.ReplaceAll(r.Root, `\`, "/")); b != "." && b != "/" && b != ".." {
		return b
	}
	return "root"
}

// serial makes the serial number from the bytes of the document without it, as
// a UUID of version 8.
func serial(b []byte) string {
	h := sha256.Sum256(b)
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// clean writes out the characters that a terminal obeys, in every text.
func (c *component) clean() {
	for _, s := range []*string{&c.Group, &c.Name, &c.Version} {
		*s = printable(*s)
	}
	for i := range c.Licenses {
		c.Licenses[i].License.Name = printable(c.Licenses[i].License.Name)
	}
	for i := range c.Properties {
		c.Properties[i].Value = printable(c.Properties[i].Value)
	}
	if c.Evidence != nil {
		for i := range c.Evidence.Occurrences {
			c.Evidence.Occurrences[i].Location = printable(c.Evidence.Occurrences[i].Location)
		}
	}
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
