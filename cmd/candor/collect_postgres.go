package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/postgres"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgfacts"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/term"
)

// dsnVariable is where the DSN comes from when no flag gives it: a flag can be
// seen by everybody on the machine.
const dsnVariable = "CANDOR_POSTGRES_DSN"

// postgresFlags are what every command needs that reads a database.
type postgresFlags struct {
	dsn     string
	timeout time.Duration
	config  string
}

func (f *postgresFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.dsn, "dsn", "", "the database: postgres://USER@HOST/DB?sslmode=verify-full or host=... user=...; better in "+dsnVariable+", where others can't see it")
	c.Flags().DurationVar(&f.timeout, "timeout", 10*time.Second, "the most that one query may take")
	c.Flags().StringVar(&f.config, "config", "", "read this file instead of candor.yaml here; only its part `database` counts")
}

func (a *app) options(f postgresFlags) (postgres.Options, error) {
	if f.timeout < time.Millisecond {
		return postgres.Options{}, cli.Usagef("--timeout %s: want a span like 10s", f.timeout)
	}
	dsn := f.dsn
	if dsn == "" {
		dsn = a.Env(dsnVariable)
	}
	return postgres.Options{Parser: pgparse.New(), DSN: dsn, StatementTimeout: f.timeout, Now: time.Now().UTC().Truncate(time.Second)}, nil
}

// database reads what candor.yaml says of the database; nothing without one.
func (f *postgresFlags) database() (config.Database, error) {
	name := f.config
	if name == "" {
		name = config.FileName
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return config.Database{}, nil
		}
	}
	c, err := config.Load(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	if err != nil {
		return config.Database{}, err
	}
	return c.Database, nil
}

func (a *app) collectPostgresCommand() *cobra.Command {
	var f postgresFlags
	var out string
	var probe, shadow bool
	var roles []string
	c := &cobra.Command{
		Use:   "postgres",
		Short: "read the catalog of a Postgres database: tables, policies, grants, roles, views, functions",
		Long: `Reads the system catalog of a database in one read-only snapshot, proves from it
which rows each role reaches, and writes the facts. It never reads a row of a
table of yours, needs no superuser, and gives up a query after --timeout. What
the role may not read is written down as denied.

The facts carry the source postgres://HOST:PORT/DATABASE and no path. A claim
whose rules say ` + "`over: db/**`" + ` is therefore about the migrations alone, one without
` + "`over`" + ` is about both, and ` + "`over: postgres://**`" + ` is about live databases alone.
Neither DSN nor password is ever written or shown.

With --probe it puts rows of two made-up tenants into a shadow copy of the
database, asks as each role what one reaches of the other's by SELECT, INSERT,
UPDATE and DELETE, and takes everything back. The flag --shadow is needed, and
the database itself must say that it is a shadow copy.`,
		Example: `  CANDOR_POSTGRES_DSN='postgres://reader@db.example.com/app?sslmode=verify-full' candor collect postgres --out live.jsonl
  candor check --evidence live.jsonl
  candor collect postgres --probe --shadow --dsn 'dbname=app_shadow' --out probe.jsonl`,
		Args: cli.NoArgs("collect postgres"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, err := f.database()
			if err != nil {
				return err
			}
			if len(roles) > 0 {
				db.Roles = roles
			}
			o, err := a.options(f)
			if err != nil {
				return err
			}
			defer o.Parser.Close()
			switch {
			case shadow && !probe:
				return cli.Usagef("--shadow says that a probe may write; give --probe as well, or leave it out")
			case probe:
				return a.probePostgres(cmd.Context(), o, db, shadow, out)
			}
			return a.collectPostgres(cmd.Context(), o, db, out)
		},
	}
	f.add(c)
	c.Flags().StringVar(&out, "out", "-", "write the facts to this file (JSON lines); - is stdout")
	c.Flags().BoolVar(&probe, "probe", false, "write rows of two made-up tenants into a shadow copy, look what one reaches of the other's, and take them back")
	c.Flags().BoolVar(&shadow, "shadow", false, "the database is a copy that nobody works with; needed for --probe")
	c.Flags().StringArrayVar(&roles, "role", nil, "a role that customers' requests run as; may be repeated (default: those of candor.yaml, or by the grants)")
	return c
}

func (a *app) collectPostgres(ctx context.Context, o postgres.Options, db config.Database, out string) error {
	start := time.Now()
	s, err := postgres.Read(ctx, o)
	if err != nil {
		return postgresError(err)
	}
	r := postgres.Prove(s.Catalog, db, o.Parser)
	return a.writeFacts(s, s.Facts(r), pgfacts.Kinds(), postgres.Inferred(r), out, start, o.Now)
}

func (a *app) probePostgres(ctx context.Context, o postgres.Options, db config.Database, shadow bool, out string) error {
	start := time.Now()
	var r *isolation.Report
	p, err := postgres.RunProbe(ctx, postgres.ProbeOptions{
		Options: o, Shadow: shadow, Roles: db.Roles,
		Axes: func(c *pgcat.Catalog) postgres.Axes {
			r = postgres.Prove(c, db, o.Parser)
			return postgres.AxesOf(r)
		},
	})
	if err != nil {
		return postgresError(err)
	}
	facts := append(p.Snapshot.Facts(r), p.Facts()...)
	return a.writeFacts(p.Snapshot, facts, append(pgfacts.Kinds(), postgres.KindProbe), append(postgres.Inferred(r), p.Summary()), out, start, o.Now)
}

// writeFacts writes the file and tells on stderr what is in it.
func (a *app) writeFacts(s *postgres.Snapshot, facts []candor.Fact, kinds, notes []string, out string, start, now time.Time) error {
	file := s.Evidence(facts, kinds, time.Since(start), now)
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return err
	}
	if out == "-" {
		if _, err := a.Stdout.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write the facts to stdout: %w", err)
		}
		out = "stdout"
	} else if err := atomicfile.Write(out, b.Bytes()); err != nil {
		return cli.Usagef("write %s: %w", out, err)
	}
	fmt.Fprintf(a.Stderr, "candor: %s as %s: %s; %d facts to %s\n", s.Origin.Source, term.Sanitize(s.Origin.User), s.Summary(), len(file.Facts), out)
	for _, n := range notes {
		fmt.Fprintln(a.Stderr, "  "+term.Sanitize(n))
	}
	for _, g := range s.Gaps {
		fmt.Fprintf(a.Stderr, "  %s: %s\n", g.State, term.Sanitize(g.Reason))
	}
	if len(s.Gaps) > 0 {
		a.Code = cli.ExitIncomplete
		fmt.Fprintln(a.Stderr, "candor: not everything could be read (exit code 3); what depends on it stays unknown")
	}
	return nil
}

// postgresError makes wrong usage of what the user can mend on the command line.
func postgresError(err error) error {
	var d *postgres.DSNError
	var r *postgres.RefusedError
	if errors.As(err, &d) {
		return cli.Usagef("%w; give --dsn or set %s", err, dsnVariable)
	}
	if errors.As(err, &r) {
		return cli.Usagef("%w", err)
	}
	return err
}

// oneLine brings a value onto one line of at most that many characters.
func oneLine(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		r = append(slices.Clone(r[:most-1]), '…')
	}
	return string(r)
}
