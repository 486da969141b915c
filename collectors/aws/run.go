package aws

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// run is the work on all accounts.
type run struct {
	o        Options
	specs    map[string]*live.Spec
	kinds    []string
	services []service
	limits   *limits
	start    time.Time
	session  func() string // the policy that its sessions are narrowed to
	onward   func() string // the same, of a session that takes on roles of other accounts

	press press

	mu       sync.Mutex // of Part, and of what is summed up
	done     atomic.Int64
	all      atomic.Int64
	summary  Summary
	partFail error
}

// Summary is what a run over all accounts came to.
type Summary struct {
	Accounts, Finished, Calls, Facts, Items int
	Gaps                                    int
	Denied                                  map[string]int // by the permissions that were lacking: calls
	Emulated                                bool
	Took                                    time.Duration
}

// narrow sets the policies of the sessions of a run, each made once and only where
// a role is taken on.
func (r *run) narrow(actions []string, limited map[string]string) {
	r.session = sync.OnceValue(func() string { return sessionPolicy(actions, limited) })
	r.onward = sync.OnceValue(func() string { return sessionPolicy(append(slices.Clone(actions), "sts:AssumeRole"), limited) })
}

func (r *run) spec(id string) *live.Spec {
	if s := r.specs[id]; s != nil {
		return s
	}
	return &live.Spec{ID: id, Kinds: r.kinds} // whatever was meant, nothing is known
}

// Run looks at accounts and hands the facts of each to o.Part. What could not be
// asked is part of the facts; the error is the user's mistake, one of o.Part, or
// that of a context that ended.
func Run(ctx context.Context, o Options) (*Summary, error) {
	o = o.withDefaults()
	r := &run{o: o, specs: make(map[string]*live.Spec), kinds: Kinds(), services: o.services, limits: newLimits(o.Rate), start: time.Now()}
	r.narrow(Actions(), Limited())
	for _, s := range Specs() {
		r.specs[s.ID] = &s
	}
	r.summary.Denied = make(map[string]int)
	cfg, err := o.base(ctx)
	if err != nil {
		return nil, err
	}
	first := &scope{run: r, acct: r.newAccount("", "", "", cfg), region: global}
	first.acct.id, first.acct.partition = unknownAccount, defaultPartition
	if o.RoleARN != "" {
		next, err := first.assume(o.RoleARN, o.Role != "")
		if err != nil {
			return nil, err
		}
		first = &scope{run: r, acct: next, region: global}
	}
	if !first.identify(ctx) {
		if err := r.finish(ctx, first.acct); err != nil {
			return nil, err
		}
		r.summary.Accounts = 1
		return r.sum(), ctx.Err()
	}
	targets, err := r.targets(ctx, first)
	if err != nil {
		return nil, err
	}
	r.all.Store(int64(len(targets)))
	r.summary.Accounts = len(targets)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(o.AtOnce)
	if !slices.Contains(targets, first.acct.id) {
		if err := r.finish(ctx, first.acct); err != nil {
			return nil, err
		}
	}
	for _, id := range targets {
		g.Go(func() error {
			s := first
			if r.o.Done(id) {
				r.done.Add(1)
				return nil
			}
			if id != first.acct.id {
				role := "arn:" + first.acct.partition + ":iam::" + id + ":role/" + o.Role
				next, err := first.assume(role, false)
				if err != nil {
					return err
				}
				s = &scope{run: r, acct: next, region: global}
			}
			if id == first.acct.id || s.enter(gctx) {
				s.collect(gctx)
			}
			return r.finish(gctx, s.acct)
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return r.sum(), ctx.Err()
}

// unknownAccount stands for an account whose id nobody told.
const unknownAccount = "unknown"

// enter takes on the role of another account; without it nothing is known there.
func (s *scope) enter(ctx context.Context) bool { return s.identify(ctx) }

// collect asks everything of one account: what has no region first, then the
// regions, some of them side by side, and in each two services: while one waits for
// its ceiling, another need not.
func (s *scope) collect(ctx context.Context) {
	regions := s.regions(ctx)
	s.acct.regions = regions
	s.sayUnasked()
	for _, sv := range s.run.services {
		if sv.global {
			s.guard(ctx, sv)
			s.acct.pack()
			s.report()
		}
	}
	var g errgroup.Group
	g.SetLimit(regionsAtOnce)
	for _, region := range regions {
		g.Go(func() error {
			var in errgroup.Group
			in.SetLimit(servicesAtOnce)
			for _, sv := range s.run.services {
				if sv.global {
					continue
				}
				in.Go(func() error {
					s.in(region).guard(ctx, sv)
					s.acct.pack()
					s.report()
					return nil
				})
			}
			return in.Wait()
		})
	}
	if err := g.Wait(); err != nil { // nothing above returns one
		s.missing(candor.Error, s.path(), s.path(), "the run broke", s.run.kinds...)
	}
}

func (s *scope) report() {
	s.run.o.Progress(Progress{Done: int(s.run.done.Load()), All: int(s.run.all.Load()), Calls: int(s.run.limits.calls.Load())})
}

// finish makes the part of an account and hands it on.
func (r *run) finish(ctx context.Context, a *account) error {
	r.limits.forget(a.id)
	if err := ctx.Err(); err != nil {
		return err // an account that was cut off is asked again
	}
	r.mu.Lock() // also so that the values of one account at a time are unpacked
	defer r.mu.Unlock()
	p, err := r.part(a)
	if err != nil {
		return err
	}
	r.summary.Facts += len(p.File.Facts)
	r.summary.Items += len(p.File.Items)
	r.summary.Gaps += p.Gaps
	r.summary.Finished++
	for k, n := range a.denied {
		r.summary.Denied[k] += n
	}
	for i := range p.File.Items {
		r.summary.Emulated = r.summary.Emulated || p.File.Items[i].Source.Emulated
	}
	if r.partFail == nil {
		r.partFail = r.o.Part(p)
	}
	r.done.Add(1)
	return r.partFail
}

func (r *run) sum() *Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.summary
	s.Calls, s.Took = int(r.limits.calls.Load()), time.Since(r.start)
	return &s
}

// String says in a few words what a run came to.
func (s *Summary) String() string {
	return fmt.Sprintf("%d of %d accounts, %d requests in %.1f s, %d facts", s.Finished, s.Accounts, s.Calls, s.Took.Seconds(), s.Facts)
}

// errNoRole is a mistake that is found before anything is asked.
var errNoRole = errors.New("accounts other than the caller's are entered by a role: give its name by --role")
