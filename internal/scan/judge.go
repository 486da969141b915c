package scan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/bundle"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/internal/nearest"
	"github.com/candor-dev/candor/internal/suppress"
	"github.com/candor-dev/candor/policies"
)

// loadRules gathers the rules of every engine and checks the configuration
// against them: a claim that names an unknown rule must not be quietly unknown.
func (s *state) loadRules(context.Context) error {
	var err error
	if s.engine, err = s.Warm.policies(s.fsys, s.config.Policies, s.Options.Policies, s.Cache); err != nil {
		return &UsageError{err}
	}
	note := func(name string, signed bool, err error) {
		if err == nil && signed {
			s.notices = append(s.notices, candor.Notice{Severity: candor.Note, Message: name + " is signed, and candor checks no signatures of bundles", Hint: "check it with opa before it is used here"})
		}
	}
	for _, name := range s.config.Policies {
		_, signed, err := policiesIn(s.fsys, name)
		note(name, signed, err)
	}
	for _, name := range s.Options.Policies {
		_, signed, err := OpenPolicies(name)
		note(name, signed, err)
	}
	if s.catalogue, err = s.Warm.frameworks(); err != nil {
		return fmt.Errorf("load the frameworks: %w", err)
	}
	s.rules = allRules(s.engine.Rules())
	if err := s.config.Check(s.known()); err != nil {
		return &UsageError{err}
	}
	if err := s.instrumentsOf(); err != nil {
		return err
	}
	known := []string{goRun}
	for _, c := range s.Collectors {
		known = append(known, c.ID)
	}
	for _, id := range s.Skip {
		if !slices.Contains(known, id) {
			return &UsageError{fmt.Errorf("--skip %s: there is no collector of that name; %s", id, nearest.Hint(id, known, 12))}
		}
	}
	return nil
}

// loadPolicies compiles the built-in rules and the user's: folders named in
// candor.yaml (inside the tree) and folders named on the command line.
func loadPolicies(tree fs.FS, inTree, dirs []string, kept *cache.Store) (*policies.Engine, error) {
	user, err := policyFolders(tree, inTree, dirs)
	if err != nil {
		return nil, err
	}
	return policies.Load(policies.Options{User: user, Kept: kept})
}

func policyFolders(tree fs.FS, inTree, dirs []string) ([]policies.Dir, error) {
	var user []policies.Dir
	for _, d := range inTree {
		dir, _, err := policiesIn(tree, d)
		if err != nil {
			return nil, err
		}
		user = append(user, dir)
	}
	more, err := userPolicies(dirs)
	if err != nil {
		return nil, err
	}
	return append(user, more...), nil
}

// Rules lists the rules of every engine, by id, with the user's own in dirs, and
// with their examples where these are asked for.
func Rules(dirs []string, examples bool) ([]candor.Rule, error) {
	user, err := userPolicies(dirs)
	if err != nil {
		return nil, err
	}
	list, err := policies.Describe(policies.Options{User: user, Examples: examples})
	if err != nil {
		return nil, err
	}
	return allRules(list), nil
}

func userPolicies(dirs []string) ([]policies.Dir, error) {
	var user []policies.Dir
	for _, d := range dirs {
		dir, _, err := OpenPolicies(d)
		if err != nil {
			return nil, err
		}
		user = append(user, dir)
	}
	return user, nil
}

// policiesIn is OpenPolicies for what candor.yaml names inside of the tree.
func policiesIn(tree fs.FS, name string) (dir policies.Dir, signed bool, err error) {
	clean := filepath.ToSlash(filepath.Clean(name))
	if st, err := fs.Stat(tree, clean); err == nil && !st.IsDir() && bundle.Named(clean) {
		f, err := tree.Open(clean)
		if err != nil {
			return dir, false, fmt.Errorf("policies %s: %w", name, err)
		}
		defer f.Close() // read only: nothing can be lost
		b, err := bundle.Read(f)
		if err != nil {
			return dir, false, fmt.Errorf("policies %s: %w", name, err)
		}
		return policies.Dir{Name: name, FS: b.FS}, b.Signed, nil
	}
	sub, err := fs.Sub(tree, clean)
	if err != nil {
		return dir, false, fmt.Errorf("policies folder %s: %w", name, err)
	}
	return policies.Dir{Name: name, FS: sub}, false, nil
}

// OpenPolicies opens rules of the user's own, a folder or an OPA bundle, and
// reports whether it is signed: nobody checks the signature.
func OpenPolicies(name string) (dir policies.Dir, signed bool, err error) {
	st, err := os.Stat(name)
	switch {
	case err != nil:
		return dir, false, fmt.Errorf("policies %s: %w; name a folder of .rego files or an OPA bundle", name, errors.Unwrap(err))
	case st.IsDir():
		return policies.Dir{Name: name, FS: os.DirFS(name)}, false, nil
	case !bundle.Named(name):
		return dir, false, fmt.Errorf("policies %s: neither a folder of .rego files nor an OPA bundle (.tar.gz)", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return dir, false, fmt.Errorf("policies %s: %w", name, errors.Unwrap(err))
	}
	defer f.Close() // read only: nothing can be lost
	b, err := bundle.Read(f)
	if err != nil {
		return dir, false, fmt.Errorf("policies %s: %w", name, err)
	}
	return policies.Dir{Name: name, FS: b.FS}, b.Signed, nil
}

// allRules adds to the policies the Go checks and the rules that judge the
// claims themselves.
func allRules(policies []candor.Rule) []candor.Rule {
	rules := slices.Clone(policies)
	for _, c := range analyzers.Suite() {
		rules = append(rules, c.Rule)
	}
	for _, c := range analyzers.Programs() {
		rules = append(rules, c.Rule)
	}
	rules = append(rules, frameworks.Rules()...)
	slices.SortFunc(rules, func(a, b candor.Rule) int {
		switch {
		case a.ID < b.ID:
			return -1
		case a.ID > b.ID:
			return 1
		}
		return 0
	})
	return rules
}

// judge turns facts into results and applies the waivers.
func (s *state) judge(ctx context.Context) error {
	s.Progress("judging " + fmt.Sprint(len(s.file.Facts)) + " facts")
	var uses []candor.RuleUse
	for i := range s.config.Claims {
		uses = append(uses, s.config.Claims[i].Rules...)
	}
	s.ruleErrors = make(map[string]string)
	if err := s.evaluate(ctx, uses); err != nil {
		return err
	}
	s.results = append(s.results, s.file.Results...)
	s.populate()
	return s.examples()
}

// examples adds the examples of the rules that judged something, where they are
// asked for; those of the others are not read.
func (s *state) examples() error {
	if !s.Options.Examples {
		return nil
	}
	judged := make(map[string]bool)
	for i := range s.results {
		judged[s.results[i].Rule] = true
	}
	for i := range s.rules {
		r := &s.rules[i]
		if !judged[r.ID] || r.Engine != "rego" {
			continue
		}
		var err error
		if r.Examples, err = s.engine.Examples(r.ID); err != nil {
			return err
		}
	}
	return nil
}

// assess turns results into verdicts. What the claims themselves do wrong (a
// lapsed attestation, a date that is past) comes back as results, too.
func (s *state) assess(ctx context.Context) error {
	if err := s.collectWaivers(ctx); err != nil {
		return err
	}
	candor.SortResults(s.results)
	s.notices = append(s.notices, s.config.Notices...)
	s.notices = append(s.notices, s.file.Notices...)
	suppress.Mark(s.results, s.waivers, s.Now)
	deployed, err := s.deployed(ctx)
	if err != nil {
		return err
	}
	oldest, newest, commits, live := s.ages()
	out := frameworks.Assess(frameworks.Input{
		Claims: s.config.Claims, Results: s.results, Rules: s.rules,
		Populations: s.populations, RuleErrors: s.ruleErrors,
		Oldest: oldest, Newest: newest, Commits: commits, Deployed: deployed, Now: s.Now,
		TTL:       func(kind string) time.Duration { return s.ttl(kind, live[kind]) },
		Catalogue: s.catalogue, Apart: s.engine.Apart, Alone: s.restRules(), Aliases: s.aliases(),
	})
	s.claims, s.controls = out.Claims, out.Controls
	s.raise()
	suppress.Mark(out.Results, s.waivers, s.Now)
	s.notices = append(s.notices, suppress.Review(s.waivers, s.Now)...)
	s.notices = append(s.notices, s.excluded()...)
	s.results = append(s.results, out.Results...)
	candor.SortResults(s.results)
	candor.Fingerprints(s.results)
	s.answer(out.Alone, oldest)
	return nil
}

// raise makes an error of every finding that contradicts a claim published as
// true today: a warning for everyone else is a false sentence on this page.
func (s *state) raise() {
	for i := range s.results {
		r := &s.results[i]
		if !r.Finding() || r.Severity >= candor.Bad {
			continue
		}
		for j := range s.config.Claims {
			c := &s.config.Claims[j]
			if (c.Status == candor.Live || c.Status == candor.Plan) && c.NA == nil && c.Bound(r) {
				r.Severity = candor.Bad
			}
		}
	}
}

// excluded reminds the reader that the claims speak of a part of the tree.
func (s *state) excluded() []candor.Notice {
	n := 0
	for _, u := range s.file.Unread {
		if strings.HasPrefix(u.Reason, collector.Excluded) {
			n += u.Count
		}
	}
	if n == 0 || len(s.config.Claims) == 0 {
		return nil
	}
	return []candor.Notice{{
		Severity: candor.Note, At: candor.Location{Path: s.config.Path, Line: 1},
		Message: fmt.Sprintf("exclude leaves out %d files or folders: no verdict speaks of them", n),
		Hint:    "they are listed under what was not looked at",
	}}
}
