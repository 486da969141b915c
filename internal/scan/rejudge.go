package scan

import (
	"context"
	"encoding/json"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/policies"
)

// evaluate judges the facts by the policies, or takes up what they gave over the
// same facts: all of it where no fact changed, else rule by rule. The time is a
// part of no key: a rule that may ask for it, as the user's own may, is always run.
func (s *state) evaluate(ctx context.Context, uses []candor.RuleUse) error {
	if !s.reuses() {
		return s.run(ctx, uses, nil)
	}
	var keys []string // of all that can be kept, in the order in which rules run
	kept := make(map[string]policies.Use)
	anew := make(map[useID]string) // what has to run, with the key to keep it under; "" for none
	for _, u := range s.engine.Uses(uses) {
		if s.engine.Timed(u.Rule) {
			anew[idOf(u)] = ""
			continue
		}
		switch key, judges := s.judgedKey(u); {
		case !judges:
		case key == "":
			anew[idOf(u)] = ""
		default:
			keys = append(keys, key)
			kept[key] = u
		}
	}
	whole := s.Cache.Key("results", keys...)
	if c, ok := s.recall(whole); ok {
		s.results = append(s.results, c.file.Results...)
		return s.run(ctx, uses, anew)
	}
	begin := len(s.results)
	for _, key := range keys {
		if c, ok := s.recall(key); ok {
			s.results = append(s.results, c.file.Results...)
		} else {
			anew[idOf(kept[key])] = key
		}
	}
	taken := s.results[begin:len(s.results):len(s.results)]
	if err := s.run(ctx, uses, anew); err != nil {
		return err
	}
	byUse := make(map[useID][]candor.Result)
	for _, r := range s.results[begin+len(taken):] {
		id := useID{r.Rule, r.Use}
		byUse[id] = append(byUse[id], r)
	}
	all := append(make([]candor.Result, 0, len(s.results)-begin), taken...)
	for id, key := range anew {
		if key == "" {
			continue
		}
		if _, failed := s.ruleErrors[id.rule]; failed {
			all = nil
			continue
		}
		if !s.keep(key, &collected{file: &evidence.File{Results: byUse[id]}}) {
			all = nil
		}
		if all != nil {
			all = append(all, byUse[id]...)
		}
	}
	if all != nil {
		candor.SortResults(all) // so that the next run need not
		s.keep(whole, &collected{file: &evidence.File{Results: all}})
	}
	return nil
}

// useID tells one use of a rule from another.
type useID struct{ rule, use string }

func idOf(u policies.Use) useID { return useID{u.Rule, u.Key} }

// run judges the facts by the policies, or by a part of them; nil means all.
func (s *state) run(ctx context.Context, uses []candor.RuleUse, part map[useID]string) error {
	only := func(policies.Use) bool { return true }
	if part != nil {
		if len(part) == 0 {
			return nil
		}
		only = func(u policies.Use) bool { _, ok := part[idOf(u)]; return ok }
	}
	rs, failures, err := s.engine.EvalOnly(ctx, s.file.Facts, uses, s.Now, only)
	if err != nil {
		return err
	}
	for _, f := range failures {
		s.ruleErrors[f.Rule] = f.Err.Error()
	}
	s.results = append(s.results, rs...)
	return nil
}

// judgedKey is the key of what a use of a rule gives: the rule with its
// parameters, and the facts of the kinds that it reads. It is "" where that can't
// be kept; judges is false where there is no fact to judge, and nothing to give.
func (s *state) judgedKey(u policies.Use) (key string, judges bool) {
	params, err := json.Marshal(u.Params)
	if err != nil {
		return "", true
	}
	parts := []string{u.Rule, u.Key, string(params)}
	for _, kind := range u.Needs {
		if s.undigested[kind] {
			return "", true
		}
		parts = append(parts, kind)
		parts = append(parts, s.digests[kind]...)
		judges = judges || len(s.digests[kind]) > 0
	}
	return s.Cache.Key("results of a rule", parts...), judges
}
