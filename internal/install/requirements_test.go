package install

import (
	"strings"
	"testing"
)

func TestRequirements(t *testing.T) {
	files := map[string]string{
		"hashed.txt":  "# made by a tool\n\nidna==3.10 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\n",
		"open.txt":    "idna==3.10\nrequests>=2  # newest\n",
		"star.txt":    "idna==3.*\n",
		"bare.txt":    "--index-url https://index.example.com/simple\nidna; python_version == '3.12'\n",
		"exact.txt":   "idna==3.10\n",
		"dir/all.txt": "-r ../hashed.txt\nrequests\n",
		"dir/more":    "-r ../open.txt\n-r more\n",
		"lost.txt":    "-r gone.txt\nrequests\n",
		"bound.txt":   "-c exact.txt\nidna\n",
		"flag.txt":    "--require-hashes\nidna==3.10\n",
		"away.txt":    "pkg @ https://files.example.com/pkg.zip\n./local\n-e .\n",
		"cut.txt":     "idna==3.10 \\",
	}
	read := func(name string) ([]byte, bool) { s, ok := files[name]; return []byte(s), ok }
	for name, want := range map[string]Requirements{
		"hashed.txt": {"hashed.txt", 3, true}, "open.txt": {"open.txt", 2, false}, "star.txt": {"star.txt", 1, false},
		"bare.txt": {"bare.txt", 2, false}, "exact.txt": {}, "dir/all.txt": {"hashed.txt", 3, true}, "dir/more": {"open.txt", 2, false},
		"lost.txt": {}, "bound.txt": {}, "flag.txt": {"flag.txt", 1, true}, "away.txt": {}, "cut.txt": {}, "none.txt": {},
	} {
		if got := readRequirements([]string{name}, read); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	in := Setting{Read: read}
	for script, want := range map[string]string{
		"pip install -r hashed.txt":                    "frozen hashed.txt:3",
		"pip install -rhashed.txt -r exact.txt":        "frozen hashed.txt:3",
		"python -m pip install --requirement open.txt": "open open.txt:2",
		"pip install --requirement=open.txt":           "open open.txt:2",
		"pip install -r exact.txt":                     "unsure",
		"pip install -r gone.txt":                      "unsure",
		"cd dir && pip install -r hashed.txt":          "unsure",
		"(cd dir; pip install -r hashed.txt)":          "unsure",
		"uv pip install -r hashed.txt":                 "unsure",
		"pip install -r hashed.txt requests":           "named",
	} {
		c := Find(script, in)[0]
		got := "named"
		switch {
		case c.Unsure != "":
			got = "unsure"
		case c.Frozen:
			got = "frozen " + at(c)
		case c.File != "":
			got = "open " + at(c)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}

func at(c Command) string { return c.File + ":" + string(rune('0'+c.FileLine)) }

func FuzzRequirements(f *testing.F) {
	f.Add("idna==3.10 \\\n --hash=sha256:00\n-r x\n-c y\n# z")
	f.Fuzz(func(t *testing.T, src string) {
		read := func(name string) ([]byte, bool) { return []byte(src), !strings.Contains(name, "gone") }
		if r := readRequirements([]string{"x"}, read); r.Path != "" && (r.Line < 1 || r.Line > strings.Count(src, "\n")+1) {
			t.Errorf("%q: %+v", src, r)
		}
	})
}
