package candor

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
)

// Status is what the company publishes of a claim.
type Status int

// The published statuses.
const (
	Live       Status = iota // true today, for everyone
	Roadmap                  // to come, by Due
	Plan                     // true today on the plan that PlanName gives
	NotOffered               // said not to exist
)

var statusNames = []string{"live", "roadmap", "plan", "not_offered"}

func (s Status) String() string               { return enumName(statusNames, int(s)) }
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name that String gives.
func (s *Status) UnmarshalText(b []byte) error { return parseEnum(statusNames, b, "status", s) }

// Statuses lists the names that a user may write.
func Statuses() []string { return append([]string(nil), statusNames...) }

// Claim is one sentence that the company publishes about its security.
type Claim struct {
	ID       string
	Text     string
	Status   Status
	PlanName string   // of status Plan
	Scope    string   // for people: tier, region, product
	At       Location // where it is published; in candor.yaml when it is not
	Page     string   // the file that is said to publish it; empty when none is named
	// Unpublished says that Page doesn't hold the text; set when the configuration is loaded.
	Unpublished bool
	Declared    Location // in candor.yaml
	Rules       []RuleUse
	Controls    []string // besides those of the rules
	// Answers are the questions that the claim is the answer to: instrument -> ids.
	Answers map[string][]string
	Attest  *Attestation
	NA      *Exclusion
	Due     time.Time // of status Roadmap
}

// Bound reports whether a result speaks to the claim through one of its rules.
func (c *Claim) Bound(r *Result) bool {
	return slices.ContainsFunc(c.Rules, func(u RuleUse) bool { return u.Concerns(r) })
}

// Attestation is a named person's word for what no rule can prove.
type Attestation struct {
	By         string    // name and role
	On         time.Time // the day it was given
	Expires    time.Time
	ReviewedBy string // another person
	Solo       bool   // there is no other person; printed in every report
	Statement  string
	Basis      []string // files of the tree that it rests on
	// Missing are the basis files that do not exist; set when the configuration is loaded.
	Missing []string
	// Digests are the SHA-256 sums that basis files had when the word was given,
	// in hex, by file; Changed are the files that have another one now.
	Digests map[string]string
	Changed []string
	At      Location
}

// Exclusion says that a claim is out of scope, why, and who says so.
type Exclusion struct {
	Reason string
	By     string
}

// Waiver accepts a failure for a time. It never turns a failure into a pass.
type Waiver struct {
	Rule     string    `json:"rule"`
	Subject  string    `json:"subject,omitempty"` // exact; empty: any
	Path     string    `json:"path,omitempty"`    // glob; empty: any
	Line     int       `json:"-"`                 // of the code a comment speaks to; 0: any
	EndLine  int       `json:"-"`
	Reason   string    `json:"reason"`
	Owner    string    `json:"owner,omitempty"`
	Approved string    `json:"approved_by,omitempty"`
	Expires  time.Time `json:"expires,omitzero"`
	Origin   string    `json:"origin"` // "candor.yaml" or "comment"
	At       Location  `json:"at"`     // where it is written
	// Expired and Used are set by the scan.
	Expired bool `json:"expired"`
	Used    int  `json:"used"`
}

// UseKey names a set of parameters: empty for the defaults, else a short digest.
func UseKey(with map[string]any) string {
	if len(with) == 0 {
		return ""
	}
	b, err := json.Marshal(with) // map keys are sorted
	if err != nil {
		return "invalid"
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}
