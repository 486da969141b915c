package effects

import "strings"

// failing are the functions of a program that do not return well when a write
// of theirs failed, as far as the flow of errors shows: a write whose error is
// neither dropped nor only logged, in the function itself or behind its calls.
// A call of an interface's method counts where all that it may mean fails so.
func failing(p *Program, links map[Symbol][]Symbol) map[Symbol]bool {
	out := make(map[Symbol]bool)
	all := func(s Symbol) bool { return allOf(links[s], out) }
	for again := true; again; {
		again = false
		for i := range p.Functions {
			f := &p.Functions[i]
			if !out[f.Symbol] && (writesAloud(f) || callsAloud(f, out, all)) {
				out[f.Symbol], again = true, true
			}
		}
	}
	return out
}

func allOf(to []Symbol, in map[Symbol]bool) bool {
	for _, s := range to {
		if !in[s] {
			return false
		}
	}
	return len(to) > 0
}

// aloud reports whether a failure is heard by the caller.
func aloud(f *Flow) bool { return !f.Go && !f.Defer && !f.Later && !f.Dropped && !f.Logged }

func writesAloud(f *Function) bool {
	for i := range f.Effects {
		e := &f.Effects[i]
		// What a program keeps in files is mostly its own, and no record.
		if (e.Kind == Mutation && e.Model != "file" || e.Kind == Audit) && !e.Weak && e.Unread == "" && e.TextParam == 0 && aloud(&e.Flow) {
			return true
		}
	}
	return false
}

func callsAloud(f *Function, fails map[Symbol]bool, all func(Symbol) bool) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if aloud(&c.Flow) && (fails[c.Callee] && !c.Interface && !c.Dynamic || (c.Interface || c.Dynamic) && all(c.Callee)) {
			return true
		}
	}
	return false
}

// otherwise reports a method whose error is, by its name, that of something
// else than its writes: it opens, carries or ends a resource, or it is asked for
// what it gives and writes on the way.
func otherwise(m Symbol) bool {
	name := m.method()
	switch strings.ToLower(name) {
	case "close", "shutdown", "stop", "start", "run", "flush", "sync", "write", "read", "init", "open", "servehttp", "migrate":
		return true
	}
	for _, asks := range []string{"Get", "Find", "List", "Count", "Is", "Has", "Fetch", "Search"} {
		rest, ok := strings.CutPrefix(name, asks)
		if ok && !strings.Contains(rest, "Or") && (rest == "" || rest[0] < 'a') {
			return true
		}
	}
	return false
}

// soleWrite is the one write that a method certainly does, if it does no other.
func soleWrite(es []LockEntry) LockEntry {
	var found LockEntry
	for _, e := range es {
		if e.Kind != Mutation && e.Kind != Audit || len(e.How) > 0 {
			continue
		}
		if found.Kind != "" {
			return LockEntry{}
		}
		found = e
	}
	return found
}

// Failing are the methods that the lock says fail with a write, and what that
// write is for people: "INSERT deals", "" where it can't be told.
func (l *Lock) Failing() map[Symbol]string {
	out := make(map[Symbol]string)
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Kind == Fails {
			out[e.Method] = strings.TrimSpace(strings.ToUpper(e.Verb) + " " + e.Model)
		}
	}
	return out
}
