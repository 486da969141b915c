package effects

import (
	"slices"
	"strings"
)

// hook is a method of the program that a library calls around each write of
// its type, and that leads to an audit record; "" where there is none, or the
// door does not write by that library.
func (r *reacher) hook(v *DoorVerdict) Symbol {
	by := func(x Reached) bool { return x.Wrapper == 0 && strings.HasPrefix(x.Symbol.Package(), "gorm.io/gorm") }
	if !slices.ContainsFunc(v.Writes, by) {
		return ""
	}
	var found Symbol
	for i, f := range r.g.fns {
		if !r.g.records[i] || found != "" && found < f.Symbol {
			continue
		}
		if s := f.Symbol; s.Outer() == s && s.receiver() != "" && slices.Contains(gormHooks, s.method()) {
			found = s
		}
	}
	return found
}

// gormHooks are the methods that gorm calls of a model.
var gormHooks = []string{
	"BeforeSave", "AfterSave", "BeforeCreate", "AfterCreate", "BeforeUpdate", "AfterUpdate", "BeforeDelete", "AfterDelete",
}
