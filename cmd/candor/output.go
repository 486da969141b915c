package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports"
	"github.com/candor-dev/candor/reports/format"
)

// outputs is everything that a check writes, settled before the scan so that a
// misspelt format costs no minute.
type outputs struct {
	app         *app
	stdout      *format.Format // nil: nothing
	files       []target
	evidenceOut string
	doors       string // a file for the doors of the Go code
	options     format.Options
	github      bool
	summary     string
}

type target struct {
	format format.Format
	file   string
}

func (a *app) outputs(f checkFlags) (*outputs, error) {
	o := &outputs{app: a, evidenceOut: f.evidenceOut, doors: f.doors, github: a.Env("GITHUB_ACTIONS") == "true", summary: a.Env("GITHUB_STEP_SUMMARY")}
	if f.format != "none" {
		x, err := reports.Lookup(f.format)
		if err != nil {
			return nil, cli.Usagef("--format: %w", err)
		}
		if x.Binary {
			return nil, cli.Usagef("--format %s: it is no text; write it to a file with -o %s=FILE", f.format, f.format)
		}
		o.stdout = &x
	}
	for _, s := range f.outputs {
		name, file, ok := strings.Cut(s, "=")
		if !ok || file == "" {
			return nil, cli.Usagef("-o %s: want FORMAT=FILE, for example -o sarif=candor.sarif", s)
		}
		x, err := reports.Lookup(name)
		if err != nil {
			return nil, cli.Usagef("-o %s: %w", s, err)
		}
		if file == "-" && x.Binary && term.Detect(a.Stdout, term.Auto, a.Env).IsTerminal {
			return nil, cli.Usagef("-o %s: %s is no text; name a file", s, name)
		}
		if file == "-" { // takes the place of the text
			o.stdout = &x
			continue
		}
		o.files = append(o.files, target{x, file})
	}
	mode, err := term.ParseMode(f.color)
	if err != nil {
		return nil, cli.Usagef("--color: %w", err)
	}
	t := term.Detect(a.Stdout, mode, a.Env)
	o.options = format.Options{
		Color: t.Color, Links: t.Links && !o.github, Width: t.Width, MaxPerRule: 5,
		Rule: f.rule, AllSuppressed: f.sarifAll, Verbose: f.verbose,
	}
	return o, nil
}

// examples reports whether something that is written shows examples of rules.
func (o *outputs) examples() bool {
	return o.stdout != nil && o.stdout.Examples || slices.ContainsFunc(o.files, func(t target) bool { return t.format.Examples })
}

// shown reports whether stdout gets a format that gives the reasons of an
// incomplete scan in words.
func (o *outputs) shown() bool {
	return o.stdout != nil && (o.stdout.Name == "text" || o.stdout.Name == "concise" || o.stdout.Name == "markdown")
}

// write renders every format first and only then touches files, each written
// whole under a temporary name and renamed.
func (o *outputs) write(res *scan.Outcome) error {
	o.options.Source = res.Source
	type page struct {
		file string
		body *spool
	}
	var pages []page
	for _, t := range o.files {
		b := &spool{}
		plain := o.options
		plain.Color, plain.Links, plain.Rule, plain.Width, plain.MaxPerRule = false, false, "", 0, 0
		if err := t.format.Write(b, res.Report, plain); err != nil {
			return fmt.Errorf("render %s: %w", t.format.Name, err)
		}
		pages = append(pages, page{t.file, b})
	}
	if o.evidenceOut != "" {
		b := &spool{}
		if err := res.Evidence.Write(b); err != nil {
			return err
		}
		pages = append(pages, page{o.evidenceOut, b})
	}
	if o.doors != "" {
		b := &spool{}
		if err := res.WriteDoors(b); err != nil {
			return err
		}
		pages = append(pages, page{o.doors, b})
	}
	for _, p := range pages {
		if err := atomicfile.WriteFrom(p.file, p.body); err != nil {
			return cli.Usagef("write %s: %w", p.file, err)
		}
	}
	if o.stdout != nil {
		if err := o.stdout.Write(o.app.Stdout, res.Report, o.options); err != nil {
			return fmt.Errorf("write %s to stdout: %w", o.stdout.Name, err)
		}
	}
	if o.github {
		return o.toGitHub(res)
	}
	return nil
}

// toGitHub adds annotations to the log and the report to the step summary.
func (o *outputs) toGitHub(res *scan.Outcome) error {
	if o.stdout == nil || o.stdout.Name != "github" {
		x, err := reports.Lookup("github")
		if err != nil {
			return err
		}
		if err := x.Write(o.app.Stdout, res.Report, o.options); err != nil {
			return fmt.Errorf("write annotations: %w", err)
		}
	}
	if o.summary == "" {
		return nil
	}
	x, err := reports.Lookup("markdown")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := x.Write(&b, res.Report, o.options); err != nil {
		return fmt.Errorf("render the step summary: %w", err)
	}
	f, err := os.OpenFile(o.summary, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write the step summary: %w", err)
	}
	if _, err := io.Copy(f, &b); err != nil {
		f.Close() // the copy's error is the one to tell
		return fmt.Errorf("write the step summary: %w", err)
	}
	return f.Close()
}
