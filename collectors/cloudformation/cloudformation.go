// Package cloudformation reads CloudFormation and SAM templates, and services of
// the Serverless Framework as the templates that they become: what they grant, which stores they make, and how their endpoints are protected.
//
// A template is a program. Its functions are resolved as far as the template
// alone allows; what a deployment decides stays a hole or unknown.
package cloudformation

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "cloudformation",
		Version: "1",
		Doc:     "CloudFormation and SAM templates, also as CDK writes them, and services of the Serverless Framework: IAM statements, stores, function URLs and TLS settings",
		Kinds:   iac.Kinds(),
		Wants:   wants,
		Collect: collect,
	}
}

// wants leaves out JSON and YAML that other tools own and that no template is.
func wants(p string) bool {
	switch path.Base(p) {
	case "package.json", "package-lock.json", "npm-shrinkwrap.json", "tsconfig.json", "composer.lock", "pnpm-lock.yaml":
		return false
	}
	switch strings.ToLower(path.Ext(p)) {
	case ".yaml", ".yml", ".json", ".template":
		return true
	}
	return false
}

func collect(ctx context.Context, in *collector.Input) error {
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := f.Read()
		if err != nil {
			if likely(f.Path) || !data(err) || candidate(f.Raw()) {
				in.Gap(candor.Error, candor.Location{Path: f.Path}, err.Error(), iac.Kinds()...)
			}
			continue
		}
		if isService(f.Path, b) {
			readService(in, f.Path, b)
			continue
		}
		if candidate(b) {
			readTemplate(in, f.Path, b)
		}
	}
	return nil
}

// data reports that a file was refused for what it holds; a look at its bytes
// then tells whether it may be a template. Every other failure may hide one.
func data(err error) bool {
	for _, p := range []string{"too large", "a binary file", "not valid UTF-8"} {
		if strings.HasPrefix(err.Error(), p) {
			return true
		}
	}
	return false
}

// likely reports a name that only templates have.
func likely(p string) bool {
	return path.Ext(p) == ".template" || strings.HasPrefix(path.Base(p), "template.")
}

// candidate is a cheap look at the bytes, so that other YAML costs nothing.
func candidate(b []byte) bool {
	return bytes.Contains(b, []byte("AWSTemplateFormatVersion")) ||
		bytes.Contains(b, []byte("Resources")) && bytes.Contains(b, []byte("AWS::"))
}

func readTemplate(in *collector.Input, p string, b []byte) {
	root, err := iac.ParseYAML(b)
	if err != nil {
		in.Gap(candor.Error, candor.Location{Path: p, Line: lineOf(err)}, err.Error(), iac.Kinds()...)
		return
	}
	t, gap := newTemplate(p, root)
	if gap != nil {
		in.Gap(gap.state, iac.LocationOf(gap.at), gap.reason, iac.Kinds()...)
	}
	if t == nil {
		return
	}
	t.sink = &iac.Sink{Format: "cloudformation", Emit: in.Emit}
	t.tree = in.Tree
	t.read()
}

// lineOf finds the line in the parser's words, "line 12: ...", or 0.
func lineOf(err error) int {
	_, s, ok := strings.Cut(err.Error(), "line ")
	n := 0
	for _, r := range s {
		if !ok || r < '0' || r > '9' || n > 1<<24 {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}
