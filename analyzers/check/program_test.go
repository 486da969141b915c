package check

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/effects"
)

func TestProgram(t *testing.T) {
	rule := candor.Rule{ID: "topic/name"}
	at := func(line int) effects.Pos { return effects.Pos{File: "a.go", Line: line} }
	c := NewProgram("name", rule, func(*effects.Program, ProgramConfig) []ProgramSubject {
		return []ProgramSubject{{Name: "b", At: at(2)}, {Name: "a", At: at(1)}}
	})
	all, err := c.Run(&effects.Program{}, ProgramConfig{})
	if err != nil || len(all) != 2 || all[0].Name != "a" {
		t.Errorf("got %+v, %v", all, err)
	}
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "no example that is pass") {
		t.Errorf("got %v", err)
	}
	broken := NewProgram("name", rule, func(*effects.Program, ProgramConfig) []ProgramSubject { panic("x") })
	if _, err := broken.Run(&effects.Program{}, ProgramConfig{}); err == nil || !strings.Contains(err.Error(), "topic/name stumbled") {
		t.Errorf("got %v", err)
	}
}

func TestTrail(t *testing.T) {
	got := Trail([]effects.Step{{Symbol: "m/api.F"}, {Symbol: "m/st.(*S).Put", By: "vta"}, {Symbol: "db.Exec", What: "INSERT a"}})
	want := []string{"api.F", "st.(*S).Put (resolved by vta)", "INSERT a"}
	for i := range want {
		if i >= len(got) || got[i].Label != want[i] {
			t.Fatalf("got %+v, want %q", got, want)
		}
	}
}
