package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/reports/trust"
)

// trustFlags are the flags of trust.
type trustFlags struct {
	scan    checkFlags
	options trust.Options
}

// trustPage is one form of the page.
type trustPage struct {
	file  string // "" is stdout
	write func(io.Writer, *candor.Report, trust.Options) error
}

func (a *app) trustCommand() *cobra.Command {
	var f trustFlags
	c := &cobra.Command{
		Use:   "trust [DIR]",
		Short: "write a page for publication: the claims as they stand today",
		Long: `Scans like check and writes a page for publication: every claim with how it
stands, in plain words, the date, and what it rests on in counts. No path, table,
rule or name of a person is on it. A claim that is not true today is shown as such;
--only-holding leaves it out and says so on the page.`,
		Example: `  candor trust -o trust.html -o trust.md
  candor trust --evidence facts.jsonl -o trust.html`,
		Args: oneFolder("trust"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.trust(cmd.Context(), folder(args), f) },
	}
	fl := c.Flags()
	scanFlags(c, &f.scan)
	fl.StringArrayVarP(&f.scan.outputs, "output", "o", nil, "write the page to this file: .html, .md or .json by its ending; may be repeated; without it, Markdown to stdout")
	fl.BoolVar(&f.options.OnlyHolding, "only-holding", false, "show only the claims that are proved or that a person stands for, and how many are left out")
	fl.BoolVar(&f.options.WithEvidence, "with-evidence", false, "add places, rules, names and reasons: for people of the house, not for publication")
	return c
}

func (a *app) trust(ctx context.Context, dir string, f trustFlags) error {
	o, err := scanOptions(dir, f.scan)
	if err != nil {
		return err
	}
	pages, err := trustPages(f.scan.outputs)
	if err != nil {
		return err
	}
	res, err := a.scan(ctx, o, f.scan.noCache)
	if err != nil {
		return err
	}
	if len(res.Report.Claims) == 0 {
		return cli.Usagef("nothing to publish: candor.yaml has no claims")
	}
	bodies := make([]bytes.Buffer, len(pages))
	for i, p := range pages {
		if err := p.write(&bodies[i], res.Report, f.options); err != nil {
			return err
		}
	}
	for i, p := range pages {
		if p.file == "" {
			if _, err := a.Stdout.Write(bodies[i].Bytes()); err != nil {
				return err
			}
			continue
		}
		if err := atomicfile.Write(p.file, bodies[i].Bytes()); err != nil {
			return cli.Usagef("write %s: %w", p.file, err)
		}
	}
	a.Code = exitCode(res.Report, f.scan.exitZero)
	if a.Code == cli.ExitIncomplete {
		a.sayIncomplete(res.Report, false)
	}
	return nil
}

// trustPages settles the form of each file by its ending, before the scan.
func trustPages(files []string) ([]trustPage, error) {
	if len(files) == 0 {
		return []trustPage{{"", trust.Markdown}}, nil
	}
	var out []trustPage
	for _, s := range files {
		name, file, ok := strings.Cut(s, "=")
		if !ok {
			name, file = strings.TrimPrefix(strings.ToLower(filepath.Ext(s)), "."), s
		}
		p := trustPage{file: file}
		switch name {
		case "html", "htm":
			p.write = trust.HTML
		case "md", "markdown":
			p.write = trust.Markdown
		case "json":
			p.write = trust.JSON
		default:
			return nil, cli.Usagef("-o %s: want a file that ends in .html, .md or .json", s)
		}
		if file == "" {
			return nil, cli.Usagef("-o %s: want a file, for example -o trust.html", s)
		}
		if file == "-" {
			p.file = ""
		}
		out = append(out, p)
	}
	return out, nil
}
