// Package frameworks says what is to be believed of each claim, and which
// criteria and questions of SOC 2, CAIQ and SIG Lite that speaks to.
//
// A framework is one CSV file of this folder: its first line is "# title", its
// columns are id, group, group_title, topic and whatever else it needs. The
// topics are our own words; the official sentences are not ours to ship.
package frameworks

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

//go:embed controls.yaml *.csv
var files embed.FS

// Catalogue is our controls and the frameworks that they link to.
type Catalogue struct {
	Controls   []Control   // in the order of controls.yaml
	Frameworks []Framework // by id
}

// Control is one thing that a company does about security.
type Control struct {
	ID    string
	Title string
	Links map[string][]candor.Link // framework id -> links, strongest first
	// ProvedBy are the sets of rules of which each shows what the control is
	// about, and not only a part of it. Empty: no rules do.
	ProvedBy [][]string
	// MaySet are the parameters of those rules that a claim may set all the same;
	// with others that are not required it shows a part.
	MaySet []string
	// NoSupport says why the control supports no item of a framework, by its id.
	NoSupport map[string]string
}

// Framework is one instrument in one version.
type Framework struct {
	ID    string // "caiq-4.0.3"
	Title string
	Items []Item // in the framework's order
}

// Item is one criterion, question or domain.
type Item struct {
	ID         string
	Group      string // "CC6", "IAM", "H"
	GroupTitle string
	Topic      string            // in our own words
	More       map[string]string // other columns: category, control, lite, kind, same_as, relation
}

// Load reads the catalogue that is built into the program.
func Load() (*Catalogue, error) { return load(files) }

func load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{}
	names, err := fs.Glob(fsys, "*.csv")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		f, err := readFramework(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read frameworks/%s: %w", name, err)
		}
		c.Frameworks = append(c.Frameworks, *f)
	}
	src, err := fs.ReadFile(fsys, "controls.yaml")
	if err == nil {
		c.Controls, err = readControls(src, c)
	}
	if err != nil {
		return nil, fmt.Errorf("read frameworks/controls.yaml: %w", err)
	}
	return c, nil
}

// Control returns the control of that id, or nil.
func (c *Catalogue) Control(id string) *Control {
	for i := range c.Controls {
		if c.Controls[i].ID == id {
			return &c.Controls[i]
		}
	}
	return nil
}

// ControlIDs lists the ids of the controls.
func (c *Catalogue) ControlIDs() []string {
	ids := make([]string, len(c.Controls))
	for i := range c.Controls {
		ids[i] = c.Controls[i].ID
	}
	return ids
}

// Framework returns the framework of that id, or nil.
func (c *Catalogue) Framework(id string) *Framework {
	for i := range c.Frameworks {
		if c.Frameworks[i].ID == id {
			return &c.Frameworks[i]
		}
	}
	return nil
}

// Item returns the item of that id, or nil.
func (f *Framework) Item(id string) *Item {
	for i := range f.Items {
		if f.Items[i].ID == id {
			return &f.Items[i]
		}
	}
	return nil
}

func readFramework(fsys fs.FS, name string) (*Framework, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(string(src), "\n")
	f := &Framework{ID: strings.TrimSuffix(name, ".csv"), Title: strings.TrimSpace(strings.TrimPrefix(first, "#"))}
	r := csv.NewReader(bytes.NewReader(src))
	r.Comment = '#'
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, err
		}
		more := make(map[string]string)
		for i, col := range head {
			more[col] = row[i]
		}
		it := Item{ID: more["id"], Group: more["group"], GroupTitle: more["group_title"], Topic: more["topic"], More: more}
		if it.ID == "" || it.Group == "" || it.GroupTitle == "" || it.Topic == "" {
			return nil, fmt.Errorf("item %q: id, group, group_title and topic are required", it.ID)
		}
		if f.Item(it.ID) != nil {
			return nil, fmt.Errorf("item %s is there twice", it.ID)
		}
		for _, col := range []string{"id", "group", "group_title", "topic"} {
			delete(more, col)
		}
		f.Items = append(f.Items, it)
	}
}

// strengths lists the strengths of a link, strongest first.
func strengths() []string { return []string{"supports", "partly", "touches", "needs-attestation"} }

func readControls(src []byte, c *Catalogue) ([]Control, error) {
	var doc struct {
		Controls []struct {
			ID        string
			Title     string
			ProvedBy  []string `yaml:"proved_by"`
			MaySet    []string `yaml:"may_set"`
			NoSupport struct {
				In  []string
				Why string
			} `yaml:"no_support"`
			Links map[string]map[string][]string `yaml:",inline"`
		}
	}
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, err
	}
	var out []Control
	seen := make(map[string]bool)
	for _, d := range doc.Controls {
		ctl := Control{ID: d.ID, Title: d.Title, MaySet: d.MaySet, Links: make(map[string][]candor.Link), NoSupport: make(map[string]string)}
		for _, set := range d.ProvedBy {
			ctl.ProvedBy = append(ctl.ProvedBy, strings.Split(set, " + "))
		}
		if d.ID == "" || d.Title == "" || seen[d.ID] {
			return nil, fmt.Errorf("control %q: id and title are required, and the id must be its own", d.ID)
		}
		seen[d.ID] = true
		for _, fid := range d.NoSupport.In {
			ctl.NoSupport[fid] = d.NoSupport.Why
		}
		for _, fid := range slices.Sorted(maps.Keys(d.Links)) {
			links, err := readLinks(c.Framework(fid), d.Links[fid])
			if err != nil {
				return nil, fmt.Errorf("control %s: %s: %w", d.ID, fid, err)
			}
			ctl.Links[fid] = links
		}
		out = append(out, ctl)
	}
	return out, nil
}

func readLinks(f *Framework, byStrength map[string][]string) ([]candor.Link, error) {
	if f == nil {
		return nil, errors.New("no such framework")
	}
	var links []candor.Link
	seen := make(map[string]bool)
	for _, s := range strengths() {
		for _, id := range byStrength[s] {
			if f.Item(id) == nil || seen[id] {
				return nil, fmt.Errorf("id %q does not exist or is there twice", id)
			}
			seen[id] = true
			links = append(links, candor.Link{ID: id, Strength: s})
		}
	}
	for s := range byStrength {
		if !slices.Contains(strengths(), s) {
			return nil, fmt.Errorf("unknown strength %q: want one of %s", s, strings.Join(strengths(), ", "))
		}
	}
	return links, nil
}
