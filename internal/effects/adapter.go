package effects

import "strings"

// RunOfReceiver is the Param of a Run of the receiver, of a method of a function
// type.
const RunOfReceiver = -1

// ConvertedTo names what becomes a value of a function type; Links from it lead
// to the functions that do.
func ConvertedTo(path, name string) Symbol {
	return Symbol("converted to " + path + "." + name)
}

// unheard is the function that calls the handler of a door and drops the error
// that it gives, "" if there is none: a method of the type that the handler is
// converted to, or a wrapper that takes a handler.
func (r *reacher) unheard(d *Door) Symbol {
	if r.deaf == nil {
		r.deaf = make(map[Symbol]Symbol)
		for _, f := range r.g.fns {
			recv := f.Symbol.receiver()
			if recv == "" || !f.drops(RunOfReceiver) {
				continue
			}
			pkg, name := f.Symbol.Package(), recv[strings.LastIndexByte(recv, '(')+1:]
			for _, l := range r.g.links[ConvertedTo(pkg, strings.TrimPrefix(name, "*"))] {
				r.deaf[l.To] = f.Symbol
			}
		}
	}
	if s := r.deaf[d.Handler]; s != "" {
		return s
	}
	for i := range d.Wrappers {
		if n, ok := r.g.id[d.Wrappers[i].Symbol]; ok && r.g.fns[n].drops(0) {
			return d.Wrappers[i].Symbol
		}
	}
	return ""
}

// drops reports whether a function runs a handler and nobody looks at the error
// that it gives: the one of the parameter, or any for 0.
func (f *Function) drops(param int) bool {
	for i := range f.Runs {
		if x := &f.Runs[i]; x.Serves && x.Drops && (param == 0 || x.Param == param) {
			return true
		}
	}
	return false
}
