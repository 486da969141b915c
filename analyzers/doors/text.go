package doors

import (
	"path"
	"strconv"
	"strings"
)

// text is a path or a method as far as it can be told; gap is the expression
// that can't, which s shows in angle brackets.
type text struct {
	s, gap string
}

// text puts a constant text together.
func (j *joiner) text(v *Val, f *frame, depth int) text {
	if v == nil || depth > maxDepth {
		return text{"<?>", "?"}
	}
	switch v.Op {
	case OpConst:
		return text{s: v.Text}
	case OpConcat:
		var t text
		for i := range v.Args {
			t = t.plus(j.text(&v.Args[i], f, depth+1))
		}
		return t
	case OpPath:
		var t text
		parts := make([]string, len(v.Args))
		for i := range v.Args {
			p := j.text(&v.Args[i], f, depth+1)
			parts[i] = p.s
			if t.gap == "" {
				t.gap = p.gap
			}
		}
		t.s = path.Join(parts...)
		if t.s == "/" && len(parts) == 1 { // the slash at the end was cut
			t.s = ""
		}
		return t
	case OpLocal:
		// Without the conditions that change it, the oldest assignment holds.
		if n := len(v.Defs); n > 1 {
			cond := true
			for _, d := range v.Defs[:n-1] {
				cond = cond && d >= 0 && j.defs[d].Cond != ""
			}
			if cond && v.Defs[n-1] >= 0 {
				def := &j.defs[v.Defs[n-1]]
				if fs := j.frames(def.In, f); len(fs) == 1 && def.Val.Op != OpZero {
					return j.extended(v, j.text(&def.Val, fs[0], depth+1), fs[0], depth)
				}
			}
		}
	case OpCall:
		if p, ok := j.gatewayPattern(v, f, depth); ok {
			return text{s: p}
		}
	}
	return j.sole(v, f, depth)
}

// extended: a condition may put something in front of a text, as in
// if method != "" { pattern = method + " " + path }.
func (j *joiner) extended(v *Val, base text, f *frame, depth int) text {
	if base.gap != "" {
		return base
	}
	for _, d := range v.Defs[:len(v.Defs)-1] {
		if def := &j.defs[d]; !def.Self {
			if t := j.text(&def.Val, f, depth+1); t.gap == "" && len(t.s) > len(base.s) && strings.HasSuffix(t.s, base.s) {
				return t
			}
		}
	}
	return base
}

// sole is the one text that an expression can be.
func (j *joiner) sole(v *Val, f *frame, depth int) text {
	gap := v.Text
	if gap == "" {
		gap = "?"
	}
	hole := text{"<" + gap + ">", gap}
	found := false
	var t text
	for _, s := range j.resolve(v, f, depth+1) {
		if s.v == nil || s.v == v {
			return hole
		}
		var got text
		switch s.v.Op {
		case OpConst, OpConcat, OpPath:
			got = j.text(s.v, s.f, depth+1)
		case OpCall:
			p, ok := j.gatewayPattern(s.v, s.f, depth)
			if !ok {
				return hole
			}
			got = text{s: p}
		case OpUnknown, OpParam, OpField, OpGlobal, OpElem, OpIndex:
			if s.v.Text != "" {
				hole = text{"<" + s.v.Text + ">", s.v.Text}
			}
			return hole
		default:
			return hole
		}
		if found && got != t {
			return hole
		}
		t, found = got, true
	}
	if !found {
		return hole
	}
	return t
}

func (t text) plus(u text) text {
	if t.gap == "" {
		t.gap = u.gap
	}
	t.s += u.s
	return t
}

// texts are the texts of a list, or the one text that an expression is.
func (j *joiner) texts(v *Val, f *frame) (out []string, known bool) {
	if v.Class == ClassText || v.Op == OpConst {
		if items := j.elements(v, f, 0); len(items) > 0 {
			for _, it := range items {
				t := j.text(it.src.v, it.src.f, 0)
				if t.gap != "" {
					return nil, false
				}
				out = append(out, t.s)
			}
			return out, true
		}
	}
	t := j.text(v, f, 0)
	if t.gap != "" {
		return nil, false
	}
	return []string{t.s}, true
}

// gatewayPattern rebuilds the path from a call of runtime.NewPattern, which
// the gateway's generated code keeps in a variable.
func (j *joiner) gatewayPattern(v *Val, f *frame, depth int) (string, bool) {
	if v.Op != OpCall || v.N < 0 || v.N >= len(j.calls) {
		return "", false
	}
	c := &j.calls[v.N]
	_, _, name := split(frameworkName(string(c.Callee)))
	if name == "MustPattern" && len(c.Args) == 1 {
		for _, s := range j.resolve(&c.Args[0], f, depth+1) {
			if s.v != nil && s.v != v {
				if p, ok := j.newPattern(s.v, s.f); ok {
					return p, true
				}
			}
		}
		return j.newPattern(&c.Args[0], f)
	}
	return "", false
}

func (j *joiner) newPattern(v *Val, f *frame) (string, bool) {
	if v.Op == OpResult && v.Base != nil {
		v = v.Base
	}
	if v.Op != OpCall || v.N < 0 || v.N >= len(j.calls) {
		return "", false
	}
	c := &j.calls[v.N]
	if !strings.HasSuffix(string(c.Callee), "runtime.NewPattern") || len(c.Args) < 4 {
		return "", false
	}
	var ops []int
	for _, a := range c.Args[1].Args {
		n, err := strconv.Atoi(a.Text)
		if err != nil {
			return "", false
		}
		ops = append(ops, n)
	}
	var pool []string
	for _, a := range c.Args[2].Args {
		pool = append(pool, a.Text)
	}
	return gatewayPath(ops, pool, c.Args[3].Text)
}

// joinPath puts a path behind a prefix in the way of the router.
func joinPath(fw, prefix, p string) string {
	switch {
	case prefix == "" && (fw == "gin" || fw == "echo" || fw == "fiber") && p != "" && p[0] != '/' && p[0] != '<':
		return "/" + p // they begin each route so
	case prefix == "":
		return p
	case p == "":
		return prefix
	case p == "/" && (fw == "chi" || fw == "fiber"):
		return prefix
	case strings.HasSuffix(prefix, "/") && strings.HasPrefix(p, "/"):
		return prefix + p[1:]
	case strings.HasSuffix(prefix, "/") || strings.HasPrefix(p, "/") || fw == "gorilla/mux" || fw == "echo":
		return prefix + p
	}
	return prefix + "/" + p
}
