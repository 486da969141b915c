package scan

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
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

// What a collector of the tree could not read is in the tree; of a live source
// nobody knows where, unless it says so.
func TestWhereGapsAre(t *testing.T) {
	gap := func(id string, within ...string) candor.Fact {
		return candor.Fact{Kind: "k", State: candor.Error, From: candor.Provenance{Collector: id}, Within: within}
	}
	s := &state{file: &evidence.File{
		Runs:  []candor.Run{{ID: "c", State: candor.Partial, Kinds: []string{"k"}, Facts: 3}, {ID: "live", State: candor.Failed, Kinds: []string{"k"}}},
		Facts: []candor.Fact{gap("c"), gap("c", "a/**"), gap("live"), gap("live", "aws://1/**")},
	}}
	s.Collectors = []*collector.Collector{{ID: "c"}}
	s.populate()
	var got []string
	for _, p := range s.populations {
		for _, g := range p.Gaps {
			got = append(got, p.ListedBy+" "+strings.Join(g.Within, " "))
		}
	}
	if want := "c ./**, c ./**, c a/**, live , live , live aws://1/**"; strings.Join(got, ", ") != want {
		t.Errorf("got %s\nwant %s", strings.Join(got, ", "), want)
	}
	if len(s.file.Facts[0].Within) != 0 {
		t.Error("a fact of the file was changed")
	}
}

// Facts that no run answers for are no whole population.
func TestFactsWithoutARun(t *testing.T) {
	fact := func(id, kind string) candor.Fact {
		return candor.Fact{Kind: kind, State: candor.Observed, From: candor.Provenance{Collector: id}}
	}
	s := &state{file: &evidence.File{
		Runs:  []candor.Run{{ID: "c", State: candor.Ran, Kinds: []string{"k"}}},
		Facts: []candor.Fact{fact("c", "k"), fact("c", "l"), fact("c", "l"), fact("live", "k")},
	}}
	s.populate()
	var got []string
	for _, p := range s.populations {
		if !p.Complete {
			got = append(got, p.Gaps[0].Reason)
		}
	}
	if want := "no run of the live collector says that it looked for k; no run of the c collector says that it looked for l"; strings.Join(got, "; ") != want {
		t.Errorf("got %s", strings.Join(got, "; "))
	}
}
