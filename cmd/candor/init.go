package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/draft"
)

// initFlags are the flags of init.
type initFlags struct {
	from  string
	out   string
	print bool
}

func (a *app) initCommand() *cobra.Command {
	var f initFlags
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "draft a first candor.yaml from a tree or from a published page",
		Long: `Looks at the tree, says what it found, and writes a candor.yaml of proposals: what
records changes and guards routes in the Go code, how the migrations tell tenants
apart, and the claims of the security page that it finds. With --from the page
alone is read.

A proposed rule stands beside the words of the page that speak for it. What no rule
can tell is left to a person: a draft never attests. Nothing is fetched, and a file
that is there is never overwritten.`,
		Example: `  candor init
  candor init --from site/security.md
  candor init --from site/security.md --print`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cli.Usagef("init takes one folder, not %d: run it once for each", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return a.initialise(cmd.Context(), dir, f)
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.from, "from", "", "draft the claims of this page (Markdown, HTML or text) and look at nothing else")
	fl.StringVarP(&f.out, "output", "o", "", "write to this file instead of DIR/candor.yaml")
	fl.BoolVar(&f.print, "print", false, "print the draft and write nothing")
	return c
}

// initialise drafts and writes. Everything about the draft is said on stderr, so
// that --print gives the file alone.
func (a *app) initialise(ctx context.Context, dir string, f initFlags) error {
	if f.print && f.out != "" {
		return cli.Usagef("--print writes no file; leave out -o")
	}
	out := f.out
	if out == "" {
		out = filepath.Join(dir, config.FileName)
	}
	if !f.print {
		if _, err := os.Lstat(out); err == nil {
			return cli.Usagef("%s is there already, and init never overwrites; --print shows the draft, -o FILE writes it elsewhere", out)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return cli.Usagef("look for %s: %w", out, err)
		}
	}
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return cli.Usagef("open %s: not a folder; name the root of the tree", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return cli.Usagef("open %s: %w", dir, err)
	}
	defer root.Close()

	var d *draft.File
	if f.from != "" {
		name, err := pageIn(dir, f.from)
		if err != nil {
			return err
		}
		p, err := readPage(root.FS(), name)
		if err != nil {
			return cli.Usagef("%w", err)
		}
		d = &draft.File{Page: p}
		if len(p.Claims) == 0 {
			fmt.Fprintf(a.Stderr, "candor: %s states nothing that candor could check (%d statements read); nothing was written\n", name, p.Statements)
			a.Code = cli.ExitIncomplete
			return nil
		}
	} else if d, err = a.lookAt(ctx, dir, root.FS()); err != nil {
		return err
	}
	body, err := settle(root.FS(), d)
	if err != nil {
		return err
	}
	a.sayDraft(d)
	if f.print {
		_, err = a.Stdout.Write(body)
		return err
	}
	if err := atomicfile.Write(out, body); err != nil {
		return cli.Usagef("write %s: %w", out, err)
	}
	fmt.Fprintf(a.Stderr, "\nWrote %s.", out)
	fmt.Fprintln(a.Stderr, next(dir, f.out != ""))
	return nil
}

// next says what to do with the file.
func next(dir string, elsewhere bool) string {
	at := ""
	if dir != "." {
		at = " " + dir
	}
	if elsewhere {
		return " Read it, and copy what you agree with."
	}
	return " Read it: every line is a proposal. Then:\n  candor check" + at + "\n  candor explain RULE    for a rule that you don't know"
}

// settle writes the draft and reads it as check will. A claim whose words are not
// found on its page is left out with a remark; any other fault is one of init's.
func settle(fsys fs.FS, d *draft.File) ([]byte, error) {
	for try := 1; ; try++ {
		c, err := config.Load(overlay{fsys, d.Bytes()}, config.FileName)
		if err != nil {
			return nil, fmt.Errorf("the draft can't be read back: %w", err)
		}
		if d.Page == nil {
			return d.Bytes(), nil
		}
		at := make(map[string][2]int, len(c.Claims))
		for i := range c.Claims {
			if cl := &c.Claims[i]; !cl.Unpublished {
				at[cl.ID] = [2]int{cl.At.Line, cl.At.EndLine}
			}
		}
		if !d.Page.Settle(at, try == 4) {
			return d.Bytes(), nil
		}
	}
}

// sayDraft tells in a few lines what the draft holds.
func (a *app) sayDraft(d *draft.File) {
	p := d.Page
	if p == nil {
		return
	}
	bound := 0
	for i := range p.Claims {
		if len(p.Claims[i].Rules) > 0 {
			bound++
		}
	}
	fmt.Fprintf(a.Stderr, "%s: %d claims in %d statements; %d with rules proposed, %d for a person to settle\n",
		p.Path, len(p.Claims), p.Statements, bound, len(p.Claims)-bound)
	if n := len(p.Left); n > 0 {
		fmt.Fprintf(a.Stderr, "%d more could not be found word for word and stand in comments at the end\n", n)
	}
}

// overlay is a tree with one more file at its root: the draft.
type overlay struct {
	fs.FS
	draft []byte
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	if name == config.FileName {
		return o.draft, nil
	}
	return fs.ReadFile(o.FS, name)
}

// Stat of the draft is that of any file: only its kind and size are looked at.
func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if name == config.FileName {
		return draftInfo{size: int64(len(o.draft))}, nil
	}
	return fs.Stat(o.FS, name)
}

type draftInfo struct {
	fs.FileInfo
	size int64
}

func (i draftInfo) Size() int64 { return i.size }
func (draftInfo) IsDir() bool   { return false }

// pageIn is the path of a page inside the tree.
func pageIn(dir, page string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", dir, err)
	}
	p, err := filepath.Abs(page)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", page, err)
	}
	if _, err := os.Stat(p); err != nil && !filepath.IsAbs(page) {
		p = filepath.Join(abs, page) // named from the root of the tree
	}
	rel, err := filepath.Rel(abs, p)
	if err != nil || !filepath.IsLocal(rel) {
		return "", cli.Usagef("%s lies outside of %s; candor.yaml can only name pages of its own tree", page, strings.TrimSuffix(dir, "/"))
	}
	return filepath.ToSlash(rel), nil
}
