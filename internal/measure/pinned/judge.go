package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/scan"
)

// judgement is what candor says of a label.
type judgement struct {
	label label
	says  string // "pinned", "unpinned" or "unknown"
	why   []string
	fails int
	err   error
	// disputed is why the label was found to ask for something else, "" for most.
	disputed string
}

func judge(ctx context.Context, repos string, l label) judgement {
	j := judgement{label: l, says: "unknown"}
	files, err := l.place(repos)
	if err != nil {
		j.err = err
		return j
	}
	dir, err := os.MkdirTemp("", "candor-pinned-")
	if err != nil {
		j.err = err
		return j
	}
	defer os.RemoveAll(dir) // a temporary folder of ours
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if j.err = os.MkdirAll(filepath.Dir(full), 0o755); j.err != nil {
			return j
		}
		if j.err = os.WriteFile(full, []byte(text), 0o644); j.err != nil {
			return j
		}
	}
	out, err := scan.Run(ctx, scan.Options{Root: dir, Collectors: collectors.All(), Skip: []string{"go"}, Now: time.Now(), FailOn: candor.Bad})
	if err != nil {
		j.err = err
		return j
	}
	j.weigh(out)
	return j
}

// weigh puts the results that speak of the label together: one failure makes it
// unpinned, and one unknown without a failure unknown.
func (j *judgement) weigh(out *scan.Outcome) {
	exact := map[string]bool{}
	for _, f := range out.Evidence.Facts {
		if v, ok := f.Value.(map[string]any); ok && v["exact"] == true {
			exact[f.At.Path+"\x00"+f.Subject] = true
		}
	}
	j.says = "pinned"
	for i := range out.Report.Results {
		r := &out.Report.Results[i]
		if !strings.HasPrefix(r.Rule, "deps/") || !j.speaksOf(r) {
			continue
		}
		switch r.Outcome {
		case candor.Fail:
			if j.label.level == "version-or-lock" && exact[r.At.Path+"\x00"+r.Subject] {
				continue
			}
			j.says = "unpinned"
			j.fails++
		case candor.Unknown:
			if j.says == "pinned" {
				j.says = "unknown"
			}
		default:
			continue
		}
		j.why = append(j.why, r.Outcome.String()+" "+r.Rule+" "+r.At.String()+" "+r.Message)
	}
}

func (j *judgement) speaksOf(r *candor.Result) bool {
	if j.label.inline() || j.label.from == 0 {
		return true
	}
	switch j.label.ecosystem { // one line may hold several things
	case "pip", "npm", "nuget", "go", "cargo", "gem":
		if r.Rule == "deps/download-hash" {
			return false
		}
	case "shell-download":
		if r.Rule != "deps/download-hash" {
			return false
		}
	}
	return r.At.Line >= j.label.from && r.At.Line <= j.label.to
}
