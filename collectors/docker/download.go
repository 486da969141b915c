package docker

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/ref"
)

// stageFiles begins the files of a stage: those of the stage that it builds on.
func (b *build) stageFiles(n *parser.Node, name string) {
	b.files, b.errExit, b.foreign = download.New(), false, ""
	if n.Next != nil {
		if r := b.readers[strings.ToLower(unquote(n.Next.Value))]; r != nil {
			b.files = r.Fork()
		}
	}
	if name != "" {
		b.readers[name] = b.files
	}
}

// set gives a variable of the stage its value; a value that holds another
// variable is not known.
func (b *build) set(name, value string) {
	if strings.Contains(value, "$") {
		value = ""
	}
	b.files.Set(name, value)
}

// shell reads SHELL: which one it is, and whether its commands run with -e.
func (b *build) shell(n *parser.Node) {
	b.errExit, b.foreign = false, ""
	if n.Next != nil {
		program := strings.ToLower(n.Next.Value)
		program = strings.TrimSuffix(program[strings.LastIndexAny(program, `/\`)+1:], ".exe")
		switch program {
		case "powershell", "pwsh", "cmd":
			b.foreign = program
		}
	}
	for w := n.Next; w != nil; w = w.Next {
		if strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--") && strings.Contains(w.Value, "e") {
			b.errExit = true
		}
	}
}

// add reads the addresses of ADD, and its checksum.
func (b *build) add(n, top *parser.Node) {
	var words []string
	for w := n.Next; w != nil; w = w.Next {
		words = append(words, w.Value)
	}
	if len(words) < 2 {
		return
	}
	sum, exec := "", false
	for _, flag := range n.Flags {
		if v, ok := strings.CutPrefix(flag, "--checksum="); ok && isDigest(v) {
			sum = v
		}
		if v, ok := strings.CutPrefix(flag, "--chmod="); ok {
			exec = strings.ContainsAny(v, "x7531")
		}
	}
	dest := words[len(words)-1]
	for _, url := range words[:len(words)-1] {
		if !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
			continue
		}
		to := dest
		if strings.HasSuffix(dest, "/") || dest == "." {
			to = strings.TrimSuffix(dest, "/") + "/" + url[strings.LastIndexByte(url, '/')+1:]
		}
		b.files.Add(url, to, sum, top.StartLine)
		if exec {
			b.files.Installed(to, "ADD "+ref.Printable(to), top.StartLine)
		}
	}
}

// isDigest tells a whole checksum.
func isDigest(s string) bool { return ref.ParseImage("x@" + s).Pinned }

// download emits what a RUN downloads and runs.
func (b *build) download(n, top *parser.Node) {
	if b.foreign != "" && !n.Attributes["json"] {
		if text := b.script(top); download.Mentions(text) {
			at := candor.Location{Path: b.path, Line: top.StartLine}
			b.in.Emit(candor.Fact{Kind: kindRun, Subject: at.String(), State: candor.Unsupported, Reason: "candor does not read downloads in scripts for the shell " + b.foreign, At: at, Value: map[string]any{"ecosystem": "download"}})
		}
		return
	}
	if !n.Attributes["json"] {
		b.script1(download.Script{Text: b.script(top), Line: top.StartLine, ErrExit: b.errExit, Ends: true})
		return
	}
	var quoted, plain []string
	operators := false
	for w := n.Next; w != nil; w = w.Next {
		quoted = append(quoted, "'"+strings.ReplaceAll(w.Value, "'", `'\''`)+"'")
		plain = append(plain, w.Value)
		operators = operators || w.Value == "&&" || w.Value == "|" || w.Value == ";" || w.Value == "||"
	}
	why, text := "", strings.Join(quoted, " ")
	if operators {
		why, text = "operators of the shell stand in a list of words, which no shell reads", strings.Join(plain, " ")
	}
	b.script1(download.Script{Text: text, Line: top.StartLine, Ends: true, Unsure: why})
}

// script1 reads one script.
func (b *build) script1(s download.Script) {
	uses, err := b.files.Read(s)
	for _, u := range uses {
		b.emitRun(u)
	}
	if err != nil && download.Mentions(s.Text) {
		at := candor.Location{Path: b.path, Line: s.Line}
		b.in.Emit(candor.Fact{Kind: kindRun, Subject: at.String(), State: candor.Error, Reason: err.Error(), At: at, Value: map[string]any{"ecosystem": "download"}})
	}
}

func (b *build) emitRun(u download.Use) {
	f := candor.Fact{
		Kind: kindRun, Subject: b.runs.Unique(ref.Printable(b.stage + ": " + u.Text)), State: candor.Observed,
		Value: u.Value("dockerfile"), At: candor.Location{Path: b.path, Line: max(1, u.Line), Col: u.Col},
	}
	if u.Level == download.Unsure {
		f.State, f.Reason = candor.Unresolved, u.Why
	}
	b.in.Emit(f)
}

// finish emits what the stage made into programs for later.
func (b *build) finish() {
	for _, u := range b.files.Finish() {
		b.emitRun(u)
	}
}
