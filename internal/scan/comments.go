package scan

import (
	"context"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/suppress"
)

// readComments finds the candor:ignore comments of the tree.
func (s *state) readComments(ctx context.Context) collected {
	rules := s.ruleIDs()
	return s.overTree(ctx, "comments", rules, suppress.Reads, func(t *collector.Tree, _ *collector.Trace) (collected, bool) {
		return commentsOf(ctx, t, rules), true
	})
}

func commentsOf(ctx context.Context, t *collector.Tree, rules []string) collected {
	f := &evidence.File{}
	for _, file := range t.Files {
		if ctx.Err() != nil {
			break
		}
		if !suppress.Reads(file.Path) {
			continue
		}
		src, err := file.Read()
		if err != nil {
			continue // the collector that wants the file says why
		}
		ws, ns := suppress.Scan(file.Path, src, rules)
		f.Waivers = append(f.Waivers, ws...)
		f.Notices = append(f.Notices, ns...)
	}
	return collected{file: f}
}
