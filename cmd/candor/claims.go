package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/pages"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

func (a *app) claimsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "claims",
		Short: "work with published claims",
		RunE:  cli.WhichOne,
	}
	c.AddCommand(a.claimsLintCommand())
	return c
}

func (a *app) claimsLintCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "lint PAGE...",
		Short: "find what a published page says against itself, without any code",
		Long: `Reads published pages (Markdown, HTML or plain text) and names the statements that
clash: a region's code and another region's city, a feature that is live here and
planned there, dates that can't all hold, "never" and its exception, a list of
vendors shorter than the table below it, and words that no evidence can carry.
No code is read; what only code or a database can settle is said to be unknown.`,
		Example: `  candor claims lint site/security.md
  candor claims lint security.html -o markdown=lint.md`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usagef("name the page, for example: candor claims lint site/security.md")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.lintPages(cmd.Context(), args, f) },
	}
	fl := c.Flags()
	fl.StringArrayVarP(&f.outputs, "output", "o", nil, "write a format to a file, as FORMAT=FILE; may be repeated; FILE - is stdout")
	fl.StringVar(&f.format, "format", "text", "what goes to stdout: text, concise, json, sarif, markdown, github or none")
	fl.StringVar(&f.failOn, "fail-on", "warning", "the least severity that gives exit code 1: error, warning or note")
	fl.BoolVar(&f.exitZero, "exit-zero", false, "exit 0 also with findings (not with wrong usage or an incomplete scan)")
	fl.StringVar(&f.now, "now", "", "take this as today: 2006-01-02 or RFC 3339")
	fl.StringVar(&f.color, "color", "auto", "auto, always or never")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "show everything: no folded lists")
	return c
}

func (a *app) lintPages(ctx context.Context, args []string, f checkFlags) error {
	root, names, err := together(args)
	if err != nil {
		return err
	}
	o := scan.Options{
		Root: root, Collectors: []*collector.Collector{pages.New(names...)}, Only: names,
		Now: time.Now().UTC().Truncate(time.Second),
	}
	if err := o.FailOn.UnmarshalText([]byte(f.failOn)); err != nil {
		return cli.Usagef("--fail-on: %w", err)
	}
	if f.now != "" {
		if o.Now, err = parseNow(f.now); err != nil {
			return err
		}
	}
	out, err := a.outputs(f)
	if err != nil {
		return err
	}
	out.options.Pages = true
	p := term.NewProgress(a.Stderr)
	o.Progress = p.Say
	res, err := scan.Run(ctx, o)
	p.Done()
	if err != nil {
		return err
	}
	if err := out.write(res); err != nil {
		return err
	}
	a.sayClaimless(root, names)
	a.Code = exitCode(res.Report, f.exitZero)
	return nil
}

// sayClaimless names the pages that state nothing about security, so that "0 fail"
// of a wrong file is not taken for a word on the right one.
func (a *app) sayClaimless(root string, names []string) {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return // the scan said so
	}
	defer dir.Close() // read only: nothing can be lost
	for _, name := range names {
		if p, err := readPage(dir.FS(), name); err == nil && len(p.Claims) == 0 && p.Statements > 0 {
			fmt.Fprintf(a.Stderr, "candor: %s: in %s no claim on security was recognised; is it the page that you mean?\n", name, format.Count(p.Statements, "statement", "statements"))
		}
	}
}

// together returns the folder that holds all the files, and their names in it.
func together(files []string) (root string, names []string, err error) {
	var abs []string
	for _, f := range files {
		p, err := filepath.Abs(f)
		if err != nil {
			return "", nil, fmt.Errorf("find %s: %w", f, err)
		}
		abs = append(abs, p)
	}
	root = filepath.Dir(abs[0])
	for _, p := range abs[1:] {
		for !strings.HasPrefix(p, root+string(filepath.Separator)) && root != filepath.Dir(root) {
			root = filepath.Dir(root)
		}
	}
	for _, p := range abs {
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return "", nil, fmt.Errorf("find %s below %s: %w", p, root, err)
		}
		names = append(names, filepath.ToSlash(rel))
	}
	return root, names, nil
}
