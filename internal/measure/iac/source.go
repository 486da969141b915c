package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// label is one row: what a check of somebody else says of a template.
type label struct {
	Repo, Commit, Path, Control, Check, Expected, Format string
	// Resource is the one that the label is about, empty for all of the template.
	Resource string
}

func readLabels(path string) ([]label, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("no header")
	}
	col := make(map[string]int)
	for i, name := range rows[0] {
		col[name] = i
	}
	for _, name := range []string{"repo", "commit", "path", "control", "source_check", "expected", "format"} {
		if _, ok := col[name]; !ok {
			return nil, fmt.Errorf("no column %s", name)
		}
	}
	var out []label
	for _, r := range rows[1:] {
		resource := ""
		if i, ok := col["resource"]; ok {
			resource = r[i]
		}
		out = append(out, label{
			Resource: resource,
			Repo:     r[col["repo"]], Commit: r[col["commit"]], Path: r[col["path"]], Control: r[col["control"]],
			Check: r[col["source_check"]], Expected: r[col["expected"]], Format: r[col["format"]],
		})
	}
	return out, nil
}

// source reads files of clones as they stood at a commit.
type source struct {
	repos string
	files map[string][]byte
}

func newSource(repos string) *source { return &source{repos: repos, files: make(map[string][]byte)} }

func (s *source) file(ctx context.Context, r label, path string) ([]byte, error) {
	key := r.Repo + "@" + r.Commit + ":" + path
	if b, ok := s.files[key]; ok {
		return b, nil
	}
	owner, name, _ := strings.Cut(r.Repo, "/")
	for _, dir := range []string{filepath.Join(owner+"+"+name, "repo"), owner + "+" + name, filepath.Join(owner, name)} {
		dir = filepath.Join(s.repos, dir)
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		b, err := exec.CommandContext(ctx, "git", "-C", dir, "show", r.Commit+":"+path).Output()
		if err != nil {
			return nil, errors.New("the clone of " + r.Repo + " lacks a file or its commit")
		}
		s.files[key] = b
		return b, nil
	}
	return nil, errors.New("no clone of " + r.Repo)
}

// template is the text that a label is about: a file, or what the part of its
// path after "#" names within a YAML file.
func (s *source) template(ctx context.Context, r label) (string, error) {
	path, part, inside := strings.Cut(r.Path, "#")
	b, err := s.file(ctx, r, path)
	if err != nil || !inside {
		return string(b), err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil || len(doc.Content) == 0 {
		return "", errors.New("a file of examples that is no YAML")
	}
	if doc.Content[0].Kind == yaml.SequenceNode {
		return testInput(doc.Content[0], part, r)
	}
	n := walk(doc.Content[0], part)
	if n == nil || n.Kind != yaml.ScalarNode {
		return "", errors.New("no such example in its file")
	}
	return n.Value, nil
}

// walk follows a path such as "terraform.bad[0]".
func walk(n *yaml.Node, path string) *yaml.Node {
	for _, step := range strings.Split(path, ".") {
		name, index, indexed := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		if n = value(n, name); n == nil {
			return nil
		}
		if !indexed {
			continue
		}
		i, err := strconv.Atoi(index)
		if err != nil || n.Kind != yaml.SequenceNode || i < 0 || i >= len(n.Content) {
			return nil
		}
		n = n.Content[i]
	}
	return n
}

func value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// testInput is the input of the test of that name that expects what the label
// says: names stand more than once.
func testInput(list *yaml.Node, name string, r label) (string, error) {
	_, check, _ := strings.Cut(r.Check, ":")
	for _, c := range list.Content {
		n := value(c, "name")
		if n == nil || n.Value != name {
			continue
		}
		if want := value(value(value(c, "expectations"), "rules"), check); want == nil || !strings.EqualFold(want.Value, r.Expected) {
			continue
		}
		b, err := yaml.Marshal(value(c, "input"))
		return string(b), err
	}
	return "", errors.New("no such test in its file")
}
