package effects

import (
	"path"
	"strconv"
)

// Verdict is what is to be said of a door and the audit trail.
type Verdict string

// The verdicts of a door.
const (
	Audited    Verdict = "audited"        // an audit record is written on the way
	Unaudited  Verdict = "unaudited"      // data is written and no record of it
	ReadOnly   Verdict = "read_only"      // no write is reached
	Partly     Verdict = "partly_audited" // data is written on some way on which no record is
	Exempt     Verdict = "exempt"         // a person decided that it needs none
	Unresolved Verdict = "unresolved"     // a part of the way can't be told
)

// Step is one place of a call path: a function and where it is called, or at
// the end an effect and where it happens.
type Step struct {
	Symbol Symbol `json:"symbol,omitempty"`
	What   string `json:"what,omitempty"` // of an effect, else ""
	By     string `json:"by,omitempty"`   // how a call through an interface was resolved
	Pos    Pos    `json:"pos"`
	Flow
}

// Reached is an effect with the way to it. The flow of the effect is that of
// the whole way.
type Reached struct {
	Effect
	Path []Step `json:"path"`
	// Wrapper is the place among the door's wrappers, from 1, of the one that
	// leads to it; 0 for the handler.
	Wrapper    int        `json:"wrapper,omitempty"`
	Durability Durability `json:"durability,omitempty"` // of an audit record
	Depth      int        `json:"depth"`                // calls between the root and the effect
	tx         txID
	flags      flags
}

// GuardUse is a check of the caller's rights on the way of a door.
type GuardUse struct {
	Symbol Symbol   `json:"symbol"`
	What   string   `json:"what,omitempty"`
	Pos    Pos      `json:"pos"`
	Args   []string `json:"args,omitempty"`
	Where  string   `json:"where"` // "wrapper", "handler" or "below"
	// Guess: nothing but its name says that it is a guard.
	Guess bool `json:"guess,omitempty"`
	// Maybe is why it may not stand around the door at all; "" if it does.
	Maybe string `json:"maybe,omitempty"`
	// Weak is why it may not protect the door; "" if it does.
	Weak string `json:"weak,omitempty"`
}

// Hole is a call on the way that leads nowhere that is known.
type Hole struct {
	Reason string `json:"reason"`
	Path   []Step `json:"path"`
	// Wrapper is the place of the wrapper that it is in, from 1; 0 for the handler.
	Wrapper int `json:"wrapper,omitempty"`
	// Writes is false when the call itself is known to write and only the audit
	// record below it is not known.
	Writes bool `json:"writes"`
	// Records is true when it may hide an audit record as well.
	Records bool `json:"records"`
}

// DoorVerdict is all that is known of one door.
type DoorVerdict struct {
	Door       Door       `json:"door"`
	Verdict    Verdict    `json:"verdict"`
	Scope      bool       `json:"scope"` // a write behind it needs an audit record
	Durability Durability `json:"durability,omitempty"`
	// By says who writes the record: "direct", "helper" or "wrapper".
	By string `json:"by,omitempty"`
	// Inferred: nobody named the trail; a table with an audit trail's name is written.
	Inferred  bool      `json:"inferred,omitempty"`
	Path      []Step    `json:"path,omitempty"`       // to the nearest write
	AuditPath []Step    `json:"audit_path,omitempty"` // to the best audit record
	Writes    []Reached `json:"writes,omitempty"`     // one for each place, nearest first
	More      int       `json:"more,omitempty"`       // writes beyond those that are listed
	Audits    []Reached `json:"audits,omitempty"`
	// TxUntold: the record and the change take their transactions out of a
	// context, and whether they are one can't be told.
	TxUntold bool       `json:"tx_untold,omitempty"`
	Tampers  []Reached  `json:"tampers,omitempty"`
	Guards   []GuardUse `json:"guards,omitempty"`
	Holes    []Hole     `json:"holes,omitempty"`
	// Unheard is the function that calls the handler and drops the error that it
	// gives, "" if none does.
	Unheard Symbol `json:"unheard,omitempty"`
	// Skips is the branch on which the record of a door is left out, nil if there
	// is none or it can't be told.
	Skips     *Branch    `json:"skips,omitempty"`
	Exemption *Exemption `json:"exemption,omitempty"` // also one that has expired
	Reasons   []string   `json:"reasons,omitempty"`   // why the verdict is what it is
}

// Branch is a side of a condition.
type Branch struct {
	Pos  Pos    `json:"pos"`
	Cond string `json:"cond,omitempty"` // as the source writes it
	Else bool   `json:"else,omitempty"` // the side where it does not hold
	Call bool   `json:"call,omitempty"` // no branch, but a call that may not lead to it
}

// Name is the door as people write it: "POST /v1/members", "any method
// /metrics", "job retention".
func (d *Door) Name() string {
	switch d.Kind {
	case RPC:
		return "rpc " + d.Path
	case Job:
		return "job " + d.Path
	}
	if len(d.Methods) == 0 {
		return "any method " + d.Path
	}
	s := d.Methods[0]
	for _, m := range d.Methods[1:] {
		s += "," + m
	}
	return s + " " + d.Path
}

// Models are the tables that the door writes, each once, nearest first;
// a write whose table can't be told is left out.
func (v *DoorVerdict) Models() []string {
	var out []string
	seen := make(map[string]bool)
	for i := range v.Writes {
		if m := v.Writes[i].Model; m != "" && !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	return out
}

// String is the branch for people: `the branch at deals.go:20 where "rec" holds`.
func (b *Branch) String() string {
	at := path.Base(b.Pos.File) + ":" + strconv.Itoa(b.Pos.Line)
	switch {
	case b.Call:
		return "the call at " + at + ", which may come to nothing,"
	case b.Cond == "":
		return "a branch at " + at
	case b.Else:
		return "the branch at " + at + " where " + strconv.Quote(b.Cond) + " does not hold"
	}
	return "the branch at " + at + " where " + strconv.Quote(b.Cond) + " holds"
}
