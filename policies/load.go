package policies

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/candor-dev/candor"
)

// read adds the .rego files of a folder to the engine. tree is the first part
// of every package name that it may declare: "candor" or "user".
func (e *Engine) read(d Dir, tree string, tests bool) error {
	return fs.WalkDir(d.FS, ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read policies %s: %w", path.Join(d.Name, p), err)
		}
		if entry.IsDir() || !strings.HasSuffix(p, ".rego") {
			return nil
		}
		isTest := strings.HasSuffix(p, "_test.rego")
		if isTest && !tests {
			return nil
		}
		src, err := fs.ReadFile(d.FS, p)
		if err != nil {
			return fmt.Errorf("read policy: %w", err)
		}
		file := path.Join(d.Name, p)
		text := string(src)
		if head, ok := headOf(text); ok && tree == "candor" && !tests {
			// Most rules have nothing to judge in most trees, so that those of the
			// program are parsed when they are compiled: a start reads what they
			// say of themselves and no more.
			if m, err := e.parse(file, head); err == nil && m != nil {
				e.texts[file] = text
				return e.addRule(d, p, file, tree, false, m)
			}
		}
		m, err := e.parse(file, text)
		if err != nil {
			return fmt.Errorf("parse policy: %w", err)
		}
		if m == nil { // an empty file
			return nil
		}
		e.modules[file] = m
		return e.addRule(d, p, file, tree, isTest, m)
	})
}

func (e *Engine) parse(file, text string) (*ast.Module, error) {
	return ast.ParseModuleWithOpts(file, text, ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: e.caps})
}

// headOf returns a module up to the end of its package line: its documentation
// and its name.
func headOf(text string) (string, bool) {
	at := 0
	for line := range strings.Lines(text) {
		at += len(line)
		if strings.HasPrefix(line, "package ") {
			return text[:at], true
		}
		if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "#") {
			break
		}
	}
	return "", false
}

// addRule reads the documentation of a module that is a rule, and refuses a
// package that is not the caller's to declare.
func (e *Engine) addRule(d Dir, p, file, tree string, isTest bool, m *ast.Module) error {
	pkg := packagePath(m)
	at := fmt.Sprintf("%s:%d", file, m.Package.Location.Row)
	if pkg[0] != tree {
		if tree == "user" && pkg[0] == "candor" {
			return fmt.Errorf("%s: package %s belongs to the built-in rules, which can't be shadowed; call it user.TOPIC.NAME", at, strings.Join(pkg, "."))
		}
		return fmt.Errorf("%s: package %s: a rule's package starts with %q", at, strings.Join(pkg, "."), tree+".")
	}
	parts := pkg[1:]
	if tree == "candor" {
		if len(parts) == 0 || parts[0] != "rules" {
			return nil // the library or the entry point
		}
		parts = parts[1:]
	}
	if isTest {
		return nil
	}
	if tree == "user" && (len(parts) == 1 || !definesResults(m)) {
		return nil // a library of the user's
	}
	if len(parts) != 2 {
		return fmt.Errorf("%s: package %s: want %s, for the rule TOPIC/NAME", at, strings.Join(pkg, "."), want(tree))
	}
	r, err := describe(m, strings.ReplaceAll(parts[0]+"/"+parts[1], "_", "-"))
	if err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	r.Origin = "built-in"
	if tree == "user" {
		r.Origin = file
	}
	if have := e.byID[r.ID]; have != nil {
		if have.tree == "candor" && tree == "user" {
			return fmt.Errorf("%s: there is a built-in rule %s; a user's rule may add to the built-in ones, not shadow them: choose another name", at, r.ID)
		}
		return fmt.Errorf("%s: rule %s is declared twice", at, r.ID)
	}
	ref := &ruleRef{tree: tree, topic: parts[0], name: parts[1], file: file, examples: examplesBeside(d.FS, p)}
	if tree == "user" { // their mistakes come out before anything is collected
		if r.Examples, err = ref.examples(); err != nil {
			return fmt.Errorf("%s: %w", path.Dir(file), err)
		}
	}
	e.rules = append(e.rules, *r)
	e.byID[r.ID] = ref
	return nil
}

// examplesBeside reads the examples of the rule that stands in a file.
func examplesBeside(fsys fs.FS, p string) func() ([]candor.Example, error) {
	return func() ([]candor.Example, error) {
		return readExamples(fsys, strings.TrimSuffix(p, ".rego")+".yaml")
	}
}

func want(tree string) string {
	if tree == "candor" {
		return "candor.rules.TOPIC.NAME"
	}
	return "user.TOPIC.NAME"
}

func packagePath(m *ast.Module) []string {
	var out []string
	for _, t := range m.Package.Path[1:] { // the first is "data"
		s, _ := t.Value.(ast.String)
		out = append(out, string(s))
	}
	return out
}

func definesResults(m *ast.Module) bool {
	for _, r := range m.Rules {
		if ref := r.Head.Ref(); len(ref) > 0 && ref[0].Value.Compare(ast.Var("results")) == 0 {
			return true
		}
	}
	return false
}
