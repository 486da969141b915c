package effects

import (
	"reflect"
	"strings"
	"testing"
)

const lockText = lockHead +
	"m/store.(Store).Close mutation verb=update model=deals\n" +
	"m/store.(Store).Find none\n" +
	"m/trail.(Log).Write audit verb=insert model=audit_log how=goroutine,logged\n"

func TestLockRoundTrip(t *testing.T) {
	l, err := ReadLock("candor.lock", []byte(lockText))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(l.Bytes()); got != lockText {
		t.Errorf("got\n%s\nwant\n%s", got, lockText)
	}
	es, ok := l.Of("m/trail.(Log).Write")
	want := LockEntry{Method: "m/trail.(Log).Write", Kind: Audit, Verb: "insert", Model: "audit_log", How: []string{"goroutine", "logged"}, Line: 7}
	if !ok || len(es) != 1 || !reflect.DeepEqual(es[0], want) {
		t.Errorf("got %+v", es)
	}
	if _, ok := l.Of("m/store.(Store).Gone"); ok {
		t.Error("a method that is not in the lock is known")
	}
}

func TestReadLockErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "candor.lock:1: not a lock of version 1",
		"# words\nversion 2\n":         "candor.lock:2: not a lock of version 1",
		"version 1\nm.(I).F\n":         "candor.lock:2: an entry is a method and what it does",
		"version 1\nm.(I).F kills\n":   `"kills" is nothing that a method does`,
		"version 1\nm.(I).F none x=y":  `"x=y" is not known here`,
		strings.Repeat("x", 100<<10):   "candor.lock: ",
		"version 1\n<<<<<<< HEAD\nm\n": "candor.lock:2: ",
	} {
		if _, err := ReadLock("candor.lock", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: got %v, want %s", text, err, want)
		}
	}
}

func FuzzReadLock(f *testing.F) {
	f.Add(lockText)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ReadLock("candor.lock", []byte(text))
		if err != nil {
			return
		}
		again, err := ReadLock("candor.lock", l.Bytes())
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, l.Bytes())
		}
		if d := l.Diff(again); len(d) > 0 {
			t.Errorf("writing changed it: %+v", d)
		}
	})
}

// A program with one interface that two types implement: one writes, one
// records in a goroutine whose error is logged.
func lockProgram() *Program {
	return &Program{
		Modules: []string{"m", "m/sub"}, Packages: []string{"m/a", "m/store"},
		Functions: []Function{
			{Symbol: "m/a.Do", Calls: []Call{{Callee: "m/store.(Store).Close@a.go:3:4", Interface: true}, {Callee: "m/store.(Store).Find", Interface: true}, {Callee: "m/store.(Store).Lost", Interface: true}, {Callee: "m/sub/x.(I).Other", Interface: true}}},
			{Symbol: "m/store.(*rows).Close", Effects: []Effect{{Kind: Mutation, Verb: "update", Model: "deals", Flow: Flow{Defer: true}}}, Calls: []Call{{Callee: "m/store.note", Flow: Flow{Go: true}}}},
			{Symbol: "m/store.note", Effects: []Effect{{Kind: Audit, Symbol: "m/trail.Write", Flow: Flow{Logged: true}}}, Calls: []Call{{Callee: "m/store.note"}}},
			{Symbol: "m/store.(*rows).Find", Effects: []Effect{{Kind: Read}}},
			{Symbol: "m/sub/x.(T).Other"},
		},
		Links: []Link{
			{From: "m/store.(Store).Close@a.go:3:4", To: "m/store.(*rows).Close", By: "vta"}, {From: "m/store.(Store).Close", To: "m/store.(*rows).Close", By: "vta"},
			{From: "m/store.(Store).Find", To: "m/store.(*rows).Find", By: "vta"}, {From: "m/sub/x.(I).Other", To: "m/sub/x.(T).Other", By: "vta"},
		},
	}
}

func TestInferLock(t *testing.T) {
	l := InferLock(lockProgram(), "m", []string{"m", "m/sub"})
	want := lockHead + "m/store.(Store).Close audit how=goroutine,logged\n" +
		"m/store.(Store).Close mutation verb=update model=deals\n" +
		"m/store.(Store).Find none\n"
	if got := string(l.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if sub := InferLock(lockProgram(), "m/sub", []string{"m", "m/sub"}); len(sub.Entries) != 1 || sub.Entries[0].Method != "m/sub/x.(I).Other" {
		t.Errorf("the module below: %+v", sub.Entries)
	}
}

func TestDiff(t *testing.T) {
	now := InferLock(lockProgram(), "m", []string{"m"})
	old, err := ReadLock("candor.lock", []byte("version 1\nm/store.(Store).Close none\nm/store.(Store).Find none\nm/sub/x.(I).Other none\n"))
	if err != nil {
		t.Fatal(err)
	}
	old.Entries = old.Entries[:2]
	now.Entries = now.Entries[:3]
	var got []string
	for _, d := range old.Diff(now) {
		sign := "-"
		if d.New {
			sign = "+"
		}
		got = append(got, sign+Short(d.Entry.Method)+" "+d.Entry.Describe())
	}
	want := "+store.(Store).Close writes an audit record (goroutine, logged)|+store.(Store).Close changes deals (update)|-store.(Store).Close does nothing that matters"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if d := now.Diff(now); len(d) > 0 {
		t.Errorf("a lock differs from itself: %+v", d)
	}
}

// A lock resolves only what nothing else does.
func TestApply(t *testing.T) {
	l, err := ReadLock("candor.lock", []byte(lockText))
	if err != nil {
		t.Fatal(err)
	}
	p := &Program{
		Functions: []Function{{Symbol: "m/a.Do", Calls: []Call{
			{Callee: "m/store.(Store).Close", Interface: true}, {Callee: "m/trail.(Log).Write", Interface: true}, {Callee: "m/other.(I).F", Interface: true},
		}}},
		Links: []Link{{From: "m/store.(Store).Close", To: "m/store.(*rows).Close", By: "vta"}},
	}
	l.Apply(p)
	if len(p.Links) != 2 || p.Links[1].By != LockBy || p.Links[1].From != "m/trail.(Log).Write" {
		t.Fatalf("links: %+v", p.Links)
	}
	f := p.Functions[len(p.Functions)-1]
	if f.Symbol != p.Links[1].To || len(f.Effects) != 1 || !f.Effects[0].Go || !f.Effects[0].Logged || f.Effects[0].Kind != Audit || f.Pos.Line != 7 {
		t.Errorf("the function in its place: %+v", f)
	}
}
