package docker

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

var hex64 = strings.Repeat("0a", 32)

func run(t testing.TB, name, text string) (refs, installs []string) {
	t.Helper()
	tree, err := collector.Walk(context.Background(), fstest.MapFS{name: {Data: []byte(text)}}, nil)
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
	lines := strings.Count(text, "\n") + 1
	for _, f := range in.Facts() {
		if !slices.Contains(c.Kinds, f.Kind) || f.At.Line < 1 || f.At.Line > lines {
			t.Errorf("bad fact %+v", f)
		}
		v := f.Value.(map[string]any)
		s := fmt.Sprintf("%d:%d %s", f.At.Line, f.At.Col, f.Subject)
		if strings.ContainsFunc(s+f.Reason, func(r rune) bool { return r < 0x20 }) {
			t.Errorf("control character in %q", s)
		}
		switch {
		case !f.State.Answers():
			s += fmt.Sprintf(" [%s] %s", f.State, f.Reason)
		case f.Kind == kindRun:
			s += fmt.Sprintf(" %s %s", v["how"], v["level"])
		case f.Kind == kindInstall:
			s += fmt.Sprintf(" frozen=%v", v["frozen"])
		case v["internal"] == true:
			s += " internal"
		default:
			s += fmt.Sprintf(" %s %s", v["use"], v["level"])
			if v["from"] != "literal" {
				s += fmt.Sprintf(" %s %s", v["from"], v["arg"])
			}
		}
		if f.Kind == kindInstall {
			installs = append(installs, s)
		} else if f.Kind != kindRun || f.State.Answers() || f.State == candor.Unresolved {
			refs = append(refs, s)
		}
	}
	return refs, installs
}

func TestImages(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string
	}{
		{"levels", "FROM node\nFROM node:20\nFROM node:20@sha256:" + hex64 + "\nFROM node@sha256:123456\nFROM --platform=$BUILDPLATFORM registry.example.com:5000/a/b:v1 AS x\n",
			[]string{"1:6 node from none", "2:6 node:20 from tag", "3:6 node:20 #2 from hash", "4:6 node #2 from none", "5:32 registry.example.com:5000/a/b:v1 from tag"}},
		{"stages", "FROM node:20 AS Build\nFROM build AS two\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /a /a\nCOPY --from=later /a /a\nCOPY --from=nginx:1 /a /b\nCOPY --from=9 /a /b\nFROM later2\nFROM node:22 AS later\nFROM node:22 AS later2\n",
			[]string{"1:6 node:20 from tag", "2:6 build internal", "3:6 scratch internal", "4:13 build #2 internal", "5:13 0 internal", "6:13 later internal", "7:13 nginx:1 copy tag", "8:13 9 copy none", "9:6 later2 from none", "10:6 node:22 from tag", "11:6 node:22 #2 from tag"}},
		{"arguments", "ARG V=20\nARG BASE=\"node:${V}\" D=sha256:" + hex64 + "\nARG NONE\nFROM $BASE\nFROM ${BASE}@${D}\nFROM node:${NONE}\nFROM node:${NONE:-18}\nFROM node:${V:+alpine}\nFROM node:${V%.*}\nFROM a-$TARGETARCH\nARG V=99\nFROM node:$V\n",
			[]string{"4:6 node:20 from tag default BASE", "5:6 node:20 #2 from hash default BASE, D", "6:6 node:${NONE} [unresolved] the build argument NONE has no default", "7:6 node:18 from tag default NONE", "8:6 node:alpine from tag default V",
				"9:6 node:${V%.*} [unresolved] it holds an expansion that candor does not read", "10:6 a-$TARGETARCH [unresolved] the variable TARGETARCH has no default in the file", "12:6 node:20 #3 from tag default V"}},
		{"mounts and syntax", "# syntax=docker/dockerfile:1\nFROM node:20\nRUN --mount=type=bind,from=tools:1,target=/t --mount=type=cache,target=/c true\nONBUILD COPY --from=busybox:1 /a /b\n",
			[]string{"1:10 docker/dockerfile:1 syntax tag", "2:6 node:20 from tag", "3:28 tools:1 mount tag", "4:21 busybox:1 copy tag"}},
		{"template", "FROM {{image}}\n", []string{"1:6 {{image}} [unresolved] the file is a template"}},
		{"escapes", "FROM no\x1bde:20\n", []string{`1:6 no\x1bde:20 from tag`}},
		{"broken", "FROM node:20\nRUN <<EOF\nnpm ci\n", []string{"2:0 Dockerfile:2 [error] broken Dockerfile: unterminated heredoc"}},
		{"empty", "", []string{"1:0 Dockerfile:1 [error] broken Dockerfile: file with no instructions"}},
		{"vendor", "FROM node:20\n", []string{"1:6 node:20 from tag"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refs, _ := run(t, "Dockerfile", tt.file)
			if g, w := strings.Join(refs, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func TestInstalls(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string
	}{
		{"plain", "FROM node:20 AS build\nRUN npm ci && npm i -g x@1.2.3\nRUN npm install\nRUN npm install\n",
			[]string{"2:5 build: npm ci frozen=true", "2:15 build: npm i -g x@1.2.3 frozen=false", "3:5 build: npm install frozen=false", "4:5 build: npm install #2 frozen=false"}},
		{"continued, with comments", "FROM node:20\nRUN apt-get update \\\n  # npm install\n\n  && npm ci \\  \n  && pip install foo\n",
			[]string{"5:6 stage 0: npm ci frozen=true", "6:6 stage 0: pip install foo frozen=false"}},
		{"list of words", "FROM node:20\nRUN [\"npm\", \"install\"]\n", []string{"2:1 stage 0: npm install frozen=false"}},
		{"flags", "FROM node:20\nRUN --mount=type=cache,target=/root/.npm \\\n    npm ci\n", []string{"3:5 stage 0: npm ci frozen=true"}},
		{"here-document", "FROM node:20\nRUN <<EOF\n# comment\nnpm install\nEOF\nCOPY <<EOF /x\nnpm install\nEOF\nRUN npm ci\n", []string{"4:1 stage 0: npm install frozen=false", "9:5 stage 0: npm ci frozen=true"}},
		{"escape", "# escape=`\nFROM node:20\nRUN cd x; `\n  npm ci\n", []string{"4:3 stage 0: npm ci frozen=true"}},
		{"CI set", "FROM node:20\nRUN pnpm i\nENV A=b CI=true\nRUN pnpm i\nFROM node:20\nRUN pnpm i\n",
			[]string{"2:5 stage 0: pnpm i frozen=false", "4:5 stage 0: pnpm i #2 frozen=true", "6:5 stage 1: pnpm i frozen=false"}},
		{"requirements", "FROM python:3\nRUN pip install -r r.txt\n", []string{"2:5 stage 0: pip install -r r.txt [unresolved] pip keeps to the hashes of a requirements file only where it has some, and candor can't tell from a file of the tree that it has; say --require-hashes"}},
		{"on build", "FROM node:20\nONBUILD RUN npm install\n", []string{"2:13 stage 0: npm install frozen=false"}},
		{"carriage returns", "FROM node:20\r\nRUN true && \\\r\n  npm ci\r\n", []string{"3:3 stage 0: npm ci frozen=true"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, installs := run(t, "Dockerfile", tt.file)
			if g, w := strings.Join(installs, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func TestWants(t *testing.T) {
	for p, want := range map[string]bool{
		"Dockerfile": true, "a/Dockerfile.dev": true, "web.Dockerfile": true, "Containerfile": true, "dockerfile": true,
		"Dockerfile.dockerignore": false, "Dockerfiles": false, "README.md": false, "third_party/Dockerfile": true,
	} {
		if wants(p) != want {
			t.Errorf("wants(%q) is not %v", p, want)
		}
	}
}

func FuzzCollect(f *testing.F) {
	for _, s := range []string{"ARG A=$B\nFROM ${A:-x}\nRUN a \\\n b", "FROM x\nRUN <<A <<B\nA\nB", "# escape=`\nFROM x\nRUN [\"a\"]", "# syntax=x\nONBUILD ONBUILD FROM", "FROM x\nENV CI"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { run(t, "Dockerfile", s) })
}

func TestDownloads(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"over instructions": {"FROM scratch AS a\nRUN curl -o /i https://x.example.com/i\nFROM a\nRUN echo && \\\n  sh /i\n", []string{"5:3 stage 1: sh /i file none"}},
		"checked in a chain": {"FROM scratch\nARG SUM=" + hex64 + "\nRUN curl -o /i https://x.example.com/i && echo \"${SUM}  /i\" | sha256sum -c -\nRUN sh /i\n",
			[]string{"4:5 stage 0: sh /i file hash"}},
		"checked and gone on": {"FROM scratch\nRUN curl -o /i https://x.example.com/i; echo \"" + hex64 + "  /i\" | sha256sum -c -; sh /i\n",
			[]string{"2:135 stage 0: sh /i [unresolved] it is checked, but whether a failure stops what comes next is not certain"}},
		"with SHELL -e": {"FROM scratch\nSHELL [\"/bin/bash\", \"-euo\", \"pipefail\", \"-c\"]\nRUN curl -o /i https://x.example.com/i; echo \"" + hex64 + "  /i\" | sha256sum -c -; sh /i\n",
			[]string{"3:135 stage 0: sh /i file hash"}},
		"ADD":              {"FROM scratch\nADD --chmod=755 https://x.example.com/i /usr/bin/\n", []string{"2:1 stage 0: ADD /usr/bin/i install none"}},
		"ADD with a sum":   {"FROM scratch\nADD --checksum=sha256:" + hex64 + " https://x.example.com/i /i\nRUN sh /i\n", []string{"3:5 stage 0: sh /i file hash"}},
		"half a sum":       {"FROM scratch\nADD --checksum=sha256:00 https://x.example.com/i /i\nRUN sh /i\n", []string{"3:5 stage 0: sh /i file none"}},
		"made a program":   {"FROM scratch\nRUN curl -o /usr/bin/i https://x.example.com/i && \\\n  chmod +x /usr/bin/i\n", []string{"3:3 stage 0: chmod +x /usr/bin/i install none"}},
		"list of words":    {"FROM scratch\nRUN [\"sh\", \"-c\", \"curl x | sh\"]\n", []string{"2:1 stage 0: curl x | sh pipe none"}},
		"words, no shell":  {"FROM scratch\nRUN [\"curl\", \"x\", \"|\", \"sh\"]\n", []string{"2:1 stage 0: curl x | sh [unresolved] operators of the shell stand in a list of words, which no shell reads"}},
		"fetched by words": {"FROM scratch\nRUN [\"echo\", \"&&\", \"curl\", \"-o\", \"/i\", \"x\"]\nRUN sh /i\n", []string{"3:5 stage 0: sh /i [unresolved] operators of the shell stand in a list of words, which no shell reads"}},
		"heredoc":          {"FROM scratch\nRUN <<EOF\ncurl x | bash\nEOF\n", []string{"3:1 stage 0: curl x | bash pipe none"}},
		"heredoc of bash":  {"FROM scratch\nRUN <<EOF bash\ncurl x | bash\nEOF\n", []string{"3:1 stage 0: curl x | bash pipe none"}},
		"mounts":           {"FROM scratch\nRUN --mount=type=cache,target=/x --network=none curl x | bash\n", []string{"2:5 stage 0: --mount=type=cache,target=/x --network=none curl x | bash pipe none"}},
		"broken shell":     {"FROM scratch\nRUN if curl x\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			refs, _ := run(t, "Dockerfile", c.text)
			var got []string
			for _, r := range refs {
				if strings.Contains(r, "stage ") {
					got = append(got, r)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// What a shell of Windows fetches is a gap, and no broken script of Unix.
func TestOtherShell(t *testing.T) {
	const text = "FROM scratch\nSHELL [\"C:\\\\Windows\\\\powershell.exe\", \"-Command\"]\nRUN `Invoke-WebRequest \"https://x.example.com/i\" -o i; .\\i\nRUN echo\nFROM scratch\nRUN curl x | sh\n"
	tree, err := collector.Walk(context.Background(), fstest.MapFS{"Dockerfile": {Data: []byte(text)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(New(), tree, time.Unix(0, 0))
	if err := New().Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range in.Facts() {
		if f.Kind == kindRun {
			got = append(got, fmt.Sprint(f.At.Line, " ", f.State, " ", f.Reason))
		}
	}
	if want := []string{"3 unsupported candor does not read downloads in scripts for the shell powershell", "6 observed "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
