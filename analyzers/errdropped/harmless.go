package errdropped

import (
	"go/ast"
	"strings"

	"github.com/candor-dev/candor/analyzers/check"
)

// harmless finds every other lost error, of any call; only the flag "all" asks
// for it.
func (d *declaration) harmless() check.Population {
	var all check.Population
	for c := range d.cursor.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		k, sink := d.sinks[call]
		if !d.givesError(call) || !sink && d.custom(call) {
			continue
		}
		j := &judge{world: d.world, root: d.root}
		e := j.judgeCall(call)
		text := check.CallText(call)
		switch {
		case e.ending == lost && !sink:
			if e.st.branch != nil && d.reported[e.st.branch] {
				continue
			}
			all = append(all, d.finding(c, call, text, "the error of "+text, e.how))
		case e.ending == kept && e.st.vague:
			if sink {
				text = k.name(text)
			}
			all = append(all, d.finding(c, call, check.CallText(call), "the cause of a failure of "+text, "is lost: the error "+e.how))
		}
	}
	return all
}

// custom reports whether the error of a call is dropped by custom: of printing,
// of writing a response or into memory, of tidying up.
func (d *declaration) custom(call *ast.CallExpr) bool {
	switch d.kind(call) {
	case logs, responds, succeeds, builds:
		return true
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if housekeeping[strings.ToLower(sel.Sel.Name)] || strings.HasPrefix(sel.Sel.Name, "Remove") {
		return true
	}
	n := namedOf(d.pass.TypesInfo.TypeOf(sel.X))
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case "bytes.Buffer", "strings.Builder", "hash.Hash":
		return true
	}
	return strings.HasPrefix(sel.Sel.Name, "Close")
}
