// Package htmldoc writes HTML: elements whose text and attributes are escaped,
// in a page that can load nothing and run nothing but what is in its head.
package htmldoc

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/candor-dev/candor/internal/term"
)

// Doc is a document under way. Its zero value is empty and ready.
type Doc struct {
	b    strings.Builder
	ids  map[string]bool
	open []string
}

// Len is the size so far, in bytes.
func (d *Doc) Len() int { return d.b.Len() }

// Open begins an element; attrs are names and values in turn. An attribute with
// the value "" is written without one when it is a switch (open, checked) and
// left out otherwise.
func (d *Doc) Open(tag string, attrs ...string) {
	d.start(tag, attrs)
	d.open = append(d.open, tag)
}

// Close ends the innermost open elements, one for each tag.
func (d *Doc) Close(tags ...string) {
	for _, tag := range tags {
		n := len(d.open) - 1
		if n < 0 || d.open[n] != tag {
			continue // a test finds elements that are not closed in their order
		}
		d.open = d.open[:n]
		d.b.WriteString("</" + tag + ">")
		if block(tag) {
			d.b.WriteByte('\n')
		}
	}
}

// Unclosed lists the elements that are open still.
func (d *Doc) Unclosed() []string { return slices.Clone(d.open) }

// El writes an element that holds nothing but text.
func (d *Doc) El(tag, text string, attrs ...string) {
	d.Open(tag, attrs...)
	d.Text(text)
	d.Close(tag)
}

// Void writes an element without content, such as input.
func (d *Doc) Void(tag string, attrs ...string) { d.start(tag, attrs) }

func (d *Doc) start(tag string, attrs []string) {
	d.b.WriteByte('<')
	d.b.WriteString(tag)
	for i := 0; i+1 < len(attrs); i += 2 {
		name, value := attrs[i], attrs[i+1]
		if value == "" {
			if isSwitch(name) {
				d.b.WriteString(" " + name)
			}
			continue
		}
		d.b.WriteString(" " + name + `="` + html.EscapeString(term.Sanitize(value)) + `"`)
	}
	d.b.WriteByte('>')
}

func isSwitch(name string) bool { return name == "open" || name == "checked" || name == "hidden" }

// block reports elements after which a new line changes nothing.
func block(tag string) bool {
	switch tag {
	case "a", "b", "code", "em", "mark", "span", "small", "strong", "label", "h3", "time":
		return false
	}
	return true
}

// Text writes text. What a browser would obey, hide or reorder is written as
// its escape, as on a terminal.
func (d *Doc) Text(s string) { d.b.WriteString(html.EscapeString(term.Sanitize(s))) }

// Newline ends a line of preformatted text.
func (d *Doc) Newline() { d.b.WriteByte('\n') }

// Long writes a text of at most n characters and says how many were left out.
func (d *Doc) Long(s string, n int) { d.Text(Cut(s, n)) }

// Cut cuts a text to n characters and says how many were left out.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	total := utf8.RuneCountInString(s)
	if total <= n {
		return s
	}
	end := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end] + "… (" + strconv.Itoa(total-n) + " characters more)"
}

// Link writes a link to an address that is not of this page; where it is not
// one of http or https, the text alone.
func (d *Doc) Link(address, text string) {
	if !web(address) {
		d.Text(text)
		return
	}
	d.El("a", text, "href", address, "rel", "noreferrer")
}

// Ref writes a link to an id of this page.
func (d *Doc) Ref(id, text string) { d.El("a", text, "href", "#"+id) }

func web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// ID makes an id of a text, another one for each call.
func (d *Doc) ID(prefix, text string) string {
	id := Slug(prefix + "-" + text)
	if d.ids == nil {
		d.ids = make(map[string]bool)
	}
	for n := 2; d.ids[id]; n++ {
		id = Slug(prefix+"-"+text) + "-" + strconv.Itoa(n)
	}
	d.ids[id] = true
	return id
}

// Slug keeps letters and digits of ASCII, with "-" between, at most 80 of them.
func Slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(s) {
		if r < 'a' || r > 'z' {
			if r < '0' || r > '9' {
				dash = b.Len() > 0
				continue
			}
		}
		if dash {
			b.WriteByte('-')
			dash = false
		}
		if b.WriteRune(r); b.Len() >= 80 {
			break
		}
	}
	return b.String()
}

// Head is what stands above the body of a page.
type Head struct {
	Title  string
	Style  string // trusted: a stylesheet of ours
	Script string // trusted: a script of ours; "" for none
}

// Page puts the document into a page that is one file: its policy forbids every
// request, every style and every script but those of the head.
func (d *Doc) Page(h Head) string {
	style, script := trim(h.Style), trim(h.Script)
	policy := "default-src 'none'; style-src 'sha256-" + digest(style) + "'; base-uri 'none'; form-action 'none'"
	if script != "" {
		policy += "; script-src 'sha256-" + digest(script) + "'"
	}
	var b strings.Builder
	b.Grow(d.b.Len() + len(style) + len(script) + 1024)
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
	b.WriteString("<title>" + html.EscapeString(term.Sanitize(h.Title)) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n")
	b.WriteString(d.b.String())
	if script != "" {
		b.WriteString("<script>" + script + "</script>\n")
	}
	b.WriteString("</body>\n</html>\n")
	return b.String()
}

// trim takes the indent of each line away: the browser needs none.
func trim(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString("\n" + line)
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
