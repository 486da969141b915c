//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/candor-dev/candor/internal/cli"
)

// programs is a folder with this test under other names.
func programs(t *testing.T, link func(old, new string) error, names ...string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if err := link(exe, filepath.Join(dir, n)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// fileOf makes a file of its own, which is the program that it is called as, also
// behind all links.
func fileOf(old, new string) error {
	if os.Link(old, new) == nil {
		return nil
	}
	b, err := os.ReadFile(old)
	if err != nil {
		return err
	}
	return os.WriteFile(new, b, 0o755)
}

func TestHandOver(t *testing.T) {
	alone := programs(t, fileOf, "candor")
	both := programs(t, fileOf, "candor", awsProgram)
	linked := programs(t, func(_, new string) error { return os.Symlink(filepath.Join(both, "candor"), new) }, "candor")
	path := programs(t, fileOf, awsProgram)
	asleep := programs(t, fileOf, "candor")
	if err := os.WriteFile(filepath.Join(asleep, awsProgram), []byte("no program"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir, path, args string
		fake, code            int
		out, err              []string
	}{
		{"beside comes first", both, path, "collect aws --org -o -", 0, 0, []string{both + ": collect aws --org -o -\n", "stdin: words\n", "caller: 0.1.0-dev "}, []string{"said on stderr yes"}},
		{"behind a link", linked, path, "verify --cloudtrail f", 0, 0, []string{both + ": verify --cloudtrail f\n"}, nil},
		{"in the PATH", alone, path, "verify", 1, 1, []string{path + ": verify\n"}, nil},
		{"wrong usage", both, "", "collect aws --orgg", 2, 2, []string{": collect aws --orgg\n"}, nil},
		{"incomplete", both, "", "collect aws", 3, 3, nil, nil},
		{"any other end", both, "", "verify x", 77, 77, nil, nil},
		{"absent", alone, alone, "collect aws --org", 0, 2, nil,
			[]string{"candor: collect aws is the work of a second program, candor-aws, which is not here\n", "looked for  beside this one in " + alone + ", and in the PATH\n",
				"go build -o " + alone + "/ ./cmd/candor-aws ", "go run ./cmd/candor-aws collect aws ..."}},
		{"no program of that name", asleep, asleep, "verify", 0, 2, nil, []string{"verify is the work of a second program"}},
		{"a relative folder of the PATH", alone, "here", "verify", 0, 2, nil, []string{"is in a relative folder of it, and is not run"}},
		{"the current folder", alone, "", "verify", 0, 2, nil, []string{"is not here"}},
		{"its help", both, "", "collect aws --help", 0, 0, []string{": collect aws --help\n"}, nil},
		{"help for it", both, "", "help collect aws", 0, 0, []string{": collect aws --help\n"}, nil},
		{"help for the other", both, "", "verify -h", 0, 0, []string{": verify -h\n"}, nil},
		{"own help", alone, alone, "collect aws --help", 0, 0, []string{"Asks AWS how accounts are set", "A second program does it", "candor collect aws"}, nil},
		{"own help for it", alone, alone, "help verify", 0, 0, []string{"A second program does it"}, nil},
		{"listed", alone, alone, "collect --help", 0, 0, []string{"aws         ask the APIs of AWS"}, nil},
		{"completion", both, "", "__complete collect aws --", 0, 0, []string{"--resume\tgo on\n--org\n:4\n"}, nil},
		{"completion without descriptions", both, "", "__completeNoDesc verify --", 0, 0, []string{"--resume\n--org\n:4\n"}, nil},
		{"no completion", alone, alone, "__complete collect aws --", 0, 0, []string{":0\n"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			cwd := t.TempDir()
			for _, n := range []string{awsProgram, "here/" + awsProgram} {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(cwd, n)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(filepath.Join(path, awsProgram), filepath.Join(cwd, n)); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(filepath.Join(c.dir, "candor"), strings.Fields(c.args)...)
			cmd.Dir = cwd
			cmd.Env = []string{"PATH=" + c.path, "OTHER=yes", "FAKE_EXIT=" + strconv.Itoa(c.fake), "CANDOR_CALLER=9.9.9 stale", "HOME=" + cwd}
			cmd.Stdin = strings.NewReader("words")
			var out, errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errs
			err := cmd.Run()
			var ended *exec.ExitError
			if err != nil && !errors.As(err, &ended) {
				t.Fatal(err)
			}
			if got := cmd.ProcessState.ExitCode(); got != c.code {
				t.Errorf("exit code %d, want %d", got, c.code)
			}
			for _, want := range c.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("stdout lacks %q", want)
				}
			}
			for _, want := range c.err {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("stderr lacks %q", want)
				}
			}
			if strings.Contains(out.String(), "9.9.9") {
				t.Error("an old caller is handed on")
			}
			if t.Failed() {
				t.Logf("stdout: %s\nstderr: %s", out.String(), errs.String())
			}
		})
	}
}

// TestHandOverSignals: a signal to candor reaches the second program once, which
// ends as it wants to.
func TestHandOverSignals(t *testing.T) {
	dir := programs(t, fileOf, "candor", awsProgram)
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd := exec.Command(filepath.Join(dir, "candor"), "collect", "aws", "wait")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		if !lines.Scan() || lines.Text() != "ready "+strconv.Itoa(cmd.Process.Pid) {
			t.Errorf("%q: another process", lines.Text())
		}
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() || lines.Text() != "caught "+s.String() {
			t.Errorf("%s: %q", s, lines.Text())
		}
		for lines.Scan() {
			t.Errorf("%s: %q", s, lines.Text())
		}
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != cli.ExitIncomplete {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestHowToGet(t *testing.T) {
	for _, c := range []struct{ self, version, want string }{
		{"/usr/local/bin/candor", "v1.2.3", "go install github.com/candor-dev/candor/cmd/candor-aws@v1.2.3\n  or take it from the archive of the release"},
		{"/src/candor", "", "go build -o /src/ ./cmd/candor-aws"},
		{"/tmp/go-build123/b001/exe/candor", "", "  run it      go run ./cmd/candor-aws verify ..."},
		{"", "", "  run it      go run ./cmd/candor-aws verify ..."},
	} {
		got := howToGet(c.self, c.version, []string{"verify"})
		if !strings.Contains(got, c.want) || strings.Contains(got, "go-build") {
			t.Errorf("%s %s: %q", c.self, c.version, got)
		}
	}
}
