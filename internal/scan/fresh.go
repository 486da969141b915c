package scan

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/revision"
)

// ages says of each kind of fact when its oldest and its newest evidence was
// read, at which commits, and whether some of it was asked of a live system.
func (s *state) ages() (oldest, newest map[string]time.Time, commits map[string][]string, live map[string]bool) {
	oldest, newest = make(map[string]time.Time), make(map[string]time.Time)
	commits, live = make(map[string][]string), make(map[string]bool)
	for i := range s.file.Facts {
		f := &s.file.Facts[i]
		if t, ok := oldest[f.Kind]; !ok || f.From.At.Before(t) {
			oldest[f.Kind] = f.From.At
		}
		if f.From.At.After(newest[f.Kind]) {
			newest[f.Kind] = f.From.At
		}
		if f.From.Call != nil {
			live[f.Kind] = true
			continue
		}
		c := f.From.Commit
		if c == "" && strings.HasPrefix(f.Kind, "vuln.") {
			continue // a report of another tool, which says its commit or doesn't
		}
		if c == "" {
			c = s.file.Header.Commit
		}
		if !slices.Contains(commits[f.Kind], c) {
			commits[f.Kind] = append(commits[f.Kind], c)
		}
	}
	// That there is nothing of a kind is as old as the look at it.
	none := make(map[string]bool)
	for _, r := range s.file.Runs {
		for _, kind := range r.Kinds {
			if _, ok := oldest[kind]; ok && !none[kind] {
				continue
			}
			if t, ok := oldest[kind]; !ok || r.At.Before(t) {
				oldest[kind] = r.At
			}
			if r.At.After(newest[kind]) {
				newest[kind] = r.At
			}
			none[kind] = true
		}
	}
	return oldest, newest, commits, live
}

// ttl is how long evidence of a kind counts: what candor.yaml says of the kind,
// its topic or of live systems, else the default.
func (s *state) ttl(kind string, live bool) time.Duration {
	topic, _, _ := strings.Cut(kind, ".")
	for _, name := range []string{kind, topic} {
		if d, ok := s.config.Freshness[name]; ok {
			return d
		}
	}
	if !live && frameworks.DefaultTTL(kind) != frameworks.LiveTTL {
		return frameworks.DefaultTTL(kind)
	}
	if d, ok := s.config.Freshness[config.Live]; ok {
		return d
	}
	return frameworks.LiveTTL
}

// deployed is the commit that is in use: what the command line says of it, else
// candor.yaml. A name that is no commit id is looked up in the repository.
func (s *state) deployed(ctx context.Context) (string, error) {
	name := s.Deployed
	if name == "" {
		return s.config.Deployed, nil
	}
	if regexp.MustCompile(`^[0-9a-f]{7,64}$`).MatchString(name) {
		return name, nil
	}
	if s.fromFile {
		return "", &UsageError{fmt.Errorf("--deployed %s: without the tree only the id of a commit can be compared", name)}
	}
	t, err := revision.Open(ctx, s.abs, name)
	if err != nil {
		return "", &UsageError{fmt.Errorf("--deployed: %w", err)}
	}
	return t.Commit, nil
}
