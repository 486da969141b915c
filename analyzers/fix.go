package analyzers

import (
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/atomicfile"
)

// fixable is a finding with an edit that mends it.
type fixable struct {
	rule, message string
	at            candor.Location
	edits         []edit
}

// edit replaces bytes of a file. Offsets count from 0.
type edit struct {
	file     string
	from, to int
	text     string
}

// collect keeps the first suggested fix of each finding.
func (v *vetter) collect(act *checker.Action) {
	for i := range act.Diagnostics {
		d := &act.Diagnostics[i]
		if len(d.SuggestedFixes) == 0 {
			continue
		}
		f := &fixable{rule: d.Category, message: d.Message, at: v.places.at(act.Package.Fset, d.Pos, d.End)}
		for _, e := range d.SuggestedFixes[0].TextEdits {
			x, ok := editOf(act.Package.Fset, e)
			if !ok {
				f.edits = nil
				break
			}
			f.edits = append(f.edits, x)
		}
		if len(f.edits) > 0 {
			v.fixes = append(v.fixes, f)
		}
	}
}

func editOf(fset *token.FileSet, e analysis.TextEdit) (edit, bool) {
	tf := fset.File(e.Pos)
	if tf == nil {
		return edit{}, false
	}
	to := e.Pos
	if e.End.IsValid() {
		to = e.End
	}
	if fset.File(to) != tf || to < e.Pos {
		return edit{}, false
	}
	return edit{tf.Name(), tf.Offset(e.Pos), tf.Offset(to), string(e.NewText)}, true
}

// fix writes the edits of all findings, file by file and each file whole or not
// at all, and takes those findings off the list. A finding whose edits meet
// those of another one stays on it.
func (v *vetter) fix() (int, error) {
	taken := make(map[string][]edit)
	var chosen []*fixable
	for _, f := range v.fixes {
		if !slices.ContainsFunc(f.edits, func(e edit) bool {
			return slices.ContainsFunc(taken[e.file], func(o edit) bool { return e != o && e.from < o.to && o.from < e.to || e != o && e.from == o.from })
		}) {
			chosen = append(chosen, f)
			for _, e := range f.edits {
				if !slices.Contains(taken[e.file], e) {
					taken[e.file] = append(taken[e.file], e)
				}
			}
		}
	}
	bad := make(map[string]bool)
	var errs []error
	for file, es := range taken {
		if err := rewrite(file, es); err != nil {
			bad[file] = true
			errs = append(errs, fmt.Errorf("mend %s: %w", relative(v.Dir, file), err))
		}
	}
	slices.SortFunc(errs, func(a, b error) int {
		if a.Error() < b.Error() {
			return -1
		}
		return 1
	})
	n := 0
	for _, f := range chosen {
		if slices.ContainsFunc(f.edits, func(e edit) bool { return bad[e.file] }) {
			continue
		}
		n++
		v.results = slices.DeleteFunc(v.results, func(r candor.Result) bool {
			return r.Rule == f.rule && r.Message == f.message && r.At.Path == f.at.Path && r.At.Line == f.at.Line && r.At.Col == f.at.Col
		})
	}
	return n, errors.Join(errs...)
}

// rewrite applies edits that do not meet to a file.
func rewrite(file string, es []edit) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	slices.SortFunc(es, func(a, b edit) int { return b.from - a.from })
	for _, e := range es {
		if e.from < 0 || e.to > len(b) {
			return errors.New("the file changed while it was read")
		}
		b = slices.Concat(b[:e.from], []byte(e.text), b[e.to:])
	}
	out, err := format.Source(b)
	if err != nil {
		return fmt.Errorf("the result would be no Go code: %w", err)
	}
	return atomicfile.Write(file, out)
}
