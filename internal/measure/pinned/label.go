package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// label is one row of the labels.
type label struct {
	repo, commit, path, ecosystem, what, expected, level, source string
	from, to                                                     int // lines; 0 for the whole file
}

var columns = []string{"repo", "commit", "path", "line", "ecosystem", "what", "expected", "level", "label_source"}

var linesOf = regexp.MustCompile(`lines (\d+)-(\d+)`)

func readLabels(name string) ([]label, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // read only
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		return nil, fmt.Errorf("%s: the columns must be %s", name, strings.Join(columns, ", "))
	}
	var out []label
	for i, r := range rows[1:] {
		l := label{repo: r[0], commit: r[1], path: r[2], ecosystem: r[4], what: r[5], expected: r[6], level: r[7], source: r[8]}
		if l.expected != "pinned" && l.expected != "unpinned" {
			return nil, fmt.Errorf("%s: row %d: expected is %q, not pinned or unpinned", name, i+2, l.expected)
		}
		if r[3] != "" {
			if l.from, err = strconv.Atoi(r[3]); err != nil {
				return nil, fmt.Errorf("%s: row %d: line %q", name, i+2, r[3])
			}
			l.to = l.from
		}
		if m := linesOf.FindStringSubmatch(l.source); m != nil && l.from > 0 {
			l.from, _ = strconv.Atoi(m[1]) // digits, by the expression
			l.to, _ = strconv.Atoi(m[2])
		}
		out = append(out, l)
	}
	return out, nil
}

// inline reports whether the label is a case inside of a test's source.
func (l label) inline() bool {
	return strings.HasSuffix(l.path, "_test.go") || strings.Contains(l.path, ".test.")
}

// content returns the file of a label.
func (l label) content(repos string) ([]byte, error) {
	for _, name := range []string{strings.ReplaceAll(l.repo, "/", "+"), filepath.FromSlash(l.repo)} {
		dir := filepath.Join(repos, name)
		if b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(l.path))); err == nil {
			return b, nil
		}
		for _, git := range []string{filepath.Join(dir, "repo"), filepath.Join(dir, ".git"), dir} {
			if _, err := os.Stat(filepath.Join(git, "HEAD")); err != nil {
				continue
			}
			b, err := exec.Command("git", "--git-dir", git, "show", l.commit+":"+l.path).Output()
			if err != nil {
				return nil, fmt.Errorf("%s: git show %s:%s: %w", git, l.commit, l.path, err)
			}
			return b, nil
		}
	}
	return nil, fmt.Errorf("no repository %s below %s", l.repo, repos)
}

// place returns the files of the tree in which a label is judged.
func (l label) place(repos string) (map[string]string, error) {
	if l.inline() {
		return l.example()
	}
	b, err := l.content(repos)
	if err != nil {
		return nil, err
	}
	files := map[string]string{l.name(string(b)): string(b)}
	if m := manifest(l.name(string(b)), b); m != "" {
		files["package.json"] = m
	}
	return files, nil
}

// name is the path under which candor reads the file for what it is.
func (l label) name(text string) string {
	base := path.Base(l.path)
	switch {
	case strings.Contains(l.path, ".github/workflows/"):
		return ".github/workflows/" + base
	case strings.HasPrefix(base, "Dockerfile"):
		return "Dockerfile"
	case strings.HasSuffix(base, ".lock") && strings.Contains(text, "yarn lockfile"), strings.HasPrefix(base, "yarn"):
		return "yarn.lock"
	case strings.HasPrefix(base, "package-lock"):
		return "package-lock.json"
	}
	return base
}

// example writes the text of a label down as it would be used.
func (l label) example() (map[string]string, error) {
	const workflow = ".github/workflows/ci.yml"
	step := func(key, value string) map[string]string {
		return map[string]string{workflow: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - " + key + ": |-\n          " + value + "\n"}
	}
	switch l.ecosystem {
	case "github-actions", "docker":
		if strings.HasPrefix(l.what, "./") && strings.HasSuffix(l.what, ".yml") {
			return map[string]string{workflow: "on: push\njobs:\n  a:\n    uses: " + l.what + "\n", strings.TrimPrefix(l.what, "./"): "on: workflow_call\njobs: {}\n"}, nil
		}
		return step("uses", l.what), nil
	case "nuget", "npm", "go", "pip", "cargo", "gem":
		return step("run", l.what), nil
	case "shell-download":
		return step("run", l.what+" | sh"), nil
	}
	return nil, fmt.Errorf("candor's measure knows no place for a case of the ecosystem %q", l.ecosystem)
}
