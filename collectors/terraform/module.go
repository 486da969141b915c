package terraform

import (
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// Bounds of one file and of one evaluation.
const (
	maxFile    = 4 << 20 // bytes
	maxNesting = 400     // brackets and operators before an operand
	maxDepth   = 100     // of evaluation
	maxSteps   = 500_000 // of evaluation, for one folder
)

// module is one folder of .tf files.
type module struct {
	dir    string
	tree   *collector.Tree
	sink   *iac.Sink
	vars   map[string]*hclsyntax.Block
	locals map[string]hclsyntax.Expression
	blocks []*block
	byName map[string]*block // "aws_s3_bucket.x", "data.aws_iam_policy_document.x"
	calls  []*block          // of modules
	inputs []input           // how callers within the tree use this folder
	tfvars map[string]hclsyntax.Expression

	steps      int
	known      map[string]*iac.Node // values of names
	busy       map[string]bool      // names under evaluation, against cycles
	used       map[*block]bool      // policy documents that a resource uses
	boundaries map[string]bool
}

// block is a resource, data source or module call.
type block struct {
	*hclsyntax.Block
	typ, name string
	id        string
	path      string
	props     *iac.Node
}

type input struct {
	from *module
	call *block
}

func newModule(dir string, tree *collector.Tree, sink *iac.Sink) *module {
	return &module{
		dir: dir, tree: tree, sink: sink,
		vars: make(map[string]*hclsyntax.Block), locals: make(map[string]hclsyntax.Expression),
		byName: make(map[string]*block), tfvars: make(map[string]hclsyntax.Expression),
		known: make(map[string]*iac.Node),
		busy:  make(map[string]bool), used: make(map[*block]bool), boundaries: make(map[string]bool),
	}
}

// add parses a file into the module; a reason says why it could not.
func (m *module) add(p string, b []byte) (reason string, line int) {
	body, reason, line := parse(p, b)
	if body == nil {
		return reason, line
	}
	if strings.HasSuffix(p, ".tfvars") {
		for name, a := range body.Attributes {
			m.tfvars[name] = a.Expr
		}
		return reason, line
	}
	for _, blk := range body.Blocks {
		m.take(p, blk)
	}
	return reason, line
}

func (m *module) take(p string, blk *hclsyntax.Block) {
	label := func(i int) string {
		if i < len(blk.Labels) {
			return blk.Labels[i]
		}
		return ""
	}
	b := &block{Block: blk, path: p}
	switch blk.Type {
	case "variable":
		m.vars[label(0)] = blk
		return
	case "locals":
		for name, a := range blk.Body.Attributes {
			m.locals[name] = a.Expr
		}
		return
	case "resource":
		b.typ, b.name = label(0), label(1)
		b.id = b.typ + "." + b.name
	case "data":
		b.typ, b.name = label(0), label(1)
		b.id = "data." + b.typ + "." + b.name
	case "module":
		b.typ, b.name, b.id = "module", label(0), "module."+label(0)
		m.calls = append(m.calls, b)
		return
	case "provider":
		b.typ, b.name, b.id = "provider", label(0), "provider."+label(0)
	default:
		return
	}
	m.blocks = append(m.blocks, b)
	if m.byName[b.id] == nil {
		m.byName[b.id] = b
	}
}

// parse reads a file. It refuses what would nest deeper than a stack can hold.
func parse(p string, b []byte) (body *hclsyntax.Body, reason string, line int) {
	defer func() {
		if r := recover(); r != nil {
			body, reason = nil, fmt.Sprintf("syntax error: %v", r)
		}
	}()
	if len(b) > maxFile {
		return nil, "too large for a Terraform file", 0
	}
	if tooDeep(p, b) {
		return nil, "nested too deep", 0
	}
	f, diags := hclsyntax.ParseConfig(b, p, hcl.InitialPos)
	if diags.HasErrors() {
		for _, d := range diags {
			if d.Severity != hcl.DiagError {
				continue
			}
			if d.Subject != nil {
				line = d.Subject.Start.Line
			}
			return nil, "syntax error: " + strings.ToLower(d.Summary), line
		}
	}
	body, _ = f.Body.(*hclsyntax.Body)
	return body, "", 0
}

// tooDeep looks at the tokens of a large file; a small one can't nest too deep.
func tooDeep(p string, b []byte) bool {
	if len(b) < 16<<10 {
		return false
	}
	tokens, _ := hclsyntax.LexConfig(b, p, hcl.InitialPos)
	depth, run := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl, hclsyntax.TokenOHeredoc, hclsyntax.TokenOQuote:
			depth++
			run = 0
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenCHeredoc, hclsyntax.TokenCQuote:
			depth--
			run = 0
		case hclsyntax.TokenMinus, hclsyntax.TokenBang, hclsyntax.TokenQuestion, hclsyntax.TokenColon:
			run++
		case hclsyntax.TokenNewline:
			run = 0
		}
		if depth > maxNesting || run > maxNesting {
			return true
		}
	}
	return false
}

// link notes which folders this one calls as modules.
func (m *module) link(all map[string]*module) {
	for _, c := range m.calls {
		if t := all[m.target(c)]; t != nil && t != m {
			t.inputs = append(t.inputs, input{m, c})
			continue
		}
		m.outside(c)
	}
}

// target is the folder that a module call names, or "" when it is elsewhere.
func (m *module) target(c *block) string {
	a := c.Body.Attributes["source"]
	if a == nil {
		return ""
	}
	s, _ := m.eval(a.Expr, 0).Str()
	if !strings.HasPrefix(s, "./") && !strings.HasPrefix(s, "../") && s != "." && s != ".." {
		return ""
	}
	return path.Join(m.dir, s)
}

func (m *module) outside(c *block) {
	if m.existence(c) == absent {
		return
	}
	for _, k := range iac.Made() {
		m.sink.Unresolved(k, c.id, "the module "+c.name+" is not in the tree", m.at(c))
	}
}

// placeOf is the place of a block's name.
func placeOf(b *block) iac.Place {
	r := b.TypeRange
	if n := len(b.LabelRanges); n > 0 {
		r = b.LabelRanges[n-1]
	}
	return place(r)
}

func (m *module) at(b *block) candor.Location { return iac.At(placeOf(b), b.id) }

func place(r hcl.Range) iac.Place {
	return iac.Place{Path: r.Filename, Pos: candor.Pos{Line: r.Start.Line, Col: r.Start.Column, EndLine: r.End.Line, EndCol: r.End.Column}}
}
