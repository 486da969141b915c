package translog

import (
	"cmp"
	"slices"
	"time"
)

// Window is a span of time: From is in it, To is not. A zero end is the first
// run, or the last one, which is then in it.
type Window struct{ From, To time.Time }

// Coverage is what a log says of a window. It says nothing of the time between
// two runs.
type Coverage struct {
	From, To    time.Time // the window as it was looked at; it never reaches beyond now
	Runs        []Entry   // those in the window
	First, Last time.Time // of the runs; zero without any
	Gap         Gap       // the longest time without a run
	Gaps        []Gap     // all of them, in their order
	Missing     []string  // days of the window without a run, in UTC
	Whole       int       // runs in which every claim held
	Tools       []string  // versions of candor, in the order of their first run
	Passing     int       // runs that ended with 0
	Found       int       // with 1: a finding or a contradiction
	Incomplete  int       // with 3: something could not be read
	Broken      int       // with anything else: no report
	Given       int       // runs whose time the user gave
	NoPack      int       // runs that no pack was made of
	Days        int       // days of the window, in UTC
	DaysRun     int       // of them with a run
	Keys        []string  // ids of the keys, in the order of their first run
	Changes     []Change
	Lapses      []Lapse
}

// Gap is a time without a run.
type Gap struct{ From, To time.Time }

// Length of the gap.
func (g Gap) Length() time.Duration { return g.To.Sub(g.From) }

// Change is a run that was asked for something else than the one before it.
type Change struct {
	Run    int64
	At     string
	Claims bool // the set of claims
	Config bool // candor.yaml
	Asked  bool // the least severity that counts, or what was left out
	Was    int  // number of claims before and after
	Is     int
}

// Lapse is a claim that did not hold in some run of the window.
type Lapse struct {
	Claim    string
	Verdicts []string // in the order of their first run
	Runs     int
	First    int64
	Last     int64
}

// Cover looks at the runs of a window. now ends a window that reaches beyond it.
func Cover(entries []Entry, w Window, now time.Time) *Coverage {
	c := &Coverage{From: w.From, To: w.To}
	if n := len(entries); n > 0 {
		if c.From.IsZero() {
			c.From = entries[0].Time()
		}
		if c.To.IsZero() {
			c.To = entries[n-1].Time()
		}
	}
	if c.To.After(now) {
		c.To = now
	}
	if c.To.Before(c.From) {
		c.To = c.From
	}
	last, lapsed, days := c.From, make(map[string]int), make(map[string]bool)
	var before *Entry
	for i := range entries {
		e := &entries[i]
		at := e.Time()
		// Without an end that was asked for, the last run is the end, and in the window.
		if in := !at.Before(c.From) && (at.Before(c.To) || at.Equal(c.To) && w.To.IsZero()); !in {
			if at.Before(c.From) && e.Reason == "" {
				before = e
			}
			continue
		}
		c.count(e)
		c.change(before, e)
		c.lapse(lapsed, e)
		c.gap(last, at)
		days[at.Format(time.DateOnly)] = true
		last = at
		if e.Reason == "" { // of a run without a report nothing is known
			before = e
		}
		c.Runs = append(c.Runs, *e)
	}
	c.gap(last, c.To)
	c.DaysRun = len(days)
	for d := c.From.UTC().Truncate(24 * time.Hour); d.Before(c.To) && c.Days < maxDays; d = d.AddDate(0, 0, 1) {
		c.Days++
		if name := d.Format(time.DateOnly); !days[name] {
			c.Missing = append(c.Missing, name)
		}
	}
	c.Days = max(c.Days, c.DaysRun)
	if n := len(c.Runs); n > 0 {
		c.First, c.Last = c.Runs[0].Time(), c.Runs[n-1].Time()
	}
	slices.SortStableFunc(c.Lapses, func(a, b Lapse) int { return cmp.Or(b.Runs-a.Runs, cmp.Compare(a.Claim, b.Claim)) })
	return c
}

// maxDays bounds a window: nobody asks for three hundred years.
const maxDays = 100_000

func (c *Coverage) count(e *Entry) {
	switch e.Exit {
	case 0:
		c.Passing++
	case 1:
		c.Found++
	case 3:
		c.Incomplete++
	default:
		c.Broken++
	}
	if len(e.Open) == 0 && e.Reason == "" {
		c.Whole++
	}
	if !slices.Contains(c.Tools, e.Tool) {
		c.Tools = append(c.Tools, e.Tool)
	}
	if e.Clock != "system" {
		c.Given++
	}
	if e.Manifest == "" {
		c.NoPack++
	}
	if !slices.Contains(c.Keys, e.Key) {
		c.Keys = append(c.Keys, e.Key)
	}
}

func (c *Coverage) change(before, e *Entry) {
	if before == nil || e.Reason != "" {
		return
	}
	x := Change{
		Run: e.Run, At: e.At, Claims: before.ClaimSet != e.ClaimSet, Config: before.Config != e.Config,
		Asked: before.FailOn != e.FailOn || !slices.Equal(before.Skip, e.Skip), Was: total(before), Is: total(e),
	}
	if x.Claims || x.Config || x.Asked {
		c.Changes = append(c.Changes, x)
	}
}

func total(e *Entry) int {
	n := 0
	for _, x := range e.Claims {
		n += x
	}
	return n
}

func (c *Coverage) lapse(at map[string]int, e *Entry) {
	for claim, verdict := range e.Open {
		i, ok := at[claim]
		if !ok {
			i = len(c.Lapses)
			at[claim] = i
			c.Lapses = append(c.Lapses, Lapse{Claim: claim, First: e.Run})
		}
		o := &c.Lapses[i]
		o.Runs++
		o.Last = e.Run
		if !slices.Contains(o.Verdicts, verdict) {
			o.Verdicts = append(o.Verdicts, verdict)
		}
	}
}

func (c *Coverage) gap(from, to time.Time) {
	g := Gap{from, to}
	if g.Length() > 0 {
		c.Gaps = append(c.Gaps, g)
	}
	if g.Length() > c.Gap.Length() {
		c.Gap = g
	}
}
