package candor

import "time"

// Instrument is one framework or questionnaire in one version, as answers need
// it: ids and topics in our own words, never the official sentences.
type Instrument struct {
	ID        string // "caiq-4.0.3"
	Title     string
	Questions []Question // in the instrument's order
}

// Question is one question, criterion or domain of an instrument.
type Question struct {
	ID         string
	Group      string // "CC6", "IAM", "H"
	GroupTitle string
	Topic      string
	More       map[string]string // other columns: category, control, lite, kind, same_as, relation
}

// Reply is what may stand in an answer cell.
type Reply int

// The replies. ReplyBlank is the zero value: a person has to answer.
const (
	ReplyBlank Reply = iota
	Yes
	No
	NA
)

var replyNames = []string{"blank", "yes", "no", "na"}

func (r Reply) String() string               { return enumName(replyNames, int(r)) }
func (r Reply) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the name that String gives.
func (r *Reply) UnmarshalText(b []byte) error { return parseEnum(replyNames, b, "reply", r) }

// Answer is what the verdicts say to one question. It is a pure function of
// them and of what named persons approved; nothing in it is invented.
type Answer struct {
	Instrument string // an id of one version means another question in the next
	ID         string
	Reply      Reply
	Verdict    Verdict // the worst of what it rests on
	Ownership  string  // of the security task, in the instrument's words; empty for NA
	// Text is for the reader of the questionnaire: what exists, with marks of
	// citations ("[E1]"). Empty where the reply is blank.
	Text      string
	Customer  string // what is left to the customer, where a person wrote it down
	Why       string // for us: why it is this reply, or why it is blank
	Source    string // "evidence", "attestation" or "library"; empty where the reply is blank
	By        string // the person whose word it rests on, and the reviewer
	Expires   time.Time
	Claims    []string
	Controls  []string
	Citations []Citation
}

// Citation is a piece of evidence that an answer names.
type Citation struct {
	Mark  string // "E1", unique within its answer
	Text  string // what it shows, with its denominator: "rls/forced: 41 of 41 pass"
	Claim string
	Rule  string // with its version behind an @; empty for a person's word
	At    Location
	On    time.Time // when it was collected or said
}

// Approved is an answer that a person approved once. It counts until it
// expires, and only while everything that it rests on holds.
type Approved struct {
	For       map[string][]string // instrument -> ids of its questions
	Question  string              // as a customer asked it in free words; may be empty
	Reply     Reply
	Text      string
	Ownership string
	Customer  string
	// What it rests on: ids of claims, of controls and of rules.
	Claims, Controls, Rules []string
	Basis                   []Basis
	By                      string // name and role
	ReviewedBy              string // another person
	On, Expires             time.Time
	At                      Location
}

// Basis is a file that a person's word rests on.
type Basis struct {
	File   string
	SHA256 string // in hex, as it was when the word was given; empty where nobody wrote it down
	// Problem says what is wrong with it ("is missing"); set when it is loaded.
	Problem string
}
