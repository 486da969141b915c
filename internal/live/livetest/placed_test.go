package livetest

import (
	"testing"

	"github.com/candor-dev/candor"
)

func TestDisplaced(t *testing.T) {
	at := func(path string, f candor.Fact) candor.Fact {
		f.Kind, f.At.Path = "k", path
		return f
	}
	fact := func(path string, v any) candor.Fact { return at(path, candor.Fact{State: candor.Observed, Value: v}) }
	gap := func(path string, within ...string) candor.Fact {
		return at(path, candor.Fact{State: candor.Denied, Within: within})
	}
	other := gap("x")
	other.Kind = "l"
	for name, c := range map[string]struct {
		old, now map[string]candor.Fact
		want     int
	}{
		"nothing happened":       {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"a": fact("a/1", 1)}, 0},
		"lost":                   {map[string]candor.Fact{"a": fact("a/1", 1)}, nil, 1},
		"lost, with a gap there": {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"g": gap("a", "b/**", "a/**")}, 0},
		"with a gap elsewhere":   {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"g": gap("a", "b/**")}, 1},
		"with a gap anywhere":    {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"g": gap("b")}, 0},
		"with an old gap":        {map[string]candor.Fact{"a": fact("a/1", 1), "g": gap("a", "a/**")}, map[string]candor.Fact{"g": gap("a", "a/**")}, 1},
		"a gap of another kind":  {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"g": other}, 1},
		"another value":          {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"a": fact("a/1", 2)}, 1},
		"a value that is hidden": {map[string]candor.Fact{"a": fact("a/1", 1)}, map[string]candor.Fact{"a": fact("a/1", candor.UnknownValue("why", candor.Pos{}))}, 0},
	} {
		if got := displaced(c.old, c.now); len(got) != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
