// Package lsp is a server of the Language Server Protocol: it shows in an editor
// what a scan finds in the tree as the editor holds it, saved or not. It judges
// nothing itself; the scan is handed to it.
package lsp

import (
	"context"
	"errors"
	"io"
	"log"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/candor-dev/candor"
)

// Check scans the tree below root with the texts of overlay, by their path, in
// place of the files on disk. It ends early when the context does. An error
// that is a *config.Error is shown where it says.
type Check func(ctx context.Context, root string, overlay map[string][]byte) (*candor.Report, error)

// Options of a server.
type Options struct {
	Check Check
	// Rules are those of the program, with their examples. The rules of a tree's
	// own are taken from its report.
	Rules    []candor.Rule
	Controls []Control
	Schema   []byte // JSON schema of candor.yaml
	// Delay is how long after an edit a scan begins; the next edit ends it.
	Delay time.Duration
	Log   io.Writer // for what is wrong with the connection; nil drops it
	Now   func() time.Time
	// New reports whether a file is new, so that nobody can have applied it: it
	// was never committed. nil says it of none.
	New func(ctx context.Context, root, path string) bool
}

// Control is one that candor.yaml may name.
type Control struct{ ID, Title string }

// ErrNoShutdown is given when the client leaves without saying so.
var ErrNoShutdown = errors.New("the client went away without a shutdown request")

// Serve speaks with one client until it leaves or the context ends.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	ctx, stop := context.WithCancel(ctx)
	s := &server{Options: o, ctx: ctx, enc: utf16Units, files: make(map[string]*document), left: make(chan struct{})}
	conn := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(stream, codec{}), s,
		jsonrpc2.SetLogger(log.New(o.Log, "candor lsp: ", 0)))
	select {
	case <-conn.DisconnectNotify():
	case <-s.left:
	case <-ctx.Done():
	}
	stop()
	s.mu.Lock()
	for _, t := range s.trees {
		t.stop()
	}
	down := s.down
	s.mu.Unlock()
	s.work.Wait()
	_ = conn.Close() // the client is gone, or is told so by this
	if !down {
		return ErrNoShutdown
	}
	return nil
}

// server is what is known of one client.
type server struct {
	Options
	ctx  context.Context
	work sync.WaitGroup // scans under way
	left chan struct{}  // closed by exit

	mu     sync.Mutex
	conn   *jsonrpc2.Conn
	enc    encoding
	client initializeParams
	want   settings
	ready  bool // initialize was answered
	down   bool // shutdown was asked for
	trees  []*tree
	files  map[string]*document // by URI: those that are open
}

// document is an open file.
type document struct {
	uri     string
	version int
	text    string
	tree    *tree  // nil where no folder holds it
	path    string // in its tree
}
