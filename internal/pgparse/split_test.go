package pgparse

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"only comments", "-- a;\n/* b; */ ;;", nil},
		{"two", "select 1; select 2", []string{"select 1", "select 2"}},
		{"string", "select 'a;''b;'; select 2", []string{"select 'a;''b;'", "select 2"}},
		{"backslash in a plain string", `select 'a\'; select 2`, []string{`select 'a\'`, "select 2"}},
		{"backslash in an escape string", `select e'a\';'; select 2`, []string{`select e'a\';'`, "select 2"}},
		{"quoted name", `select "a;""b"; select 2`, []string{`select "a;""b"`, "select 2"}},
		{"dollar quotes", "select $$a;$b$;$$; select $x$ $$;$x$", []string{"select $$a;$b$;$$", "select $x$ $$;$x$"}},
		{"dollar in a name", "select a$b$ from t; select 2", []string{"select a$b$ from t", "select 2"}},
		{"parameter", "select $1; select $2", []string{"select $1", "select $2"}},
		{"nested comment", "select /* a /* b; */ ; */ 1; select 2", []string{"select /* a /* b; */ ; */ 1", "select 2"}},
		{"comment in front", "-- first\nselect 1;\n-- second\nselect 2;", []string{"select 1", "select 2"}},
		{"rule", "create rule r as on insert to t do (select 1; select 2); select 3", []string{"create rule r as on insert to t do (select 1; select 2)", "select 3"}},
		{"atomic body", "create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3",
			[]string{"create function f() returns int begin atomic select case when true then 1 end; select 2; end", "select 3"}},
		{"drizzle breakpoint", "create table a (id int);\n--> statement-breakpoint\ncreate table b (id int);", []string{"create table a (id int)", "create table b (id int)"}},
		{"psql command", "\\connect db\nselect 1;\n\\echo it's; fine\nselect 2;", []string{"select 1", "select 2"}},
		{"psql sends", "select 'drop' \\gexec\nselect 2;", []string{"select 'drop'", "select 2"}},
		{"copy data", "copy t from stdin;\n1\tit's;\n\\.\nselect 2;", []string{"copy t from stdin", "select 2"}},
		{"copy data without end", "copy t from stdin;\n1\n2", []string{"copy t from stdin"}},
		{"copy from a file", "copy t from '/tmp/x'; select 2;", []string{"copy t from '/tmp/x'", "select 2"}},
		{"open string", "select 'a; select 2;", []string{"select 'a; select 2;"}},
		{"open dollar quote", "select 1; do $$ begin; end", []string{"select 1", "do $$ begin; end"}},
		{"open comment", "select 1; /* select 2;", []string{"select 1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Split(tt.text)
			var got []string
			for _, sp := range s.Stmts {
				got = append(got, tt.text[sp.Start:sp.End])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Split (-want +got):\n%s", diff)
			}
			if len(s.Text) != len(tt.text) || strings.Count(s.Text, "\n") != strings.Count(tt.text, "\n") {
				t.Error("the text changed its length or its lines")
			}
		})
	}
}

func TestStatementsOfABrokenFile(t *testing.T) {
	p := New()
	defer p.Close()
	text := "create table é (id int);\ncreat table b (id int);\nselect 'ü'; create table c (\n id int,\n);\n-- note\ndrop table d;"
	stmts, broken, err := p.Statements(context.Background(), Split(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range stmts {
		got = append(got, text[s.Start:s.End])
	}
	want := []string{"create table é (id int)", "select 'ü'", "drop table d"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	if c := stmts[0].Node.GetCreateStmt(); c == nil || text[int(c.Relation.Location)+stmts[0].Base:][:2] != "é" {
		t.Errorf("the location inside the first statement is off: %v", c)
	}
	lines := NewLines(text)
	var at [][2]int
	for _, b := range broken {
		l1, _ := lines.Pos(b.Start)
		l2, _ := lines.Pos(b.Offset)
		at = append(at, [2]int{l1, l2})
	}
	if diff := cmp.Diff([][2]int{{2, 2}, {3, 5}}, at); diff != "" {
		t.Errorf("broken statements start and stop at (-want +got):\n%s", diff)
	}
}

func TestStatementsLeavesDataAlone(t *testing.T) {
	p := New()
	defer p.Close()
	text := "insert into t values " + strings.Repeat("('no sql', ]),", 2000) + ";\ndrop table d;"
	stmts, broken, err := p.Statements(context.Background(), Split(text))
	if err != nil || len(broken) > 0 || len(stmts) != 1 || stmts[0].Node.GetDropStmt() == nil {
		t.Errorf("got %d statements, %d broken, %v", len(stmts), len(broken), err)
	}
}

func TestLines(t *testing.T) {
	l := NewLines("ab\nüx\n\nend")
	for _, tt := range []struct{ offset, line, col int }{
		{0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {5, 2, 2}, {6, 2, 3}, {7, 3, 1}, {8, 4, 1}, {11, 4, 4}, {99, 4, 4}, {-1, 1, 1},
	} {
		if line, col := l.Pos(tt.offset); line != tt.line || col != tt.col {
			t.Errorf("Pos(%d) = %d:%d, want %d:%d", tt.offset, line, col, tt.line, tt.col)
		}
	}
	if got := l.Offset(2); got != 3 {
		t.Errorf("Offset(2) = %d, want 3", got)
	}
}

// FuzzSplit holds the splitter to the parser: a text that Postgres accepts has
// the same statements by both, and no text makes either panic.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"select 1; select 2", "select $a$;$a$", "select e'\\';'", "create rule r as on insert to t do (select 1; select 2)",
		"/* /* */ ; */ select 1", "copy t from stdin;\n1\n\\.\n", "do $$ begin end $$", "\\connect x\nselect 1",
		"create function f() returns int begin atomic select 1; end", "select U&\"a;\", x'1f', 1.5e3, $1::int[]",
	} {
		f.Add(s)
	}
	p := New()
	f.Fuzz(func(t *testing.T, text string) {
		s := Split(text)
		if len(s.Text) != len(text) {
			t.Fatal("the text changed its length")
		}
		end := 0
		for _, sp := range s.Stmts {
			if sp.Start < end || sp.End <= sp.Start || sp.End > len(text) {
				t.Fatalf("span %v after %d of %d", sp, end, len(text))
			}
			end = sp.End
		}
		tree, err := p.Parse(context.Background(), s.Text)
		if err != nil || len(s.Commands) > 0 {
			return
		}
		if len(tree.Stmts) != len(s.Stmts) {
			t.Errorf("Postgres finds %d statements, Split %d in %q", len(tree.Stmts), len(s.Stmts), text)
		}
	})
}
