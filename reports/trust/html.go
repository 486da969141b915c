package trust

import (
	_ "embed" // the stylesheet
	"io"
	"strconv"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/htmldoc"
)

//go:embed style.css
var style string

const (
	maxText   = 600 // characters of a claim
	maxDetail = 400 // characters of a line of evidence
)

// HTML writes the page as one file: no script, no request.
func HTML(w io.Writer, r *candor.Report, o Options) error {
	p := Make(r, o)
	var d htmldoc.Doc
	d.El("a", "Skip to the claims", "href", "#claims", "class", "skip")
	d.Open("header")
	d.El("h1", htmldoc.Cut(p.title(), maxText))
	d.Open("p", "class", "quiet")
	d.Text("As of ")
	d.El("time", p.At.UTC().Format("2 January 2006"), "datetime", p.At.UTC().Format(time.DateOnly))
	d.Text(p.given() + ". " + p.sentence())
	d.Close("p", "header")
	d.Open("main", "id", "claims")
	if p.Evidence {
		d.El("p", "This copy holds internal evidence. It is not meant for publication.", "class", "warn")
	}
	d.Open("ul", "class", "tiles", "aria-label", "Claims by how they stand")
	for _, s := range p.Sums {
		d.Open("li", "class", s.Tone)
		d.El("b", strconv.Itoa(s.Count))
		d.Text(s.Glyph + " " + s.Word)
		d.Close("li")
	}
	d.Close("ul")
	if left := p.leftOut(); left != "" {
		d.El("p", left, "class", "warn")
	}
	d.El("h2", "The claims")
	d.Open("ul", "class", "claims")
	for i := range p.Statements {
		claim(&d, &p.Statements[i])
	}
	d.Close("ul")
	d.El("h2", "How to read this page")
	d.Open("ul")
	for _, n := range p.notes() {
		d.El("li", n)
	}
	d.Close("ul", "main")
	d.Open("footer")
	d.El("p", "Written by candor "+p.Tool+" from our own sources.", "class", "quiet")
	d.Close("footer")
	return write(w, d.Page(htmldoc.Head{Title: htmldoc.Cut(p.title(), maxText), Style: htmldoc.Base() + style}))
}

func claim(d *htmldoc.Doc, s *Statement) {
	d.Open("li")
	d.Open("h3")
	d.Long(s.Text, maxText)
	d.Close("h3")
	d.Open("p")
	d.El("strong", s.Glyph+" "+s.Word, "class", s.Tone)
	d.Text(". ")
	if s.Scope != "" {
		d.Long(s.Scope, maxText)
		d.Text(" ")
	}
	d.Long(s.Rests, maxText)
	d.Close("p")
	if len(s.Detail) > 0 {
		d.Open("ul", "class", "detail quiet")
		for _, line := range s.Detail {
			d.El("li", htmldoc.Cut(line, maxDetail))
		}
		d.Close("ul")
	}
	d.Close("li")
}
