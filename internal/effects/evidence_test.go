package effects

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

const service = `
modules m
packages m/api m/svc m/audit m/mw
door POST /members m/api.Invite < m/mw.RequireRole(admin)
door PUT /members/{id} m/api.Change < m/mw.RequireRole(admin)
door DELETE /members/{id} m/api.Remove < m/mw.RequireRole(admin)
door POST /login m/api.Login
door POST /notes m/api.Note
fn m/api.Invite: write members; call m/audit.Record
fn m/api.Change: write members; call m/audit.Record
fn m/api.Remove: write members; call m/audit.Record
fn m/api.Login: write sessions
fn m/api.Note: write members; write notes
fn m/audit.Record: trail audit_events
`

func TestModels(t *testing.T) {
	var got []string
	for _, m := range Models(Reach(parse(t, service), Options{})) {
		got = append(got, m.Model, strings.Repeat("a", len(m.Audited))+strings.Repeat("b", len(m.Bare)))
	}
	if want := []string{"members", "aaab", "notes", "b", "sessions", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPropose(t *testing.T) {
	p := Propose(parse(t, service))
	want := `go:
  audit:
    - "m/audit.Record" # on the way of 3 doors; writes audit_events
  guards:
    - "m/mw.RequireRole" # on the way of 3 doors; by its name
  audit_tables: # added to is audited, changed or deleted is a finding
    - "audit_events"
  public: # doors without a guard that look meant to be open; read each
    - "POST /login"
`
	if got := p.YAML(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Nothing writes a table: only names are left, and builders are none.
func TestProposeByName(t *testing.T) {
	p := Propose(parse(t, `
door POST /a m/api.A
door POST /b m/api.B
door POST /c m/api.C
fn m/api.A: call m/audit.(*Record).AddMeta; call m/audit.(*Log).LogRecord
fn m/api.B: call m/audit.(*Record).AddMeta; call m/audit.(*Log).LogRecord
fn m/api.C: call m/audit.(*Record).AddMeta; call m/audit.(*Log).LogRecord
fn m/audit.(*Log).LogRecord:
`))
	if len(p.Audit) != 1 || p.Audit[0].Symbol != "m/audit.(*Log).LogRecord" || p.Audit[0].Doors != 3 {
		t.Errorf("got %+v", p.Audit)
	}
}

func TestWriteCSV(t *testing.T) {
	prog := parse(t, service)
	prog.Doors[0].Path = "=1+1"
	var b bytes.Buffer
	if err := WriteCSV(&b, Reach(prog, Options{})); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := []string{"http", "POST", "'=1+1", "test", "api.Invite", "routes.go:4", "yes", "audited", "synchronous", "helper", "members", "1",
		"api.Invite -> INSERT members", "api.Invite -> audit.Record -> INSERT audit_events", "mw.RequireRole (by its name)", "", "", "", ""}
	if !slices.Equal(rows[1], want) {
		t.Errorf("got  %q\nwant %q", rows[1], want)
	}
}

func TestTrail(t *testing.T) {
	p := parse(t, "fn m.A: trail audit_log; write audit_log delete; write t; write u unread; write v text")
	var got []string
	for _, x := range Trail(p, Options{}) {
		got = append(got, string(x.Kind)+" "+x.Reason)
	}
	if want := []string{"audit ", "tamper ", "mutation it is put together at run time"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestValidateAndUnused(t *testing.T) {
	o := Options{
		Wrappers: []WrapperRule{{}, {Routes: []string{"("}}}, Public: []string{"GET /healthz", "/gone"},
		Exempt: []Exemption{{Door: "POST /members"}},
	}
	err := o.Validate()
	for _, want := range []string{"neither func nor routes", "no regular expression", "door, reason and owner are required"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	prog := parse(t, service+"door GET /healthz m/api.H")
	if got := Unused(prog.Doors, o); !slices.Equal(got, []Unnamed{{KeyPublic, "/gone", 1}}) {
		t.Errorf("got %v", got)
	}
}

func TestMatchDoor(t *testing.T) {
	d := Door{Kind: HTTP, Methods: []string{"POST", "OPTIONS"}, Path: "/v1/events/{id}", Handler: "m/api.A"}
	for pattern, want := range map[string]bool{
		"POST /v1/events/{id}": true, "post /v1/events/{id}": true, "/v1/events/{id}": true, "/v1/**": true, "POST /v1/**": true, "m/api.A": true,
		"* /v1/**": true, "/v1/events": false, "GET /v1/events/{id}": false, "/v1/*": false, "": false,
	} {
		if got := MatchDoor(pattern, &d); got != want {
			t.Errorf("%q: %v", pattern, got)
		}
	}
	both := Door{Kind: HTTP, Methods: []string{"POST", "DELETE"}, Path: "/a"}
	if MatchDoor("POST /a", &both) || !MatchDoor("POST,DELETE /a", &both) {
		t.Error("an exemption of one method must not cover the other")
	}
	job := Door{Kind: Job, Path: "purge"}
	if !MatchDoor("job purge", &job) || MatchDoor("/**", &job) {
		t.Error("jobs are named by their name")
	}
}

func TestNames(t *testing.T) {
	for model, want := range map[string]bool{
		"audit": true, "audit_log": true, "public.audit_events": true, "AuditLog": true, "activity_logs": true, "event_log": true, "member_audit": true,
		"audits": false, "audit_plans": false, "events": false, "logs": false, "": false, "auditors": false,
	} {
		if got := (&Options{}).auditTable(model); got != want {
			t.Errorf("%q: %v", model, got)
		}
	}
	for s, want := range map[Symbol]string{
		"example.com/x/internal/store.(*Store).Insert": "store.(*Store).Insert", "example.com/x/v2.F": "x.F", "m/p.F$1": "p.F$1", "lib/a#b": "a.b", "F": "F",
	} {
		if got := Short(s); got != want {
			t.Errorf("%s: %s", s, got)
		}
	}
	if Symbol("m/p.(*T).M$2").Outer() != "m/p.(*T).M" || Symbol("m/p.(*T).M").Outer() != "m/p.(*T).M" {
		t.Error("the outermost function of a literal")
	}
	for _, c := range []struct {
		pattern string
		s       Symbol
		want    bool
	}{
		{"audit.Record", "example.com/x/audit.Record", true}, {"example.com/x/audit.Record", "example.com/x/audit.Record", true},
		{"m/s.(*T).*", "m/s.(*T).Put", true}, {"m/s.(*T).Put", "m/s.(*U).Put", false}, {"*.Audit*", "m/x.AuditAll", true}, {"dit.Record", "m/audit.Record", false},
	} {
		if got := matchSymbol(c.pattern, c.s); got != c.want {
			t.Errorf("%s, %s: %v", c.pattern, c.s, got)
		}
	}
}

// Whatever a front end gives, the engine ends and does not panic.
func TestReachOnNonsense(t *testing.T) {
	for _, p := range []*Program{
		{}, {Doors: []Door{{}}}, {Functions: []Function{{}, {}}, Doors: []Door{{Wrappers: []Wrapper{{}}}}},
		{Functions: []Function{{Symbol: "$1", Calls: []Call{{Dynamic: true, Callee: "param 1 of "}, {Interface: true}}}}, Doors: []Door{{Handler: "$1"}},
			Links: []Link{{}, {From: "param 1 of ", To: "$1"}}},
	} {
		for _, v := range Reach(p, Options{}) {
			if v.Verdict == Audited || v.Verdict == Unaudited {
				t.Errorf("%+v", v)
			}
		}
		Propose(p)
	}
}
