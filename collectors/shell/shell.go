// Package shell reads shell scripts: what they install, and what they download
// and run. Whether and where a script is run, its text does not say.
package shell

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
)

const (
	kindInstall = "shell.install"
	kindRun     = "download.run"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "shell",
		Version: "1",
		Doc:     "shell scripts: what they install and what they download and run",
		Kinds:   []string{kindInstall, kindRun},
		Wants:   wants,
		Beside:  install.IsProject,
		Collect: collect,
	}
}

// wants takes the files that are named as scripts, and those without an ending,
// which may begin with "#!".
func wants(p string) bool {
	base := path.Base(p)
	switch path.Ext(base) {
	case ".sh", ".bash", ".zsh", ".ksh":
		return true
	case "":
		return base != "LICENSE" && base != "README" && base != "CODEOWNERS"
	}
	return false
}

func collect(ctx context.Context, in *collector.Input) error {
	setting := install.Setting{LockedRestore: in.Tree.Any(install.IsProject, install.SpeaksOfLockedRestore)}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		named := path.Ext(f.Path) != ""
		src, err := f.Read()
		if err != nil {
			if raw := f.Raw(); named || bytes.HasPrefix(raw, []byte("#!")) && isScript(raw) {
				in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindInstall, kindRun)
			}
			continue
		}
		if !named && !isScript(src) || named && isOther(src) {
			continue
		}
		read(in, f.Path, string(src), setting)
	}
	return nil
}

// isScript reports whether the first line names a shell.
func isScript(src []byte) bool {
	line, _, _ := bytes.Cut(src, []byte("\n"))
	return download.Shebang(string(line))
}

// isOther reports whether the first line names another interpreter.
func isOther(src []byte) bool {
	return bytes.HasPrefix(src, []byte("#!")) && !isScript(src)
}

func read(in *collector.Input, name, src string, setting install.Setting) {
	line, _, _ := strings.Cut(src, "\n")
	_, flags, _ := strings.Cut(line, " -")
	script := download.Script{Text: src, Line: 1, ErrExit: strings.HasPrefix(line, "#!") && strings.Contains(flags, "e")}
	r := download.New()
	uses, err := r.Read(script)
	subjects := ref.Names{}
	for _, u := range append(uses, r.Finish()...) {
		f := candor.Fact{
			Kind: kindRun, Subject: subjects.Unique(ref.Printable(u.Text)), State: candor.Observed,
			Value: u.Value("script"), At: candor.Location{Path: name, Line: max(1, u.Line), Col: u.Col},
		}
		if u.Level == download.Unsure {
			f.State, f.Reason = candor.Unresolved, u.Why
		}
		in.Emit(f)
	}
	if err != nil && download.Mentions(src) {
		in.Gap(candor.Error, candor.Location{Path: name, Line: 1}, err.Error(), kindRun)
	}
	subjects = ref.Names{}
	for _, c := range install.Find(src, setting) {
		f := candor.Fact{
			Kind: kindInstall, Subject: subjects.Unique(ref.Printable(c.Text)), State: candor.Observed,
			Value: c.Value("script"), At: candor.Location{Path: name, Line: c.Line, Col: c.Col},
		}
		if c.Unsure != "" {
			f.State, f.Reason = candor.Unresolved, c.Unsure
		}
		in.Emit(f)
	}
}
