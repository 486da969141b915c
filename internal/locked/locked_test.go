package locked

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
)

func TestManifest(t *testing.T) {
	at := candor.Location{Path: "m", Line: 1}
	m := Manifest{Kind: "x.manifest", Path: "m\x1b", At: at, Lock: "l", LockState: "present", More: map[string]any{"tool": "t"}}
	f := m.Fact()
	v := f.Value.(map[string]any)
	if v["in_sync"] != true || v["tool"] != "t" || f.Subject != `m\x1b` || f.State != candor.Observed {
		t.Errorf("a lock in sync: %+v", f)
	}
	for range 60 {
		m.Differ = append(m.Differ, Disagreement{strings.Repeat("a", len(m.Differ)+1), Missing, at})
	}
	m.Differ = append(m.Differ, m.Differ[0])
	m.Undecided, m.State = "why", candor.Unresolved
	f = m.Fact()
	v = f.Value.(map[string]any)
	if v["sync_error_count"] != 60 || len(v["sync_errors"].([]any)) != 50 || v["in_sync"] != false || f.State != candor.Observed {
		t.Errorf("sixty differences: %v, state %v", v["sync_error_count"], f.State)
	}
	m.Differ = nil
	if f = m.Fact(); f.State != candor.Unresolved || f.Reason != "why" || f.Value.(map[string]any)["in_sync"] != false {
		t.Errorf("undecided: %+v", f)
	}
}

func TestEntry(t *testing.T) {
	commit := strings.Repeat("a1", 20)
	tests := []struct {
		e              Entry
		subject, level string
	}{
		{Entry{Name: "a", Version: "1.0", Exact: true, Source: "registry", HashAlg: "sha256"}, "a@1.0", "hash"},
		{Entry{Name: "a", Version: "1.0", Exact: true, Source: "registry", HashAlg: "md5"}, "a@1.0 #2", "lock"},
		{Entry{Name: "a", Spec: ">=1", Source: "registry"}, "a@", "range"},
		{Entry{Name: "a", Source: "registry", Label: "a (any)"}, "a (any)", "none"},
		{Entry{Name: "a", Version: "1", Source: "git", Commit: commit}, "a@git:" + commit, "hash"},
		{Entry{Name: "a", Version: "1", Source: "git", Commit: "main"}, "a@git:main", "tag"},
		{Entry{Name: "a", Source: "path", Path: "../b", Dir: "x"}, "a@path:../b", "exact"},
	}
	names := ref.Names{}
	for _, tt := range tests {
		f := tt.e.Fact("x.lock", "x", names)
		v := f.Value.(map[string]any)
		if f.Subject != tt.subject || v["level"] != tt.level {
			t.Errorf("got %s %v, want %s %s", f.Subject, v["level"], tt.subject, tt.level)
		}
	}
	if f := (Entry{Name: "a", Doubt: "why", DoubtFor: candor.Unsupported}).Fact("k", "x", names); f.State != candor.Unsupported || f.Reason != "why" {
		t.Errorf("a doubt: %+v", f)
	}
}

func TestOrigin(t *testing.T) {
	for in, want := range map[string]Origin{
		"https://user:secret@Host.example.com:8443/a?b": {"https", "host.example.com:8443"},
		"git+ssh://git@host.example.com/a":              {"git+ssh", "host.example.com"},
		"git@host.example.com:a/b.git":                  {"ssh", "host.example.com"},
		"a":                                             {}, "": {}, "@": {}, "c:/a@b:c": {},
	} {
		if got := ParseOrigin(in); got != want {
			t.Errorf("%q: got %v, want %v", in, got, want)
		}
	}
}

func TestOutside(t *testing.T) {
	for target, want := range map[string]bool{
		".": false, "../b": false, "../../b": true, "/etc": true, "~/x": true, `C:\x`: true, `..\..\x`: true, "a/../../..": true, "": false,
	} {
		if Outside("x", target) != want {
			t.Errorf("%q: not %v", target, want)
		}
	}
}

func TestHashes(t *testing.T) {
	hex64 := strings.Repeat("0a", 32)
	if HexHash("SHA256", hex64) != "sha256" || HexHash("sha256", hex64[2:]) != "" || HexHash("sha256", strings.Repeat("g", 64)) != "" || HexHash("x", "") != "" {
		t.Error("HexHash")
	}
	if Base64Hash("sha1", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=") != "sha1" || Base64Hash("sha512", "AAAA") != "" || Base64Hash("x", "") != "" {
		t.Error("Base64Hash")
	}
	for _, tt := range []struct {
		in   string
		want string
	}{{"sha256,md5,sha512", "md5"}, {"sha256,", ""}, {"sha512", "sha512"}, {"sha384,blake2b,sha1", "sha1"}} {
		if got := Weakest(strings.Split(tt.in, ",")); got != tt.want {
			t.Errorf("weakest of %s is %q", tt.in, got)
		}
	}
	if Weakest(nil) != "" || Strong("sha1") || !Strong("sha384") {
		t.Error("strength")
	}
}

func TestIgnored(t *testing.T) {
	files := map[string]string{".gitignore": "# locks\n*.lock\n!keep.lock\n", "a/.gitignore": "/x.lock\nb/y.toml\n", "c/.gitignore": "!z.lock"}
	read := func(name string) ([]byte, bool) { s, ok := files[name]; return []byte(s), ok }
	for in, want := range map[string]string{
		"x.lock": "gitignore .gitignore:2", "keep.lock": " ", "a/x.lock": "gitignore a/.gitignore:1",
		"a/b/y.toml": "gitignore a/.gitignore:2", "c/z.lock": " ", "a/b/x.lock": "gitignore .gitignore:2", "other": " ",
	} {
		how, at := Ignored(read, in)
		if how+" "+at != want {
			t.Errorf("%s: got %q %q, want %q", in, how, at, want)
		}
	}
}

func FuzzOrigin(f *testing.F) {
	f.Add("https://u:p@h/x", "../x")
	f.Fuzz(func(t *testing.T, url, target string) {
		if o := ParseOrigin(url); strings.ContainsAny(o.Host, "/@") {
			t.Errorf("%q: host %q", url, o.Host)
		}
		Outside("a/b", target)
	})
}
