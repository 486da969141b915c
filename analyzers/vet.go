package analyzers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"

	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// VetOptions say how RunVet works.
type VetOptions struct {
	Checks    []*check.Check // nil: Suite()
	Env       []string       // as in Options
	Mutations []string
}

// RunVet runs the checks over the packages that the patterns name, "./..." if
// there are none, and writes a line "path:line:col: message (rule)" for each
// failure, with paths relative to dir. It returns the number of failures; the
// error joins the packages that could not be judged, after all others were.
func RunVet(ctx context.Context, w io.Writer, dir string, patterns []string, o VetOptions) (int, error) {
	if o.Checks == nil {
		o.Checks = Suite()
	}
	if err := configure(o.Checks, o.Mutations); err != nil {
		return 0, err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return 0, errors.New(noGo)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return 0, err
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	l, err := load(ctx, dir, ".", o.Env, false, patterns...)
	if err != nil {
		return 0, errors.New(loadReason(err))
	}
	d := &driver{Options: Options{Dir: dir, Checks: o.Checks}, places: newPlaces(dir)}
	var errs []error
	var judged []*packages.Package
	for _, p := range l.packages {
		if reason, _ := d.broken(p); reason != "" {
			errs = append(errs, fmt.Errorf("%s %s", p.PkgPath, reason))
			continue
		}
		judged = append(judged, p)
	}
	for p, err := range d.analyze(judged) {
		errs = append(errs, fmt.Errorf("%s: %w", p.PkgPath, err))
	}
	if len(l.packages) == 0 {
		errs = append(errs, errors.New("the patterns match no Go package"))
	}
	candor.SortResults(d.results)
	n := 0
	for i := range d.results {
		r := &d.results[i]
		if r.Outcome != candor.Fail {
			continue
		}
		n++
		if _, err := fmt.Fprintf(w, "%s: %s (%s)\n", r.At, r.Message, r.Rule); err != nil {
			return n, err
		}
	}
	return n, errors.Join(errs...)
}
