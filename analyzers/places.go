package analyzers

import (
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// result turns a judged place into a result of its rule.
func (d *driver) result(rule *candor.Rule, fset *token.FileSet, s *check.Subject) candor.Result {
	r := candor.Result{
		Rule: rule.ID, Outcome: s.Outcome, Severity: rule.Severity, Control: rule.Control,
		Subject: s.Name, Message: s.Message, At: d.places.at(fset, s.Pos, s.End),
	}
	r.At.Resource = s.Symbol
	if s.Outcome == candor.Fail {
		if s.Severity != nil {
			r.Severity = *s.Severity
		}
		r.Fix = s.Fix
		if r.Fix == "" {
			r.Fix = rule.Fix
		}
	}
	for _, x := range s.Related {
		loc := d.places.at(fset, x.Pos, x.End)
		loc.Label = x.Label
		r.Related = append(r.Related, loc)
	}
	return r
}

// places turns positions of the compiler, which count bytes, into locations.
type places struct {
	root  string
	lines map[string][]string
}

func newPlaces(root string) *places { return &places{root: root, lines: make(map[string][]string)} }

// at is the location of a range. Line directives are not followed: a result
// points at the file that was read.
func (p *places) at(fset *token.FileSet, pos, end token.Pos) candor.Location {
	a := fset.PositionFor(pos, false)
	loc := candor.Location{Path: relative(p.root, a.Filename), Line: a.Line, Col: p.column(a.Filename, a.Line, a.Column)}
	if end > pos {
		z := fset.PositionFor(end, false)
		loc.EndLine, loc.EndCol = z.Line, p.column(z.Filename, z.Line, z.Column)
	}
	return loc
}

// parse reads "file:line:col" as the go command prints it.
func (p *places) parse(pos string) (candor.Location, bool) {
	var nums []int
	name := pos
	for len(nums) < 2 {
		i := strings.LastIndexByte(name, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(name[i+1:])
		if err != nil {
			break
		}
		nums, name = append(nums, n), name[:i]
	}
	if name == "" || name == "-" || len(nums) == 0 || !filepath.IsAbs(name) {
		return candor.Location{}, false
	}
	loc := candor.Location{Path: relative(p.root, name), Line: nums[len(nums)-1]}
	if len(nums) == 2 {
		loc.Col = p.column(name, loc.Line, nums[0])
	}
	return loc, !filepath.IsAbs(loc.Path)
}

// column counts code points: the compiler's column counts bytes.
func (p *places) column(name string, line, col int) int {
	lines, ok := p.lines[name]
	if !ok {
		if b, err := os.ReadFile(name); err == nil {
			lines = strings.Split(string(b), "\n")
		}
		p.lines[name] = lines
	}
	if line < 1 || line > len(lines) || col < 1 || col-1 > len(lines[line-1]) {
		return col
	}
	return utf8.RuneCountInString(lines[line-1][:col-1]) + 1
}
