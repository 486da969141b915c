package suppress

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var testRules = []string{"rls/table-without-rls", "iam/scope", "errors/dropped"}

// scanned shows waivers as "rule line-end reason" and notices as "! line:col message".
func scanned(path, src string) []string {
	ws, ns := Scan(path, []byte(src), testRules)
	var out []string
	for _, w := range ws {
		s := fmt.Sprintf("%s %d-%d %s", w.Rule, w.Line, w.EndLine, w.Reason)
		if w.Owner != "" {
			s += " @" + w.Owner
		}
		if !w.Expires.IsZero() {
			s += " <" + w.Expires.Format("2006-01-02")
		}
		out = append(out, s)
	}
	for _, n := range ns {
		out = append(out, fmt.Sprintf("! %d:%d %s; %s", n.At.Line, n.At.Col, n.Message, n.Hint))
	}
	return out
}

func TestScanLanguages(t *testing.T) {
	const ok = "iam/scope it is fine"
	tests := []struct{ name, path, src, want string }{
		{"go, behind code", "a.go", "package a\nvar x = 1 // candor:ignore " + ok, "iam/scope 2-2 it is fine"},
		{"go, no space", "a.go", "package a\nvar x = 1 //candor:ignore " + ok, "iam/scope 2-2 it is fine"},
		{"go, above code", "a.go", "package a\n\n// candor:ignore " + ok + "\n// more words\n\nvar x = 1", "iam/scope 3-6 it is fine"},
		{"go, block", "a.go", "package a\n/* candor:ignore " + ok + " */\nvar x = 1", "iam/scope 2-3 it is fine"},
		{"go, block before code", "a.go", "package a\n/* candor:ignore " + ok + " */ var x = 1\nvar y = 2", "iam/scope 2-2 it is fine"},
		{"go, in a string", "a.go", "package a\nvar x = \"// candor:ignore " + ok + "\"\nvar y = `\n// candor:ignore " + ok + "\n`", ""},
		{"go, in the middle of a comment", "a.go", "package a\n// write // candor:ignore " + ok + "\nvar x = 1", ""},
		{"go, line comment moves nothing", "a.go", "package a\n//line b.go:100\nvar x = 1 // candor:ignore " + ok, "iam/scope 3-3 it is fine"},
		{"go, broken", "a.go", "package a\nfunc ( { \"\nvar x = 1 // candor:ignore " + ok, "iam/scope 3-3 it is fine"},
		{"go, carriage returns", "a.go", "package a\r\n// candor:ignore " + ok + "\r\nvar x = 1\r\n", "iam/scope 2-3 it is fine"},
		{"ts", "a.ts", "// candor:ignore " + ok + "\nconst x = 1", "iam/scope 1-2 it is fine"},
		{"ts, in strings", "a.ts", "const x = '// candor:ignore " + ok + "'\nconst y = `\n// candor:ignore " + ok + "\n${ f(`/* candor:ignore " + ok + " */`) } // candor:ignore " + ok + "\n`", ""},
		{"ts, inside ${}", "a.ts", "const y = `${ f({a: 1}) /* candor:ignore " + ok + " */ }`", "iam/scope 1-1 it is fine"},
		{"ts, pattern with quotes", "a.ts", "const q = s.replace(/['\"`/*]/g, '') // candor:ignore " + ok, "iam/scope 1-1 it is fine"},
		{"ts, division", "a.ts", "const q = a / b // candor:ignore " + ok, "iam/scope 1-1 it is fine"},
		{"tsx", "a.tsx", "<p>don't</p>\n{/* candor:ignore " + ok + " */}\n<b/>", "iam/scope 2-2 it is fine"},
		{"js doc", "a.mjs", "/**\n * candor:ignore " + ok + "\n */\nconst x = 1", "iam/scope 1-4 it is fine"},
		{"tf", "a.tf", "# candor:ignore " + ok + "\nresource \"a\" \"b\" {\n  x = \"# candor:ignore " + ok + "\"\n  y = <<EOT\n# candor:ignore " + ok + "\nEOT\n  z = 1 // candor:ignore " + ok + "\n}", "iam/scope 1-2 it is fine|iam/scope 7-7 it is fine"},
		{"yaml", "a.yaml", "a: 'x # candor:ignore " + ok + "'\nb: it's # candor:ignore " + ok + "\nc: a#candor:ignore " + ok + "\n# candor:ignore " + ok + "\n\nd: 1", "iam/scope 2-2 it is fine|iam/scope 4-6 it is fine"},
		{"yaml, raw single quotes", "a.yml", "a: 'C:\\' # candor:ignore " + ok, "iam/scope 1-1 it is fine"},
		{"dockerfile", "deploy/Dockerfile", "# candor:ignore " + ok + "\nFROM x", "iam/scope 1-2 it is fine"},
		{"dockerfile by name", "Dockerfile.dev", "# candor:ignore " + ok + "\nFROM x", "iam/scope 1-2 it is fine"},
		{"sh", "a.sh", "x='\n# candor:ignore " + ok + "\n'\necho $# # candor:ignore " + ok + "\ncat <<'E' >f\ndon't\nE\ny=1 # candor:ignore " + ok, "iam/scope 4-4 it is fine|iam/scope 8-8 it is fine"},
		{"py", "a.py", "'''\n# candor:ignore " + ok + "\n'''\nx = 1 # candor:ignore " + ok, "iam/scope 4-4 it is fine"},
		{"toml", "a.toml", "x = \"a\" # candor:ignore " + ok, "iam/scope 1-1 it is fine"},
		{"sql", "a.sql", "-- candor:ignore " + ok + "\ncreate table a (b text default '-- candor:ignore " + ok + "'); -- candor:ignore " + ok + "\nselect $x$\n-- candor:ignore " + ok + "\n$x$, E'it\\'s', 'it''s', \"a\"\"b\"; /* /* a */ b */ -- candor:ignore " + ok, "iam/scope 1-2 it is fine|iam/scope 2-2 it is fine|iam/scope 5-5 it is fine"},
		{"two above the same line", "a.sql", "-- candor:ignore " + ok + "\n-- candor:ignore errors/dropped why\nselect 1;", "iam/scope 1-3 it is fine|errors/dropped 2-3 why"},
		{"json is never read", "a.json", "// candor:ignore " + ok + "\n{}", ""},
		{"markdown is never read", "a.md", "// candor:ignore " + ok + "\n# candor:ignore " + ok, ""},
		{"another word", "a.go", "package a // candor:ignored " + ok, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, strings.Join(scanned(tt.path, tt.src), "|")); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestScanDirectives(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"all keys", "iam/scope until=2027-01-31 owner=ana append-only log, audited by trigger", "iam/scope 2-2 append-only log, audited by trigger @ana <2027-01-31"},
		{"keys behind the reason", "iam/scope append-only log until=2027-01-31", "iam/scope 2-2 append-only log <2027-01-31"},
		{"quoted owner", `iam/scope owner="Ana Petrov" fine`, "iam/scope 2-2 fine @Ana Petrov"},
		{"equals sign in the reason", `iam/scope fine because a=b and "x y"`, `iam/scope 2-2 fine because a=b and "x y"`},
		{"no rule", "", "! 2:7 candor:ignore names no rule, so it waives nothing; write candor:ignore topic/name and the reason; there is no waiver for everything"},
		{"key for rule", "until=2027-01-31 fine", "! 2:7 candor:ignore names no rule, so it waives nothing; write candor:ignore topic/name and the reason; there is no waiver for everything"},
		{"unknown rule", "iam/scop fine", "! 2:7 candor:ignore names the unknown rule iam/scop, so it waives nothing; did you mean iam/scope?"},
		{"unknown rule far from all", "zebra fine", "! 2:7 candor:ignore names the unknown rule zebra, so it waives nothing; candor rules lists them"},
		{"no reason", "iam/scope", "! 2:7 candor:ignore of iam/scope gives no reason, so it waives nothing; say in words why the failure is accepted"},
		{"no reason but keys", "iam/scope until=2027-01-31", "! 2:7 candor:ignore of iam/scope gives no reason, so it waives nothing; say in words why the failure is accepted"},
		{"no reason but signs", "iam/scope --", "! 2:7 candor:ignore of iam/scope gives no reason, so it waives nothing; say in words why the failure is accepted"},
		{"unknown key", "iam/scope untill=2027-01-31 fine", "! 2:7 candor:ignore has the unknown key untill=, so it waives nothing; did you mean until?"},
		{"unknown key with a date behind the reason", "iam/scope fine expires=2027-01-31", "! 2:7 candor:ignore has the unknown key expires=, so it waives nothing; known: owner, until"},
		{"bad date", "iam/scope until=31.01.2027 fine", "! 2:7 candor:ignore has no day of the calendar in until=31.01.2027, so it waives nothing; write until=YYYY-MM-DD"},
		{"no such day", "iam/scope until=2027-02-30 fine", "! 2:7 candor:ignore has no day of the calendar in until=2027-02-30, so it waives nothing; write until=YYYY-MM-DD"},
		{"empty owner", "iam/scope owner= fine", "! 2:7 candor:ignore has an empty owner=, so it waives nothing; write owner=name"},
		{"twice", "iam/scope until=2027-01-31 until=2027-02-01 fine", "! 2:7 candor:ignore gives until= twice, so it waives nothing; remove one of them"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := scanned("a.go", "package a\nvar ü // candor:ignore "+tt.body)
			if d := cmp.Diff(tt.want, strings.Join(got, "|")); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
	got := scanned("a.sql", "select 1;\n-- candor:ignore iam/scope fine\n-- the end\n")
	want := []string{"! 2:1 candor:ignore speaks to no code, so it waives nothing; put it behind the code or in a line above it"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func FuzzScan(f *testing.F) {
	for _, ext := range []string{"a.go", "a.ts", "a.tf", "a.yaml", "Dockerfile", "a.sh", "a.py", "a.toml", "a.sql"} {
		f.Add(ext, []byte("x = 'y' // candor:ignore iam/scope why\n# candor:ignore iam/scope until=2027-01-31 why\n-- candor:ignore iam/scope owner=\"a b\" why\nx"))
		f.Add(ext, []byte("/* candor:ignore iam/scope `${ \n */ $a$ <<EOF \n \"\"\" candor:ignore"))
	}
	f.Fuzz(func(t *testing.T, path string, src []byte) {
		ws, ns := Scan(path, src, testRules)
		lines := strings.Count(string(src), "\n") + 1
		for _, w := range ws {
			if w.Reason == "" || w.Rule == "" || w.Line < 1 || w.EndLine < w.Line || w.EndLine > lines {
				t.Fatalf("waiver is not whole: %+v", w)
			}
		}
		for _, n := range ns {
			if n.At.Line < 1 || n.At.Line > lines {
				t.Fatalf("notice out of the file: %+v", n)
			}
		}
	})
}

// What Sign begins is read as a comment in every language.
func TestSign(t *testing.T) {
	rules := []string{"a/b"}
	for _, p := range []string{"a.go", "a.ts", "a.TSX", "a.js", "a.tf", "a.hcl", "a.yaml", "a.yml", "a.sh", "a.py", "a.toml", "a.sql", "Dockerfile", "Dockerfile.web", "x.dockerfile", "Containerfile"} {
		ws, ns := Scan(p, []byte(Sign(p)+" candor:ignore a/b why not\nx\n"), rules)
		if len(ws) != 1 || len(ns) != 0 {
			t.Errorf("%s: %d waivers, %v", p, len(ws), ns)
		}
	}
	if s := Sign("a.json"); s != "" {
		t.Errorf("JSON has no comments, got %q", s)
	}
}
