// Package pages reads published pages (Markdown, HTML, plain text) into the
// statements that they make: sentences, list items and table rows, each with the
// headings above it and the badge ("live", "roadmap") beside it.
package pages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

const (
	kindDocument  = "page.document"  // a page as a whole
	kindStatement = "page.statement" // one sentence, list item or heading
	kindRow       = "page.row"       // one row of a table
)

// maxStatements bounds what is taken from one page.
const maxStatements = 3000

// New returns the collector for the pages of those names.
func New(names ...string) *collector.Collector {
	return &collector.Collector{
		ID:      "pages",
		Version: "2",
		Doc:     "published pages: what they state, sentence by sentence",
		Kinds:   []string{kindDocument, kindStatement, kindRow},
		Wants:   func(p string) bool { return slices.Contains(names, p) },
		Collect: collect,
	}
}

func collect(ctx context.Context, in *collector.Input) error {
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindDocument, kindStatement, kindRow)
			continue
		}
		emit(in, f.Path, Read(f.Path, string(src)))
	}
	return nil
}

func emit(in *collector.Input, name string, d *Document) {
	if len(d.Statements) == 0 {
		in.Gap(candor.Error, candor.Location{Path: name, Line: 1}, "the page states nothing that can be read", kindDocument, kindStatement, kindRow)
		return
	}
	sections := make([]any, 0, len(d.Sections))
	for _, s := range d.Sections {
		sections = append(sections, s)
	}
	in.Emit(candor.Fact{
		Kind: kindDocument, Subject: name, State: candor.Observed, At: candor.Location{Path: name, Line: 1},
		Value: map[string]any{
			"statements": len(d.Statements), "rows": len(d.Rows), "sections": sections,
			"today": in.Now().UTC().Format(time.DateOnly),
		},
	})
	if d.Cut {
		in.Gap(candor.Unsupported, candor.Location{Path: name, Line: 1}, fmt.Sprintf("only the first %d statements of the page were read", maxStatements), kindStatement)
	}
	seen := make(map[string]int)
	for i, s := range d.Statements {
		label := fmt.Sprintf("%s:%d: %s", name, s.Line, short(s.Text))
		if seen[label]++; seen[label] > 1 {
			label = fmt.Sprintf("%s (%d)", label, seen[label])
		}
		in.Emit(candor.Fact{
			Kind: kindStatement, Subject: label, State: candor.Observed,
			At: candor.Location{Path: name, Line: s.Line, Col: s.Col, EndLine: s.EndLine},
			Value: map[string]any{
				"i": i, "page": name, "text": s.Text, "low": strings.ToLower(s.Text), "section": s.Section, "block": s.Block,
				"shape": s.Shape, "badge": s.Badge, "short": short(s.Text), "topic": s.Section + " " + s.Lead,
			},
		})
	}
	for _, r := range d.Rows {
		head, cells := make([]any, len(r.Head)), make([]any, len(r.Cells))
		for i, h := range r.Head {
			head[i] = strings.ToLower(h)
		}
		for i, c := range r.Cells {
			cells[i] = c
		}
		in.Emit(candor.Fact{
			Kind: kindRow, Subject: fmt.Sprintf("%s:%d: %s", name, r.Line, short(strings.Join(r.Cells, ", "))), State: candor.Observed,
			At:    candor.Location{Path: name, Line: r.Line},
			Value: map[string]any{"page": name, "head": head, "cells": cells, "section": r.Section, "table": r.Table},
		})
	}
}

// short cuts a text to what fits into a line of a report.
func short(s string) string {
	const most = 70
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most])) + "…"
}
