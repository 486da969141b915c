package globs

// meet looks for a path that over takes in and that is one of within or stands
// above one: every part that over asks for can be one of within, in order.
// full says that no part of the path may be empty.
func meet(over, within []part, full bool) bool {
	type state struct{ i, j int }
	seen := make(map[state]bool)
	todo := []state{{}}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		if at.i == len(over) {
			return true // the rest of within can be filled in somehow
		}
		a := over[at.i]
		if a.deep {
			todo = append(todo, state{at.i + 1, at.j})
		}
		if at.j == len(within) {
			continue
		}
		b := within[at.j]
		if b.deep {
			todo = append(todo, state{at.i, at.j + 1})
		}
		if !same(a, b, full) {
			continue
		}
		next := at
		if !a.deep {
			next.i++
		}
		if !b.deep {
			next.j++
		}
		todo = append(todo, next)
	}
	return false
}

// same reports whether one part of a path can be both.
func same(a, b part, full bool) bool {
	switch {
	case a.deep && b.deep:
		return true
	case a.deep:
		return !full || fills(b.text)
	case b.deep:
		return !full || fills(a.text)
	}
	return common(a.text, b.text, full)
}

// fills reports whether a part can be more than nothing.
func fills(t []token) bool { return len(t) > 0 }

// common reports whether a text can be both; full says that nothing is none.
func common(a, b []token, full bool) bool {
	type state struct {
		i, j int
		some bool // a character was taken
	}
	seen := make(map[state]bool)
	todo := []state{{}}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		if at.i == len(a) && at.j == len(b) {
			if at.some || !full {
				return true
			}
			continue
		}
		if at.i < len(a) && a[at.i].star {
			todo = append(todo, state{at.i + 1, at.j, at.some})
		}
		if at.j < len(b) && b[at.j].star {
			todo = append(todo, state{at.i, at.j + 1, at.some})
		}
		if at.i < len(a) && at.j < len(b) && a[at.i].takes(b[at.j]) {
			next := state{at.i, at.j, true}
			if !a[at.i].star {
				next.i++
			}
			if !b[at.j].star {
				next.j++
			}
			todo = append(todo, next)
		}
	}
	return false
}
