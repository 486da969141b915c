package scan

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
)

// outcome assembles the report.
func (s *state) outcome() *Outcome {
	r := &candor.Report{
		Tool:    candor.Program(),
		Company: s.config.Company,
		Root:    s.Root, Prefix: s.file.Header.Prefix, Commit: s.file.Header.Commit, Links: s.file.Header.Links, At: s.Now, Config: s.configFile,
		Runs: s.file.Runs, Unread: s.file.Unread,
		Rules: s.rules, Facts: s.file.Facts, Results: s.results, Claims: s.claims, Controls: s.controls,
		Instruments: s.instruments, Answers: s.answers,
		Waivers: s.waivers, Notices: s.notices,
		Incomplete: s.incomplete(), FailOn: s.FailOn,
	}
	r.DayGiven = s.file.Header.DayGiven
	if s.fromFile {
		r.Root = s.file.Header.Root
	}
	src := s.source()
	if !s.fromFile {
		s.file.More = func() []evidence.Line { return linesOf(r, src) }
	}
	return &Outcome{Report: r, Evidence: s.file, Source: src, Proposal: s.proposal, Propose: s.propose, doors: s.doors}
}

// incomplete says why the scan did not see everything that it should have seen.
func (s *state) incomplete() []string {
	var out []string
	looked := false
	for _, r := range s.file.Runs {
		looked = looked || r.Files > 0
		if r.State == candor.Failed {
			out = append(out, fmt.Sprintf("collector %s failed: %s", r.ID, r.Reason))
		}
	}
	// Facts of a live source have no file; an attestation is a thing that was judged.
	looked = looked || slices.ContainsFunc(s.file.Facts, func(f candor.Fact) bool { return f.At.Path != s.configFile.Path }) ||
		slices.ContainsFunc(s.results, func(r candor.Result) bool { return r.Outcome == candor.Pass || r.Outcome == candor.Fail })
	if !looked {
		out = append(out, "nothing to look at: "+s.Root+" holds no source that candor reads")
	}
	seen := make(map[string]bool)
	for i := range s.file.Facts {
		f := &s.file.Facts[i]
		what := f.At.String() + ": " + f.Reason
		if f.State == candor.Error && !seen[what] {
			seen[what] = true
			out = append(out, what)
		}
	}
	for i := range s.rules {
		if why, ok := s.ruleErrors[s.rules[i].ID]; ok {
			out = append(out, fmt.Sprintf("policy %s failed: %s", s.rules[i].ID, why))
		}
	}
	return out
}

// source returns the reader of source lines: from the facts file when that is
// what was judged, else from the tree. Lines are redacted before anyone sees them.
func (s *state) source() func(string, int) (string, bool) {
	recorded := make(map[sourceLine]string, len(s.file.Lines))
	for _, l := range s.file.Lines {
		recorded[sourceLine{l.Path, l.Line}] = l.Text
	}
	secret := veiled(s.file.Facts)
	var mu sync.Mutex
	files := make(map[string][]string)
	mask := s.redactor
	return func(path string, line int) (string, bool) {
		if text, ok := recorded[sourceLine{path, line}]; ok {
			return text, true
		}
		if s.tree == nil {
			return "", false
		}
		mu.Lock()
		defer mu.Unlock()
		lines, ok := files[path]
		if !ok {
			if f := s.tree.File(path); f != nil {
				if b, err := f.Read(); err == nil {
					lines = strings.Split(string(b), "\n")
				}
			}
			files[path] = lines
		}
		if line < 1 || line > len(lines) {
			return "", false
		}
		text := mask.Line(strings.TrimSuffix(lines[line-1], "\r"))
		if secret[sourceLine{path, line}] {
			text = veil(text)
		}
		return text, true
	}
}

// most lines of one finding that a report shows, from its first one on.
const linesOfOne = 8

// linesOf gathers the lines that the findings of a report point at.
func linesOf(r *candor.Report, src func(string, int) (string, bool)) []evidence.Line {
	var out []evidence.Line
	seen := make(map[string]bool)
	add := func(path string, line int) {
		at := candor.Location{Path: path, Line: line}
		if line == 0 || seen[at.String()] {
			return
		}
		seen[at.String()] = true
		if text, ok := src(path, line); ok {
			out = append(out, evidence.Line{Path: path, Line: line, Text: text})
		}
	}
	for i := range r.Results {
		x := &r.Results[i]
		if x.Outcome != candor.Fail {
			continue
		}
		add(x.At.Path, x.At.Line)
		for l := x.At.Line + 1; l <= min(x.At.EndLine, x.At.Line+linesOfOne-1); l++ {
			add(x.At.Path, l)
		}
		for _, l := range x.Related {
			add(l.Path, l.Line)
		}
	}
	return out
}
