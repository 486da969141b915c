package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/postgres"
	"github.com/candor-dev/candor/collectors/sql"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgdrift"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/redact"
	"github.com/candor-dev/candor/internal/term"
)

// driftSchema names the version of the JSON output. Fields may be added within a version.
const driftSchema = "candor.drift/v1"

func (a *app) driftCommand() *cobra.Command {
	var f postgresFlags
	var format, migrations string
	c := &cobra.Command{
		Use:   "drift [DIR]",
		Short: "compare the migrations of a tree with a live database",
		Long: `Plays the migrations under DIR, reads the catalog of the database in one
read-only snapshot, and compares tables, row-level security, policies, grants,
functions, views and roles. Expressions are compared by their normal form: what
Postgres adds when it writes one out is no difference.

Exit codes: 0 the database protects at least what the migrations do; 1 a
difference weakens that, or may; 2 wrong usage; 3 something could not be compared.`,
		Example: `  candor drift --dsn 'postgres://reader@db.example.com/app?sslmode=verify-full'
  candor drift --migrations supabase/migrations --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cli.Usagef("drift takes one folder, not %d: name the root of the tree", len(args))
			}
			return nil
		},
		PreRunE: a.StandInRoots,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if format != "text" && format != "json" {
				return cli.Usagef("--format %s: want text or json", format)
			}
			return a.drift(cmd.Context(), dir, migrations, format, f)
		},
	}
	f.add(c)
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringVar(&migrations, "migrations", "", "the folder of the migrations, relative to DIR, where there are several")
	return c
}

func (a *app) drift(ctx context.Context, dir, migrations, format string, f postgresFlags) error {
	o, err := a.options(f)
	if err != nil {
		return err
	}
	defer o.Parser.Close()
	chain, err := a.chainOf(ctx, dir, migrations, o.Parser)
	if err != nil {
		return err
	}
	s, err := postgres.Read(ctx, o)
	if err != nil {
		return postgresError(err)
	}
	r := pgdrift.Compare(chain.Catalog, s.Catalog, pgdrift.Options{})
	for _, g := range chain.Gaps {
		r.Unread = append(r.Unread, pgdrift.Unread{Object: "migrations", What: g.State.String(), Why: g.Reason, At: g.At})
	}
	if format == "json" {
		err = a.driftJSON(r, s, chain)
	} else {
		a.driftText(r, s, chain)
	}
	switch {
	case r.Worst() >= pgdrift.MayWeaken:
		a.Code = cli.ExitFinding
	case len(r.Unread) > 0:
		a.Code = cli.ExitIncomplete
	}
	return err
}

// chainOf plays the migrations of a tree and picks the folder that is meant.
func (a *app) chainOf(ctx context.Context, dir, migrations string, parser *pgparse.Parser) (*sql.Chain, error) {
	st, err := os.Stat(dir)
	if err != nil || !st.IsDir() {
		return nil, cli.Usagef("drift %s: not a folder; name the root of the tree", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, cli.Usagef("open %s: %w", dir, err)
	}
	defer root.Close() // read only
	tree, err := collector.Walk(ctx, root.FS(), nil)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	chains, err := sql.Chains(ctx, collector.NewInput(sql.New(), tree, time.Time{}), parser)
	if err != nil {
		return nil, fmt.Errorf("play the migrations: %w", err)
	}
	var names []string
	var found []*sql.Chain
	for i := range chains {
		c := &chains[i]
		if c.Alien != "" || c.Catalog == nil {
			continue
		}
		if migrations == "" || candor.MatchGlob(migrations, c.Root) {
			found = append(found, c)
		}
		names = append(names, c.Root)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, cli.Usagef("%s holds several folders of migrations; say which one is the database's: --migrations %s", dir, strings.Join(names, " | "))
	case migrations != "" && len(names) > 0:
		return nil, cli.Usagef("--migrations %s: no folder of that name holds migrations; there are %s", migrations, strings.Join(names, ", "))
	}
	return nil, cli.Usagef("%s holds no Postgres migrations that candor knows; name a folder above them", dir)
}

func (a *app) driftText(r *pgdrift.Report, s *postgres.Snapshot, c *sql.Chain) {
	const most = 100
	clean := redact.New()
	show := func(v string) string {
		if v == "" {
			return "-"
		}
		return term.Sanitize(clean.Value(oneLine(v, most)))
	}
	at := func(p pgcat.Place) string {
		if p.Path == "" {
			return ""
		}
		return fmt.Sprintf(" (%s:%d)", p.Path, p.Line)
	}
	for _, d := range r.Differences {
		fmt.Fprintf(a.Stdout, "%s: %s %s: %s%s\n", d.Effect, d.Kind, show(d.Object), show(d.What), at(d.At))
		fmt.Fprintf(a.Stdout, "    migrations: %s\n    live:       %s\n    %s\n", show(d.Migrations), show(d.Live), show(d.Why))
	}
	for _, u := range r.Unread {
		fmt.Fprintf(a.Stdout, "unknown: %s: %s%s\n    %s\n", show(u.Object), show(u.What), at(u.At), term.Sanitize(clean.Value(u.Why)))
	}
	n := r.Compared
	fmt.Fprintf(a.Stdout, "%d differences, %d not comparable; compared %d tables, %d policies, %d functions, %d views and %d roles of %s with %s\n",
		len(r.Differences), len(r.Unread), n.Tables, n.Policies, n.Functions, n.Views, n.Roles, c.Root, s.Origin.Source)
}

type driftPlace struct {
	Path string `json:"path"`
	Line int    `json:"line"`
}

func (a *app) driftJSON(r *pgdrift.Report, s *postgres.Snapshot, c *sql.Chain) error {
	type difference struct {
		Effect     string      `json:"effect"`
		Kind       string      `json:"kind"`
		Object     string      `json:"object"`
		What       string      `json:"what"`
		Migrations string      `json:"migrations"`
		Live       string      `json:"live"`
		Why        string      `json:"why"`
		At         *driftPlace `json:"at"`
	}
	type unread struct {
		Object string      `json:"object"`
		What   string      `json:"what"`
		Why    string      `json:"why"`
		At     *driftPlace `json:"at"`
	}
	doc := struct {
		Schema      string         `json:"schema"`
		Source      string         `json:"source"`
		User        string         `json:"user"`
		Migrations  string         `json:"migrations"`
		Tool        string         `json:"tool"`
		At          time.Time      `json:"generated_at"`
		Differences []difference   `json:"differences"`
		Unread      []unread       `json:"unread"`
		Compared    pgdrift.Counts `json:"compared"`
	}{
		Schema: driftSchema, Source: s.Origin.Source, User: s.Origin.User, Migrations: c.Root, Tool: c.Tool, At: time.Now().UTC().Truncate(time.Second),
		Differences: []difference{}, Unread: []unread{}, Compared: r.Compared,
	}
	clean := redact.New().Value
	place := func(p pgcat.Place) *driftPlace {
		if p.Path == "" {
			return nil
		}
		return &driftPlace{p.Path, p.Line}
	}
	for _, d := range r.Differences {
		doc.Differences = append(doc.Differences, difference{d.Effect.String(), d.Kind, d.Object, d.What, clean(d.Migrations), clean(d.Live), d.Why, place(d.At)})
	}
	for _, u := range r.Unread {
		doc.Unread = append(doc.Unread, unread{u.Object, u.What, clean(u.Why), place(u.At)})
	}
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write json to stdout: %w", err)
	}
	return nil
}
