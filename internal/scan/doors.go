package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/effects"
)

// WriteDoors writes the doors of the Go code with what was found behind each,
// as CSV.
func (o *Outcome) WriteDoors(w io.Writer) error { return effects.WriteCSV(w, o.doors) }

// canGiveDoors refuses doors where the Go code will not be read: a facts file
// holds what was judged of them and not the doors.
func (s *state) canGiveDoors(context.Context) error {
	switch {
	case !s.Doors:
		return nil
	case slices.Contains(s.Skip, goRun):
		return &UsageError{errors.New("doors can't be listed without the Go checks; leave out --skip go")}
	case s.fromFile || s.ran(goRun):
		return &UsageError{errors.New("a facts file holds no doors, only what was judged of them; list them on the tree, without --evidence")}
	}
	return nil
}

// aboutDoors fills in what the doors of a program give beside results: the
// list of them, a proposal for candor.yaml and words to the user.
func (s *state) aboutDoors(c *collected, out *analyzers.Outcome, o *effects.Options) {
	if err := o.Validate(); err != nil {
		c.file.Notices = append(c.file.Notices, candor.Notice{Severity: candor.Bad, Message: "go: " + err.Error(), At: s.configAt()})
	}
	if out.Program == nil {
		return
	}
	c.doors = out.Doors
	for _, u := range effects.Unused(out.Program.Doors, *o) {
		n := candor.Notice{
			Severity: candor.Warning, Message: fmt.Sprintf("go.%s names %s, and no door that was found is called so", u.Key, u.Pattern),
			Hint: "candor check --doors FILE.csv lists the doors as they are named here", At: s.configAt(),
		}
		if u.Key == effects.KeyExempt {
			n.At = s.config.Go.Exempt[u.Index].At
		}
		c.file.Notices = append(c.file.Notices, n)
	}
	unsettled := len(out.Program.Doors) > 0 && !o.Settled()
	if !unsettled && !s.Doors {
		return
	}
	p := effects.Propose(out.Program)
	if !p.Empty() {
		c.proposal = p.YAML()
	}
	if message := found(&p, out.Doors, &s.config.Go); unsettled && message != "" {
		c.file.Notices = append(c.file.Notices, candor.Notice{
			Severity: candor.Note, Message: message, At: s.configAt(),
			Hint: "candor check --propose prints the lines for candor.yaml; read them before you take them over",
		})
	}
}

// found is what a first run found of the trail and of guards, in one sentence;
// "" for nothing.
func found(p *effects.Proposal, doors []effects.DoorVerdict, c *config.Go) string {
	writes := 0
	for i := range doors {
		if doors[i].Scope && doors[i].OwnWrite() != nil {
			writes++
		}
	}
	m := fmt.Sprintf("%d doors of the Go code write data, and candor.yaml does not say what records it: ", writes)
	if writes == 1 {
		m = "1 door of the Go code writes data, and candor.yaml does not say what records it: "
	}
	trail := slices.Concat(p.Audit, p.Wrappers)
	switch {
	case len(trail) > 0:
		return m + fmt.Sprintf("%s, on the way of %d doors, looks like it", effects.Short(trail[0].Symbol), trail[0].Doors)
	case len(p.Tables) > 0:
		return m + "the table " + effects.List(p.Tables) + " looks like it"
	case len(p.Guards) > 0 && len(c.Guards) == 0:
		return m + fmt.Sprintf("nothing looks like it; %s, on the way of %d doors, looks like a guard", effects.Short(p.Guards[0].Symbol), p.Guards[0].Doors)
	}
	return ""
}

// configAt is the place of candor.yaml, none if there is no such file.
func (s *state) configAt() candor.Location {
	if s.config.Path == "" {
		return candor.Location{}
	}
	return candor.Location{Path: s.config.Path, Line: 1}
}
