package effects

import (
	"errors"
	"fmt"
	"regexp"
	"time"
)

// Options say how doors are judged. The zero value is a run without
// configuration.
type Options struct {
	// Audits are the functions that the user named as writing an audit record.
	// A front end makes effects of their calls; here they say that the scope of
	// the trail is settled, and they count as wrappers, too.
	Audits []string
	// Wrappers write an audit record around a handler, or by a table of routes.
	Wrappers []WrapperRule
	// Guards are functions and wrappers that let a request pass or refuse it.
	Guards []WrapperRule
	// AdminPaths are the paths of doors for administrators, as door patterns.
	AdminPaths []string
	// AdminGuards are the guards that check for an administrator's role.
	AdminGuards []WrapperRule
	// Public are the doors that anybody may use, as door patterns.
	Public []string
	// Exempt are doors that need no audit record, by a person's decision.
	Exempt []Exemption
	// AuditTables are globs on the tables that hold the trail; nil: by their names.
	AuditTables []string
	// IgnoreModels are globs on tables whose change is no mutation that matters:
	// sessions, telemetry.
	IgnoreModels []string
	// Barriers are functions that are not looked into: session refresh,
	// telemetry, cache fill.
	Barriers []string
	// AuditDepth and MutationDepth bound how many calls an effect may lie below
	// its door where a link on the way was not inferred from the program's data
	// flow ("cha", "lock"). 0: 3 and 8; below 0: no bound.
	AuditDepth    int
	MutationDepth int
	// Jobs asks for an audit record behind jobs, too.
	Jobs bool
	// Now is the day on which exemptions are looked at.
	Now time.Time
}

// WrapperRule names a function that counts when it stands around a handler.
type WrapperRule struct {
	// Func is a symbol, a symbol without the folders of its package
	// ("audit.Wrap") or a glob. Empty, with Routes: around every door.
	Func string
	// Requires are words that must be among the wrapper's arguments: an audit
	// wrapper that records nothing without an action, a guard that takes a role.
	Requires []string
	// Routes are regular expressions on the path, or on "METHOD path". Not nil:
	// only the doors that match one of them are covered.
	Routes []string
	// Durability is the grade that the user gives it; "" : what can be seen.
	Durability Durability
}

// Exemption says that a door needs no audit record.
type Exemption struct {
	Door   string // a door pattern ("POST /v1/events", "/v1/public/**") or a handler's symbol
	Reason string
	Owner  string
	Until  time.Time // the last day; zero: for ever
}

// Settled reports whether the user has said what writes the audit trail. A
// run without that judges only what it can compare with.
func (o *Options) Settled() bool {
	return len(o.Audits) > 0 || len(o.Wrappers) > 0 || len(o.AuditTables) > 0
}

// Validate reports what can't be followed, all of it at once.
func (o *Options) Validate() error {
	var errs []error
	for _, list := range [][]WrapperRule{o.Wrappers, o.Guards, o.AdminGuards} {
		for _, w := range list {
			if w.Func == "" && len(w.Routes) == 0 {
				errs = append(errs, errors.New("a wrapper has neither func nor routes; name the function"))
			}
			for _, r := range w.Routes {
				if _, err := regexp.Compile(r); err != nil {
					errs = append(errs, fmt.Errorf("route %q of wrapper %s is no regular expression: %w", r, w.Func, err))
				}
			}
		}
	}
	for _, e := range o.Exempt {
		if e.Door == "" || e.Reason == "" || e.Owner == "" {
			errs = append(errs, fmt.Errorf("exemption of %q: door, reason and owner are required", e.Door))
		}
	}
	return errors.Join(errs...)
}

func (o *Options) auditDepth() int    { return bound(o.AuditDepth, 3) }
func (o *Options) mutationDepth() int { return bound(o.MutationDepth, 8) }

const unbounded = 1 << 30

func bound(n, standard int) int {
	switch {
	case n == 0:
		return standard
	case n < 0:
		return unbounded
	}
	return n
}
