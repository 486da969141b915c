// Package github asks GitHub how an organisation and its repositories let code
// change: effective rules of the default branch, who may go around them, scanning,
// tokens of workflows, and each merged pull request with its reviewers. It reads
// only, and never takes an answer that it was not given for a "no".
package github

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// ID and Version name the collector in facts.
const (
	ID      = "github"
	Version = "1"
)

// DefaultURL is where GitHub itself answers.
const DefaultURL = "https://api.github.com/"

// The kinds of fact.
const (
	KindOrg        = "github.org"        // an organisation: whether it asks its members for a second factor
	KindRepository = "github.repository" // a repository of the run
	KindBranch     = "github.branch"     // a default branch: what rulesets and classic protection ask for together
	KindBypass     = "github.bypass"     // who may go around each of those
	KindScanning   = "github.scanning"   // secret scanning and push protection
	KindDependabot = "github.dependabot" // alerts and security updates
	KindActions    = "github.actions"    // what workflows may run, and the rights of their token
	KindOwners     = "github.codeowners" // the file of code owners
	KindDisclosure = "github.disclosure" // ways to report a weak point
	KindPull       = "github.pull"       // a merged pull request with those who approved it
	KindChange     = "github.change"     // a commit by which the default branch moved, and the pull request that it came by
)

// Kinds lists what the collector gives.
func Kinds() []string { return append([]string{KindOrg}, repositoryKinds()...) }

// repositoryKinds are those of one repository.
func repositoryKinds() []string {
	return []string{KindRepository, KindBranch, KindBypass, KindScanning, KindDependabot, KindActions, KindOwners, KindDisclosure, KindPull, KindChange}
}

// Target is a repository, or all those of an owner.
type Target struct {
	Owner string
	Repo  string // empty: all
}

func (t Target) String() string {
	if t.Repo == "" {
		return t.Owner
	}
	return t.Owner + "/" + t.Repo
}

// ParseTarget reads OWNER or OWNER/REPO.
func ParseTarget(s string) (Target, error) {
	owner, repo, both := strings.Cut(s, "/")
	name := regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})$`)
	if !name.MatchString(owner) || both && (!regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`).MatchString(repo) || repo == "." || repo == "..") {
		return Target{}, fmt.Errorf("%q names no repository: want OWNER or OWNER/REPO", s)
	}
	return Target{Owner: owner, Repo: repo}, nil
}

// Options of a run.
type Options struct {
	// URL is the address of the interface; empty: DefaultURL. With any other
	// than GitHub's own the items of evidence are marked as emulated.
	URL string
	// Token is sent to that host alone, and is never kept. Empty: nothing is
	// sent, and GitHub shows what it shows everybody.
	Token string
	// Transport is what requests go over; nil: http.DefaultTransport.
	Transport http.RoundTripper
	// Timeout bounds one attempt. Zero: 30 s.
	Timeout time.Duration
	// MaxWait is the longest wait that GitHub may ask for before a call is tried
	// again. Zero: 90 s.
	MaxWait time.Duration
	// Window is how far back merged pull requests are looked at. Zero: 90 days.
	Window time.Duration
	// MaxPulls is the most merged pull requests, and the most commits, of one
	// repository; those beyond are a gap. Zero: 2,000.
	MaxPulls int
	// Parts keeps each repository that is done; nil: nothing is kept. With Resume
	// those that are kept already are taken up and not asked again.
	Parts  *Parts
	Resume bool
	// Sleep waits; nil: by the clock.
	Sleep func(context.Context, time.Duration) error
	// Progress is told how many of all repositories are done; may be nil. It is
	// called from several goroutines.
	Progress func(done, all int)
	// Now is the time that facts carry, and where the window ends.
	Now time.Time
}

func (o Options) withDefaults() Options {
	if o.URL == "" {
		o.URL = DefaultURL
	}
	if !strings.HasSuffix(o.URL, "/") {
		o.URL += "/"
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 90 * time.Second
	}
	if o.Window <= 0 {
		o.Window = 90 * 24 * time.Hour
	}
	if o.MaxPulls <= 0 {
		o.MaxPulls = 2000
	}
	if o.Sleep == nil {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(d):
				return nil
			}
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now().UTC().Truncate(time.Second)
	}
	return o
}

// emulated reports a host that is none of GitHub's own.
func emulated(host string) bool {
	return host != "api.github.com" && !(strings.HasPrefix(host, "api.") && strings.HasSuffix(host, ".ghe.com"))
}
