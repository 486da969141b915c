//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/cloudformation"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/terraform"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/policies"
)

// today is the time of every run, so that all judge the same.
var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// staged is the CPU time of each stage.
type staged struct {
	files, templates                        int
	bytes                                   int64
	read, parse, resolve, compile, evaluate time.Duration
	facts                                   []candor.Fact
	results                                 int
}

// stages runs one stage after the other, each over all files. What the reader
// of templates does besides reading and parsing is resolving: functions,
// parameters and the making of facts.
func stages(ctx context.Context, dir string, runs int) (*staged, error) {
	s := &staged{}
	texts := make(map[string][]byte)
	var err error
	s.read, err = least(runs, func() error {
		tree, err := collector.Walk(ctx, os.DirFS(dir), nil)
		if err != nil {
			return err
		}
		s.files, s.bytes = 0, 0
		for _, f := range tree.Files {
			if !cloudformation.New().Wants(f.Path) && !terraform.New().Wants(f.Path) {
				continue
			}
			if b, err := f.Read(); err == nil {
				texts[f.Path] = b
				s.files++
				s.bytes += int64(len(b))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.parse, err = least(runs, func() error {
		s.templates = 0
		for _, b := range texts {
			if !bytes.Contains(b, []byte("AWS::")) {
				continue
			}
			s.templates++
			iac.ParseYAML(b) //nolint:errcheck // a broken template costs time, too
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	collect, err := least(runs, func() error {
		s.facts = s.facts[:0]
		tree, err := collector.Walk(ctx, os.DirFS(dir), nil)
		if err != nil {
			return err
		}
		for _, c := range []*collector.Collector{cloudformation.New(), terraform.New()} {
			in := collector.NewInput(c, tree, today)
			if err := c.Collect(ctx, in); err != nil {
				return fmt.Errorf("%s: %w", c.ID, err)
			}
			s.facts = append(s.facts, in.Facts()...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.resolve = collect - s.read - s.parse
	var engine *policies.Engine
	judge := func() error {
		rs, failures, err := engine.Eval(ctx, s.facts, nil, today)
		s.results = len(rs)
		if err == nil && len(failures) > 0 {
			err = failures[0]
		}
		return err
	}
	first, err := least(runs, func() (err error) {
		if engine, err = policies.Load(policies.Options{}); err != nil {
			return err
		}
		return judge()
	})
	if err != nil {
		return nil, err
	}
	if s.evaluate, err = least(runs, judge); err != nil {
		return nil, err
	}
	s.compile = first - s.evaluate
	return s, nil
}

func (s *staged) print(w io.Writer) {
	fmt.Fprintf(w, "%d files, %.2f MB, %d templates, %d facts, %d results\n\n", s.files, float64(s.bytes)/1e6, s.templates, len(s.facts), s.results)
	for _, x := range []struct {
		name string
		d    time.Duration
	}{{"read", s.read}, {"parse", s.parse}, {"resolve", s.resolve}, {"compile the rules", s.compile}, {"evaluate", s.evaluate}} {
		fmt.Fprintf(w, "%-20s %6d ms\n", x.name, x.d.Milliseconds())
	}
}
