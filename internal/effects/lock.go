package effects

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// LockName is the name of the file at a module's root that says what the
// methods of its interfaces do.
const LockName = "candor.lock"

// LockBy is the By of the links that a lock gives.
const LockBy = "lock"

const lockHead = `# What the interface methods of this module do, as the whole program shows it.
# Written by candor check --write-lock; commit it. candor vet and go vet, which
# see one package at a time, look interface methods up here.
version 1
`

// Lock says what the methods of a module's interfaces do. A method without an
// entry is not known.
type Lock struct {
	File    string // where it was read, for messages
	Module  string // the module path; "" for a lock that was read
	Entries []LockEntry
}

// LockEntry is one thing that a method does. A method that does nothing that
// matters has one entry of the Kind "none".
type LockEntry struct {
	Method Symbol
	Kind   Kind
	Verb   string   // of a mutation, as in Effect
	Model  string   // as in Effect
	How    []string // of "goroutine", "deferred", "later", "dropped", "logged", "switched", "on_success", "weak", "unread"
	Line   int      // in the file that it was read from
}

// nothing is the kind of a method that does nothing that matters.
const nothing Kind = "none"

// Fails is the kind of the entry that says: whatever implements the method
// writes, and does not keep from its caller that a write failed. Its Verb and
// Model are those of the write, where there is only one.
const Fails Kind = "fails"

// key tells entries apart that are equal but for their line.
func (e *LockEntry) key() string {
	s := string(e.Method) + " " + string(e.Kind)
	if e.Verb != "" {
		s += " verb=" + e.Verb
	}
	if e.Model != "" {
		s += " model=" + e.Model
	}
	if len(e.How) > 0 {
		s += " how=" + strings.Join(e.How, ",")
	}
	return s
}

// Bytes is the text of the file: sorted, one entry a line.
func (l *Lock) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString(lockHead)
	lines := make([]string, 0, len(l.Entries))
	for i := range l.Entries {
		lines = append(lines, l.Entries[i].key())
	}
	slices.Sort(lines)
	for _, s := range slices.Compact(lines) {
		b.WriteString(s + "\n")
	}
	return b.Bytes()
}

// ReadLock reads the text of a lock. The error names the line.
func ReadLock(file string, text []byte) (*Lock, error) {
	l := &Lock{File: file}
	s := bufio.NewScanner(bytes.NewReader(text))
	version := false
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(s.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !version {
			if line != "version 1" {
				return nil, fmt.Errorf("%s:%d: not a lock of version 1; write it anew with candor check --write-lock", file, n)
			}
			version = true
			continue
		}
		e, err := readEntry(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		e.Line = n
		l.Entries = append(l.Entries, e)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if !version {
		return nil, fmt.Errorf("%s:1: not a lock of version 1; write it anew with candor check --write-lock", file)
	}
	return l, nil
}

func readEntry(line string) (LockEntry, error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return LockEntry{}, fmt.Errorf("an entry is a method and what it does, not %q", line)
	}
	e := LockEntry{Method: Symbol(words[0]), Kind: Kind(words[1])}
	if !slices.Contains([]Kind{Mutation, Audit, Tamper, Guard, Fails, nothing}, e.Kind) {
		return LockEntry{}, fmt.Errorf("%q is nothing that a method does", words[1])
	}
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "verb":
			e.Verb = value
		case "model":
			e.Model = value
		case "how":
			e.How = strings.Split(value, ",")
		default:
			return LockEntry{}, fmt.Errorf("%q is not known here", w)
		}
	}
	return e, nil
}

// Of are the entries of a method; false where the lock does not know it.
func (l *Lock) Of(method Symbol) ([]LockEntry, bool) {
	var out []LockEntry
	for _, e := range l.Entries {
		if e.Method == method {
			out = append(out, e)
		}
	}
	return out, len(out) > 0
}

// Drift is an entry that holds only before or only now.
type Drift struct {
	Entry LockEntry
	// New: the program does it, and the lock does not say so.
	New bool
}

// Diff compares a lock that was read with one that was inferred.
func (l *Lock) Diff(now *Lock) []Drift {
	has := func(in *Lock) map[string]bool {
		m := make(map[string]bool, len(in.Entries))
		for i := range in.Entries {
			m[in.Entries[i].key()] = true
		}
		return m
	}
	before, after := has(l), has(now)
	var out []Drift
	for i := range l.Entries {
		if !after[l.Entries[i].key()] {
			out = append(out, Drift{Entry: l.Entries[i]})
		}
	}
	for i := range now.Entries {
		if !before[now.Entries[i].key()] {
			out = append(out, Drift{Entry: now.Entries[i], New: true})
		}
	}
	slices.SortFunc(out, func(a, b Drift) int {
		return cmp.Or(cmp.Compare(a.Entry.Method, b.Entry.Method), cmp.Compare(a.Entry.key(), b.Entry.key()))
	})
	return out
}

// Apply adds to a program what the lock says of the interface methods that the
// program calls and no other link resolves: a function in the method's place
// that does what the entries say.
func (l *Lock) Apply(p *Program) {
	linked := make(map[Symbol]bool)
	for i := range p.Links {
		linked[p.Links[i].From] = true
	}
	entries := make(map[Symbol][]*LockEntry)
	for i := range l.Entries {
		entries[l.Entries[i].Method] = append(entries[l.Entries[i].Method], &l.Entries[i])
	}
	for i := range p.Functions {
		for j := range p.Functions[i].Calls {
			c := &p.Functions[i].Calls[j]
			if !c.Interface || linked[c.Callee] || entries[c.Callee] == nil {
				continue
			}
			linked[c.Callee] = true
			p.Functions = append(p.Functions, l.function(c.Callee, entries[c.Callee]))
			p.Links = append(p.Links, Link{From: c.Callee, To: lockSymbol(c.Callee), By: LockBy})
		}
	}
}

// lockSymbol is the function that stands for what implements a method.
func lockSymbol(method Symbol) Symbol { return method + " (candor.lock)" }

func (l *Lock) function(method Symbol, es []*LockEntry) Function {
	f := Function{Symbol: lockSymbol(method), Pos: Pos{File: l.File, Line: es[0].Line}}
	for _, e := range es {
		if e.Kind == nothing || e.Kind == Fails {
			continue
		}
		x := Effect{Kind: e.Kind, Symbol: method, What: e.what(), Verb: e.Verb, Model: e.Model, Pos: Pos{File: l.File, Line: e.Line}}
		for _, h := range e.How {
			switch h {
			case "goroutine":
				x.Go = true
			case "deferred":
				x.Defer = true
			case "later":
				x.Later = true
			case "dropped":
				x.Dropped = true
			case "logged":
				x.Logged = true
			case "on_success":
				x.OnSuccess = true
			case "switched":
				x.Cond = "a switch behind " + Short(method)
			case "weak":
				x.Weak = true
			case "unread":
				x.Unread = "candor.lock says that a statement behind " + Short(method) + " can't be read"
			}
		}
		f.Effects = append(f.Effects, x)
	}
	return f
}

func (e *LockEntry) what() string {
	s := strings.TrimSpace(strings.ToUpper(e.Verb) + " " + e.Model)
	if s == "" {
		s = Short(e.Method)
	}
	return s
}

// Describe says what the entry does, as the end of a sentence: "changes members
// (update)".
func (e *LockEntry) Describe() string {
	s := ""
	switch e.Kind {
	case Mutation:
		s = "changes data"
		if e.Model != "" {
			s = "changes " + e.Model
		}
	case Audit:
		s = "writes an audit record"
	case Tamper:
		s = "changes audit records"
	case Guard:
		s = "checks a right"
	case Fails:
		return "fails when a write of it fails"
	default:
		return "does nothing that matters"
	}
	if e.Verb != "" {
		s += " (" + e.Verb + ")"
	}
	if len(e.How) > 0 {
		s += " (" + strings.Join(e.How, ", ") + ")"
	}
	return s
}
