package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/candor-dev/candor/internal/cli"
)

// program is candor as a process of its own, over a tree with a bit of everything.
type program struct {
	exe, tree string
}

func newProgram(t *testing.T) *program {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{exe: filepath.Join(t.TempDir(), "candor"), tree: t.TempDir()}
	if err := os.Symlink(exe, p.exe); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	put := func(name, text string) {
		full := filepath.Join(p.tree, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put("candor.yaml", "claims: [{id: rls, text: every table has row-level security, rules: [rls/table-without-rls]}]\n")
	for i := range 60 {
		put(fmt.Sprintf("db/migrations/%03d_t.sql", i), fmt.Sprintf("create table t%d (id bigint primary key, org uuid);\nalter table t%[1]d enable row level security;\n", i))
		put(fmt.Sprintf(".github/workflows/w%d.yml", i), "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n")
	}
	return p
}

// command is a check that writes a report; a cache of "" is none.
func (p *program) command(cache, report string) *exec.Cmd {
	c := exec.Command(p.exe, "check", p.tree, "--now", "2026-11-22", "--exit-zero", "--format", "none", "-o", "json="+report)
	if cache == "" {
		cache = "off"
	}
	c.Env = append(os.Environ(), "CANDOR_CACHE="+cache)
	return c
}

var seconds = regexp.MustCompile(`"seconds": [0-9.e+-]+`)

// report runs a check and returns what it wrote, but for how long it took.
func (p *program) report(t *testing.T, cache string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "out.json")
	c := p.command(cache, name)
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return seconds.ReplaceAllString(string(b), "")
}

// left lists the temporary files below a folder.
func left(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if b := filepath.Base(name); strings.HasPrefix(b, ".tmp-") || strings.HasPrefix(b, ".candor-") {
			names = append(names, name)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return names
}

// Whenever a run is interrupted, there is a whole report or none, no temporary
// file, and the next run says what it would have said.
func TestInterrupted(t *testing.T) {
	p := newProgram(t)
	want := p.report(t, "")
	cache, dir := filepath.Join(t.TempDir(), "kept"), t.TempDir()
	stopped, wrote := 0, 0
	for round := range 14 {
		name := filepath.Join(dir, fmt.Sprintf("r%d.json", round))
		c := p.command(cache, name)
		var said bytes.Buffer
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(round*round) * 7 * time.Millisecond)
		_ = c.Process.Signal(os.Interrupt) // it may be over
		err := c.Wait()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		b, rerr := os.ReadFile(name)
		switch {
		case rerr == nil:
			wrote++
			if err != nil || seconds.ReplaceAllString(string(b), "") != want {
				t.Errorf("round %d: %v (%s) with a report of %d bytes", round, err, said.String(), len(b))
			}
		case err == nil:
			t.Errorf("round %d: no report and no error", round)
		default:
			stopped++
			if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
				break // before the program took up signals
			}
			if exit.ExitCode() != cli.ExitIncomplete || !strings.Contains(said.String(), "interrupted; nothing was written") {
				t.Errorf("round %d: exit %d: %s", round, exit.ExitCode(), said.String())
			}
		}
		if l := append(left(t, dir), left(t, cache)...); len(l) > 0 {
			t.Errorf("round %d leaves %v", round, l)
		}
	}
	t.Logf("%d runs were stopped, %d were over before", stopped, wrote)
	if got := p.report(t, cache); got != want {
		t.Error("after that, a run says something else")
	}
}

// Several programs over one cache, and caches that hold nothing of use or can't
// be written to: the same report, and not a word.
func TestCacheOfManyKinds(t *testing.T) {
	p := newProgram(t)
	want := p.report(t, "")
	dir := t.TempDir()
	shared := filepath.Join(dir, "shared")
	for range 2 {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if p.report(t, shared) != want {
					t.Error("side by side: another report")
				}
			})
		}
		wg.Wait()
	}
	entries, err := filepath.Glob(filepath.Join(shared, "*", "*"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("nothing was kept (%v)", err)
	}
	for i, name := range entries {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch i % 4 {
		case 0:
			b = b[:len(b)/2]
		case 1:
			b = nil
		case 2:
			b = bytes.Repeat([]byte{0xff}, 100)
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if p.report(t, shared) != want {
		t.Error("broken entries: another report")
	}
	// Folders in the place of entries, and files in the place of their folders.
	odd := filepath.Join(dir, "odd")
	for i := range 256 {
		name := filepath.Join(odd, fmt.Sprintf("%02x", i))
		if i%2 == 0 {
			err = errors.Join(os.MkdirAll(odd, 0o755), os.WriteFile(name, nil, 0o644))
		} else {
			err = os.MkdirAll(name, 0o555)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if p.report(t, odd) != want {
			t.Error("a folder of other things: another report")
		}
	}
	if full := os.Getenv("CANDOR_FULL_DIR"); full != "" { // on a file system without room
		for range 2 {
			if p.report(t, full) != want {
				t.Error("no room: another report")
			}
		}
		if l := left(t, full); len(l) > 0 {
			t.Errorf("no room: leaves %v", l)
		}
	}
}
