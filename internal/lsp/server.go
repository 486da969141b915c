package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
)

const (
	codeNotInitialized = -32002
	fullMarkdown       = "markdown"
)

// Handle answers one message. The library calls it for one after the other, so
// that edits keep their order; what takes time runs beside it.
func (s *server) Handle(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	jsonrpc2.HandlerWithError(s.handle).SuppressErrClosed().Handle(ctx, conn, req)
}

func (s *server) handle(_ context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(s.Log, "internal error, please report it: %v\n%s\n", p, debug.Stack())
			err = &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: fmt.Sprintf("internal error in %s, please report it: %v", req.Method, p)}
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = conn
	switch {
	case req.Method == "exit":
		close(s.left)
		return nil, nil
	case req.Method == "initialize" && !s.ready:
		return with(req, s.initialize)
	case !s.ready && req.Notif:
		return nil, nil
	case !s.ready:
		return nil, &jsonrpc2.Error{Code: codeNotInitialized, Message: "initialize comes first"}
	case s.down && !req.Notif:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "the server was shut down"}
	}
	switch req.Method {
	case "initialized":
		s.watch()
		for _, t := range s.trees {
			s.schedule(t, 0)
		}
		return nil, nil
	case "shutdown":
		s.down = true
		for _, t := range s.trees {
			t.stop()
		}
		return nil, nil
	case "textDocument/didOpen":
		return with(req, s.didOpen)
	case "textDocument/didChange":
		return with(req, s.didChange)
	case "textDocument/didSave":
		return with(req, s.didSave)
	case "textDocument/didClose":
		return with(req, s.didClose)
	case "workspace/didChangeWorkspaceFolders":
		return with(req, s.didChangeFolders)
	case "workspace/didChangeWatchedFiles":
		return with(req, s.didChangeFiles)
	case "textDocument/hover":
		return with(req, s.hover)
	case "textDocument/codeAction":
		return with(req, s.actions)
	case "textDocument/completion":
		return with(req, s.complete)
	}
	if req.Notif { // "$/cancelRequest" among them: every answer is quick
		return nil, nil
	}
	return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "this server does not know " + req.Method}
}

// with reads the parameters of a message and answers it.
func with[P any](req *jsonrpc2.Request, answer func(*P) (any, error)) (any, error) {
	var p P
	if req.Params != nil {
		if err := json.Unmarshal(*req.Params, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	return answer(&p)
}

func (s *server) initialize(p *initializeParams) (any, error) {
	s.client, s.ready = *p, true
	s.enc = agree(p.Capabilities.General.PositionEncodings)
	if len(p.Options) > 0 {
		if err := json.Unmarshal(p.Options, &s.want); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: "initializationOptions: " + err.Error()}
		}
	}
	for _, f := range p.WorkspaceFolders {
		s.addTree(f.URI)
	}
	if len(p.WorkspaceFolders) == 0 && p.RootURI != "" {
		s.addTree(p.RootURI)
	} else if len(p.WorkspaceFolders) == 0 && p.RootPath != "" {
		s.addTree(uriOf(p.RootPath))
	}
	type any2 = map[string]any
	return any2{
		"serverInfo": any2{"name": "candor", "version": candor.Version},
		"capabilities": any2{
			"positionEncoding": s.enc,
			"textDocumentSync": any2{"openClose": true, "change": 2, "save": any2{}},
			"hoverProvider":    true,
			"workspace":        any2{"workspaceFolders": any2{"supported": true, "changeNotifications": true}},
		},
	}, nil
}

// watch asks the client to tell of files that change on disk: a checkout, a
// lock that a package manager writes, a file that is deleted.
func (s *server) watch() {
	if !s.client.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		return
	}
	params := map[string]any{"registrations": []any{map[string]any{
		"id": "files", "method": "workspace/didChangeWatchedFiles",
		"registerOptions": map[string]any{"watchers": []any{map[string]any{"globPattern": "**/*"}}},
	}}}
	conn := s.conn
	s.work.Go(func() { // the answer comes through Handle's own goroutine
		if err := conn.Call(s.ctx, "client/registerCapability", params, nil); err != nil && s.ctx.Err() == nil {
			fmt.Fprintln(s.Log, "the client does not watch files:", err)
		}
	})
}

func (s *server) didOpen(p *didOpenParams) (any, error) {
	d := &document{uri: p.TextDocument.URI, version: p.TextDocument.Version, text: p.TextDocument.Text}
	s.place(d)
	if d.tree == nil && len(s.trees) == 0 {
		s.adopt(d)
	}
	s.files[d.uri] = d
	s.schedule(d.tree, 0)
	return nil, nil
}

func (s *server) didChange(p *didChangeParams) (any, error) {
	d := s.files[p.TextDocument.URI]
	if d == nil {
		return nil, fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	d.text = s.enc.apply(d.text, p.ContentChanges)
	if p.TextDocument.Version != nil {
		d.version = *p.TextDocument.Version
	}
	s.schedule(d.tree, s.Delay)
	return nil, nil
}

func (s *server) didSave(p *documentParams) (any, error) {
	if d := s.files[p.TextDocument.URI]; d != nil {
		s.schedule(d.tree, 0)
	}
	return nil, nil
}

// didClose gives the file back to the disk: what the editor did not save is
// gone, and so is what was found in it.
func (s *server) didClose(p *documentParams) (any, error) {
	d := s.files[p.TextDocument.URI]
	if d == nil {
		return nil, nil
	}
	delete(s.files, d.uri)
	s.schedule(d.tree, 0)
	return nil, nil
}

func (s *server) didChangeFiles(p *didChangeFilesParams) (any, error) {
	for _, t := range s.trees {
		for _, c := range p.Changes {
			if rel, ok := t.find(c.URI); ok && !strings.Contains("/"+rel+"/", "/.git/") && !strings.Contains("/"+rel+"/", "/node_modules/") {
				s.schedule(t, s.Delay)
				break
			}
		}
	}
	return nil, nil
}

func (s *server) didChangeFolders(p *didChangeFoldersParams) (any, error) {
	var gone []*tree
	for _, f := range p.Event.Removed {
		for i, t := range s.trees {
			if t.uri == f.URI {
				s.trees = append(s.trees[:i:i], s.trees[i+1:]...)
				gone = append(gone, t)
				break
			}
		}
	}
	for _, f := range p.Event.Added {
		s.addTree(f.URI)
	}
	for _, d := range s.files {
		s.place(d)
	}
	for _, t := range append(gone, s.trees...) {
		t.stop()
	}
	// What stood in a folder that left is taken back before another folder, which
	// may hold the same files, tells of them.
	s.work.Go(func() {
		for _, t := range gone {
			s.clear(t)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, t := range s.trees {
			s.schedule(t, 0)
		}
	})
	return nil, nil
}

// elsewhere reports whether a file of a tree belongs to another folder inside of
// it, which tells of it by its own configuration.
func (s *server) elsewhere(t *tree, p string) bool {
	full := filepath.Join(t.real, filepath.FromSlash(p))
	for _, o := range s.trees {
		if _, in := below(t.real, o.real); in && o != t {
			if _, ok := below(o.real, full); ok {
				return true
			}
		}
	}
	return false
}

// addTree adds a folder of the workspace; one that is no folder of this machine
// is left alone.
func (s *server) addTree(uri string) *tree {
	p, ok := pathOf(uri)
	if !ok {
		fmt.Fprintf(s.Log, "%s is no folder of this machine and is not checked\n", uri)
		return nil
	}
	for _, t := range s.trees {
		if t.real == real(p) {
			return t
		}
	}
	t := &tree{uri: uri, root: p, real: real(p), shown: make(map[string]string), told: make(map[string]string)}
	s.trees = append(s.trees, t)
	return t
}

// place finds the folder that a document belongs to: the innermost.
func (s *server) place(d *document) {
	d.tree, d.path = nil, ""
	for _, t := range s.trees {
		if rel, ok := t.find(d.uri); ok && (d.tree == nil || len(t.root) > len(d.tree.root)) {
			d.tree, d.path = t, rel
		}
	}
}

// adopt makes a tree for a file that was opened without any folder: the nearest
// one above that has a candor.yaml, else a repository's, else the file's own.
func (s *server) adopt(d *document) {
	p, ok := pathOf(d.uri)
	if !ok {
		return
	}
	root := filepath.Dir(p)
search:
	for _, mark := range []string{config.FileName, ".git"} {
		for dir := filepath.Dir(p); ; {
			if _, err := os.Stat(filepath.Join(dir, mark)); err == nil {
				root = dir
				break search
			}
			up := filepath.Dir(dir)
			if up == dir {
				break
			}
			dir = up
		}
	}
	if s.addTree(uriOf(root)) != nil {
		s.place(d)
	}
}
