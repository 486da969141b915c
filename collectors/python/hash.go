package python

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/candor-dev/candor/internal/tomltree"
)

// dumper writes values the way Python's json.dumps does with sorted keys.
type dumper struct {
	b            strings.Builder
	comma, colon string
	failed       bool // a value whose form in Python is not certain
}

func (d *dumper) value(n *tomltree.Node) {
	switch {
	case n == nil:
		d.b.WriteString("null")
	case n.Kind == tomltree.String:
		d.text(n.Text)
	case n.Kind == tomltree.Bool:
		d.b.WriteString(n.Text)
	case n.Kind == tomltree.Integer:
		text := strings.TrimPrefix(strings.ReplaceAll(n.Text, "_", ""), "+")
		d.failed = d.failed || strings.ContainsAny(text, "xob")
		d.b.WriteString(text)
	case n.Kind == tomltree.Array:
		d.b.WriteByte('[')
		for i, x := range n.Items {
			if i > 0 {
				d.b.WriteString(d.comma)
			}
			d.value(x)
		}
		d.b.WriteByte(']')
	case n.Kind == tomltree.Table:
		d.object(n.Keys, func(k string) { d.value(n.Get(k)) })
	default:
		d.failed = true
	}
}

func (d *dumper) object(keys []string, value func(key string)) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	d.b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			d.b.WriteString(d.comma)
		}
		d.text(k)
		d.b.WriteString(d.colon)
		value(k)
	}
	d.b.WriteByte('}')
}

func (d *dumper) text(s string) {
	d.b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			d.b.WriteByte('\\')
			d.b.WriteRune(r)
		case r == '\n':
			d.b.WriteString(`\n`)
		case r == '\r':
			d.b.WriteString(`\r`)
		case r == '\t':
			d.b.WriteString(`\t`)
		case r == '\b':
			d.b.WriteString(`\b`)
		case r == '\f':
			d.b.WriteString(`\f`)
		case r >= 0x20 && r < 0x7f || r == 0x7f:
			d.b.WriteRune(r)
		case r >= 0x10000:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&d.b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&d.b, `\u%04x`, r)
		}
	}
	d.b.WriteByte('"')
}

func (d *dumper) sum() string {
	if d.failed {
		return ""
	}
	h := sha256.Sum256([]byte(d.b.String()))
	return hex.EncodeToString(h[:])
}

// poetryHash is the content-hash that poetry records of a pyproject.toml, ""
// when it can't be told. groups says whether dependency-groups count, as they do
// since poetry 2.3; project, whether [project] does, as it does since 2.0.
func poetryHash(root *tomltree.Node, project, groups bool) string {
	top := make(map[string]func(*dumper)) // the sections, each with how it is written
	if project {
		p := root.Get("project")
		var keys []string
		for _, k := range []string{"requires-python", "dependencies", "optional-dependencies"} {
			if p.Get(k) != nil {
				keys = append(keys, k)
			}
		}
		if len(keys) > 0 {
			top["project"] = func(d *dumper) { d.object(keys, func(k string) { d.value(p.Get(k)) }) }
		}
	}
	if g := root.Get("dependency-groups"); groups && len(g.Names()) > 0 {
		top["dependency-groups"] = func(d *dumper) { d.value(g) }
	}
	poetry := root.Get("tool", "poetry")
	var keys []string
	for _, k := range []string{"dependencies", "source", "extras", "dev-dependencies", "group"} {
		if poetry.Get(k) != nil || k != "group" && len(top) == 0 {
			keys = append(keys, k)
		}
	}
	tool := func(d *dumper) { d.object(keys, func(k string) { d.value(poetry.Get(k)) }) }
	d := &dumper{comma: ", ", colon: ": "}
	if len(top) == 0 {
		tool(d)
		return d.sum()
	}
	top["tool"] = func(d *dumper) { d.object([]string{"poetry"}, func(string) { tool(d) }) }
	var sections []string
	for k := range top {
		sections = append(sections, k)
	}
	d.object(sections, func(k string) { top[k](d) })
	return d.sum()
}

// pipfileHash is what pipenv records of a Pipfile, "" when it can't be told.
func pipfileHash(root *tomltree.Node) string {
	empty := &tomltree.Node{Kind: tomltree.Table}
	or := func(n *tomltree.Node) *tomltree.Node {
		if n == nil {
			return empty
		}
		return n
	}
	if root.Get("source") == nil {
		return "" // pipenv fills in its own default
	}
	keys := []string{"_meta", "default", "develop"}
	for _, k := range root.Keys {
		if !slices.Contains([]string{"source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv", "default", "develop"}, k) {
			keys = append(keys, k)
		}
	}
	d := &dumper{comma: ",", colon: ":"}
	d.object(keys, func(k string) {
		switch k {
		case "_meta":
			d.object([]string{"requires", "sources"}, func(k string) {
				if k == "sources" {
					d.value(root.Get("source"))
				} else {
					d.value(or(root.Get("requires")))
				}
			})
		case "default":
			d.value(or(root.Get("packages")))
		case "develop":
			d.value(or(root.Get("dev-packages")))
		default:
			d.value(root.Get(k))
		}
	})
	return d.sum()
}
