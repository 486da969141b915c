package analyzers

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/candor-dev/candor/analyzers/internal/unit"
	"github.com/candor-dev/candor/internal/effects"
)

// IsVettool reports whether the go command calls the program as a vettool:
// args are the arguments without the program's name.
func IsVettool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	if len(args) == 1 && (args[0] == "-V=full" || args[0] == "-flags") {
		return true
	}
	return strings.HasSuffix(args[len(args)-1], ".cfg")
}

// Vettool serves the go command as a vettool. It reads the arguments of the
// program and does not return.
func Vettool() {
	args := os.Args[1:]
	if slices.Equal(args, []string{"-V=full"}) {
		fail(version())
		os.Exit(0)
	}
	// Packages of other modules: no work, and no reading of the settings either.
	if c, err := unit.Read(args[len(args)-1]); err == nil && own(args) && c.Foreign() {
		fail(c.Skip())
		os.Exit(0)
	}
	s, _, err := SettingsFor(".")
	fail(err)
	fail(s.ReadLocks("."))
	as, err := Analyzers(s)
	fail(err)
	if !own(args) {
		unitchecker.Main(as...) // does not return
	}
	flags := slices.DeleteFunc(slices.Clone(args[:len(args)-1]), isJSON)
	fail(setFlags(as, flags))
	c, err := unit.Read(args[len(args)-1])
	fail(err)
	found, err := c.Run(as)
	fail(err)
	if slices.ContainsFunc(args, isJSON) {
		fail(printJSON(c, found))
		os.Exit(0) // the go command gives the exit code
	}
	fail(found.Text(os.Stderr))
	if found.Len() > 0 {
		os.Exit(1)
	}
	os.Exit(0)
}

// printJSON writes the findings where the go command wants them.
func printJSON(c *unit.Config, found *unit.Report) error {
	if c.Stdout == "" {
		return found.JSON(os.Stdout)
	}
	f, err := os.Create(c.Stdout)
	if err != nil {
		return err
	}
	if err := found.JSON(f); err != nil {
		f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}

func isJSON(arg string) bool { return strings.TrimLeft(arg, "-") == "json" }

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "candor:", err)
		os.Exit(1)
	}
}

// own reports whether our runner serves these arguments: a package, and no flag
// but -json and those of checks. The others (-fix, -diff, -c) are the common
// runner's.
func own(args []string) bool {
	if len(args) == 0 || !strings.HasSuffix(args[len(args)-1], ".cfg") {
		return false
	}
	return !slices.ContainsFunc(args[:len(args)-1], func(a string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
		return !strings.Contains(name, ".") && !isJSON(a)
	})
}

// setFlags sets "-check.flag=value".
func setFlags(as []*analysis.Analyzer, args []string) error {
	fs := flag.NewFlagSet("candor", flag.ContinueOnError)
	for _, a := range as {
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	return fs.Parse(args)
}

// version prints what the go command knows the tool by. It changes with the
// program, and with the files that change what the program says: otherwise the
// go command would show from its cache what they made it say before.
func version() error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	h := sha256.New()
	if err := hashFile(h, exe); err != nil {
		return err
	}
	if _, dir, err := SettingsFor("."); err == nil && dir != "" {
		_ = hashFile(h, filepath.Join(dir, "candor.yaml")) // read again, and complained of, where it matters
	}
	for _, root := range workspace(".") {
		_ = hashFile(h, filepath.Join(root, effects.LockName)) // most have none
	}
	_, err = fmt.Printf("candor version devel comments-go-here buildID=%02x\n", h.Sum(nil))
	return err
}

func hashFile(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
