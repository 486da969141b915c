package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

// wire is the bare protocol on a connection.
type wire struct {
	t    *testing.T
	conn net.Conn
	in   chan map[string]any
	done chan error
}

func dial(t *testing.T, o Options) *wire {
	t.Helper()
	here, there := net.Pipe()
	w := &wire{t: t, conn: here, in: make(chan map[string]any, 1000), done: make(chan error, 1)}
	go func() { w.done <- Serve(context.Background(), there, o) }()
	go func() {
		defer close(w.in)
		r := bufio.NewReader(here)
		for {
			m := make(map[string]any)
			if err := (codec{}).ReadObject(r, &m); err != nil {
				return
			}
			w.in <- m
		}
	}()
	return w
}

func (w *wire) send(text string) {
	w.t.Helper()
	if err := (codec{}).WriteObject(w.conn, json.RawMessage(text)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) get() map[string]any {
	w.t.Helper()
	select {
	case m := <-w.in:
		return m
	case <-time.After(20 * time.Second):
		w.t.Fatal("nothing came")
		return nil
	}
}

func (w *wire) code(text string) float64 {
	w.t.Helper()
	w.send(text)
	e, _ := w.get()["error"].(map[string]any)
	c, _ := e["code"].(float64)
	return c
}

func TestLifecycle(t *testing.T) {
	check := func(context.Context, string, map[string][]byte) (*candor.Report, error) { return &candor.Report{}, nil }
	w := dial(t, Options{Check: check})
	if c := w.code(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`); c != codeNotInitialized {
		t.Errorf("before initialize: %v", c)
	}
	w.send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{}}`) // dropped, as the protocol asks
	if c := w.code(`{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"capabilities":{"general":{"positionEncodings":["utf-16","utf-32"]}}}}`); c != 0 {
		t.Errorf("initialize: %v", c)
	}
	for text, want := range map[string]float64{
		`{"jsonrpc":"2.0","id":3,"method":"textDocument/rename","params":{}}`:     -32601,
		`{"jsonrpc":"2.0","id":4,"method":"textDocument/hover","params":[1]}`:     -32602,
		`{"jsonrpc":"2.0","id":5,"method":"textDocument/hover"}`:                  0,
		`{"jsonrpc":"2.0","id":6,"method":"textDocument/completion"}`:             0,
		`{"jsonrpc":"2.0","id":7,"method":"textDocument/codeAction"}`:             0,
		`{"jsonrpc":"2.0","id":"text","method":"initialize","params":{}}`:         -32601, // once is enough
		`{"jsonrpc":"2.0","id":8,"method":"workspace/executeCommand","params":1}`: -32601,
	} {
		if c := w.code(text); c != want {
			t.Errorf("%s: %v, want %v", text, c, want)
		}
	}
	w.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`)
	w.send(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///never-opened","version":1},"contentChanges":[]}}`)
	if c := w.code(`{"jsonrpc":"2.0","id":9,"method":"shutdown"}`); c != 0 {
		t.Errorf("shutdown: %v", c)
	}
	if c := w.code(`{"jsonrpc":"2.0","id":10,"method":"textDocument/hover","params":{}}`); c != -32600 {
		t.Errorf("behind shutdown: %v", c)
	}
	w.send(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := <-w.done; err != nil {
		t.Error(err)
	}
	// A client that is gone takes the server with it.
	w = dial(t, Options{Check: check})
	w.conn.Close()
	if err := <-w.done; !errors.Is(err, ErrNoShutdown) {
		t.Errorf("the client went away: %v", err)
	}
	// So does one that does not speak the protocol.
	w = dial(t, Options{Check: check})
	if _, err := io.WriteString(w.conn, "GET / HTTP/1.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := <-w.done; !errors.Is(err, ErrNoShutdown) {
		t.Errorf("another protocol: %v", err)
	}
}

// An edit ends the scan under way, and what that one found is never shown.
func TestNewerEditWins(t *testing.T) {
	var mu sync.Mutex
	ended := 0
	begun := make(chan string, 100)
	check := func(ctx context.Context, _ string, files map[string][]byte) (*candor.Report, error) {
		text := string(files["a.sql"])
		begun <- text
		if strings.HasPrefix(text, "slow") {
			<-ctx.Done()
			mu.Lock()
			ended++
			mu.Unlock()
		}
		return &candor.Report{Results: []candor.Result{{Rule: "a/b", Outcome: candor.Fail, Message: text, At: candor.Location{Path: "a.sql", Line: 1}}}}, nil
	}
	dir := t.TempDir()
	w := dial(t, Options{Check: check})
	w.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"` + uriOf(dir) + `"}}`)
	w.get()
	uri := uriOf(filepath.Join(dir, "a.sql"))
	w.send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","version":1,"text":"slow 1"}}}`)
	for range 5 {
		<-begun
		w.send(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"` + uri + `","version":2},"contentChanges":[{"text":"slow again"}]}}`)
	}
	<-begun
	w.send(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"` + uri + `","version":3},"contentChanges":[{"text":"quick"}]}}`)
	m := w.get()
	ds := m["params"].(map[string]any)["diagnostics"].([]any)
	if len(ds) != 1 || !strings.HasPrefix(ds[0].(map[string]any)["message"].(string), "quick") {
		t.Errorf("shown: %v", m)
	}
	w.send(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
	w.send(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := <-w.done; err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if ended != 6 {
		t.Errorf("%d scans were ended, want 6", ended)
	}
}

// A folder that leaves takes its diagnostics along; a file belongs to the
// innermost folder, and one outside of all is left alone.
func TestFolders(t *testing.T) {
	outer := real(t.TempDir())
	inner := filepath.Join(outer, "inner")
	check := func(_ context.Context, root string, files map[string][]byte) (*candor.Report, error) {
		r := &candor.Report{}
		if filepath.Base(root) != "inner" { // what the inner folder says stands
			files = map[string][]byte{"inner/a.sql": nil}
		}
		for p := range files {
			r.Results = append(r.Results, candor.Result{Rule: "a/b", Outcome: candor.Fail, Message: filepath.Base(root) + " " + p, At: candor.Location{Path: p}})
		}
		return r, nil
	}
	w := dial(t, Options{Check: check})
	w.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"workspaceFolders":[{"uri":"` + uriOf(outer) + `"},{"uri":"` + uriOf(inner) + `"}]}}`)
	w.get()
	w.send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///elsewhere/x.sql","version":1,"text":"x"}}}`)
	uri := uriOf(filepath.Join(inner, "a.sql"))
	w.send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","version":1,"text":"x"}}}`)
	wait := func(want string) {
		t.Helper()
		for {
			p := w.get()["params"].(map[string]any)
			got := ""
			for _, d := range p["diagnostics"].([]any) {
				got += d.(map[string]any)["message"].(string)
			}
			if p["uri"] == uri && got == want {
				return
			}
		}
	}
	wait("inner a.sql")
	w.send(`{"jsonrpc":"2.0","method":"workspace/didChangeWorkspaceFolders","params":{"event":{"removed":[{"uri":"` + uriOf(inner) + `"}],"added":[]}}}`)
	wait(filepath.Base(outer) + " inner/a.sql")
	w.conn.Close()
	<-w.done
}

// A scan that fails says so in candor.yaml, where the folder is set up.
func TestFailedScan(t *testing.T) {
	w := dial(t, Options{Check: func(context.Context, string, map[string][]byte) (*candor.Report, error) { return nil, errors.New("no") }})
	w.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"` + uriOf(t.TempDir()) + `"}}`)
	w.get()
	w.send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	p := w.get()["params"].(map[string]any)
	if u := p["uri"].(string); !strings.HasSuffix(u, "/candor.yaml") {
		t.Errorf("an error without a place stands at %s", u)
	}
	w.conn.Close()
	<-w.done
}

// A collector that fails leaves no place to point at, and is said once.
func TestFailedCollector(t *testing.T) {
	n := 0
	w := dial(t, Options{Check: func(context.Context, string, map[string][]byte) (*candor.Report, error) {
		n++
		return &candor.Report{
			Runs:       []candor.Run{{ID: "sql", State: candor.Failed, Reason: "out of luck"}, {ID: "npm", State: candor.Skipped}},
			Incomplete: []string{"collector sql failed: out of luck", "policy a/b failed: slow"},
			Results:    []candor.Result{{Rule: "a/b", Outcome: candor.Fail, Message: strings.Repeat("x", n), At: candor.Location{Path: "a.sql", Line: 1}}},
		}, nil
	}})
	dir := t.TempDir()
	w.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"` + uriOf(dir) + `"}}`)
	w.get()
	w.send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	w.get() // the finding
	m := w.get()
	if p := m["params"].(map[string]any); m["method"] != "window/showMessage" || p["message"] != "candor could not look at everything:\ncollector sql failed: out of luck\npolicy a/b failed: slow" {
		t.Errorf("said: %v", m)
	}
	w.send(`{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":"` + uriOf(filepath.Join(dir, "a.sql")) + `"}]}}`)
	w.get() // the finding
	w.send(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
	if m := w.get(); m["method"] != nil {
		t.Errorf("said again: %v", m)
	}
	w.conn.Close()
	<-w.done
}
