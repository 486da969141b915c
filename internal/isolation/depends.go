package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// depsOf is what an expression depends on.
func (e *eval) depsOf(n *pg_query.Node, v *env) deps {
	var d deps
	if n == nil {
		return d
	}
	if e.spent() {
		return deps{bad: "more work than is done for one policy"}
	}
	x := n.GetAExpr()
	switch {
	case n.GetColumnRef() != nil, n.GetFuncCall() != nil, n.GetSqlvalueFunction() != nil, n.GetParamRef() != nil,
		n.GetAIndirection() != nil, x != nil && (strings.HasPrefix(opName(x), "-") || strings.HasPrefix(opName(x), "#")) && x.Lexpr != nil:
		for _, a := range e.scalar(n, v) {
			d = d.with(e.altDeps(a))
		}
		return d
	case n.GetSubLink() != nil:
		d = e.depsOf(n.GetSubLink().Testexpr, v)
		stmt := n.GetSubLink().GetSubselect().GetSelectStmt()
		if stmt == nil {
			return d.with(deps{bad: "the subquery is not followed"})
		}
		for _, r := range e.sel(stmt, v) {
			d = d.with(e.clauseDeps(r.c))
			for _, t := range r.targets {
				if val := t.GetResTarget().GetVal(); val.GetColumnRef() == nil && val.GetFuncCall() == nil {
					d = d.with(inside(e.depsOf(val, r.env), r.c.insts))
				}
			}
		}
		return d
	}
	n.ProtoReflect().Range(func(_ protoreflect.FieldDescriptor, val protoreflect.Value) bool {
		d = d.with(e.depsBelow(val, v, 0))
		return true
	})
	return d
}

func (e *eval) depsBelow(val protoreflect.Value, v *env, depth int) (d deps) {
	if depth > 60 {
		return deps{bad: "nested deeper than is followed"}
	}
	each := func(m protoreflect.Message) {
		if n, ok := m.Interface().(*pg_query.Node); ok {
			d = d.with(e.depsOf(n, v))
			return
		}
		m.Range(func(_ protoreflect.FieldDescriptor, val protoreflect.Value) bool {
			d = d.with(e.depsBelow(val, v, depth+1))
			return true
		})
	}
	switch x := val.Interface().(type) {
	case protoreflect.Message:
		each(x)
	case protoreflect.List:
		for i := range x.Len() {
			if m, ok := x.Get(i).Interface().(protoreflect.Message); ok {
				each(m)
			}
		}
	}
	return d
}

func (e *eval) altDeps(a alt) deps { return inside(a.t.deps, a.c.insts).with(e.clauseDeps(a.c)) }

// clauseDeps is what the truth of a clause depends on from outside.
func (e *eval) clauseDeps(c clause) deps {
	var d deps
	for _, q := range c.eqs {
		d = d.with(q.a.deps).with(q.b.deps)
	}
	for _, a := range c.atoms {
		d = d.with(a.deps)
		switch a.kind {
		case aRole, aSoft, aNobody:
			d.session = true
		case aWritten:
			d.written = true
		case aUnknown:
			if d.bad == "" {
				d.bad = orName(a.deps.bad, a.text)
			}
		}
	}
	return inside(d, c.insts)
}

// inside leaves out the row variables that belong to the clause itself.
func inside(d deps, own []*inst) deps {
	d.insts = slices.DeleteFunc(slices.Clone(d.insts), func(i *inst) bool { return slices.Contains(own, i) })
	return d
}
