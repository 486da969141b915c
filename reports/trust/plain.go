package trust

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/mdtext"
)

// Markdown writes the page for a site that sets Markdown itself.
func Markdown(w io.Writer, r *candor.Report, o Options) error {
	p := Make(r, o)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nAs of %s%s. %s\n", mdtext.Text(p.title()), day(p.At), p.given(), p.sentence())
	if p.Evidence {
		b.WriteString("\n**This copy holds internal evidence. It is not meant for publication.**\n")
	}
	if left := p.leftOut(); left != "" {
		fmt.Fprintf(&b, "\n**%s**\n", left)
	}
	b.WriteString("\n## The claims\n")
	for _, s := range p.Statements {
		fmt.Fprintf(&b, "\n### %s\n\n", mdtext.Text(s.Text))
		line := "**" + s.Glyph + " " + s.Word + ".**"
		for _, more := range []string{s.Scope, s.Rests} {
			if more != "" {
				line += " " + mdtext.Text(more)
			}
		}
		b.WriteString(line + "\n")
		for i, line := range s.Detail {
			if i == 0 {
				b.WriteString("\n")
			}
			b.WriteString("- " + mdtext.Text(line) + "\n")
		}
	}
	b.WriteString("\n## How to read this page\n\n")
	for _, n := range p.notes() {
		b.WriteString("- " + n + "\n")
	}
	fmt.Fprintf(&b, "\nWritten by candor %s from our own sources.\n", mdtext.Text(p.Tool))
	return write(w, b.String())
}

// Schema names the version of the page for programs.
const Schema = "candor.trust/v1"

// JSON writes the page for programs.
func JSON(w io.Writer, r *candor.Report, o Options) error {
	p := Make(r, o)
	type statement struct {
		Text   string   `json:"text"`
		Scope  string   `json:"scope,omitempty"`
		Stands string   `json:"stands"`
		Rests  string   `json:"rests_on"`
		Detail []string `json:"detail,omitempty"`
	}
	type sum struct {
		Stands string `json:"stands"`
		Count  int    `json:"count"`
	}
	sums := func(in []Sum) []sum {
		out := make([]sum, len(in))
		for i, s := range in {
			out[i] = sum{s.Word, s.Count}
		}
		return out
	}
	out := struct {
		Schema  string      `json:"schema"`
		Company string      `json:"company"`
		AsOf    string      `json:"as_of"`
		Tool    string      `json:"tool"`
		Sums    []sum       `json:"sums"`
		Left    []sum       `json:"left_out"`
		Claims  []statement `json:"claims"`
	}{Schema, p.Company, p.At.UTC().Format(time.DateOnly), "candor " + p.Tool, sums(p.Sums), sums(p.Left), []statement{}}
	for _, s := range p.Statements {
		out.Claims = append(out.Claims, statement{s.Text, s.Scope, s.Word, s.Rests, s.Detail})
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("write the trust page: %w", err)
	}
	return write(w, string(b)+"\n")
}
