package effects

import (
	"slices"
	"strings"
)

// InferLock finds what the called methods of a module's interfaces do, from the
// links that the whole program gave. Modules are the paths of all modules of
// the program: a package belongs to the one with the longest path. A method
// that nothing is known to implement gets no entry: it stays unresolved. One
// that fails with a write, whoever implements it, has an entry for that, too.
func InferLock(p *Program, module string, modules []string) *Lock {
	own := func(s Symbol) bool { return ownerOf(s.Package(), modules) == module }
	at := make(map[Symbol]*Function, len(p.Functions))
	for i := range p.Functions {
		at[p.Functions[i].Symbol] = &p.Functions[i]
	}
	links := make(map[Symbol][]Symbol)
	for i := range p.Links {
		if l := &p.Links[i]; l.By != LockBy {
			links[l.From] = append(links[l.From], l.To)
		}
	}
	called := make(map[Symbol]bool)
	var methods []Symbol
	for i := range p.Functions {
		for j := range p.Functions[i].Calls {
			c := &p.Functions[i].Calls[j]
			s := methodOf(c.Callee)
			if c.Interface && own(s) && len(links[c.Callee]) > 0 && !called[s] {
				called[s] = true
				methods = append(methods, s)
			}
		}
	}
	slices.Sort(methods)
	l := &Lock{Module: module}
	fails := failing(p, links)
	for _, m := range methods {
		does := deeds(m, at, links)
		l.Entries = append(l.Entries, does...)
		if allOf(links[m], fails) && !otherwise(m) {
			w := soleWrite(does)
			l.Entries = append(l.Entries, LockEntry{Method: m, Kind: Fails, Verb: w.Verb, Model: w.Model})
		}
	}
	return l
}

// ownerOf is the module that a package belongs to, "" if it is none of them.
func ownerOf(pkg string, modules []string) string {
	best := ""
	for _, m := range modules {
		if (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

// methodOf is a callee without the place that some calls have in their name.
func methodOf(s Symbol) Symbol {
	for i := len(s) - 1; i >= 0 && s[i] != '/'; i-- {
		if s[i] == '@' {
			return s[:i]
		}
	}
	return s
}

// deeds follows a method to all that it leads to. An audit record that is
// reached in more than one way has an entry for each.
func deeds(m Symbol, at map[Symbol]*Function, links map[Symbol][]Symbol) []LockEntry {
	type step struct {
		fn *Function
		x  flags
	}
	var queue []step
	seen := make(map[step]bool)
	push := func(s Symbol, x flags) {
		if fn := at[s]; fn != nil && !seen[step{fn, x}] && len(seen) < maxStates {
			seen[step{fn, x}] = true
			queue = append(queue, step{fn, x})
		}
	}
	for _, to := range links[m] {
		push(to, 0)
	}
	found := make(map[string]LockEntry)
	const kept = fGo | fDefer | fLater | fDropped | fLogged | fOff | fSuccess
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for i := range s.fn.Effects {
			e := &s.fn.Effects[i]
			if e.Kind != Mutation && e.Kind != Audit && e.Kind != Tamper && e.Kind != Guard || e.TextParam > 0 {
				continue
			}
			x := s.x | flagsOf(&e.Flow)
			if e.Kind != Audit {
				x = 0 // a write is a write, however it is reached
			}
			le := LockEntry{Method: m, Kind: e.Kind, Verb: e.Verb, Model: oneWord(e.Model), How: how(x&kept, e)}
			found[le.key()] = le
		}
		for i := range s.fn.Calls {
			c := &s.fn.Calls[i]
			if e := effectAt(s.fn, c); e != nil && (e.Kind == Audit || e.Kind == Tamper) {
				continue
			}
			x := (s.x | flagsOf(&c.Flow)) & kept
			push(c.Callee, x)
			for _, to := range links[c.Callee] {
				push(to, x)
			}
		}
	}
	if len(found) == 0 {
		return []LockEntry{{Method: m, Kind: nothing}}
	}
	out := make([]LockEntry, 0, len(found))
	for _, e := range found {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b LockEntry) int {
		if a.key() < b.key() {
			return -1
		}
		return 1
	})
	return out
}

func oneWord(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] == '=' {
			return ""
		}
	}
	return s
}

func how(x flags, e *Effect) []string {
	var out []string
	for _, w := range []struct {
		bit  flags
		word string
	}{{fDefer, "deferred"}, {fDropped, "dropped"}, {fGo, "goroutine"}, {fLater, "later"}, {fLogged, "logged"}, {fSuccess, "on_success"}, {fOff, "switched"}} {
		if x&w.bit != 0 {
			out = append(out, w.word)
		}
	}
	if e.Unread != "" {
		out = append(out, "unread")
	}
	if e.Weak {
		out = append(out, "weak")
	}
	return out
}
