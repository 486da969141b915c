package live

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/candor-dev/candor"
)

// Item is one item of evidence: a call, or all pages of one, with what it gave.
// An auditor can check it: it says who asked what, when by the clock of the
// other side, under which request ids, and whether that was all.
type Item struct {
	ID         string            `json:"id"` // "sha256:...", of everything else
	Spec       string            `json:"spec"`
	Collector  string            `json:"collector"`
	Version    string            `json:"version,omitempty"` // of the collector
	Source     Source            `json:"source"`
	Subject    string            `json:"subject,omitempty"` // an ARN, a repository, a page
	Identity   string            `json:"identity,omitempty"`
	Params     map[string]string `json:"params,omitempty"`
	Requests   []Request         `json:"requests,omitempty"` // every attempt, in order
	State      candor.State      `json:"state"`
	Code       string            `json:"code,omitempty"`   // of the error
	Reason     string            `json:"reason,omitempty"` // why the state is not observed, for people; redacted
	Population *Population       `json:"population,omitempty"`
	Digest     string            `json:"digest,omitempty"` // "sha256:...", of the redacted body
	Redacted   []string          `json:"redacted,omitempty"`
}

// Source is where a call went.
type Source struct {
	Kind      string `json:"kind"` // "aws", "github", "web", "supabase", "vercel"
	Partition string `json:"partition,omitempty"`
	Account   string `json:"account,omitempty"` // an account, an organisation, a team
	Region    string `json:"region,omitempty"`
	Endpoint  string `json:"endpoint,omitempty"` // the host that answered
	// Emulated says that the endpoint was overridden: such an item proves nothing.
	Emulated bool `json:"emulated,omitempty"`
}

// Request is one attempt.
type Request struct {
	ID         string    `json:"id,omitempty"` // as the other side names it
	Status     int       `json:"status,omitempty"`
	Started    time.Time `json:"started,omitzero"`
	ServerDate time.Time `json:"server_date,omitzero"` // by the clock of the other side
}

// Population says whether a list is whole.
type Population struct {
	Of       string    `json:"of"` // what was listed: "aws.s3.bucket"
	Pages    int       `json:"pages"`
	Count    int       `json:"count"`
	Complete bool      `json:"complete"`
	Skipped  []Skipped `json:"skipped,omitempty"`
}

// Skipped is a part of a population that was not listed.
type Skipped struct {
	Part   string       `json:"part"` // a region, an account, a page
	State  candor.State `json:"state"`
	Reason string       `json:"reason"`
}

// Seal gives the item its id.
func (it *Item) Seal() {
	it.ID = ""
	b, err := json.Marshal(it) // keys of maps are sorted
	if err != nil {
		return // texts, numbers and times alone: there is nothing that can't be written
	}
	it.ID = Digest(b)
}

// Digest is the SHA-256 of some bytes, as it stands in items and facts.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Call is what a fact keeps of the item: enough to find it again.
func (it *Item) Call() *candor.Call {
	c := &candor.Call{Operation: it.Spec, Params: it.Params, Identity: it.Identity, Item: it.ID}
	if n := len(it.Requests); n > 0 {
		c.RequestID = it.Requests[n-1].ID
	}
	return c
}
