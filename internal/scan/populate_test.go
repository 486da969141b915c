package scan

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
)

// A facts file that lost facts is no smaller population: it is a gap.
func TestFactsThatAreMissing(t *testing.T) {
	fact := candor.Fact{Kind: "k", Subject: "s", State: candor.Observed, From: candor.Provenance{Collector: "c"}}
	for _, tt := range []struct {
		recorded, there int
		complete        bool
	}{{2, 2, true}, {2, 1, false}, {1, 0, false}, {0, 0, true}, {0, 2, true}} {
		s := &state{file: &evidence.File{Runs: []candor.Run{{ID: "c", State: candor.Ran, Kinds: []string{"k"}, Facts: tt.recorded}}}}
		for range tt.there {
			s.file.Facts = append(s.file.Facts, fact)
		}
		s.populate()
		p := s.populations[0]
		if p.Complete != tt.complete || p.Count != tt.there || !tt.complete && !strings.Contains(p.Gaps[0].Reason, "c: it recorded") {
			t.Errorf("%d recorded, %d there: %+v", tt.recorded, tt.there, p)
		}
	}
}
