package aws

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/candor-dev/candor/internal/live"
)

// ID and Version name the collector in facts.
const (
	ID      = "aws"
	Version = "1"
)

// The limits where the user gives none.
const (
	defaultRate      = 5.0 // requests a second for each account, region and service
	defaultAttempts  = 8
	defaultTimeout   = 30 * time.Second
	accountsAtOnce   = 8
	regionsAtOnce    = 6
	servicesAtOnce   = 2 // of one region
	maxPages         = 10_000
	global           = "global" // the region of services that have none
	day              = 24 * time.Hour
	sessionName      = "candor"
	defaultPartition = "aws"
)

// Options of a run.
type Options struct {
	// Profile of the user's AWS configuration; "" is the default one.
	Profile string
	// Home is the region that is asked first; "" is that of the configuration.
	Home string
	// RoleARN is a role to take on first; "" stays with the caller.
	RoleARN string
	// ExternalID goes with every role that is taken on.
	ExternalID string
	// Accounts are the ids to look at. Empty is the caller's own, or all of the organisation.
	Accounts []string
	// Org asks the organisation for its accounts.
	Org bool
	// Role is the name of the role that is taken on in accounts other than the caller's.
	Role string
	// Regions are those to look at; empty is all that are enabled.
	Regions []string
	// Rate is the ceiling of requests a second for each account, region and service. Zero: 5.
	Rate float64
	// AtOnce is how many accounts are looked at side by side. Zero: 8.
	AtOnce int
	// Timeout is the longest wait for one attempt. Zero: 30 s.
	Timeout time.Duration
	// Attempts is how often a call is tried. Zero: 8.
	Attempts int
	// Now is the time that facts carry; zero is the clock's.
	Now time.Time
	// Done tells which accounts an earlier run has finished; nil: none.
	Done func(account string) bool
	// Part takes the facts of each account as it ends, one after the other; an
	// error of it ends the run.
	Part func(*Part) error
	// Progress is told what was done; may be nil. It is called from several goroutines.
	Progress func(Progress)

	// config replaces the user's configuration, retryer the adaptive one, client the transport, services all: for tests.
	config   *aws.Config
	retryer  func() aws.Retryer
	services []service
	client   aws.HTTPClient
}

// Progress is how far a run came.
type Progress struct{ Done, All, Calls int }

func (o Options) withDefaults() Options {
	if o.Rate <= 0 {
		o.Rate = defaultRate
	}
	if o.AtOnce <= 0 {
		o.AtOnce = accountsAtOnce
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Attempts <= 0 {
		o.Attempts = defaultAttempts
	}
	if o.Now.IsZero() {
		o.Now = time.Now().UTC().Truncate(time.Second)
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Part == nil {
		o.Part = func(*Part) error { return nil }
	}
	if o.Done == nil {
		o.Done = func(string) bool { return false }
	}
	if o.services == nil {
		o.services = services()
	}
	return o
}

// Specs declares every call that the collector may make.
func Specs() []live.Spec {
	out := baseSpecs()
	for _, sv := range services() {
		out = append(out, sv.specs()...)
	}
	return out
}

// Kinds lists the kinds of fact that the collector gives.
func Kinds() []string {
	var out []string
	for _, s := range Specs() {
		out = append(out, s.Kinds...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// MemoryAim is the memory, in bytes, that a program should ask the runtime to
// keep to while it looks at many accounts: their answers come and go.
const MemoryAim = 120 << 20
