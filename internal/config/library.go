package config

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

// LibraryName is the name of the file of approved answers beside candor.yaml.
const LibraryName = "answers.yaml"

// libraries reads the approved answers: of the files that are named, or of the
// one beside candor.yaml if it is there.
func (r *reader) libraries(n *node, c *Config) {
	first := make(map[string]candor.Location)
	if n == nil {
		name := path.Join(path.Dir(c.Path), LibraryName)
		if _, err := fs.Stat(r.fsys, name); !errors.Is(err, fs.ErrNotExist) {
			r.library(nil, name, c, first)
		}
		return
	}
	for _, it := range r.items(n) {
		if p, ok := r.file(it); ok {
			r.library(it, p, c, first)
		}
	}
}

// library reads one file of approved answers; its problems carry its own path.
func (r *reader) library(named *node, name string, c *Config, first map[string]candor.Location) {
	src, err := readText(r.fsys, name)
	if err != nil {
		if named != nil {
			r.bad(named, "", "answers file %s cannot be read: %s", quoted(name), reason(err))
		} else {
			r.problems = append(r.problems, Problem{At: candor.Location{Path: name}, Message: "cannot be read: " + reason(err)})
		}
		return
	}
	own := &reader{path: name, fsys: r.fsys, pages: r.pages}
	if root := own.parse(src); root != nil {
		own.approvals(root, c, first)
	}
	r.problems = append(r.problems, own.problems...)
}

func (r *reader) approvals(root *node, c *Config, first map[string]candor.Location) {
	m, ok := r.mapping(root, "library")
	if !ok {
		return
	}
	if v := m.get("version"); v != nil && (v.ShortTag() != "!!int" || v.Value != "1") {
		r.bad(v, "write version: 1", "version %s is not known", quoted(v.Value))
	}
	for _, it := range r.items(m.get("answers")) {
		f, ok := r.mapping(it, "answer")
		if !ok {
			continue
		}
		e := r.approval(f, c, len(c.Library))
		for _, ins := range slices.Sorted(maps.Keys(e.For)) {
			for _, id := range e.For[ins] {
				key := ins + " " + id
				if at, twice := first[key]; twice {
					r.bad(f.get("for"), "keep one of them", "%s is answered twice, first in %s:%d", key, at.Path, at.Line)
				} else {
					first[key] = e.At
				}
			}
		}
		c.Library = append(c.Library, e)
	}
}

// approval reads entry i of all libraries.
func (r *reader) approval(f fields, c *Config, i int) candor.Approved {
	e := candor.Approved{At: r.at(f.at), On: r.date(f.get("on")), Expires: r.date(f.get("expires")), Basis: r.basis(f.get("basis"))}
	where := place("answer %d", i)
	e.For = r.questions(f.get("for"), c, where)
	e.Question, _ = r.textAt(f, "question")
	if f.get("for") == nil && f.get("question") == nil {
		r.bad(f.at, "add for: {caiq-4.0.3: [an id]}, or question: with the words of a customer", "the answer answers no question")
	}
	e.Text = r.required(f, "text", "the answer", "write what a customer is to read")
	if s := r.required(f, "reply", "the answer", "add reply: yes, no or na"); s != "" {
		if e.Reply.UnmarshalText([]byte(s)) != nil || e.Reply == candor.ReplyBlank {
			r.bad(f.get("reply"), nearest.Hint(s, []string{"yes", "no", "na"}, 3), "unknown reply %s", quoted(s))
		}
	}
	e.Ownership, _ = r.textAt(f, "ownership")
	e.Customer, _ = r.textAt(f, "customer")
	if e.Reply == candor.NA && e.Ownership != "" {
		r.bad(f.get("ownership"), "remove it", "what is not applicable is owned by nobody")
	}
	e.By, _ = r.textAt(f, "by")
	e.ReviewedBy, _ = r.textAt(f, "reviewed_by")
	if v := f.get("rests_on"); v != nil {
		if m, ok := r.mapping(v, "rests_on"); ok {
			e.Claims = r.named(m.get("claims"), c, where+" claim")
			e.Controls = r.named(m.get("controls"), c, where+" control")
			e.Rules = r.named(m.get("rules"), c, where+" rule")
		}
	}
	return e
}

// named reads a list of names and remembers their places for Check.
func (r *reader) named(n *node, c *Config, where string) []string {
	var out []string
	for _, it := range r.items(n) {
		if s, ok := r.text(it); ok {
			c.places[where+" "+s] = r.at(it)
			out = append(out, s)
		}
	}
	return out
}

// questions reads ids of questions by framework: {caiq-4.0.3: [CEK-03.1]}.
func (r *reader) questions(n *node, c *Config, where string) map[string][]string {
	if n == nil {
		return nil
	}
	f, ok := r.pairs(n, func(k *node) bool {
		c.places[where+" framework "+k.Value] = r.at(k)
		return true
	})
	if !ok {
		return nil
	}
	out := make(map[string][]string)
	for name, list := range f.m {
		out[name] = r.named(list, c, where+" "+name)
	}
	return out
}
