// Command iac measures the rules on infrastructure against labelled templates:
// recall and precision for each control, and every label that they differ from.
//
//	go run ./internal/measure/iac --labels FILE --repos DIR
//
// FILE is a CSV with the columns repo, commit, path, control, source_check,
// expected and format, and perhaps resource: then the label is about that one
// resource, and else about all of the template. DIR holds clones, bare or not: OWNER+NAME/repo,
// OWNER+NAME or OWNER/NAME. Nothing is fetched.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"time"
)

func main() {
	labels := flag.String("labels", "", "the CSV of labels")
	repos := flag.String("repos", "", "the folder of clones")
	flag.Parse()
	if *labels == "" || *repos == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), *labels, *repos, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "iac:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, labels, repos string, w io.Writer) error {
	rows, err := readLabels(labels)
	if err != nil {
		return err
	}
	peers, err := readPeers(peersCSV)
	if err != nil {
		return err
	}
	disputes, err := readDisputes(disputesCSV)
	if err != nil {
		return err
	}
	j, err := newJudge(time.Now())
	if err != nil {
		return err
	}
	src := newSource(repos)
	tables := make(map[string]*table)
	var misses []string
	left := make(map[string]int)
	for _, r := range rows {
		in, why := peers[plain(r.Check)], ""
		if in == nil {
			in, why = intentOf(r)
		}
		if in == nil {
			left[r.Control+": "+why]++
			continue
		}
		text, err := src.template(ctx, r)
		if err != nil {
			left[r.Control+": "+err.Error()]++
			continue
		}
		for _, reading := range in.readings() {
			got, said, err := j.judge(ctx, r, text, reading)
			if err != nil {
				return fmt.Errorf("%s: %w", r.Path, err)
			}
			name := r.Control + reading.suffix
			t := tables[name]
			if t == nil {
				t = &table{}
				tables[name] = t
			}
			if t.add(r.Expected, got) {
				continue
			}
			note := in.note
			if why := dispute(disputes, r, said); why != "" {
				t.dispute(r.Expected, got)
				note = "disputed: " + why
			}
			misses = append(misses, fmt.Sprintf("%s\n  %s %s %s\n  label %s, %s says %s%s%s", name, r.Check, r.Path, r.Resource, r.Expected, reading.rule, got, said, explained(note)))
		}
	}
	report(w, tables, left, misses)
	return nil
}

func explained(note string) string {
	if note == "" {
		return ""
	}
	return "\n  " + note
}

// table counts the labels of one control by what was expected and what came.
type table struct {
	fails, found, failsUnknown    int // labelled fail
	passes, agreed, passesUnknown int // labelled pass
	alarms                        int // labelled pass, judged fail
	missed, alarmed               int // of the above, labels that are disputed
}

// dispute counts a difference whose label is not followed.
func (t *table) dispute(expected, got string) {
	switch {
	case expected == "fail":
		t.missed++
	case got == "fail":
		t.alarmed++
	}
}

// add counts one label and reports whether the rules agree with it.
func (t *table) add(expected, got string) bool {
	silent := got == "unknown" || got == "none"
	if expected == "fail" {
		t.fails++
		if got == "fail" {
			t.found++
		}
		if silent {
			t.failsUnknown++
		}
		return got == "fail"
	}
	t.passes++
	switch {
	case got == "pass":
		t.agreed++
	case got == "fail":
		t.alarms++
	case silent:
		t.passesUnknown++
	}
	return got == "pass"
}

func report(w io.Writer, tables map[string]*table, left map[string]int, misses []string) {
	fmt.Fprintf(w, "%-44s %5s %5s %5s %6s  %5s %5s %5s %5s %6s  %6s %6s\n", "control", "fail", "found", "open", "recall", "pass", "same", "open", "alarm", "prec.", "rec.*", "prec.*")
	for _, name := range sorted(tables) {
		t := tables[name]
		fmt.Fprintf(w, "%-44s %5d %5d %5d %6s  %5d %5d %5d %5d %6s  %6s %6s\n", name, t.fails, t.found, t.failsUnknown, share(t.found, t.fails),
			t.passes, t.agreed, t.passesUnknown, t.alarms, share(t.found, t.found+t.alarms),
			share(t.found, t.fails-t.missed), share(t.found, t.found+t.alarms-t.alarmed))
	}
	fmt.Fprintln(w, "\nopen: unknown, or no subject of the rule in the template; *: without the labels that are disputed below")
	if len(left) > 0 {
		fmt.Fprintln(w, "\nleft out:")
		for _, k := range sorted(left) {
			fmt.Fprintf(w, "%5d  %s\n", left[k], k)
		}
	}
	fmt.Fprintf(w, "\n%d differences:\n\n", len(misses))
	for _, m := range misses {
		fmt.Fprintln(w, m)
	}
}

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(n)/float64(of))
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
