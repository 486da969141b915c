// Package errdropped checks that no error is lost where it counts: every call
// that writes data, writes an audit record or decides what a caller may do is
// judged by what becomes of its error, and the worst ways to lose any other
// error are found.
package errdropped

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check. Its flags "mutations", "audit" and "guards" name
// functions whose error counts, besides the known ones; "interfaces" names the
// methods behind which every implementation fails with a write; "all" finds the
// harmless losses, too.
func New() *check.Check {
	cfg := &known{}
	c := check.New("errdropped", rule(), func(pass *analysis.Pass) (check.Population, error) {
		if err := cfg.ready(); err != nil {
			return nil, err
		}
		return judgePackage(pass, cfg), nil
	})
	const form = ": comma-separated import/path.Func, import/path.(T).Method or import/path.(*T).Method"
	c.Analyzer.Flags.Var(&cfg.mutations, "mutations", "functions that write data, besides the known ones"+form)
	c.Analyzer.Flags.Var(&cfg.audits, "audit", "functions that write an audit record"+form)
	c.Analyzer.Flags.Var(&cfg.guards, "guards", "functions that decide what a caller may do"+form)
	c.Analyzer.Flags.Var(&cfg.interfaces, "interfaces", "methods of interfaces that always write, as candor.lock says: comma-separated import/path.(I).Method or import/path.(I).Method=INSERT table")
	c.Analyzer.Flags.BoolVar(&cfg.all, "all", false, "find every lost error, as warnings")
	c.Analyzer.FactTypes = []analysis.Fact{(*fails)(nil)}
	c.Analyzer.RunDespiteErrors = true
	return c
}

// site is a call with the declaration that it stands in.
type site struct {
	decl *declaration
	at   inspector.Cursor
	call *ast.CallExpr
}

// declaration is a top-level declaration with what was found in it.
type declaration struct {
	judge
	cursor   inspector.Cursor
	reported map[ast.Node]bool      // error branches that were named with their sink
	gone     map[types.Object]bool  // variables whose error was found lost
	sent     map[types.Object]sink  // channels that carry the error of a sink
	sinks    map[*ast.CallExpr]sink // what was judged
}

func judgePackage(pass *analysis.Pass, cfg *known) check.Population {
	if len(pass.TypeErrors) > 0 || !judged(pass) {
		return nil
	}
	w := newWorld(pass, cfg)
	var all check.Population
	var decls []*declaration
	var found []site
	calls := make(map[*types.Func][]site) // of functions of the package
	root := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	for decl := range root.Preorder((*ast.FuncDecl)(nil), (*ast.GenDecl)(nil)) {
		if _, ok := decl.Parent().Node().(*ast.File); !ok || forTests(pass.TypesInfo, decl.Node()) {
			continue
		}
		d := &declaration{
			judge: judge{world: w, root: decl.Node()}, cursor: decl,
			reported: make(map[ast.Node]bool), gone: make(map[types.Object]bool),
			sent: make(map[types.Object]sink), sinks: make(map[*ast.CallExpr]sink),
		}
		decls = append(decls, d)
		for c := range decl.Preorder((*ast.CallExpr)(nil)) {
			s := site{d, c, c.Node().(*ast.CallExpr)}
			if k, ok := w.sinkOf(s.call); ok && !d.readOnly(s.call) {
				d.sinks[s.call] = k
				found = append(found, s)
			} else if fn, ok := typeutil.Callee(pass.TypesInfo, s.call).(*types.Func); ok && fn.Pkg() == pass.Pkg {
				calls[fn.Origin()] = append(calls[fn.Origin()], s)
			} else if k, of, ok := d.sinkOfValue(s.call); ok {
				d.sinks[s.call] = k
				found = append(found, s)
			} else {
				for _, fn := range of {
					calls[fn] = append(calls[fn], s)
				}
			}
		}
	}
	for len(found) > 0 {
		s := found[0]
		found = found[1:]
		k := s.decl.sinks[s.call]
		e := s.decl.judgeSink(s.call, k)
		all = append(all, s.decl.subject(s.at, s.call, k, e))
		for _, fn := range w.derive(e, k, check.CallText(s.call)) {
			behind := w.derived[fn]
			for _, c := range calls[fn] {
				if _, again := c.decl.sinks[c.call]; again || c.decl.readOnly(c.call) {
					continue
				}
				c.decl.sinks[c.call] = behind
				found = append(found, c)
			}
		}
	}
	for _, d := range decls {
		all = append(all, d.emptyBranches()...)
		all = append(all, d.blanks()...)
		all = append(all, d.recovers()...)
		all = append(all, d.goroutines()...)
		all = append(all, d.receives()...)
		all = append(all, d.files()...)
		if cfg.all {
			all = append(all, d.harmless()...)
		}
	}
	return all
}

// subject words what was found about one sink.
func (d *declaration) subject(c inspector.Cursor, call *ast.CallExpr, k sink, e end) check.Subject {
	sym, text := check.Symbol(d.pass.Pkg, c), check.CallText(call)
	s := check.Subject{Name: sym + ": " + text, Symbol: sym, Pos: call.Pos(), End: call.End()}
	what := k.name(text) + " in " + sym + " "
	switch e.ending {
	case kept:
		s.Outcome = candor.Pass
		s.Message = "the error of " + what + e.how
		if e.st.sent != nil {
			d.sent[e.st.sent] = k
		}
	case moot:
		s.Outcome = candor.NotApplicable
		s.Message = "the error of " + what + e.how
	case lost:
		s.Outcome = candor.Fail
		s.Message = "the error of " + what + e.how
		if e.st.mild() && k.effect != guarding {
			s.Severity = warning()
		}
		if e.st.branch != nil {
			d.reported[e.st.branch] = true
		}
		for _, o := range e.st.ever {
			d.gone[o] = true
		}
	default:
		s.Outcome = candor.Unknown
		s.Message = "what becomes of the error of " + what + "can't be told: it " + e.how
	}
	if b := e.st.branch; b != nil && (e.ending == lost || e.ending == undecided) {
		s.Related = []check.Related{{Pos: b.Pos(), End: b.Pos(), Label: "the error branch"}}
	}
	return s
}

func warning() *candor.Severity {
	s := candor.Warning
	return &s
}
