package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// score counts the labels of one group.
type score struct {
	labels, unpinned, found, said, unknown, failed int
}

func (s *score) add(j judgement) {
	s.labels++
	want, got := j.label.expected == "unpinned", j.says == "unpinned"
	if want {
		s.unpinned++
	}
	if got {
		s.said++
	}
	if want && got {
		s.found++
	}
	if j.says == "unknown" {
		s.unknown++
	}
	if j.err != nil {
		s.failed++
	}
}

func ratio(a, b int) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(a)/float64(b))
}

func (s *score) line(name string) string {
	return fmt.Sprintf("%s\t%d\t%d\t%d\t%s\t%s\t%d\t%d\n", name, s.labels, s.unpinned, s.said, ratio(s.found, s.unpinned), ratio(s.found, s.said), s.unknown, s.failed)
}

func print(out io.Writer, js []judgement, all bool) {
	groups := map[string]*score{}
	var names []string
	total, undisputed := &score{}, &score{}
	for _, j := range js {
		name := j.label.ecosystem + "\t" + j.label.level
		if groups[name] == nil {
			groups[name] = &score{}
			names = append(names, name)
		}
		groups[name].add(j)
		total.add(j)
		if j.disputed == "" {
			undisputed.add(j)
		}
	}
	slices.Sort(names)
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprint(w, "ecosystem\tlevel\tlabels\tunpinned\tcalled unpinned\trecall\tprecision\tunknown\tnot judged\n")
	for _, n := range names {
		fmt.Fprint(w, groups[n].line(n))
	}
	fmt.Fprint(w, total.line("all\t"))
	if undisputed.labels < total.labels {
		fmt.Fprint(w, undisputed.line("undisputed\t"))
	}
	w.Flush() // the writer below reports its own errors
	for _, j := range js {
		if !all && j.err == nil && j.says == j.label.expected {
			continue
		}
		l := j.label
		at := l.path
		if l.from > 0 {
			at = fmt.Sprintf("%s:%d", l.path, l.from)
		}
		fmt.Fprintf(out, "\n%s: %s (%s, %s)\n  expected %s, candor says %s\n", at, l.what, l.ecosystem, l.level, l.expected, j.says)
		if j.disputed != "" {
			fmt.Fprintf(out, "  disputed: %s\n", j.disputed)
		}
		if j.err != nil {
			fmt.Fprintf(out, "  %v\n", j.err)
		}
		if l.expected == "unpinned" && strings.HasPrefix(l.what, "file: ") {
			fmt.Fprintf(out, "  %d failures\n", j.fails)
		}
		for _, s := range j.why[:min(6, len(j.why))] {
			fmt.Fprintf(out, "  %s\n", s)
		}
	}
}
