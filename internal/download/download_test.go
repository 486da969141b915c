package download

import (
	"fmt"
	"strings"
	"testing"
)

const sum = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"

// list writes uses as "LINE how level".
func list(uses []Use) string {
	var out []string
	for _, u := range uses {
		out = append(out, fmt.Sprintf("%d %s %s", u.Line, u.How, u.Level))
	}
	return strings.Join(out, "; ")
}

func TestRead(t *testing.T) {
	commit := "https://raw.githubusercontent.com/o/r/" + strings.Repeat("a1", 20) + "/x.sh"
	for name, c := range map[string]struct{ src, want string }{
		"pipe":                    {"curl -fsSL https://x.example.com/i.sh | sh", "1 pipe none"},
		"pipe with flags":         {"curl -sSL https://x.example.com | sudo -E bash -s -- --yes", "1 pipe none"},
		"stdin device":            {"curl -sSL https://x.example.com | bash /dev/stdin", "1 pipe none"},
		"through a filter":        {"wget -qO- https://x.example.com | sed s/a/b/ | bash", "1 pipe none"},
		"python":                  {"curl https://x.example.com/get.py | python3 -", "1 pipe none"},
		"json":                    {"curl https://x.example.com/a | python3 -m json.tool", ""},
		"jq":                      {"curl https://x.example.com/a | jq .x", ""},
		"inline program":          {"curl https://x.example.com/a | python3 -c 'import sys'", ""},
		"node -e":                 {"curl https://x.example.com/a | node -e 'x'", ""},
		"substitution":            {"bash <(wget -qO- http://x.example.com/a.sh)", "1 substitution none"},
		"source":                  {". <(curl -s https://x.example.com/a)", "1 substitution none"},
		"sh -c":                   {`sh -c "$(curl -fsSL https://x.example.com/a)"`, "1 substitution none"},
		"eval":                    {`eval "$(curl -fsSL https://x.example.com/a)"`, "1 substitution none"},
		"here string":             {`bash <<< "$(curl -fsSL https://x.example.com/a)"`, "1 substitution none"},
		"variable":                {"S=$(curl -s https://x.example.com/a)\nbash -c \"$S\"", "2 substitution none"},
		"variable piped":          {"S=$(curl -s https://x.example.com/a)\necho \"$S\" | sh", "2 pipe none"},
		"a version in a variable": {"V=$(curl -s https://x.example.com/a | jq -r .tag)\nsh -c \"echo $V\"", ""},
		"nested":                  {`sh -c "curl x | sh"`, "1 pipe none"},
		"nested in su":            {`sudo su -c "bash <(curl -s https://x.example.com/b)" root`, "1 substitution none"},
		"file":                    {"curl https://x.example.com/a > f\nsh f", "2 file none"},
		"file by name":            {"wget https://x.example.com/a/get.sh\nchmod +x get.sh\n./get.sh", "3 file none"},
		"file in a folder":        {"cd /tmp && curl -O https://x.example.com/a.sh && sh /tmp/a.sh", "1 file none"},
		"remote name":             {"curl -fsSLO https://x.example.com/a.sh; source ./a.sh", "1 file none"},
		"moved":                   {"curl -o a https://x.example.com/a; mv a /opt/b; /opt/b --go", "1 file none"},
		"tee":                     {"curl https://x.example.com/a | tee a.sh; sh a.sh", "1 file none"},
		"only fetched":            {"curl -o a.json https://x.example.com/a.json; jq . a.json", ""},
		"installed":               {"curl -Lo /usr/local/bin/x https://x.example.com/x\nchmod +x /usr/local/bin/x", "2 install none"},
		"install":                 {"curl -LO https://x.example.com/x && install -m 0755 x /usr/local/bin/x", "1 install none"},
		"deb":                     {"wget https://x.example.com/x.deb && dpkg -i x.deb", "1 install none"},
		"archive":                 {"curl https://x.example.com/x.tgz | tar xz", "1 unpack unresolved"},
		"archive of programs":     {"curl https://x.example.com/x.tgz | tar -C /usr/local -xz", "1 install none"},
		"checked":                 {"wget https://x.example.com/i && echo \"" + sum + "  i\" | sha256sum -c - && sh i", "1 file hash"},
		"checked, long":           {"wget -O /tmp/i https://x.example.com/i && echo \"" + sum + sum + "  /tmp/i\" | sha512sum --check --strict && sh /tmp/i", "1 file hash"},
		"checked, shasum":         {"wget https://x.example.com/i && echo '" + sum + "  i' | shasum -a 256 -c && sh i", "1 file hash"},
		"checked with -e":         {"set -euo pipefail\ncurl -o i https://x.example.com/i\necho \"" + sum + "  i\" | sha256sum -c\nsh i", "4 file hash"},
		"checked, not stopping":   {"curl -o i https://x.example.com/i\necho \"" + sum + "  i\" | sha256sum -c\nsh i", "3 file unresolved"},
		"checked after":           {"curl -o i https://x.example.com/i && sh i && echo \"" + sum + "  i\" | sha256sum -c", "1 file none"},
		"checked or else":         {"curl -o i https://x.example.com/i\necho \"" + sum + "  i\" | sha256sum -c || exit 1\nsh i", "3 file hash"},
		"checked or go on":        {"set -e\ncurl -o i https://x.example.com/i\necho \"" + sum + "  i\" | sha256sum -c || true\nsh i", "4 file unresolved"},
		"checked in an if":        {"curl -o i https://x.example.com/i\nif ! echo \"" + sum + "  i\" | sha256sum -c; then exit 1; fi\nsh i", "3 file hash"},
		"checked, then inside":    {"curl -o i https://x.example.com/i\nif echo \"" + sum + "  i\" | sha256sum -c; then sh i; fi", "2 file hash"},
		"checked in a branch":     {"set -e\ncurl -o i https://x.example.com/i\nif [ -n \"$C\" ]; then echo \"" + sum + "  i\" | sha256sum -c; fi\nsh i", "4 file unresolved"},
		"checked in each branch":  {"set -e\ncurl -o i https://x.example.com/i\nif a; then echo " + sum + " i | shasum -a 256 -c\nelif b; then exit 1\nelse echo " + sum + " i | sha256sum -c; fi\nsh i", "6 file hash"},
		"failed, then run":        {"set -e\ncurl -o i https://x.example.com/i\nif ! echo " + sum + " i | sha256sum -c; then sh i; fi", "3 file unresolved"},
		"unlike, then run":        {"set -e\ncurl -o i https://x.example.com/i\nif [ \"$(sha256sum i)\" != " + sum + " ]; then echo no; sh i; fi", "3 file unresolved"},
		"ok or leave":             {"set -e\ncurl -o i https://x.example.com/i\nif echo " + sum + " i | sha256sum -c; then echo ok; else exit 1; fi\nsh i", "4 file hash"},
		"checked in one of two":   {"set -e\ncurl -o i https://x.example.com/i\nif a; then echo " + sum + " i | shasum -a 256 -c\nelse echo no; fi\nsh i", "5 file unresolved"},
		"checked without else":    {"set -e\ncurl -o i https://x.example.com/i\nif a; then echo " + sum + " i | shasum -a 256 -c\nelif b; then echo " + sum + " i | sha256sum -c; fi\nsh i", "5 file unresolved"},
		"sum in a folder":         {"set -e\ncurl -o $D/$T https://x.example.com/i\ncurl -o $D/$T.sha256 https://x.example.com/i.sha256\n(cd $D && sha256sum -c $T.sha256)\nsh $D/$T", "5 file fetched"},
		"checked, another file":   {"set -e\ncurl -o i https://x.example.com/i\necho \"" + sum + "  j\" | sha256sum -c\nsh i", "4 file none"},
		"sum in a variable":       {"set -e\nH=" + sum + "\ncurl -o i https://x.example.com/i\necho \"$H  i\" | sha256sum -c\nsh i", "5 file hash"},
		"sum from outside":        {"set -e\ncurl -o i https://x.example.com/i\necho \"$H  i\" | sha256sum -c\nsh i", "4 file unresolved"},
		"sums by machine": {"set -e\ncase $(uname -m) in x) H=" + sum + ";; y) H=" + strings.Replace(sum, "0", "1", 1) +
			";; esac\ncurl -o i https://x.example.com/i\necho \"${H} *i\" | sha256sum -c\nsh i", "5 file hash"},
		"sum fetched":        {"set -e\ncurl -O https://x.example.com/i\ncurl -O https://x.example.com/i.sha256\nsha256sum -c i.sha256\nsh i", "5 file fetched"},
		"sum written":        {"set -e\ncurl -O https://x.example.com/i\necho '" + sum + "  i' > i.sha256\nsha256sum -c i.sha256\nsh i", "5 file hash"},
		"sum in a file":      {"set -e\ncurl -O https://x.example.com/i\nsha256sum -c SUMS\nsh i", "4 file unresolved"},
		"here string of sum": {"set -e\ncurl -O https://x.example.com/i\nsha256sum -c <<< '" + sum + "  i'\nsh i", "4 file hash"},
		"here document":      {"set -e\ncurl -O https://x.example.com/i\nsha256sum -c <<EOF\n" + sum + "  i\nEOF\nsh i", "6 file hash"},
		"md5":                {"set -e\ncurl -O https://x.example.com/i\necho '" + sum[:32] + "  i' | md5sum -c\nsh i", "4 file weak"},
		"compared":           {"curl -O https://x.example.com/i\n[ \"$(sha256sum i | cut -d' ' -f1)\" = \"" + sum + "\" ] || exit 1\nsh i", "3 file hash"},
		"compared by variable": {"curl -O https://x.example.com/i\nA=$(sha256sum i | awk '{print $1}')\nif [ \"$A\" != " + sum +
			" ]; then echo no; exit 1; fi\nsh i", "4 file hash"},
		"double brackets":      {"set -e\nwget https://x.example.com/i\n[[ $(sha256sum i) == " + sum + "* ]]\nsh i", "4 file hash"},
		"grep":                 {"set -e\nwget https://x.example.com/i\nsha256sum i | grep -q " + sum + "\nsh i", "4 file hash"},
		"signature":            {"set -e\ncurl -O https://x.example.com/i\ncurl -O https://x.example.com/i.asc\ngpg --verify i.asc i\nsh i", "5 file signature"},
		"cosign":               {"set -e\ncurl -O https://x.example.com/i\ncosign verify-blob --key k.pub --signature i.sig i\nsh i", "4 file signature"},
		"own function":         {"set -e\nv() { sha256sum \"$1\" | grep \"$2\"; }\ncurl -O https://x.example.com/i\nv i " + sum + "\nsh i", "5 file unresolved"},
		"commit":               {"curl " + commit + " | sh", "1 pipe commit"},
		"commit over http":     {"curl " + strings.Replace(commit, "https", "http", 1) + " | sh", "1 pipe none"},
		"commit of a variable": {"curl https://raw.githubusercontent.com/o/r/$C/x.sh | sh", "1 pipe unresolved"},
		"whole address":        {"curl -fsSL \"$URL\" | sh", "1 pipe unresolved"},
		"bucket of a variable": {"aws s3 cp \"s3://${B}/run.sh\" /opt/run.sh && bash /opt/run.sh", "1 file none"},
		"expression":           {"curl -fsSL ${{ inputs.url }} | sh", "1 pipe unresolved"},
		"bucket":               {"gsutil cp gs://b/exe /path/to/ && /path/to/exe", "1 file none"},
		"object":               {"aws s3api get-object --bucket B --key dir/exe /tmp/ && bash /tmp/exe", "1 file none"},
		"document":             {"<<EOF\ncurl bla | bash\nEOF", "2 pipe none"},
		"document of bash":     {"bash <<EOF\ncurl bla | bash\nEOF", "2 pipe none"},
		"document of python":   {"<<EOF\n#!/usr/bin/env python\nprint('curl x | sh')\nEOF", ""},
		"data document":        {"cat > x <<EOF\ncurl bla | bash\nEOF", ""},
		"printed":              {"echo 'curl bla | bash'", ""},
		"comment":              {"# curl bla | bash", ""},
		"in a function":        {"f() {\n  curl bla | bash\n}", "2 pipe none"},
		"in a substitution":    {"X=$(curl bla | bash)", "1 pipe none"},
		"own machine":          {"curl http://localhost:8080/a | sh", "1 pipe none"},
	} {
		t.Run(name, func(t *testing.T) {
			r := New()
			uses, err := r.Read(Script{Text: c.src})
			if err != nil {
				t.Fatal(err)
			}
			if got := list(append(uses, r.Finish()...)); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

// Steps run one after the other over the same files.
func TestSteps(t *testing.T) {
	r := New()
	r.Set("SUM", sum)
	first, err := r.Read(Script{Text: "curl -o /tmp/i https://u:CANARY@x.example.com/i?token=CANARY && echo \"$SUM  /tmp/i\" | sha256sum -c", Line: 3, Ends: true})
	if err != nil || len(first) != 0 {
		t.Fatal(first, err)
	}
	fork := r.Fork()
	for _, x := range []*Reader{r, fork} {
		uses, err := x.Read(Script{Text: "sh /tmp/i", Line: 9})
		if err != nil || list(uses) != "9 file hash" || uses[0].From != 3 || uses[0].URL != "https://x.example.com/i" {
			t.Errorf("%+v %v", uses, err)
		}
	}
	r = New()
	r.Add("https://x.example.com/i", "/usr/bin/i", "", 2)
	r.Installed("/usr/bin/i", "ADD", 2)
	if got := list(r.Finish()); got != "2 install none" {
		t.Error(got)
	}
	if uses, _ := New().Read(Script{Text: "curl -H \"Authorization: CANARY CANARY\" -u bob:CANARY https://bob:CANARY@x.example.com/a?k=CANARY | sh"}); len(uses) != 1 || strings.Contains(fmt.Sprint(uses), "CANARY") {
		t.Errorf("%+v", uses)
	}
}

func TestBroken(t *testing.T) {
	if _, err := New().Read(Script{Text: "curl x | sh\nif then"}); err == nil || !strings.Contains(err.Error(), "broken shell script") {
		t.Error(err)
	}
	if !Mentions("x=$(curl y)") || Mentions("curling") {
		t.Error("Mentions")
	}
	if !Shebang("#!/usr/bin/env bash") || Shebang("#!/usr/bin/python3") || Shebang("echo sh") {
		t.Error("Shebang")
	}
}

// Scripts that nest or repeat without end are read in the time that they take to parse.
func TestLarge(t *testing.T) {
	for name, s := range map[string]string{
		"substitutions": strings.Repeat("echo $(", 500) + "curl x" + strings.Repeat(")", 500),
		"pipes":         strings.Repeat("curl x | ", 5000) + "sh",
		"chain":         strings.Repeat("curl -O https://x.example.com/b && ", 5000) + "sh b",
		"shells":        strings.Repeat("sh -c '", 1) + strings.Repeat("bash <(", 200) + "curl x" + strings.Repeat(")", 200) + "'",
	} {
		if uses, err := New().Read(Script{Text: s}); err != nil || len(uses) == 0 && name != "substitutions" {
			t.Errorf("%s: %v %v", name, uses, err)
		}
	}
	var many strings.Builder
	for i := range maxFiles + 10 {
		fmt.Fprintf(&many, "curl -O https://x.example.com/f%d\n", i)
	}
	for _, s := range []string{many.String(), strings.Repeat("#", maxScript+1), strings.Repeat("eval '", 1) + "x'\n" + strings.Repeat("x\n", 210_000)} {
		if _, err := New().Read(Script{Text: s}); err == nil {
			t.Errorf("%d bytes are read without a word", len(s))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("curl -o i https://x.example.com/i && echo '" + sum + "  i' | sha256sum -c && sh i")
	f.Add("bash <(wget -qO- x) <<EOF\n$(curl x)\nEOF")
	f.Add("curl -H \"a b' -u ' -d")
	f.Fuzz(func(t *testing.T, s string) {
		r := New()
		uses, _ := r.Read(Script{Text: s})
		for _, u := range append(uses, r.Finish()...) {
			if u.Line < 1 || u.How == "" || u.Level == "" || u.Level == Unsure && u.Why == "" {
				t.Errorf("%q: %+v", s, u)
			}
		}
	})
}
