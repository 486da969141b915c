package gem

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// run collects from files.
func run(t testing.TB, files map[string]string) []candor.Fact {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Unix(0, 0))
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	for _, f := range in.Facts() {
		if !slices.Contains(c.Kinds, f.Kind) {
			t.Errorf("fact of undeclared kind %s", f.Kind)
		}
		if strings.ContainsFunc(f.Subject+f.Reason, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Errorf("control character in %q / %q", f.Subject, f.Reason)
		}
	}
	return in.Facts()
}

// short writes the facts of a kind, one a line.
func short(facts []candor.Fact, kind string) string {
	var out []string
	for _, f := range facts {
		v, _ := f.Value.(map[string]any)
		switch {
		case f.Kind != kind:
		case f.State != candor.Observed:
			out = append(out, fmt.Sprintf("%s %s: %s", f.At, f.State, f.Reason))
		case kind == kindLock:
			out = append(out, fmt.Sprintf("%s:%d %s %s direct=%v %s", f.At.Path, f.At.Line, f.Subject, v["level"], v["direct"], v["source"]))
		default:
			s := fmt.Sprintf("%s:%d %s v%s sync=%v", f.Subject, f.At.Line, v["lock_state"], v["lock_version"], v["in_sync"])
			for _, x := range v["sync_errors"].([]any) {
				e := x.(map[string]any)
				s += fmt.Sprintf(" %s:%s@%s:%d", e["kind"], e["name"], e["path"], e["line"])
			}
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

const (
	sum    = "8f42a60cbdf9a97f5d2305f08a87dc4e09308d1276d28c869c684d7777685682"
	commit = "0123456789abcdef0123456789abcdef01234567"
)

const gemfileText = `# frozen_string_literal: true
source "https://gems.example.com"
ruby file: ".ruby-version"

gem "rails", "~> 7.1.0" # the frame
gem 'puma', '>= 5', "< 7"
gem("bootsnap", ">= 1.4.4", require: false)
group :development, :test do
  gem "debug", platforms: %i[mri windows]
  gem "own",
    git: "https://git.example.com/own",
    branch: "main"
end
path "engines" do
  gem "core"
end
gem "any", [">= 1", "!= 1.5"]
`

func lockText(sums bool) string {
	s := `GIT
  remote: https://git.example.com/own
  revision: ` + commit + `
  branch: main
  specs:
    own (0.1.0)

PATH
  remote: engines
  specs:
    core (1.0.0)

GEM
  remote: https://gems.example.com/
  specs:
    any (1.4)
    bootsnap (1.18.3)
      msgpack (~> 1.2)
    debug (1.9.2)
    msgpack (1.7.2)
    puma (6.4.2)
    puma (6.4.2-java)
    rails (7.1.3)

PLATFORMS
  ruby
  java

DEPENDENCIES
  any (>= 1, != 1.5)
  bootsnap (>= 1.4.4)
  core!
  debug
  own!
  puma (< 7, >= 5)
  rails (~> 7.1.0)
`
	if sums {
		s += "\nCHECKSUMS\n  any (1.4) sha256=" + sum + "\n  core (1.0.0)\n  rails (7.1.3) sha256=12\n"
	}
	return s + "\nBUNDLED WITH\n   2.5.6\n"
}

func TestSync(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"as it is", "", "", "sync=true"},
		{"requirement changed", "~> 7.1.0", "~> 7.2.0", "specifier:rails@Gemfile:5"},
		{"gem added", "gem 'puma'", "gem 'new'\ngem 'puma'", "missing:new@Gemfile:6"},
		{"gem removed", "gem 'puma', '>= 5', \"< 7\"\n", "", "extraneous:puma@Gemfile.lock:35"},
		{"git made a registry gem", ",\n    git: \"https://git.example.com/own\",\n    branch: \"main\"", "", "specifier:own@Gemfile:10"},
		{"registry made a git gem", "gem \"debug\",", "gem \"debug\", git: \"x\",", "specifier:debug@Gemfile:9"},
		{"path made a git gem", "path \"engines\" do", "git \"https://x\" do", "specifier:core@Gemfile:15"},
		{"a condition", "gem 'puma'", "gem 'new' if ENV['X']\ngem 'puma'", "unresolved: Gemfile:6: the name of the gem is Ruby code that candor does not run"},
		{"an if", "gem 'puma'", "if x\n  gem 'new'\nend\ngem 'puma'", "unresolved: Gemfile:6: this is Ruby code that candor does not run"},
		{"a gemspec", "gem 'puma'", "gemspec\ngem 'puma'", "unresolved: Gemfile:6: gemspec takes dependencies from a program that candor does not run"},
		{"an interpolated version", "'>= 5'", "\"#{x}\"", "unresolved: Gemfile:6: the version of puma is Ruby code that candor does not run"},
		{"a block without end", "end\npath", "path", "unresolved: Gemfile:17: a block has no end"},
		{"certain beside uncertain", "gem \"rails\", \"~> 7.1.0\"", "eval_gemfile 'x'\ngem \"rails\", \"~> 8\"", "specifier:rails@Gemfile:6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := strings.Replace(gemfileText, tt.old, tt.new, 1)
			if tt.old != tt.new && src == gemfileText {
				t.Fatal("nothing changed")
			}
			if got := short(run(t, map[string]string{"Gemfile": src, "Gemfile.lock": lockText(false)}), kindManifest); !strings.Contains(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	for _, tt := range []struct{ old, new, want string }{
		{"rails (7.1.3)", "rails (7.0.0)", "range:rails@Gemfile.lock:23"},
		{"    rails (7.1.3)\n", "", "missing:rails@Gemfile:5"},
	} {
		l := strings.Replace(lockText(false), tt.old, tt.new, 1)
		if got := short(run(t, map[string]string{"Gemfile": gemfileText, "Gemfile.lock": l}), kindManifest); !strings.Contains(got, tt.want) {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestEntries(t *testing.T) {
	want := `Gemfile.lock:6 own@git:` + commit + ` hash direct=true git
Gemfile.lock:11 core@path:engines exact direct=true path
Gemfile.lock:16 any@1.4 hash direct=true registry
Gemfile.lock:17 bootsnap@1.18.3 lock direct=true registry
Gemfile.lock:19 debug@1.9.2 lock direct=true registry
Gemfile.lock:20 msgpack@1.7.2 lock direct=false registry
Gemfile.lock:21 puma@6.4.2 lock direct=true registry
Gemfile.lock:22 puma@6.4.2-java lock direct=true registry
Gemfile.lock:23 rails@7.1.3 lock direct=true registry`
	facts := run(t, map[string]string{"Gemfile": gemfileText, "Gemfile.lock": lockText(true)})
	if got := short(facts, kindLock); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, f := range facts {
		v := f.Value.(map[string]any)
		if f.Kind == kindLock && v["name"] == "rails" && (v["hash_written"] != true || v["hash_alg"] != "") {
			t.Errorf("half a sum: %v", v)
		}
	}
}

func TestGaps(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no lock", map[string]string{"Gemfile": gemfileText}, "Gemfile:5 absent v sync=false"},
		{"no gems", map[string]string{"Gemfile": "source 'https://gems.example.com'\n"}, ""},
		{"lock alone", map[string]string{"gems.locked": lockText(false)}, "gems.locked:1 unresolved: there is no Gemfile beside this lock to hold it against"},
		{"empty lock", map[string]string{"Gemfile": gemfileText, "Gemfile.lock": "\n"}, "Gemfile:5 error: Gemfile.lock:1: broken lock: the lock is empty"},
		{"truncated lock", map[string]string{"Gemfile": gemfileText, "Gemfile.lock": lockText(false)[:200]}, "Gemfile:5 error: Gemfile.lock:14: broken lock: the lock ends before its section DEPENDENCIES"},
		{"conflict", map[string]string{"gems.rb": "gem 'a'", "gems.locked": "GEM\n<<<<<<< HEAD\n"}, "gems.rb:1 error: gems.locked:2: broken lock: a conflict of a merge stands in the lock"},
		{"unknown section", map[string]string{"gems.rb": "gem 'a'", "gems.locked": "NEWS\n"}, "gems.rb:1 error: gems.locked:1: broken lock: candor does not know the section NEWS"},
		{"no version", map[string]string{"gems.rb": "gem 'a'", "gems.locked": "GEM\n  specs:\n    a\n"}, "gems.rb:1 error: gems.locked:3: broken lock: a gem without a version"},
		{"comment block and the end", map[string]string{"gems.rb": "=begin\ngem 'x'\n=end\ngem 'a'\n__END__\ngem 'y'"}, "gems.rb:4 absent v sync=false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := short(run(t, tt.files), kindManifest); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func FuzzGem(f *testing.F) {
	f.Add(gemfileText, lockText(true))
	f.Add("gem(\nif\n gem 'a', [\"b\", :c => {}]\nend end", "GEM\n  remote: a\n    b (1) x\nDEPENDENCIES\n  (!\nCHECKSUMS\n  a (1) =,=")
	f.Fuzz(func(t *testing.T, gemfile, lock string) {
		run(t, map[string]string{"Gemfile": gemfile, "Gemfile.lock": lock})
	})
}

func BenchmarkLock(b *testing.B) {
	var g, s, d, c strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&g, "gem \"g%d\", \"~> 1.0\"\n", i)
		fmt.Fprintf(&s, "    g%d (1.2.3)\n", i)
		fmt.Fprintf(&d, "  g%d (~> 1.0)\n", i)
		fmt.Fprintf(&c, "  g%d (1.2.3) sha256=%s\n", i, sum)
	}
	files := map[string]string{"Gemfile": g.String(), "Gemfile.lock": "GEM\n  remote: https://gems.example.com/\n  specs:\n" + s.String() + "\nDEPENDENCIES\n" + d.String() + "\nCHECKSUMS\n" + c.String()}
	for b.Loop() {
		run(b, files)
	}
}
