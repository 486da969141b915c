//go:build candor_cgo && cgo

package pgparse

import (
	"context"
	"errors"
	"strings"
	"testing"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// TestNativeDeep gives the compiled C as deep a tree as it is ever given: were
// the limit too high, the test would end the process.
func TestNativeDeep(t *testing.T) {
	fill := func(before, open, middle, shut, after string) string {
		n := (maxNative - len(before) - len(middle) - len(after)) / (len(open) + len(shut))
		return before + strings.Repeat(open, n) + middle + strings.Repeat(shut, n) + after
	}
	for _, text := range []string{
		fill("select ", "(", "1", ")", ""),
		fill("select ", "- ", "1", "", ""),
		fill("select ", "not ", "true", "", ""),
		fill("select 1", "+1", "", "", ""),
		fill("select 1", "||1", "", "", ""),
		fill("select ", "(select ", "1", ")", ""),
		fill("select 1 where 1 in ", "(select 1 where 1 in ", "(1)", ")", ""),
		fill("select * from ", "(select * from ", "t", ")a", ""),
		fill("select ", "array[", "1", "]", ""),
		fill("select ", "f(", "1", ")", ""),
		fill("select ", "case when ", "1", " then 1 end", ""),
		fill("select 1", "::a", "", "", ""),
		fill("select 1", " union select 1", "", "", ""),
		fill("select 1 from a", " join a on b", "", "", ""),
		fill("select ", "row(", "1", ")", ""),
		fill("", "with a as (", "select 1", ") select 1", ""),
		fill("select 1", " is null", "", "", ""),
		fill("select 1", " at time zone 1", "", "", ""),
	} {
		if n := longest(text); n > maxNative || n < maxNative-40 {
			t.Fatalf("%.30q: %d bytes", text, n)
		}
		p := New()
		_, err := p.Parse(context.Background(), text)
		if p.state != nil {
			t.Errorf("%.30q did not go to the C", text)
		}
		var syntax *Error
		if err != nil && !errors.As(err, &syntax) {
			t.Logf("%.30q: %v", text, err)
		}
		p.Close()
	}
	for _, text := range []string{
		fill("do $$ begin ", "begin ", "null;", " end;", " end $$"),
		fill("do $$ begin ", "if a then ", "null;", " end if;", " end $$"),
		fill("do $$ begin ", "loop ", "null;", " end loop;", " end $$"),
		fill("do $$ begin perform ", "(", "1", ")", "; end $$"),
	} {
		p := New()
		if _, err := p.ParsePLpgSQL(context.Background(), text); err != nil {
			t.Logf("%.30q: %v", text, err)
		}
		p.Close()
	}
}

// told is a tree as text. The places of the values of options are left out: only
// the newer of the two parsers gives them, and nothing reads them.
func told(t *testing.T, l layout, b []byte) string {
	t.Helper()
	if l == plpgsqlLayout {
		return string(b)
	}
	tree := &pg_query.ParseResult{}
	if err := proto.Unmarshal(b, tree); err != nil {
		t.Fatal(err)
	}
	err := protorange.Range(tree.ProtoReflect(), func(p protopath.Values) error {
		if m, ok := p.Index(-1).Value.Interface().(protoreflect.Message); ok {
			if d, ok := m.Interface().(*pg_query.DefElem); ok {
				d.ArgLocation = 0
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree.String()
}

// The two parsers give the same trees, and the same errors at the same place.
func TestNativeAgrees(t *testing.T) {
	wasm, err := newEngine(CacheDir())
	if err != nil {
		t.Fatal(err)
	}
	defer wasm.close()
	in, err := wasm.instantiate()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", "select 1", "create table a (b int); alter table a enable row level security", "select 'ü€𝄞'; bad", "select 'open", "select $$open",
		"create policy p on t using (org = current_setting('a.b')::uuid)", "select 'é' from", "create function f() returns int language sql as 'select 1'",
		"do $$ begin if; end $$", "do $$ begin execute 'select 1'; end $$", "do $$ begin raise 'ü' using; end $$", "\\copy a from b",
	} {
		for _, l := range []layout{parseLayout, plpgsqlLayout} {
			if l == plpgsqlLayout && !strings.HasPrefix(text, "do") {
				continue
			}
			got, ok, gerr := native(l, text)
			want, werr := in.query(l, text)
			var g, w *Error
			if !ok || errors.As(gerr, &g) != errors.As(werr, &w) || g != nil && *g != *w || told(t, l, got) != told(t, l, want) {
				t.Errorf("%s of %q: %q, %v; as WebAssembly %q, %v", l.fn, text, got, gerr, want, werr)
			}
		}
	}
}
