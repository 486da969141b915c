// Package check is what a Go check is: a rule with its documentation and the
// analyzer that judges it, place by place.
package check

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/candor-dev/candor"
)

// Check is one Go check. Build it with New, so that its analyzer keeps the
// promises that the driver relies on.
type Check struct {
	Rule     candor.Rule
	Analyzer *analysis.Analyzer // its result is a Population
}

// Population is everything that a check judged in one package: the failures,
// what is in order, and what could not be decided.
type Population []Subject

// Subject is one judged place.
type Subject struct {
	Name    string // enclosing symbol and what is judged there
	Symbol  string // the enclosing symbol alone
	Outcome candor.Outcome
	Message string // one sentence without final period: who, and by what evidence
	Fix     string // empty: the rule's
	// Severity of this failure where it is another one than the rule's; nil:
	// the rule's.
	Severity *candor.Severity
	Pos      token.Pos
	End      token.Pos
	Related  []Related
	// Edits mend the failure without changing what the program means otherwise;
	// only candor vet -fix and editors apply them. Empty where a person has to decide.
	Edits []analysis.TextEdit
}

// Related is another place that belongs to a subject, and what stands there.
type Related struct {
	Pos   token.Pos
	End   token.Pos
	Label string
}

// Judge returns the population of one package. It need not look away from
// generated files and tests: New sees to them.
type Judge func(*analysis.Pass) (Population, error)

// New builds a check whose analyzer has the given name, a Go identifier, which
// is also the prefix of its flags. The analyzer returns the whole population,
// reports every failure as a diagnostic of the rule's category, and turns a
// panic of judge into an error, so that one file can't end a whole run.
func New(name string, rule candor.Rule, judge Judge) *Check {
	a := &analysis.Analyzer{
		Name:       name,
		Doc:        rule.Title + "\n\n" + rule.Help,
		Requires:   []*analysis.Analyzer{inspect.Analyzer},
		ResultType: reflect.TypeFor[Population](),
	}
	a.Run = func(pass *analysis.Pass) (_ any, err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("%s stumbled over the package: %v; please report this", rule.ID, r)
			}
		}()
		all, err := judge(pass)
		if err != nil {
			return nil, err
		}
		judged := make(Population, 0, len(all))
		skip := skipped(pass)
		for _, s := range all {
			f := pass.Fset.File(s.Pos)
			if f == nil || skip.tests[f] {
				continue
			}
			if skip.generated[f] {
				s.Outcome, s.Message, s.Fix = candor.NotApplicable, s.Name+" stands in a generated file, which is not judged", ""
			}
			judged = append(judged, s)
			if s.Outcome == candor.Fail {
				pass.Report(diagnostic(&rule, &s))
			}
		}
		return judged, nil
	}
	return &Check{Rule: rule, Analyzer: a}
}

// set holds the files that are not judged.
type set struct {
	tests     map[*token.File]bool // no part of the program
	generated map[*token.File]bool // their authors can't mend them there; they stay in the count
}

func skipped(pass *analysis.Pass) set {
	m := set{tests: make(map[*token.File]bool), generated: make(map[*token.File]bool)}
	for _, f := range pass.Files {
		switch tf := pass.Fset.File(f.FileStart); {
		case tf == nil:
		case strings.HasSuffix(tf.Name(), "_test.go"):
			m.tests[tf] = true
		case ast.IsGenerated(f):
			m.generated[tf] = true
		}
	}
	return m
}

func diagnostic(rule *candor.Rule, s *Subject) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: s.Pos, End: s.End, Category: rule.ID, Message: s.Message}
	if len(s.Edits) > 0 {
		fix := s.Fix
		if fix == "" {
			fix = rule.Fix
		}
		d.SuggestedFixes = []analysis.SuggestedFix{{Message: fix, TextEdits: s.Edits}}
	}
	for _, r := range s.Related {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: r.Pos, End: r.End, Message: r.Label})
	}
	return d
}

// Validate reports a check that is not whole: without documentation, without
// the three kinds of example, or with an analyzer that New did not build.
func (c *Check) Validate() error {
	errs := []error{validate(&c.Rule)}
	if c.Analyzer == nil || c.Analyzer.ResultType != reflect.TypeFor[Population]() {
		errs = append(errs, fmt.Errorf("check %s: the analyzer gives no population; build it with check.New", c.Rule.ID))
	}
	return errors.Join(errs...)
}

func validate(r *candor.Rule) error {
	var errs []error
	missing := func(cond bool, what string) {
		if cond {
			errs = append(errs, fmt.Errorf("check %s: %s", r.ID, what))
		}
	}
	topic, name, ok := strings.Cut(r.ID, "/")
	missing(!ok || topic == "" || name == "", "the id is not topic/name")
	missing(r.Title == "" || r.Help == "" || r.Fix == "", "title, help and fix are required")
	missing(r.Control == "", "no control")
	missing(r.Version == "", "no version")
	missing(r.Engine != "go", `the engine is not "go"`)
	missing(len(r.Needs) == 0, "needs no kind of fact")
	for _, o := range []candor.Outcome{candor.Pass, candor.Fail, candor.Unknown} {
		found := false
		for i := range r.Examples {
			found = found || r.Examples[i].Outcome == o
		}
		missing(!found, "no example that is "+o.String())
	}
	return errors.Join(errs...)
}
