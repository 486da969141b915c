// Package scan wires the layers into one run: sources to facts, facts to
// results, results to verdicts, verdicts to a report. It decides nothing itself.
package scan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/overlay"
	"github.com/candor-dev/candor/internal/redact"
	"github.com/candor-dev/candor/internal/rootfs"
)

// ConfigName is the name of the configuration file at the root of a tree.
const ConfigName = "candor.yaml"

// Options of a scan.
type Options struct {
	Root       string                 // the folder, as the user named it
	Config     string                 // path of candor.yaml; "" means Root/candor.yaml if it exists
	Collectors []*collector.Collector // those that read the tree
	Only       []string               // look at these files of the root alone, and at no candor.yaml
	Evidence   []string               // facts files; what they hold is not collected again
	Policies   []string               // folders of the user's own rules, besides those of candor.yaml
	Skip       []string               // ids of collectors to leave out ("go" for the Go checks)
	Now        time.Time
	FailOn     candor.Severity
	// WaiversFrom is a git revision; waivers that it does not hold do not count.
	WaiversFrom string
	Deployed    string // the git revision that is in use; "" leaves it to candor.yaml
	// NewFrom is a git revision; the report then says what changed since.
	NewFrom  string
	DayGiven bool // Now was given by hand
	// Emulated has facts of emulated endpoints judged as if they were real. It is
	// for tests alone: no flag sets it.
	Emulated  bool
	WriteLock bool // write the candor.lock of each Go module
	Doors     bool // the doors of the Go code are asked for, or a proposal for them
	// Instruments asks for answers: ids of frameworks, or the short names of
	// their current versions ("soc2", "caiq", "siglite").
	Instruments []string
	Plan        string // answers are for customers of this plan
	// Examples reads the examples of the rules that judged something, for formats
	// that show them.
	Examples bool
	commit   string // the tree is taken to stand at this commit; "" asks its repository
	// Overlay are files as an editor holds them, by their path below Root: they
	// are read in place of those on disk. The Go checks read the disk alone.
	Overlay map[string][]byte
	// Warm keeps what runs of one process share; nil shares nothing.
	Warm *Warm
	// Cache holds what earlier runs worked out; nil works everything out anew. The
	// caller closes it.
	Cache *cache.Store
	// Progress is told what is being read; it may be nil.
	Progress func(what string)
}

// Outcome is what a scan gives.
type Outcome struct {
	Report   *candor.Report
	Evidence *evidence.File // everything that was collected or read from facts files
	// Source returns one line of a scanned file for display, redacted.
	Source func(path string, line int) (string, bool)
	// Proposal is what candor.yaml could say of the Go code, as YAML; "" where
	// nothing was found, or where it says so and nobody asked.
	Proposal string
	// Propose finds the approved answers that are nearest to a question in free
	// words, at most max; a person has to say whether one of them is meant.
	Propose func(question string, max int) []frameworks.Proposal
	doors   []effects.DoorVerdict
}

// UsageError is a mistake in what the user asked for: exit code 2.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Run scans.
func Run(ctx context.Context, o Options) (*Outcome, error) {
	s := &state{Options: o, file: &evidence.File{}, redactor: redact.New()}
	if s.Progress == nil {
		s.Progress = func(string) {}
	}
	for _, step := range []func(context.Context) error{
		s.open, s.readConfig, s.loadRules, s.readEvidence, s.canGiveDoors, s.walk, s.collect, s.judge, s.assess,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	out := s.outcome()
	if s.NewFrom != "" {
		var err error
		if out.Report.Since, err = s.since(ctx, out.Report); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// open checks that the root is a folder that can be read.
func (s *state) open(context.Context) error {
	st, err := os.Stat(s.Root)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return &UsageError{fmt.Errorf("open %s: %w; name the root of the tree to check", s.Root, err)}
	}
	if !st.IsDir() {
		return &UsageError{fmt.Errorf("open %s: not a folder; name the root of the tree to check", s.Root)}
	}
	root, err := os.OpenRoot(s.Root)
	if err != nil {
		return &UsageError{fmt.Errorf("open %s: %w", s.Root, err)}
	}
	// The handle lives as long as the process: the report reads source lines
	// from it at the very end.
	s.fsys = rootfs.New(root)
	if len(s.Overlay) > 0 {
		s.fsys = overlay.New(s.fsys, s.Overlay)
	}
	s.abs, err = filepath.Abs(s.Root)
	return err
}

// readConfig reads candor.yaml. A tree without one is scanned all the same.
func (s *state) readConfig(context.Context) error {
	if len(s.Only) > 0 {
		s.config = &config.Config{}
		return nil
	}
	fsys, name := s.fsys, ConfigName
	if s.Config != "" {
		rel, err := s.inRoot(s.Config)
		if err != nil {
			return &UsageError{err}
		}
		name = rel
	} else if _, err := fs.Stat(fsys, name); errors.Is(err, fs.ErrNotExist) {
		s.config = &config.Config{}
		return nil
	}
	c, err := config.Load(fsys, name)
	if err != nil {
		return &UsageError{err}
	}
	s.config, s.configFile = c, candor.ConfigFile{Path: name, Digest: digestOf(fsys, name)}
	return nil
}

// inRoot turns a path of the user's into one relative to the scanned root.
func (s *state) inRoot(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(s.abs, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s lies outside the scanned folder %s; the pages and files that it names are looked up there", p, s.Root)
	}
	return filepath.ToSlash(rel), nil
}
