// Package pgparse reads SQL by the grammar of Postgres itself: without cgo, as
// WebAssembly, or natively where it is built with cgo and the tag candor_cgo.
package pgparse

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
)

// MaxStatement is the most text that one call may hold, in bytes.
const MaxStatement = 64 << 20

// keepIdle bounds the instances that wait for work, and keepMemory the memory
// (in bytes) of one that is worth keeping: it grows with the text and never shrinks.
const (
	keepIdle   = 8
	keepMemory = 128 << 20
)

// Error is a syntax error of Postgres.
type Error struct {
	Message string
	Offset  int // byte offset into the text where Postgres stopped, -1 when it does not say
}

func (e *Error) Error() string { return e.Message }

// Parser parses SQL. It starts nothing until the first call, and may be used by
// several goroutines at once. The zero value is ready and keeps the compiled
// grammar in CacheDir.
type Parser struct {
	// Dir overrides CacheDir; "-" keeps nothing on disk.
	Dir string

	mu     sync.Mutex
	state  *state
	closed bool
}

// state lies behind the Parser so that it can be released when the Parser is gone.
type state struct {
	once sync.Once
	err  error
	eng  *engine

	mu   sync.Mutex
	idle []*instance
	done bool
}

var errClosed = errors.New("the SQL parser is closed")

// New returns a parser that releases its memory when it is closed or no longer reachable.
func New() *Parser { return &Parser{} }

// Parse returns the statements of the text. The offsets in the tree are bytes.
// What Postgres would refuse is an *Error; any other error means that the
// parser itself failed and says nothing about the text.
func (p *Parser) Parse(ctx context.Context, sql string) (*pg_query.ParseResult, error) {
	b, err := p.query(ctx, parseLayout, sql)
	if err != nil {
		return nil, err
	}
	tree := &pg_query.ParseResult{}
	if err := (proto.UnmarshalOptions{RecursionLimit: 100_000}).Unmarshal(b, tree); err != nil {
		return nil, fmt.Errorf("read the syntax tree: %w", err)
	}
	return tree, nil
}

// ParsePLpgSQL returns the tree of one CREATE FUNCTION or DO statement in
// PL/pgSQL as JSON, in the form that libpg_query gives it.
func (p *Parser) ParsePLpgSQL(ctx context.Context, statement string) ([]byte, error) {
	return p.query(ctx, plpgsqlLayout, statement)
}

// Close releases the memory. Later calls fail.
func (p *Parser) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.state != nil {
		p.state.close()
	}
}

func (p *Parser) query(ctx context.Context, l layout, sql string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(sql) > MaxStatement {
		return nil, fmt.Errorf("too large to parse: %d MiB, the limit is %d MiB", len(sql)>>20, MaxStatement>>20)
	}
	if i := strings.IndexByte(sql, 0); i >= 0 {
		return nil, &Error{Message: "a zero byte in the text", Offset: i}
	}
	if p.isClosed() {
		return nil, errClosed
	}
	if out, ok, err := native(l, sql); ok {
		return out, err
	}
	st, err := p.start()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(p)
	in, err := st.take()
	if err != nil {
		return nil, err
	}
	out, err := in.query(l, sql)
	var syntax *Error
	if err != nil && !errors.As(err, &syntax) {
		in.close()
		return nil, err
	}
	st.give(in)
	return out, err
}

func (p *Parser) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

func (p *Parser) start() (*state, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errClosed
	}
	if p.state == nil {
		p.state = &state{}
		runtime.AddCleanup(p, func(s *state) { s.close() }, p.state)
	}
	st, dir := p.state, p.Dir
	p.mu.Unlock()
	st.once.Do(func() {
		switch dir {
		case "":
			dir = CacheDir()
		case "-":
			dir = ""
		}
		st.eng, st.err = newEngine(dir)
	})
	return st, st.err
}

func (s *state) take() (*instance, error) {
	s.mu.Lock()
	if s.done {
		s.mu.Unlock()
		return nil, errClosed
	}
	if n := len(s.idle); n > 0 {
		in := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return in, nil
	}
	s.mu.Unlock()
	return s.eng.instantiate()
}

func (s *state) give(in *instance) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done || len(s.idle) >= keepIdle || in.size() > keepMemory {
		in.close()
		return
	}
	s.idle = append(s.idle, in)
}

func (s *state) close() {
	s.once.Do(func() { s.err = errClosed })
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return
	}
	s.done = true
	for _, in := range s.idle {
		in.close()
	}
	s.idle = nil
	if s.eng != nil {
		s.eng.close()
	}
}

// CacheDir is where the compiled parser is kept between runs (13 MB), or "" when
// the machine names no cache folder for the user. Whoever can write there can
// run code as the user; it is made for the user alone.
func CacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "candor", "wasm")
}
