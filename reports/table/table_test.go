package table

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/term"
)

func sample(width int, st term.Style) Table {
	red := func(s string) string { return st.Paint(s, term.Red) }
	return Table{
		Columns: []Column{{Header: "control_id"}, {Header: "claim", Min: 12}, {Header: "passed", Right: true}, {Header: "why", Min: 12}},
		Width:   width,
		Indent:  2,
		Rows: [][]Cell{
			{{Text: "✗ contradicted", Paint: red}, {Text: "row-level security on every table of every tenant", Sub: "rls · site.md:8", SubPaint: red, MaxLines: 2}, {Text: "17/18"}, {Text: "one table has none, and one is waived until spring"}},
			{{Text: "? unknown"}, {Text: "すべての顧客データは保存時に暗号化されています"}, {Text: "0/2"}, {Text: "denied"}},
			{{Text: "✓ verified"}, {Text: "a|b"}, {Text: "1204/1204"}},
		},
	}
}

func TestTable(t *testing.T) {
	for _, width := range []int{0, 60, 70, 100, 200} {
		var plain, painted strings.Builder
		a, b := sample(width, term.Style{}), sample(width, term.Style{Color: true})
		if err := a.Write(&plain); err != nil {
			t.Fatal(err)
		}
		if err := b.Write(&painted); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimRight(plain.String(), "\n"), "\n")
		coloured := strings.Split(strings.TrimRight(painted.String(), "\n"), "\n")
		if len(lines) != len(coloured) {
			t.Fatalf("width %d: colour changes the number of lines: %d, %d", width, len(lines), len(coloured))
		}
		for i, l := range lines {
			if width > 0 && term.Width(l) > width {
				t.Errorf("width %d: %d cells: %s", width, term.Width(l), l)
			}
			if strings.TrimRight(l, " ") != l || !strings.HasPrefix(l, "  ") {
				t.Errorf("width %d: %q", width, l)
			}
			if term.Width(coloured[i]) != term.Width(l) {
				t.Errorf("width %d: colour changes the layout:\n%s\n%s", width, l, coloured[i])
			}
		}
		if !strings.Contains(lines[0], "control_id") {
			t.Errorf("the header was changed: %s", lines[0])
		}
		end := 0 // numbers end in the same cell
		for _, l := range lines {
			for _, n := range []string{"17/18", "0/2", "1204/1204", "passed"} {
				if i := strings.Index(l, n); i >= 0 {
					if e := term.Width(l[:i+len(n)]); end == 0 {
						end = e
					} else if e != end {
						t.Errorf("width %d: %s ends in cell %d, not %d", width, n, e, end)
					}
				}
			}
		}
	}
}

func TestTableWithoutRows(t *testing.T) {
	var b strings.Builder
	if err := (&Table{Columns: []Column{{Header: "x"}}}).Write(&b); err != nil || b.Len() != 0 {
		t.Errorf("%q %v", b.String(), err)
	}
}

func TestRender(t *testing.T) {
	tab := New("rule", "says")
	tab.Row("a/b", "something \x1b[31mlong that is wrapped on a narrow terminal")
	tab.Row("c/d")
	var b strings.Builder
	if err := tab.Render(&b, 40); err != nil {
		t.Fatal(err)
	}
	want := "rule  says\na/b   something \\x1b[31mlong that is\n      wrapped on a narrow terminal\nc/d\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
