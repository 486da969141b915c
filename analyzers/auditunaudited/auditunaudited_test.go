package auditunaudited

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// program has a door for each table that is given; "+" in front of it: with an
// audit record.
func program(tables ...string) *effects.Program {
	p := new(effects.Program)
	for i, t := range tables {
		model := strings.TrimPrefix(t, "+")
		pos := effects.Pos{File: "a.go", Line: i + 1}
		f := effects.Function{Symbol: effects.Symbol(fmt.Sprint("m/api.F", i)), Effects: []effects.Effect{
			{Kind: effects.Mutation, Symbol: "db.Exec", What: "INSERT " + model, Model: model, Verb: "insert", Pos: pos},
		}}
		if t != model {
			f.Effects = append(f.Effects, effects.Effect{Kind: effects.Audit, Symbol: "db.Exec", What: "INSERT audit_log", Model: "audit_log", Pos: pos})
		}
		p.Functions = append(p.Functions, f)
		p.Doors = append(p.Doors, effects.Door{Kind: effects.HTTP, Methods: []string{"POST"}, Path: fmt.Sprint("/", i), Handler: f.Symbol, Pos: pos})
	}
	return p
}

func TestWithoutConfiguration(t *testing.T) {
	for _, c := range []struct {
		name, tables string
		want         candor.Outcome // of the last door
		message      string
	}{
		{"nothing is audited: one question of scope", "a b c", candor.Unknown, "a question of scope"},
		{"the same table is audited elsewhere", "+a b a", candor.Fail, "a is audited on 1 of the 2 doors that write it"},
		{"another table is", "+a b", candor.Unknown, "a question of scope"},
		{"most doors are audited", "+a +b +c d", candor.Fail, "POST /3 writes d (api.F3 -> INSERT d) and no audit record is written on the way"},
		{"audited", "b +a", candor.Pass, "POST /1 writes a, and an audit record before the answer (api.F1 -> INSERT audit_log); nobody named the trail, its table is named like one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := run(t, program(strings.Fields(c.tables)...), effects.Options{})
			last := all[len(all)-1]
			if last.Outcome != c.want || !strings.Contains(last.Message, c.message) {
				t.Errorf("got %s %s", last.Outcome, last.Message)
			}
		})
	}
}

func TestWithConfiguration(t *testing.T) {
	for _, s := range run(t, program("a", "b"), effects.Options{Audits: []string{"m/audit.Record"}}) {
		if s.Outcome != candor.Fail || len(s.Related) != 2 {
			t.Errorf("got %s %s, %d related places", s.Outcome, s.Message, len(s.Related))
		}
	}
}

func TestPopulation(t *testing.T) {
	p := program("a", "+b", "c", "d")
	p.Doors[2].Kind, p.Doors[2].Methods, p.Doors[2].Path = effects.Job, nil, "nightly"
	p.Doors[3].Methods = []string{"GET"}
	var got []string
	for _, s := range run(t, p, effects.Options{Exempt: []effects.Exemption{{Door: "POST /0", Reason: "telemetry", Owner: "ana"}}}) {
		got = append(got, s.Outcome.String()+": "+s.Message)
	}
	want := "not_applicable: POST /0 writes a and is exempt: telemetry (ana)\n" +
		"pass: POST /1 writes b, and an audit record before the answer (api.F1 -> INSERT audit_log); nobody named the trail, its table is named like one\n" +
		"not_applicable: job nightly is a job: nobody acts through it, and jobs are not in scope"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

func run(t *testing.T, p *effects.Program, o effects.Options) []check.ProgramSubject {
	t.Helper()
	all, err := New().Run(p, check.Prepare(p, o))
	if err != nil {
		t.Fatal(err)
	}
	return all
}
