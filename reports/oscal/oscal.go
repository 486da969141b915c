// Package oscal writes assessment results of OSCAL 1.1.3: what was observed,
// with method and evidence, what it says of each control that somebody asked
// for, and which failures are accepted until when.
//
// OSCAL knows satisfied and not-satisfied and no word for "nobody knows": a
// control with that verdict has no finding, and the remarks name it.
package oscal

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// Version of OSCAL that the document names. What it holds is valid in 1.2, too.
const Version = "1.1.3"

// ns is the namespace of our own properties.
const ns = "https://github.com/candor-dev/candor/ns/oscal"

// Write writes the document. The same report gives the same bytes; the
// identifiers are made from them.
func Write(w io.Writer, r *candor.Report, _ format.Options) error {
	b, err := render(newBuilder(r, "").document())
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	if b, err = render(newBuilder(r, string(sum[:])).document()); err != nil {
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
		return nil, fmt.Errorf("write OSCAL: %w", err)
	}
	return []byte(b.String()), nil
}

// builder makes one document.
type builder struct {
	r         *candor.Report
	seed      string // of the identifiers
	people    []party
	person    map[string]string // name -> party
	resources []resource
	byPath    map[string]string // path -> resource
	digests   map[string]string // path -> sha256 in hex
}

func newBuilder(r *candor.Report, seed string) *builder {
	b := &builder{r: r, seed: seed, person: make(map[string]string), byPath: make(map[string]string), digests: make(map[string]string)}
	for i := range r.Facts {
		b.digest(r.Facts[i].From)
	}
	for i := range r.Results {
		for _, p := range r.Results[i].Facts {
			b.digest(p)
		}
	}
	return b
}

func (b *builder) digest(p candor.Provenance) {
	if sum, ok := strings.CutPrefix(p.Digest, "sha256:"); ok && p.Source != "" && len(sum) == 64 {
		b.digests[p.Source] = sum
	}
}

// uuid makes an identifier of version 5 from what it is for.
func (b *builder) uuid(parts ...string) string {
	h := sha1.New()                                                                                                 // what version 5 is defined with; nothing is secured by it
	h.Write([]byte{0x3c, 0x19, 0x7e, 0x52, 0x8e, 0x0b, 0x4d, 0x61, 0x9a, 0x44, 0x1f, 0x6d, 0x27, 0xc0, 0x58, 0xe3}) // our own namespace
	fmt.Fprintf(h, "%x", b.seed)
	for _, p := range parts {
		fmt.Fprintf(h, "/%d:%s", len(p), p)
	}
	s := h.Sum(nil)[:16]
	s[6], s[8] = s[6]&0x0f|0x50, s[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", s[:4], s[4:6], s[6:8], s[8:10], s[10:])
}

func (b *builder) document() *document {
	r := b.r
	plan := resource{
		UUID: b.uuid("plan"), Title: "candor.yaml",
		Description: "The plan of the assessment: the published claims, and the rules and attestations bound to each.",
		Links:       []rlink{{Href: "candor.yaml"}},
	}
	b.resources = append(b.resources, plan)
	d := &document{assessmentResults{
		UUID: b.uuid("document"),
		Metadata: metadata{
			Title: line("Published security claims" + of(r.Company) + " against their evidence"), LastModified: stamp(r.At),
			Version: text(or(r.Commit, stamp(r.At))), OSCAL: Version,
			Remarks: "Made by candor from files and recorded answers. It is evidence toward the controls that it names; whether they are met is for an assessor to say.",
		},
		ImportAP: importAP{Href: "#" + plan.UUID, Remarks: "There is no assessment plan in OSCAL: candor.yaml takes its place."},
	}}
	if r.Company != "" {
		b.people = append(b.people, party{b.uuid("company"), "organization", text(r.Company)})
	}
	for _, s := range subjectsOf(r) {
		d.Results.Results = append(d.Results.Results, b.result(s))
	}
	d.Results.Metadata.Parties = b.people
	d.Results.BackMatter.Resources = b.resources
	return d
}

func of(company string) string {
	if company == "" {
		return ""
	}
	return " of " + company
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func own(name, value string) prop { return prop{name, ns, text(value)} }

// party returns the identifier of a person.
func (b *builder) party(name string) string {
	if id, ok := b.person[name]; ok {
		return id
	}
	id := b.uuid("person", name)
	b.person[name] = id
	b.people = append(b.people, party{id, "person", text(name)})
	return id
}

// file returns the resource of a file whose digest is known, or "".
func (b *builder) file(path string) string {
	sum := b.digests[path]
	if sum == "" {
		return ""
	}
	if id, ok := b.byPath[path]; ok {
		return id
	}
	id := b.uuid("file", path)
	b.byPath[path] = id
	b.resources = append(b.resources, resource{UUID: id, Title: line(path), Links: []rlink{{Href: href(path), Hashes: []hash{{"SHA-256", sum}}}}})
	return id
}

// href makes a path a relative reference.
func href(path string) string {
	return "./" + strings.TrimPrefix((&url.URL{Path: path}).EscapedPath(), "/")
}

// stamp writes a time. A report always has one; for one without there is the year 1970.
func stamp(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}

// text is a string of OSCAL: one line, not empty, without space at its ends.
func text(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ReplacementChar
	}, s))
	return or(s, "-")
}

// line is a line of Markdown that says what the text says.
func line(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, "&", `\&`).Replace(text(s))
}

// token makes an id a token: a name without colons.
func token(s string) string {
	var b strings.Builder
	for i, r := range strings.ReplaceAll(s, "&", "_and_") {
		switch {
		case unicode.IsLetter(r) || r == '_':
		case i == 0:
			b.WriteByte('_')
			if !unicode.IsNumber(r) {
				continue
			}
		case unicode.IsNumber(r) || r == '.' || r == '-':
		default:
			r = '_'
		}
		b.WriteRune(r)
	}
	return or(b.String(), "_")
}
