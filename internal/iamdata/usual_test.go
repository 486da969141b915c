package iamdata

import (
	"slices"
	"strings"
	"testing"
)

// Every one of them is an action of the catalogue that changes something.
func TestUsual(t *testing.T) {
	c := open(t)
	for line := range strings.Lines(strings.TrimSpace(usual)) {
		service, rest, _ := strings.Cut(line, " ")
		for _, name := range strings.Fields(rest) {
			x, err := c.Changes(Asked{Sure: []string{service + ":" + name}, May: []string{service + ":" + name}}, 4)
			if err != nil || len(x.Unknown) > 0 || x.Count != 1 || !slices.Equal(x.First, []string{service + ":" + name}) {
				t.Errorf("%s:%s: %+v, %v", service, name, x, err)
			}
		}
		x, err := c.Changes(Asked{Sure: []string{service + ":*"}, May: []string{service + ":*"}}, 4)
		if err != nil || x.First[0] != service+":"+strings.Fields(rest)[0] {
			t.Errorf("of %s:* the first is %v, %v", service, x.First, err)
		}
	}
	if got := usualOf("nosuch"); got != nil {
		t.Error(got)
	}
}
