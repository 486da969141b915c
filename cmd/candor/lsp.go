package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/lsp"
	"github.com/candor-dev/candor/internal/revision"
	"github.com/candor-dev/candor/internal/scan"
)

// editDelay is how long after a keystroke a scan begins.
const editDelay = 100 * time.Millisecond

func (a *app) lspCommand() *cobra.Command {
	var dirs []string
	c := &cobra.Command{
		Use:   "lsp",
		Short: "serve an editor: findings in SQL, templates, locks, workflows and candor.yaml as you type",
		Long: `Speaks the Language Server Protocol on stdin and stdout. An editor starts it; see
docs/editors.md. Files count as the editor holds them, saved or not. The Go
checks are left to candor check and candor vet: they need code that compiles.`,
		Args: cli.NoArgs("lsp"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.lsp(cmd.Context(), dirs) },
	}
	c.Flags().StringArrayVar(&dirs, "policies", nil, "a folder with rules of your own; may be repeated")
	c.Flags().Bool("stdio", true, "speak on stdin and stdout; there is no other way")
	return c
}

func (a *app) lsp(ctx context.Context, dirs []string) error {
	rules, err := scan.Rules(dirs, true)
	if err != nil {
		return &cli.UsageError{Err: err}
	}
	cat, err := frameworks.Load()
	if err != nil {
		return err
	}
	o := lsp.Options{Check: editorCheck(dirs), Rules: rules, Schema: config.Schema(), Delay: editDelay, Log: a.Stderr, New: neverCommitted}
	for _, c := range cat.Controls {
		o.Controls = append(o.Controls, lsp.Control{ID: c.ID, Title: c.Title})
	}
	err = lsp.Serve(ctx, stdio{a.Stdin, a.Stdout}, o)
	if errors.Is(err, lsp.ErrNoShutdown) { // the protocol's own exit code, and nothing that a person reads
		a.Code = cli.ExitFinding
		return nil
	}
	return err
}

// editorMemory is how many bytes a server keeps of what it worked out.
const editorMemory = 64 << 20

// editorCheck is the scan that an editor sees: without the Go checks, and with
// collectors, compiled rules and what they gave staying from one run to the next.
func editorCheck(dirs []string) lsp.Check {
	all, warm := collectors.All(), &scan.Warm{}
	kept, err := cache.Memory(editorMemory)
	if err != nil {
		kept = nil // everything is then worked out each time
	}
	return func(ctx context.Context, root string, overlay map[string][]byte) (*candor.Report, error) {
		out, err := scan.Run(ctx, scan.Options{
			Root: root, Collectors: all, Policies: dirs, Skip: []string{"go"},
			Now: time.Now().UTC().Truncate(time.Second), Overlay: overlay, Warm: warm, Cache: kept,
		})
		if err != nil {
			return nil, err
		}
		return out.Report, nil
	}
}

// neverCommitted reports whether the last commit does not hold a file, as far as
// git can tell.
func neverCommitted(ctx context.Context, root, path string) bool {
	t, err := revision.Open(ctx, root, "HEAD")
	if err != nil {
		return false
	}
	_, err = t.ReadFile(ctx, path)
	return errors.Is(err, fs.ErrNotExist)
}

// stdio is one stream of two. An editor ends it by closing its side.
type stdio struct {
	io.Reader
	io.Writer
}

func (stdio) Close() error { return nil }
