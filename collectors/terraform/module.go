package terraform

import (
	"fmt"
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
	maxSteps   = 500_000 // of evaluation, for one instance of a folder
	maxItems   = 100_000 // of one value
)

// module is one folder of .tf files.
type module struct {
	dir        string
	tree       *collector.Tree
	sink       *iac.Sink
	vars       map[string]*hclsyntax.Block
	locals     map[string]hclsyntax.Expression
	blocks     []*block
	byName     map[string]*block // "aws_s3_bucket.x", "data.aws_iam_policy_document.x"
	calls      []*block          // of modules
	outputs    map[string]*hclsyntax.Block
	tfvars     map[string]hclsyntax.Expression
	valueFiles []namedValues // files that a deployment may name
	origin     *origin       // of an installed module; nil: the tree's own
	rooted     bool          // a plan can start here, even where other folders call it
	backend    bool          // it says where the state of its own plans is kept
	modern     bool          // it asks for Terraform 0.13 or later
	imports    []importing   // what is not made by the plan that first holds it

	// Of an instance: who calls it, and what was evaluated so far.
	all        *folders
	caller     *module
	site       *block // of the caller, where it calls
	level      int    // of calls
	address    string // "module.a", as a plan writes it
	children   map[string]*module
	missing    map[string]string // why the folder of a call can't be read
	scope      *scope
	item       map[any]*iac.Node // of splats
	steps      int
	known      map[string]*iac.Node // values of names
	busy       map[string]bool      // names under evaluation, against cycles
	used       map[*block]bool      // policy documents that a resource uses
	bare       bool                 // empty defaults count as what they are
	made       *iac.Proviso         // what the call stands under
	boundaries map[string]bool
	unheld     map[string]bool // policies that say of themselves that they are one, and that nobody holds
	attached   *attachedPolicies
	reach      *reach            // of a folder that was not called: what adds lines to security groups
	nobodys    map[string]bool   // policies that nothing of the folder attaches or hands on
	handed     map[string]string // policies that nobody holds, and the output that hands them on as a boundary
}

// block is a resource, data source or module call.
type block struct {
	*hclsyntax.Block
	typ, name string
	id        string
	path      string
	props     *iac.Node
	written   *iac.Node // props, of which nothing is in doubt because changes are ignored
	key       string    // of an instance: `["a"]`
	scope     *scope    // what each and count mean in it
	made      []*block  // its instances
	counted   bool
	exists    presence
}

func newModule(dir string, tree *collector.Tree, sink *iac.Sink) *module {
	return &module{
		dir: dir, tree: tree, sink: sink,
		vars: make(map[string]*hclsyntax.Block), locals: make(map[string]hclsyntax.Expression),
		byName: make(map[string]*block), tfvars: make(map[string]hclsyntax.Expression),
		outputs: make(map[string]*hclsyntax.Block),
	}
}

// add parses a file into the module; a reason says why it could not.
func (m *module) add(p string, b []byte) (reason string, line int) {
	read := parse
	if strings.HasSuffix(p, ".json") {
		read = parseJSON
	}
	body, reason, line := read(p, b)
	if body == nil {
		return reason, line
	}
	if strings.HasSuffix(p, ".tfvars") || strings.HasSuffix(p, ".tfvars.json") {
		m.rooted = true
		for name, a := range body.Attributes { // the last file counts, see rank
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
	if overrides(p) && m.laid(blk, label(0), label(1)) {
		return
	}
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
	case "terraform":
		for _, x := range blk.Body.Blocks {
			m.backend = m.backend || x.Type == "backend" || x.Type == "cloud"
		}
		m.rooted = m.rooted || m.backend
		m.modern = m.modern || newForm(blk)
		return
	case "import":
		if a := blk.Body.Attributes["to"]; a != nil {
			m.imports = append(m.imports, importing{a.Expr, place(blk.TypeRange)})
		}
		return
	case "output":
		m.outputs[label(0)] = blk
		return
	case "provider":
		b.typ, b.name, b.id = "provider", label(0), "provider."+label(0)
		m.rooted = true
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

// unmade says what a call of a module may make and the folder does not tell.
func (m *module) unmade(c *block, why string) {
	for _, k := range iac.Made() {
		m.sink.Unresolved(k, c.id, why, m.at(c))
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
