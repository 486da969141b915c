package policies

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

// readExamples reads the examples beside a rule. A user's rule may have none.
func readExamples(fsys fs.FS, name string) ([]candor.Example, error) {
	b, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read examples: %w", err)
	}
	var doc struct {
		Examples []struct {
			Name    string
			Outcome string
			With    map[string]any
			Files   map[string]string
			Facts   []struct {
				Kind, Subject string
				State, Reason string // "" is observed
				Path          string // of its place, where a rule looks at it
				Value         map[string]any
			}
			Expect []struct {
				Subject, Outcome, Path string
				Line                   int
			}
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out []candor.Example
	for _, d := range doc.Examples {
		ex := candor.Example{Name: d.Name, Files: d.Files, With: d.With}
		if err := ex.Outcome.UnmarshalText([]byte(d.Outcome)); err != nil {
			return nil, fmt.Errorf("%s: example %q: %w", name, d.Name, err)
		}
		for _, f := range d.Facts {
			fact := candor.Fact{Kind: f.Kind, Subject: f.Subject, State: candor.Observed, Reason: f.Reason, At: candor.Location{Path: f.Path, Resource: f.Subject}}
			if f.State != "" {
				if err := fact.State.UnmarshalText([]byte(f.State)); err != nil {
					return nil, fmt.Errorf("%s: example %q: %w", name, d.Name, err)
				}
			}
			if f.Value != nil {
				fact.Value = f.Value
			}
			ex.Facts = append(ex.Facts, fact)
		}
		for _, x := range d.Expect {
			want := candor.Expected{Subject: x.Subject, Path: x.Path, Line: x.Line}
			if err := want.Outcome.UnmarshalText([]byte(x.Outcome)); err != nil {
				return nil, fmt.Errorf("%s: example %q: %w", name, d.Name, err)
			}
			ex.Expect = append(ex.Expect, want)
		}
		out = append(out, ex)
	}
	return out, nil
}
