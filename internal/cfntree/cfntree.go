// Package cfntree brings the text of a CloudFormation template into one form, so
// that two of them can be compared: by the digest of the whole, and by those of
// their parts, which tell where they differ without a word of what they say.
//
// JSON and YAML, the order of keys, comments, aliases and the short forms of
// functions make no difference. Characters beyond ASCII count as "?", because
// CloudFormation hands a template back with them replaced. What looks like a
// secret is left out of every digest and counted: the digest of a short secret
// can be guessed back.
package cfntree

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/redact"
)

// Bounds of one template. AWS itself allows 1 MB.
const (
	maxNodes = 400_000 // values, aliases expanded
	maxDepth = 120
)

// Form is a template in its one form.
type Form struct {
	// Digest is that of the whole, "sha256:" and 64 hexadecimal digits.
	Digest string
	// Parts are lines of twelve hexadecimal digits and a path, by path: one for
	// each property and attribute of a resource and for each entry of another
	// section.
	Parts []string
	// Resources is how many resources the text has.
	Resources int
	// Masked is how many texts look like secrets and are in no digest.
	Masked int
	// Macros are the transforms that the template names; "?" for one whose name
	// can't be told.
	Macros []string
	// CDK says that a program made the template.
	CDK bool
}

// Read brings the text of a template into its form.
func Read(text []byte) (*Form, error) {
	root, err := iac.ParseYAML(text)
	if err != nil {
		return nil, err
	}
	return Of(root, redact.New())
}

// Of brings a template that was parsed into its form; mask tells its secrets. A
// text that says two things at once, or that has no resources, is an error.
func Of(root *yaml.Node, mask *redact.Redactor) (*Form, error) {
	r := &reader{left: maxNodes, mask: mask}
	tree, err := r.value(root, "", 0)
	if err != nil {
		return nil, err
	}
	top, ok := tree.(map[string]any)
	if !ok {
		return nil, errors.New("the template is no object")
	}
	resources, ok := top["Resources"].(map[string]any)
	if !ok {
		return nil, errors.New("the template has no resources")
	}
	for _, section := range keys(top) {
		if entries, ok := top[section].(map[string]any); ok && len(entries) == 0 && section != "Resources" {
			delete(top, section) // it says what its absence says
		}
	}
	f := &Form{Resources: len(resources), Masked: r.masked, Macros: r.macros}
	f.Digest = "sha256:" + digest(tree)
	f.macrosOf(top["Transform"])
	slices.Sort(f.Macros)
	f.Macros = slices.Compact(f.Macros)
	for _, section := range keys(top) {
		entries, ok := top[section].(map[string]any)
		if !ok {
			f.part(top[section], section)
			continue
		}
		for _, name := range keys(entries) {
			if section == "Resources" {
				f.resource(entries[name], name)
				continue
			}
			f.part(entries[name], section, name)
		}
	}
	slices.SortFunc(f.Parts, func(a, b string) int { return strings.Compare(a[shown:], b[shown:]) })
	return f, nil
}

// shown is how many digits of a part's digest are kept: enough to tell that two
// parts are not the same.
const shown = 12

func (f *Form) part(v any, path ...string) {
	for i, p := range path {
		if path[i] = strings.Map(plain, p); p == "" {
			path[i] = "?"
		}
	}
	f.Parts = append(f.Parts, digest(v)[:shown]+" "+strings.Join(path, "/"))
}

// plain keeps what a name may hold; nothing else may stand in a path.
func plain(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("_-.:", r):
		return r
	}
	return '?'
}

func (f *Form) resource(v any, id string) {
	attributes, ok := v.(map[string]any)
	if !ok {
		f.part(v, "Resources", id)
		return
	}
	for _, a := range keys(attributes) {
		inner, ok := attributes[a].(map[string]any)
		if a == "Metadata" && ok {
			_, cdk := inner["aws:cdk:path"]
			f.CDK = f.CDK || cdk
		}
		if a != "Properties" || !ok {
			f.part(attributes[a], "Resources", id, a)
			continue
		}
		for _, p := range keys(inner) {
			f.part(inner[p], "Resources", id, a, p)
		}
	}
}

// macrosOf takes the names of a Transform section.
func (f *Form) macrosOf(v any) {
	switch x := v.(type) {
	case scalar:
		f.Macros = append(f.Macros, x.text)
	case []any:
		for _, e := range x {
			f.macrosOf(e)
		}
	case map[string]any:
		if name, ok := x["Name"].(scalar); ok {
			f.Macros = append(f.Macros, name.text)
		} else {
			f.Macros = append(f.Macros, "?")
		}
	}
}

// scalar is a value with the kind by which YAML and JSON tell a text from a
// number: s, n, b or z for nothing.
type scalar struct {
	kind byte
	text string
}

func keys(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// digest is the digest of a value, in hexadecimal.
func digest(v any) string {
	sum := sha256.Sum256(write(nil, v))
	return hex.EncodeToString(sum[:])
}

// write adds a value so that no two values have the same text.
func write(b []byte, v any) []byte {
	switch x := v.(type) {
	case map[string]any:
		b = append(b, '{')
		for _, k := range keys(x) {
			b = write(sized(b, k), x[k])
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for _, e := range x {
			b = write(b, e)
		}
		return append(b, ']')
	case scalar:
		return sized(append(b, x.kind), x.text)
	}
	return b
}

func sized(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	return append(append(b, ':'), s...)
}
