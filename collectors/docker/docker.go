// Package docker reads Dockerfiles: the images that a build takes from others
// and the commands that install packages.
package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
)

const (
	kindImage   = "image.ref"
	kindInstall = "ci.install"
	kindRun     = "download.run"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "docker",
		Version: "2",
		Doc:     "Dockerfiles: the images they build on, what they install and what they download and run",
		Kinds:   []string{kindImage, kindInstall, kindRun},
		Wants:   wants,
		Beside:  install.IsProject,
		Apart:   true,
		Collect: collect,
	}
}

func wants(p string) bool {
	base := strings.ToLower(path.Base(p))
	if strings.HasSuffix(base, ".dockerignore") {
		return false
	}
	for _, name := range []string{"dockerfile", "containerfile"} {
		if base == name || strings.HasPrefix(base, name+".") || strings.HasSuffix(base, "."+name) {
			return true
		}
	}
	return false
}

func collect(ctx context.Context, in *collector.Input) error {
	locked := in.Tree.Any(install.IsProject, install.SpeaksOfLockedRestore)
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := f.Read()
		if err != nil {
			gap(in, candor.Location{Path: f.Path, Line: 1}, err.Error())
			continue
		}
		res, err := parse(src)
		if err != nil {
			at, why := broken(f.Path, err)
			gap(in, at, why)
			continue
		}
		b := &build{
			in: in, path: f.Path, lines: strings.Split(string(src), "\n"), escape: string(res.EscapeToken),
			refs: ref.Names{}, installs: ref.Names{}, args: make(map[string]arg), names: make(map[string]bool),
			runs: ref.Names{}, readers: make(map[string]*download.Reader), files: download.New(), locked: locked,
		}
		b.syntax(src)
		b.read(res.AST)
		b.finish()
	}
	return nil
}

// parse calls the parser of BuildKit; a panic of it is an error of the file.
func parse(src []byte) (res *parser.Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			res, err = nil, fmt.Errorf("the parser failed on it: %v", r)
		}
	}()
	return parser.Parse(bytes.NewReader(src))
}

func broken(name string, err error) (candor.Location, string) {
	at := candor.Location{Path: name, Line: 1}
	var le *parser.LocationError
	if errors.As(err, &le) {
		for _, ranges := range le.Locations {
			if len(ranges) > 0 {
				at.Line = max(1, ranges[0].Start.Line)
			}
		}
	}
	return at, ref.Printable("broken Dockerfile: " + err.Error())
}

func gap(in *collector.Input, at candor.Location, reason string) {
	for _, k := range []string{kindImage, kindInstall, kindRun} {
		in.Emit(candor.Fact{Kind: k, Subject: at.String(), State: candor.Error, Reason: reason, At: at, Value: map[string]any{"ecosystem": "docker"}})
	}
}

// build is one Dockerfile while it is read.
type build struct {
	in       *collector.Input
	path     string
	lines    []string
	escape   string
	refs     ref.Names
	installs ref.Names
	runs     ref.Names

	args   map[string]arg  // ARGs before the first FROM
	stages int             // stages begun
	names  map[string]bool // names of all stages, lower case
	begun  map[string]bool // names of the stages begun so far
	stage  string          // the current one, for people
	ci     bool            // the stage sets CI

	files   *download.Reader            // what the current stage has downloaded
	readers map[string]*download.Reader // of the named stages, lower case
	errExit bool                        // the stage's shell runs with -e
	foreign string                      // the stage's shell, where it is none of Unix
	locked  bool                        // see install.Setting.LockedRestore
}

func (b *build) read(ast *parser.Node) {
	b.begun = make(map[string]bool)
	for _, n := range ast.Children {
		if name := stageName(n); name != "" {
			b.names[name] = true
		}
	}
	for _, n := range ast.Children {
		b.instruction(n, n)
	}
}

// instruction reads n; top is the instruction that holds it, with the lines.
func (b *build) instruction(n, top *parser.Node) {
	switch strings.ToLower(n.Value) {
	case "arg":
		b.arg(n)
	case "env":
		// name, value and separator, one behind the other
		for k := n.Next; k != nil && k.Next != nil; {
			b.set(k.Value, unquote(k.Next.Value))
			if k.Value == "CI" {
				b.ci = k.Next.Value != "" && k.Next.Value != "false"
			}
			if k = k.Next.Next; k != nil {
				k = k.Next
			}
		}
	case "from":
		b.from(n, top)
	case "copy":
		for _, flag := range n.Flags {
			if v, ok := strings.CutPrefix(flag, "--from="); ok {
				b.other(v, "copy", top)
			}
		}
	case "run":
		for _, flag := range n.Flags {
			if v, ok := strings.CutPrefix(flag, "--mount="); ok {
				b.mount(v, top)
			}
		}
		b.run(n, top)
		b.download(n, top)
	case "add":
		b.add(n, top)
	case "workdir":
		if n.Next != nil {
			b.files.Dir(n.Next.Value)
		}
	case "shell":
		b.shell(n)
	case "onbuild":
		if n.Next != nil && len(n.Next.Children) > 0 {
			b.instruction(n.Next.Children[0], top)
		}
	}
}

func (b *build) mount(spec string, top *parser.Node) {
	for _, field := range strings.Split(spec, ",") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(field), "from="); ok {
			b.other(strings.Trim(v, `"`), "mount", top)
		}
	}
}

// find is the place of a text within the lines of an instruction, its start
// when the text is not there as it is.
func (b *build) find(text string, n *parser.Node) candor.Location {
	at := candor.Location{Path: b.path, Line: max(1, n.StartLine)}
	for l := n.StartLine; l >= 1 && l <= n.EndLine && l <= len(b.lines); l++ {
		if i := strings.Index(b.lines[l-1], text); i >= 0 && text != "" {
			at.Line, at.Col = l, utf8.RuneCountInString(b.lines[l-1][:i])+1
			return at
		}
	}
	if at.Line <= len(b.lines) {
		l := b.lines[at.Line-1]
		at.Col = utf8.RuneCountInString(l[:len(l)-len(strings.TrimLeft(l, " \t"))]) + 1
	}
	return at
}
