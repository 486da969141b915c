package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-github/v89/github"
	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/live"
)

// repositoriesAtOnce bounds what is asked side by side: GitHub asks its users
// to go one call after the other, and refuses many at once.
const repositoriesAtOnce = 4

// session is one run.
type session struct {
	o        Options
	specs    []live.Spec
	client   *github.Client
	host     string
	identity string
	in       *collector.Input
	took     time.Duration

	mu    sync.Mutex
	items []live.Item
	skew  time.Duration
	since time.Time // when the oldest part that was taken up began; zero: none was
	taken int       // how many were
}

// Run asks about every target. What could not be asked is part of what it
// returns; the error is a mistake in the options, or a context that ended.
func Run(ctx context.Context, targets []Target, o Options) (*Scan, error) {
	started := time.Now()
	s, err := open(o)
	if err != nil {
		return nil, err
	}
	var repos []Target
	for _, owner := range owners(targets) {
		org := s.org(ctx, owner.Owner)
		switch {
		case owner.Repo == "":
			repos = append(repos, s.list(ctx, owner.Owner, org)...)
		default:
			for _, t := range targets {
				if strings.EqualFold(t.Owner, owner.Owner) {
					repos = append(repos, t)
				}
			}
		}
	}
	repos = unique(repos)
	var done atomic.Int64
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(repositoriesAtOnce)
	for _, t := range repos {
		g.Go(func() error {
			p := s.part(t)
			if p.since.IsZero() {
				p.repository(gctx, t)
				if gctx.Err() != nil {
					return gctx.Err() // what is half asked is no part
				}
				if s.o.Parts != nil {
					if err := s.o.Parts.put(t, p); err != nil {
						return fmt.Errorf("keep what was learnt of %s: %w", t, err)
					}
				}
			}
			s.join(p)
			if n := int(done.Add(1)); s.o.Progress != nil {
				s.o.Progress(n, len(repos))
			}
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	s.took = time.Since(started)
	return s.finish(len(repos)), ctx.Err()
}

func open(o Options) (*session, error) {
	o = o.withDefaults()
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && base.Scheme != "http" {
		return nil, &URLError{}
	}
	if host := base.Hostname(); base.Scheme == "http" && host != "127.0.0.1" && host != "::1" && host != "localhost" {
		return nil, &URLError{Plain: true}
	}
	t := &transport{next: o.Transport, base: base, token: o.Token, timeout: o.Timeout, maxWait: o.MaxWait, sleep: o.Sleep, now: time.Now}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client, err := github.NewClient(
		github.WithHTTPClient(&http.Client{Transport: t, CheckRedirect: stay}), github.WithURLs(&o.URL, nil),
		github.WithUserAgent("candor/"+candor.Version), github.WithDisableRateLimitCheck())
	if err != nil {
		return nil, &URLError{}
	}
	s := &session{o: o, specs: Specs(), client: client, host: base.Host, identity: "no token"}
	if o.Token != "" {
		s.identity = "the owner of the token"
	}
	s.in = newInput(o.Now)
	return s, nil
}

func newInput(now time.Time) *collector.Input {
	return collector.NewInput(&collector.Collector{ID: ID, Version: Version, Kinds: Kinds(), Wants: func(string) bool { return false }}, &collector.Tree{}, now)
}

// URLError refuses an address that no token is sent to.
type URLError struct{ Plain bool }

func (e *URLError) Error() string {
	if e.Plain {
		return "the address of GitHub's interface is plain HTTP, and a token is not sent over that"
	}
	return "the address of GitHub's interface is none: want https://HOST/PATH without user and password"
}

// owners are the owners of the targets, once each; one of whom all repositories
// are wanted is that, whatever else names it.
func owners(targets []Target) []Target {
	var out []Target
	for _, t := range targets {
		i := slices.IndexFunc(out, func(o Target) bool { return strings.EqualFold(o.Owner, t.Owner) })
		switch {
		case i < 0:
			out = append(out, t)
		case t.Repo == "":
			out[i].Repo = ""
		}
	}
	return out
}

func unique(targets []Target) []Target {
	slices.SortFunc(targets, func(a, b Target) int {
		return strings.Compare(strings.ToLower(a.String()), strings.ToLower(b.String()))
	})
	return slices.CompactFunc(targets, func(a, b Target) bool { return strings.EqualFold(a.String(), b.String()) })
}

func (s *session) source(subject string) live.Source {
	owner, _, _ := strings.Cut(subject, "/")
	host, _, _ := strings.Cut(s.host, ":")
	return live.Source{Kind: ID, Account: owner, Endpoint: s.host, Emulated: emulated(host)}
}

// keep takes an item. Items come in any order; they are sorted at the end.
func (s *session) keep(it *live.Item, t *tape) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = append(s.items, *it)
	if t.skew.Abs() > s.skew.Abs() {
		s.skew = t.skew
	}
}

// place is where a fact stands, so that a claim can name it by `over: github://**`.
func place(subject string) string { return "github://" + subject }

// fact emits what an answer says of a subject. at is the place; value is nil
// where the answer is none.
func (s *session) fact(kind, subject, at string, a answer, value map[string]any) {
	from := candor.Provenance{Collector: ID, Version: Version, Source: place(at), At: s.o.Now}
	if a.item != nil {
		from.Call, from.Digest = a.item.Call(), a.item.Digest
	}
	f := candor.Fact{Kind: kind, Subject: subject, State: a.state, Reason: a.reason, From: from, At: candor.Location{Resource: place(at)}}
	if f.State == candor.Absent { // the fact is there: it says what is not
		f.State = candor.Observed
	}
	if f.State == candor.Observed {
		f.Value = value
	}
	s.in.Emit(f)
}

// lost emits gaps of several kinds for one reason.
func (s *session) lost(subject string, a answer, kinds ...string) {
	for _, k := range kinds {
		s.fact(k, subject, subject, a, nil)
	}
}

// firstLost is the first answer that is none, or nil.
func firstLost(answers ...answer) *answer {
	for i := range answers {
		if !answers[i].state.Answers() {
			return &answers[i]
		}
	}
	return nil
}

// denied is an answer that came and left out what only some are told.
func (a answer) denied(format string, args ...any) answer {
	a.state, a.reason = candor.Denied, fmt.Sprintf(format, args...)
	return a
}

// broken is an answer that came without what it is documented to hold.
func (a answer) broken(format string, args ...any) answer {
	a.state, a.reason = candor.Error, fmt.Sprintf(format, args...)
	return a
}
