package effects

// Paths is the control flow of one function, cut down to what decides whether
// two effects come together: the calls that lead to an effect, the branches
// between them, and how the function ends. Block 0 is the entry;
// without a block the ways can't be told.
type Paths struct {
	Ops []Op `json:"ops,omitempty"`
	// Answers: the word of success is a bool beside other results, as guards give
	// it; of a write it may say something else.
	Answers bool        `json:"answers,omitempty"`
	Blocks  []PathBlock `json:"blocks"`
}

// Op is a call on a path, or a note of what a variable holds.
type Op struct {
	// At is the place of the call, without its file: the effects and calls of
	// the function that stand there are what it does.
	At Pos `json:"at"`
	// Fails: it gives an error, or a bool that tells success.
	Fails bool `json:"fails,omitempty"`
	// Answers: it gives a bool beside other results.
	Answers bool `json:"answers,omitempty"`
	// Into is 1 + the index of the call that is handed the function at this
	// place; 0 where the op is a call itself.
	Into int `json:"into,omitempty"`
	// Fact is a condition that holds from here on, see Turn; 0 for a call.
	Fact int `json:"fact,omitempty"`
	// Maybe: whether the function that is handed over here is run depends on what
	// was before. Stored: it is put where another function may find and run it.
	Maybe  bool `json:"maybe,omitempty"`
	Stored bool `json:"stored,omitempty"`
	// Refuses: the request is answered with an error; it is no call to follow.
	Refuses bool `json:"refuses,omitempty"`
}

// PathBlock is a run of ops without a branch.
type PathBlock struct {
	Ops  []int  `json:"ops,omitempty"` // indices
	Next []Turn `json:"next,omitempty"`
	End  End    `json:"end,omitempty"` // of a block without a Next
	// Op is 1 + the index of the op whose outcome the function returns.
	Op int `json:"op,omitempty"`
}

// End says how a function ends.
type End string

// The ends of a function.
const (
	EndWell  End = "well"  // it returns nil, true, or no word of success
	EndBadly End = "badly" // it returns an error or false
	EndOpen  End = "open"  // it returns what can't be told, or the outcome of Op
	EndAbort End = "abort" // it panics or ends the program
)

// Turn is an edge of the control flow.
type Turn struct {
	To   int  `json:"to"`
	When When `json:"when,omitempty"`
	// Op is 1 + the index of the op whose outcome decides, 0 if none is known.
	Op int `json:"op,omitempty"`
	// Fact is a condition that the function tests more than once: +n where it
	// holds, -n where it does not; 0 if it is no such condition. Loop is 1 + the
	// number of the loop that runs over it.
	Fact int    `json:"fact,omitempty"`
	Loop int    `json:"loop,omitempty"`
	Line int    `json:"line,omitempty"`
	Cond string `json:"cond,omitempty"` // as the source writes it
}

// When says what a turn tells of an op.
type When string

// What a turn can tell.
const (
	Failed  When = "failed"  // the op gave an error
	Passed  When = "passed"  // it gave none
	IsFalse When = "false"   // it gave false
	IsTrue  When = "true"    // it gave true
	Nothing When = "nothing" // the last write changed nothing
	Off     When = "off"     // Cond is a switch, which is off
)

// sound reports whether all that the paths refer to is there. Where it is not,
// the ways can't be told.
func (p *Paths) sound() bool {
	if len(p.Blocks) == 0 {
		return false
	}
	op := func(n int) bool { return n >= 0 && n <= len(p.Ops) }
	for i := range p.Ops {
		o := &p.Ops[i]
		if !op(o.Into) || o.Fact > maxFact || o.Fact < -maxFact {
			return false
		}
	}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if !op(b.Op) {
			return false
		}
		for _, k := range b.Ops {
			if k < 0 || k >= len(p.Ops) {
				return false
			}
		}
		for j := range b.Next {
			if t := &b.Next[j]; t.To < 0 || t.To >= len(p.Blocks) || !op(t.Op) || t.Fact > maxFact || t.Fact < -maxFact || t.Loop < 0 {
				return false
			}
		}
	}
	return true
}
