package postgres

import (
	"fmt"
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/evidence"
)

// KindProbe is the fact that a probe gives: one for each table, role and command.
const KindProbe = "sql.probe"

// Evidence puts facts about the database, and what could not be read of it,
// into a facts file. The file holds no tree: it is added to the reading of one.
//
// The facts have no path, since no file says so; their source is
// postgres://HOST:PORT/DATABASE. A claim whose rules name a part of the tree
// (over: db/**) is therefore not about them, one without `over` is about both
// the migrations and the database, and `over: postgres://**` is about live
// databases alone.
func (s *Snapshot) Evidence(facts []candor.Fact, kinds []string, took time.Duration, now time.Time) *evidence.File {
	in := collector.NewInput(&collector.Collector{ID: ID, Version: Version, Kinds: kinds, Wants: func(string) bool { return false }}, &collector.Tree{}, now)
	from := candor.Provenance{
		Collector: ID, Version: Version, Source: s.Origin.Source, At: now,
		Call: &candor.Call{
			Operation: "read the system catalog", Identity: s.Origin.User,
			Params: map[string]string{"database": s.Origin.Database, "server": "Postgres " + s.Origin.Server, "tls": s.Origin.TLS},
		},
	}
	add := func(f candor.Fact) {
		f.From = from
		if f.Kind == KindProbe {
			call := *from.Call
			call.Operation = "probe as two made-up tenants, rolled back"
			f.From.Call = &call
		}
		f.At = candor.Location{Resource: s.Origin.Source + " " + f.Subject}
		in.Emit(f)
	}
	for _, f := range facts {
		add(f)
	}
	run := candor.Run{ID: ID, Version: Version, State: candor.Ran, Kinds: kinds, Seconds: took.Round(time.Millisecond).Seconds(), At: now}
	for _, g := range s.Gaps {
		for _, k := range g.Kinds {
			if slices.Contains(kinds, k) {
				add(candor.Fact{Kind: k, Subject: g.What, State: g.State, Reason: g.Reason})
			}
		}
	}
	if n := len(s.Gaps); n > 0 {
		run.State, run.Reason = candor.Partial, s.Gaps[0].Reason
		if n > 1 {
			run.Reason = fmt.Sprintf("%s; and %d more", run.Reason, n-1)
		}
	}
	out := in.Facts()
	run.Facts = len(out)
	return &evidence.File{
		Header: evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: s.Origin.Source, At: now},
		Runs:   []candor.Run{run}, Facts: out,
	}
}

// Facts are the sightings, one fact each, in the shape of sql.access.
func (p *Probe) Facts() []candor.Fact {
	out := make([]candor.Fact, 0, len(p.Sightings))
	for _, s := range p.Sightings {
		f := candor.Fact{
			Kind: KindProbe, Subject: s.Table.String() + "/" + s.Role + "/" + s.Command, State: candor.Observed,
			Value: map[string]any{
				"table": s.Table.String(), "schema": s.Table.Schema, "role": s.Role, "command": s.Command,
				"outcome": string(s.Outcome), "reason": s.Reason, "loose": anys(s.Loose), "untold": anys(s.Untold),
			},
		}
		out = append(out, f)
	}
	return out
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
