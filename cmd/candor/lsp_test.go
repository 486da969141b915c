package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/lsp"
	"github.com/candor-dev/candor/internal/scan"
)

// editor is a client of the server that knows the protocol and nothing of candor.
type editor struct {
	t    *testing.T
	dir  string
	conn net.Conn
	in   chan map[string]any
	id   int
	seen map[string][]string // by path: "line code" of what stands at the editor
	done chan error
}

// edits starts a server on a folder and opens it.
func edits(t *testing.T, dir string) *editor {
	t.Helper()
	rules, err := scan.Rules(nil, true)
	if err != nil {
		t.Fatal(err)
	}
	cat, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	o := lsp.Options{Check: editorCheck(nil), Rules: rules, Schema: config.Schema(), Delay: 10 * time.Millisecond, New: neverCommitted}
	for _, c := range cat.Controls {
		o.Controls = append(o.Controls, lsp.Control{ID: c.ID, Title: c.Title})
	}
	here, there := net.Pipe()
	e := &editor{t: t, dir: dir, conn: here, in: make(chan map[string]any, 1000), seen: make(map[string][]string), done: make(chan error, 1)}
	go func() { e.done <- lsp.Serve(context.Background(), there, o) }()
	go e.listen()
	e.ask("initialize", map[string]any{
		"rootUri": e.uri(""), "capabilities": map[string]any{"textDocument": map[string]any{"publishDiagnostics": map[string]any{"relatedInformation": true, "versionSupport": true}}},
	})
	e.tell("initialized", map[string]any{})
	return e
}

func (e *editor) listen() {
	r := bufio.NewReader(e.conn)
	for {
		n := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				close(e.in)
				return
			}
			if v, ok := strings.CutPrefix(strings.TrimSpace(line), "Content-Length: "); ok {
				n, _ = strconv.Atoi(v)
			}
			if strings.TrimSpace(line) == "" {
				break
			}
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil {
			close(e.in)
			return
		}
		m := make(map[string]any)
		if err := json.Unmarshal(b, &m); err != nil {
			panic(err)
		}
		e.in <- m
	}
}

func (e *editor) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(e.dir, name))}).String()
}

func (e *editor) send(m map[string]any) {
	e.t.Helper()
	m["jsonrpc"] = "2.0"
	b, err := json.Marshal(m)
	if err != nil {
		e.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(e.conn, "Content-Length: %d\r\n\r\n%s", len(b), b); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) tell(method string, params any) {
	e.t.Helper()
	e.send(map[string]any{"method": method, "params": params})
}

// ask sends a request and gives the result; diagnostics that come before it are kept.
func (e *editor) ask(method string, params any) any {
	e.t.Helper()
	e.id++
	e.send(map[string]any{"id": e.id, "method": method, "params": params})
	for {
		m := e.next()
		if m["id"] == float64(e.id) {
			if m["error"] != nil {
				e.t.Fatalf("%s: %v", method, m["error"])
			}
			return m["result"]
		}
	}
}

func (e *editor) next() map[string]any {
	e.t.Helper()
	select {
	case m, ok := <-e.in:
		if !ok {
			e.t.Fatal("the server went away")
		}
		if m["method"] == "textDocument/publishDiagnostics" {
			p := m["params"].(map[string]any)
			u, err := url.Parse(p["uri"].(string))
			if err != nil {
				e.t.Fatal(err)
			}
			name, err := filepath.Rel(e.dir, filepath.FromSlash(u.Path))
			if err != nil {
				e.t.Fatal(err)
			}
			name = filepath.ToSlash(name)
			delete(e.seen, name)
			for _, d := range p["diagnostics"].([]any) {
				d := d.(map[string]any)
				line := d["range"].(map[string]any)["start"].(map[string]any)["line"].(float64)
				e.seen[name] = append(e.seen[name], fmt.Sprintf("%d %v", int(line)+1, d["code"]))
			}
		}
		return m
	case <-time.After(20 * time.Second):
		e.t.Fatalf("nothing came; at the editor stands\n%s", e.shown())
		return nil
	}
}

// shown is everything that stands at the editor.
func (e *editor) shown() string {
	var out []string
	for _, p := range slices.Sorted(maps.Keys(e.seen)) {
		out = append(out, p+": "+strings.Join(e.seen[p], ", "))
	}
	return strings.Join(out, "\n")
}

// wait waits until that stands at the editor, and for nothing else.
func (e *editor) wait(want string) {
	e.t.Helper()
	for e.shown() != want {
		e.next()
	}
}

func (e *editor) open(name, text string) {
	e.t.Helper()
	e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "languageId": "x", "version": 1, "text": text}})
}

func (e *editor) change(name string, version int, changes ...any) {
	e.t.Helper()
	e.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "version": version}, "contentChanges": changes})
}

func (e *editor) close(name string) {
	e.t.Helper()
	e.tell("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": e.uri(name)}})
}

func (e *editor) leave() {
	e.t.Helper()
	e.ask("shutdown", nil)
	e.tell("exit", nil)
	select {
	case err := <-e.done:
		if err != nil {
			e.t.Error(err)
		}
	case <-time.After(20 * time.Second):
		e.t.Error("the server did not end")
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const (
	bare    = "create table public.notes (organization_id bigint);\n"
	covered = "create table public.invites (\n  organization_id bigint not null\n);\nalter table public.invites enable row level security;\nalter table public.invites force row level security;\n" +
		"create policy p on public.invites using (organization_id = current_setting('app.organization_id')::bigint);\n"
	both = "1 rls/table-without-rls, 1 rls/tenant-isolation"
)

// A migration is broken, mended and closed; nothing is left behind at any point.
func TestEditor(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "db/migrations/001.sql", covered)
	e := edits(t, dir)
	// On disk all is well; what is typed and not saved is judged.
	e.open("db/migrations/002.sql", bare)
	e.wait("db/migrations/002.sql: " + both)
	e.change("db/migrations/002.sql", 2, map[string]any{"text": strings.Replace(bare, "table", "tabel", 1)})
	e.wait("db/migrations/002.sql: 1 unread")
	e.change("db/migrations/002.sql", 3, map[string]any{
		"range": map[string]any{"start": map[string]any{"line": 0, "character": 7}, "end": map[string]any{"line": 0, "character": 12}}, "text": "table"})
	e.wait("db/migrations/002.sql: " + both)
	// An edit of one file lays a table bare that another one made; that it makes the
	// policy there do nothing is said in the other one, which is not open.
	e.change("db/migrations/002.sql", 4, map[string]any{"text": "alter table public.invites disable row level security;\n"})
	e.wait("db/migrations/001.sql: 6 rls/inert-policy\ndb/migrations/002.sql: " + both)
	e.change("db/migrations/002.sql", 5, map[string]any{"text": "select 1;\n"})
	e.wait("")
	// Closed without saving, the file is as it is on disk: not there.
	e.change("db/migrations/002.sql", 6, map[string]any{"text": bare})
	e.wait("db/migrations/002.sql: " + both)
	e.close("db/migrations/002.sql")
	e.wait("")
	// What stands on disk stays when its file is closed, and goes with the file.
	put(t, dir, "db/migrations/003.sql", bare)
	e.open("db/migrations/003.sql", bare)
	e.wait("db/migrations/003.sql: " + both)
	e.close("db/migrations/003.sql")
	if err := os.Remove(filepath.Join(dir, "db", "migrations", "003.sql")); err != nil {
		t.Fatal(err)
	}
	e.tell("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": e.uri("db/migrations/003.sql"), "type": 3}}})
	e.wait("")
	e.leave()
}

// While candor.yaml is wrong its problems are shown, and the other files are
// judged by what it said last.
func TestEditorConfig(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "db/migrations/001.sql", bare)
	const good = "claims:\n  - id: rls\n    text: Every table has row-level security.\n    rules: [rls/table-without-rls]\n"
	put(t, dir, "candor.yaml", good)
	e := edits(t, dir)
	e.wait("candor.yaml: 2 claim\ndb/migrations/001.sql: " + both)
	e.open("candor.yaml", good)
	e.change("candor.yaml", 2, map[string]any{"text": strings.Replace(good, "rules:", "ruels:", 1)})
	e.wait("candor.yaml: 4 config\ndb/migrations/001.sql: " + both)
	e.change("candor.yaml", 3, map[string]any{"text": good + "waivers:\n  - {rule: rls/table-without-rls, subject: public.notes, reason: empty, owner: ana, expires: 2026-01-01}\n"})
	e.wait("candor.yaml: 2 claim, 6 config\ndb/migrations/001.sql: " + both)
	e.close("candor.yaml")
	e.wait("candor.yaml: 2 claim\ndb/migrations/001.sql: " + both)
	e.leave()
}

// labels are those of a completion at the caret "|" of a text in candor.yaml.
func (e *editor) labels(name, text string) []string {
	e.t.Helper()
	before, after, _ := strings.Cut(text, "|")
	e.change(name, 9, map[string]any{"text": before + after})
	line := strings.Count(before, "\n")
	got := e.ask("textDocument/completion", map[string]any{
		"textDocument": map[string]any{"uri": e.uri(name)},
		"position":     map[string]any{"line": line, "character": len(before) - strings.LastIndexByte(before, '\n') - 1},
	})
	var out []string
	for _, it := range got.([]any) {
		out = append(out, it.(map[string]any)["label"].(string))
	}
	return out
}

func (e *editor) hover(name string, line, char int) string {
	e.t.Helper()
	h, _ := e.ask("textDocument/hover", map[string]any{
		"textDocument": map[string]any{"uri": e.uri(name)}, "position": map[string]any{"line": line, "character": char},
	}).(map[string]any)
	if h == nil {
		return ""
	}
	return h["contents"].(map[string]any)["value"].(string)
}

func TestEditorNames(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "db/migrations/001.sql", covered)
	const text = "claims:\n  - id: rls\n    text: Every table has row-level security.\n    controls: [tenant-isolation]\n    rules: [rls/table-without-rls]\n"
	put(t, dir, "candor.yaml", text)
	e := edits(t, dir)
	e.open("candor.yaml", text)
	e.open("db/migrations/002.sql", "-- candor:ignore rls/\n")
	for _, c := range []struct{ text, has, hasNot string }{
		{"claims:\n  - id: x\n    rules: [rls/|", "rls/table-without-rls", "claims/attestation"},
		{"claims:\n  - id: x\n    rules:\n      - |", "rls/table-without-rls", "team"},
		{"claims:\n  - id: x\n    controls: [ten|", "tenant-isolation", "rls/table-without-rls"},
		{"claims:\n  - id: x\n    st|", "status", "waivers"},
		{"claims:\n  - id: x\n    status: |", "roadmap", "status"},
		{"claims:\n  - id: x\n    rules:\n      - rule: tls/minimum-version\n        with:\n          |", "min", "rule"},
		{"wai|", "waivers", "rule"},
		{"team:\n  solo: |", "true", "solo"},
	} {
		got := e.labels("candor.yaml", c.text)
		if !slices.Contains(got, c.has) || slices.Contains(got, c.hasNot) {
			t.Errorf("%q: %v, want %s and not %s", c.text, got, c.has, c.hasNot)
		}
	}
	if got := e.labels("db/migrations/002.sql", "-- candor:ignore rls/|"); !slices.Contains(got, "rls/table-without-rls") {
		t.Errorf("behind candor:ignore: %v", got)
	}
	e.change("candor.yaml", 10, map[string]any{"text": text})
	e.wait("db/migrations/002.sql: 1 config")
	for _, c := range []struct {
		line, char int
		want       string
	}{
		{4, 14, "**Mend it:**"}, {3, 18, "control `tenant-isolation`"}, {1, 10, "verified"}, {2, 5, "The sentence as it is published"}, {0, 0, ""},
	} {
		if got := e.hover("candor.yaml", c.line, c.char); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("hover at %d:%d: %q, want %q", c.line, c.char, got, c.want)
		}
	}
	e.leave()
}

// act applies the one action whose title begins so, at a line, and gives the text.
func (e *editor) act(name, text string, line int, title string) string {
	e.t.Helper()
	at := map[string]any{"line": line, "character": 8}
	var titles []string
	for _, a := range e.ask("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": e.uri(name)}, "range": map[string]any{"start": at, "end": at}, "context": map[string]any{"diagnostics": []any{}},
	}).([]any) {
		a := a.(map[string]any)
		titles = append(titles, a["title"].(string))
		if title == "" || !strings.HasPrefix(a["title"].(string), title) {
			continue
		}
		edit := a["edit"].(map[string]any)["changes"].(map[string]any)[e.uri(name)].([]any)[0].(map[string]any)
		where := func(which string) int {
			p := edit["range"].(map[string]any)[which].(map[string]any)
			n := 0
			for range int(p["line"].(float64)) {
				n += strings.IndexByte(text[n:], '\n') + 1
			}
			return n + int(p["character"].(float64))
		}
		return text[:where("start")] + edit["newText"].(string) + text[where("end"):]
	}
	if title != "" {
		e.t.Fatalf("no action %q among %q", title, titles)
	}
	return strings.Join(titles, "|")
}

func TestEditorActions(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		c := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Skipf("git %v: %v %s", args, err, out)
		}
	}
	put(t, dir, "db/migrations/001.sql", covered)
	git("init", "-q")
	git("add", "-A")
	git("commit", "-qm", "a")
	e := edits(t, dir)
	const name = "db/migrations/002.sql"
	e.open(name, bare)
	e.wait(name + ": " + both)
	// What the fix writes mends what it says.
	text := e.act(name, bare, 0, "Switch row-level security on for public.notes")
	if want := bare[:len(bare)-1] + "\nalter table public.notes enable row level security;\n"; text != want {
		t.Errorf("%q, want %q", text, want)
	}
	e.change(name, 2, map[string]any{"text": text})
	e.wait(name + ": 1 rls/table-without-policy, 1 rls/tenant-isolation")
	// A waiver waives nothing until somebody gives the reason.
	e.change(name, 3, map[string]any{"text": bare})
	e.wait(name + ": " + both)
	text = e.act(name, bare, 0, "Accept rls/table-without-rls")
	e.change(name, 4, map[string]any{"text": text})
	e.wait(name + ": 1 config, 2 rls/table-without-rls, 2 rls/tenant-isolation")
	e.change(name, 5, map[string]any{"text": strings.Replace(text, " \n", " one tenant alone\n", 1)})
	e.wait(name + ": 2 rls/tenant-isolation")
	// A migration that was committed may have been applied: no edit of it.
	e.change(name, 6, map[string]any{"text": ""})
	e.open("db/migrations/001.sql", strings.Replace(bare, "notes", "others", 1))
	e.wait("db/migrations/001.sql: " + both)
	if got := e.act("db/migrations/001.sql", "", 0, ""); strings.Contains(got, "Switch") || !strings.Contains(got, "Accept") {
		t.Errorf("offered for a committed migration: %s", got)
	}
	e.close("db/migrations/001.sql")
	// A misspelt key.
	const wrong = "claims:\n  - id: x\n    txet: X.\n    rules: [rls/table-without-rls]\n"
	e.open("candor.yaml", wrong)
	e.wait("candor.yaml: 2 config, 3 config")
	right := e.act("candor.yaml", wrong, 2, "Write text")
	if right != strings.Replace(wrong, "txet", "text", 1) {
		t.Errorf("%q", right)
	}
	e.change("candor.yaml", 2, map[string]any{"text": right})
	e.wait("")
	e.leave()
}
