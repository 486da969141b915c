package candor

import "time"

// State says how a fact came to be known, or why it did not.
type State int

// The states of a fact. Only Observed and Absent are answers: every rule that
// needs a fact in another state gives Unknown for it, with the fact's reason.
const (
	Unresolved  State = iota // read, but the value can't be told (dynamic SQL, a parameter)
	Observed                 // read
	Absent                   // looked for and certainly not there
	Denied                   // no permission
	Throttled                // refused for rate
	Unsupported              // candor can't read this kind of source (yet)
	Error                    // reading failed: broken file, timeout, too large
	NotAsked                 // not looked at, by choice or for want of a source
)

var stateNames = []string{"unresolved", "observed", "absent", "denied", "throttled", "unsupported", "error", "not_asked"}

// Answers reports whether a fact in this state can be judged.
func (s State) Answers() bool { return s == Observed || s == Absent }

func (s State) String() string               { return enumName(stateNames, int(s)) }
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name that String gives.
func (s *State) UnmarshalText(b []byte) error { return parseEnum(stateNames, b, "state", s) }

// Fact is one thing that a source says about one subject, with its place and
// its origin. A collector writes facts and never judges them.
type Fact struct {
	Kind    string     `json:"kind"`    // "sql.table": the collector's topic, a dot, what it is about
	Subject string     `json:"subject"` // "public.deals": unique within the kind and path; shown to people
	State   State      `json:"state"`
	Reason  string     `json:"reason,omitempty"` // why the state is not Observed, for people
	Value   any        `json:"value,omitempty"`  // see Value types below
	At      Location   `json:"at"`
	From    Provenance `json:"from"`
	// Within are, of a gap, patterns over all places at which something may be
	// missing, or other than it seems, because of it. Without any it may be
	// anywhere, whatever At says: that is where the gap was met.
	Within []string `json:"within,omitempty"`
}

// The value of a fact is a plain tree: nil, bool, string, int, float64, []any,
// map[string]any and *Val. The policy engine hands it to Rego without JSON between
// and refuses any other type.

// Provenance says where a fact comes from.
type Provenance struct {
	Collector string    `json:"collector"`
	Version   string    `json:"version,omitempty"` // of the collector
	Source    string    `json:"source,omitempty"`  // the file, host or account read
	Digest    string    `json:"digest,omitempty"`  // "sha256:..." of the bytes read
	Commit    string    `json:"commit,omitempty"`
	At        time.Time `json:"at,omitzero"`
	Call      *Call     `json:"call,omitempty"`
}

// Call is the request to a live source that gave a fact.
type Call struct {
	Operation string            `json:"operation"`
	Params    map[string]string `json:"params,omitempty"`
	RequestID string            `json:"request_id,omitempty"`
	Identity  string            `json:"identity,omitempty"`
	Item      string            `json:"item,omitempty"` // id of the item of evidence in the facts file
}

// Population is the set of subjects that a verdict speaks of. A claim over a
// population that is not complete is never verified.
type Population struct {
	Kind     string  `json:"kind"`      // the kind of fact that it counts
	ListedBy string  `json:"listed_by"` // collector id
	Count    int     `json:"count"`
	Complete bool    `json:"complete"`
	Gaps     []*Fact `json:"gaps,omitempty"` // what was skipped; one without a place is of the whole run
}

// RunState says how far a collector came.
type RunState int

// The states of a collector's run.
const (
	Failed  RunState = iota // nothing can be said of what it looks for
	Ran                     // everything that it looks for was read
	Partial                 // some of it could not be read
	Skipped                 // nothing to read, or not asked for
)

var runStateNames = []string{"failed", "ran", "partial", "skipped"}

func (s RunState) String() string               { return enumName(runStateNames, int(s)) }
func (s RunState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name that String gives.
func (s *RunState) UnmarshalText(b []byte) error {
	return parseEnum(runStateNames, b, "collector state", s)
}

// Run is one collector's work in one scan.
type Run struct {
	ID      string    `json:"id"`
	Version string    `json:"version,omitempty"`
	State   RunState  `json:"state"`
	Reason  string    `json:"reason,omitempty"`
	Kinds   []string  `json:"kinds,omitempty"` // the kinds of fact that it can produce
	Files   int       `json:"files"`           // files that it read
	Facts   int       `json:"facts"`
	Seconds float64   `json:"seconds"`
	At      time.Time `json:"at,omitzero"`
}
