package effects

import (
	"slices"
	"strings"
)

// flags are what the calls on a way do to all that lies behind them.
type flags uint16

const (
	fGo flags = 1 << iota
	fDefer
	fLater
	fDropped
	fLogged
	fSuccess // only after the work succeeded
	fOff     // behind a switch
	fLoose   // over a link that the program's data flow did not give
	fWeak    // over a call that other functions may answer, too, which record nothing; or it may come to nothing
	fIdle    // while building: another target of the call does nothing
	fBefore  // in a wrapper, before it hands the request on
	fAfter   // in a wrapper, after that
)

func flagsOf(f *Flow) flags {
	var x flags
	set := func(on bool, bit flags) {
		if on {
			x |= bit
		}
	}
	set(f.Go, fGo)
	set(f.Defer, fDefer)
	set(f.Later && !f.Defer, fLater) // a closure that is built first and deferred then is certain to run
	set(f.Dropped, fDropped)
	set(f.Logged, fLogged)
	set(f.OnSuccess, fSuccess)
	set(switchedOff(f.Cond), fOff)
	set(f.Undone != "", fWeak)
	return x
}

// inherit gives an effect the flow of its whole way.
func (x flags) inherit(f Flow) Flow {
	f.Go = f.Go || x&fGo != 0
	f.Defer = f.Defer || x&fDefer != 0
	f.Later = f.Later || x&fLater != 0
	f.Dropped = f.Dropped || x&fDropped != 0
	f.Logged = f.Logged || x&fLogged != 0
	f.OnSuccess = f.OnSuccess || x&fSuccess != 0
	return f
}

// switchedOff reports whether a condition holds only when somebody switches it
// on: "cfg.AuditEnabled", and not "!cfg.AuditDisabled", since what is never set
// is false. The success of the work is no switch.
func switchedOff(cond string) bool {
	for part := range strings.SplitSeq(cond, "&&") {
		part = strings.Trim(part, " ()")
		switch {
		case part == "", strings.HasPrefix(part, "!"), strings.HasSuffix(part, "== false"):
		case strings.Contains(part, "nil"), part == "ok":
		case slices.Contains(words(part), "err"):
		default:
			return true
		}
	}
	return false
}

// durability is the grade of an audit record that is written at the end of a
// way with those flags: the worst that one of them makes of it. More flags
// never make it better; walks rely on that.
func (x flags) durability() Durability {
	switch {
	case x&fOff != 0:
		return OffDefault
	case x&fBefore != 0:
		return Before
	case x&(fGo|fLater) != 0:
		return Background
	case x&(fDropped|fLogged) != 0:
		return BestEffort
	case x&(fDefer|fAfter) != 0:
		return Deferred
	}
	return Sync
}

// rank orders the grades, best first.
func (d Durability) rank() int {
	if i := slices.Index(grades, d); i >= 0 {
		return i
	}
	return len(grades)
}

var grades = []Durability{SameTx, Sync, Deferred, BestEffort, Background, Before, OffDefault}

// txID names a transaction: a value within a function.
type txID struct {
	in   Symbol
	name string
}
