package pgparse

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestParseError(t *testing.T) {
	p := New()
	defer p.Close()
	tests := []struct {
		text, message, at string
	}{
		{"select 1; bad", `syntax error at or near "bad"`, "bad"},
		{"select 'ü€𝄞'; bad", `syntax error at or near "bad"`, "bad"},
		{"create table a (", "syntax error at end of input", ""},
		{"select 'open", `unterminated quoted string at or near "'open"`, "'open"},
		{"select $$open", `unterminated dollar-quoted string at or near "$$open"`, "$$open"},
		{"select 1\x00", "a zero byte in the text", "\x00"},
	}
	for _, tt := range tests {
		_, err := p.Parse(context.Background(), tt.text)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v, want a syntax error", tt.text, err)
			continue
		}
		if e.Message != tt.message || tt.text[e.Offset:] != tt.at {
			t.Errorf("%q: %q at %d, want %q before %q", tt.text, e.Message, e.Offset, tt.message, tt.at)
		}
	}
}

func TestParseAfterClose(t *testing.T) {
	p := New()
	if _, err := p.Parse(context.Background(), "select 1"); err != nil {
		t.Fatal(err)
	}
	p.Close()
	p.Close()
	if _, err := p.Parse(context.Background(), "select 1"); err == nil {
		t.Error("a closed parser parses")
	}
	q := New()
	q.Close()
	if _, err := q.Parse(context.Background(), "select 1"); err == nil {
		t.Error("a parser that was closed before its first use parses")
	}
}

func TestParseCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := New()
	if _, err := p.Parse(ctx, "select 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if p.state != nil {
		t.Error("the parser started for nothing")
	}
}

func TestParseAtTheSameTime(t *testing.T) {
	p := New()
	defer p.Close()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			text := strings.Repeat("create table t (id int); ", i+1)
			for range 20 {
				tree, err := p.Parse(context.Background(), text)
				if err != nil || len(tree.Stmts) != i+1 {
					t.Errorf("%v, %d statements, want %d", err, len(tree.GetStmts()), i+1)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestParseDeep holds that nesting without end is an error and nothing worse,
// and that the parser still works after it.
func TestParseDeep(t *testing.T) {
	p := New()
	defer p.Close()
	for _, text := range []string{
		"select " + strings.Repeat("(", 200_000) + "1" + strings.Repeat(")", 200_000),
		"select " + strings.Repeat("not ", 200_000) + "true",
		"select 1" + strings.Repeat(" + 1", 200_000),
	} {
		if _, err := p.Parse(context.Background(), text); err != nil {
			t.Logf("%.40s: %v", text, err)
		}
		if _, err := p.Parse(context.Background(), "select 1"); err != nil {
			t.Fatalf("after %.20q: %v", text, err)
		}
	}
}

func TestCacheFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := &Parser{Dir: filepath.Join(file, "wasm")}
	defer p.Close()
	if _, err := p.Parse(context.Background(), "select 1"); err != nil {
		t.Error(err)
	}
}

func TestParsePLpgSQL(t *testing.T) {
	p := New()
	defer p.Close()
	b, err := p.ParsePLpgSQL(context.Background(), "do $$ begin execute 'select 1'; end $$")
	if err != nil || !strings.Contains(string(b), "PLpgSQL_stmt_dynexecute") {
		t.Errorf("%s, %v", b, err)
	}
	var e *Error
	if _, err := p.ParsePLpgSQL(context.Background(), "do $$ begin if; end $$"); !errors.As(err, &e) {
		t.Errorf("got %v, want a syntax error", err)
	}
}

func BenchmarkParse(b *testing.B) {
	p := New()
	defer p.Close()
	text := strings.Repeat("create table deals (id bigint primary key, org uuid not null);\nalter table deals enable row level security;\n", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := p.Parse(context.Background(), text); err != nil {
			b.Fatal(err)
		}
	}
}
