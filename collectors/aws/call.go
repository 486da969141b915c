package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// question is what a call is about.
type question struct {
	Path    string            // of the facts that depend on it; "" is the scope's own
	Subject string            // of the item and of the gaps; "" is the path
	Params  map[string]string // what was asked with, for the record
	Of      string            // of a list: what it lists, "aws.kms.key"
	Quiet   bool              // no gaps: the caller makes them
}

// answer is what a call gave.
type answer struct {
	item *live.Item
	call *candor.Call // of the facts; it is filled in when the call ends
	rec  *recorder
}

func (a *answer) ok() bool     { return a.item.State == candor.Observed }
func (a *answer) absent() bool { return a.item.State == candor.Absent }

// ask makes one call.
func ask[O any](ctx context.Context, s *scope, spec string, q question, do func(context.Context) (*O, error)) (*O, *answer) {
	a := s.begin(spec, q)
	out, err := do(context.WithValue(ctx, recorderKey{}, a.rec))
	sp := s.run.spec(spec)
	if err == nil && out == nil {
		err = fmt.Errorf("no answer")
	}
	if err == nil {
		tree, terr := treeOf(out)
		if terr != nil {
			err = terr
		} else {
			redact(tree, sp.Redact)
			a.item.Digest, a.item.State = digest(tree), candor.Observed
		}
	}
	if err != nil {
		a.item.State, a.item.Code, a.item.Reason = failure(sp, err)
		out = nil
	}
	s.settle(ctx, a, &q)
	s.end(a, sp, q)
	return out, a
}

// pager is what the SDK makes of a call that is answered in pages.
type pager[O, F any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*F)) (*O, error)
}

// list makes a call page by page. each takes a page and returns how many it
// holds. A page that is lost, or a token that comes twice, ends the list: what
// came before counts, and the population is not complete.
func list[O, F any](ctx context.Context, s *scope, spec string, q question, p pager[O, F], each func(*O, *answer) int) *answer {
	a := s.begin(spec, q)
	sp := s.run.spec(spec)
	pop := &live.Population{Of: q.Of}
	a.item.Population = pop
	ctx = context.WithValue(ctx, recorderKey{}, a.rec)
	seen := make(map[string]bool)
	var digests strings.Builder
	a.item.State = candor.Observed
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		var tree any
		if err == nil {
			tree, err = treeOf(page)
		}
		if err != nil {
			a.item.State, a.item.Code, a.item.Reason = failure(sp, err)
			break
		}
		token := tokenOf(tree)
		if more := p.HasMorePages(); more && token != "" && seen[token] || pop.Pages >= maxPages {
			// The page is one that was there before: it is not taken twice.
			a.item.State, a.item.Reason = candor.Error, "the list does not end: the same page is offered again"
			break
		}
		seen[token] = true
		redact(tree, sp.Redact)
		digests.WriteString(digest(tree) + "\n")
		pop.Pages++
		pop.Count += each(page, a)
	}
	pop.Complete = a.item.State == candor.Observed
	if !pop.Complete && pop.Pages > 0 {
		a.item.Reason = fmt.Sprintf("the list was cut after %d pages: %s", pop.Pages, a.item.Reason)
		pop.Skipped = []live.Skipped{{Part: "the pages after " + fmt.Sprint(pop.Pages), State: a.item.State, Reason: a.item.Reason}}
	}
	if a.absent() && pop.Pages == 0 {
		pop.Complete = true
	} else if a.absent() {
		a.item.State = candor.Error // a list that has begun can't be missing
	}
	a.item.Digest = live.Digest([]byte(digests.String()))
	s.settle(ctx, a, &q)
	s.end(a, sp, q)
	return a
}

// treeOf is an answer as a plain tree, for its digest.
func treeOf(out any) (any, error) {
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("an answer that can't be written: %w", err)
	}
	var tree any
	err = json.Unmarshal(b, &tree)
	if m, ok := tree.(map[string]any); ok {
		delete(m, "ResultMetadata")
	}
	return tree, err
}

func digest(tree any) string {
	b, err := json.Marshal(tree) // keys are sorted
	if err != nil {
		return ""
	}
	return live.Digest(b)
}

// tokenOf is the token of the next page, by all the names that AWS gives it.
func tokenOf(tree any) string {
	m, ok := tree.(map[string]any)
	if !ok {
		return ""
	}
	for _, k := range []string{"NextToken", "NextMarker", "NextContinuationToken", "ContinuationToken", "Marker", "LastEvaluatedTableName", "Position", "nextToken", "position"} {
		if t, ok := m[k].(string); ok && t != "" {
			return t
		}
	}
	if l, ok := m["DistributionList"]; ok {
		return tokenOf(l)
	}
	return ""
}

// redact takes out of a tree what stands at the paths; * is any key or index.
func redact(tree any, paths []string) {
	for _, p := range paths {
		cut(tree, strings.Split(p, "/"))
	}
}

func cut(v any, path []string) {
	last := len(path) == 1
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			switch {
			case path[0] != "*" && path[0] != k:
			case last:
				x[k] = "(redacted)"
			default:
				cut(e, path[1:])
			}
		}
	case []any:
		for i, e := range x {
			switch {
			case path[0] != "*" && path[0] != fmt.Sprint(i):
			case last:
				x[i] = "(redacted)"
			default:
				cut(e, path[1:])
			}
		}
	}
}
