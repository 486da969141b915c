// Package scaffold writes the first files of a rule or a Go check: small ones
// that work, pass their own tests and show where the thinking goes.
package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// File is one file to be written, slash-separated and relative.
type File struct {
	Path, Text string
}

var word = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Rule returns the files of a rule of the user's own, "topic/name": its Rego,
// its tests and its examples.
func Rule(id string) ([]File, error) {
	topic, name, ok := strings.Cut(id, "/")
	if !ok || !word.MatchString(topic) || !word.MatchString(name) {
		return nil, fmt.Errorf("%q is no id of a rule: write TOPIC/NAME in lower case, with hyphens between words, such as team/dated-rows", id)
	}
	file := strings.ReplaceAll(name, "-", "_")
	fill := strings.NewReplacer(
		"TOPIC", strings.ReplaceAll(topic, "-", "_"), "FILE", file, "TITLE", strings.ReplaceAll(name, "-", " "),
	)
	dir := topic + "/" + file + "/" + file
	return []File{
		{dir + ".rego", fill.Replace(ruleText)},
		{dir + "_test.rego", fill.Replace(ruleTest)},
		{dir + ".yaml", fill.Replace(ruleExamples)},
	}, nil
}

// Analyzer returns the files of a Go check in the package of that name.
func Analyzer(name string) ([]File, error) {
	if !word.MatchString(name) {
		return nil, fmt.Errorf("%q is no name of a Go check: write it in lower case, such as osexit", name)
	}
	pkg := strings.ReplaceAll(name, "-", "")
	fill := strings.NewReplacer("PACKAGE", pkg, "NAME", name)
	dir := pkg + "/"
	return []File{
		{dir + pkg + ".go", fill.Replace(analyzerText)},
		{dir + pkg + "_test.go", fill.Replace(analyzerTest)},
		{dir + "testdata/src/a/a.go", fill.Replace(analyzerData)},
	}, nil
}

// Write writes the files below a folder. A file that is there already is an
// error before anything is written.
func Write(dir string, files []File) error {
	for _, f := range files {
		p := filepath.Join(dir, filepath.FromSlash(f.Path))
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			if err == nil {
				err = errors.New("it is there already; take another name, or remove it first")
			}
			return fmt.Errorf("write %s: %w", p, err)
		}
	}
	for _, f := range slices.Backward(files) { // the main file last: it says that all is there
		p := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(p, []byte(f.Text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
