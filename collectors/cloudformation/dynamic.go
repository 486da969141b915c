package cloudformation

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

const (
	dynamicMark = "{{resolve:"
	dynamicWhy  = "a dynamic reference is resolved at deployment"
)

var (
	// A reference may hold the holes of a text that is filled in before.
	dynamicText = regexp.MustCompile(`\{\{resolve:(?:\$\{[^}]*\}|[^{}])*\}\}`)
	holeText    = regexp.MustCompile(`\{\{resolve:(?:\$\{[^}]*\}|[^{}])*\}\}|\$\{[^}]*\}`)
)

// dynamic makes holes of the dynamic references in a text: CloudFormation puts
// there what a parameter or a secret holds when the stack is made.
func dynamic(n *iac.Node) *iac.Node {
	if n.Kind != iac.Scalar && n.Kind != iac.Pattern {
		return n
	}
	text := n.RawText()
	if !strings.Contains(text, dynamicMark) {
		return n
	}
	holes := dynamicText // "${...}" is a variable of IAM in what has no holes
	if n.Kind == iac.Pattern {
		holes = holeText
	}
	var b iac.Builder
	last := 0
	for _, at := range holes.FindAllStringIndex(text, -1) {
		hole := text[at[0]:at[1]]
		b.Lit(text[last:at[0]])
		why := n.Why
		if strings.HasPrefix(hole, dynamicMark) {
			why = dynamicWhy
		}
		b.Add(iac.Hidden(why, n.At), strings.Trim(hole, "{}$"))
		last = at[1]
	}
	if last == 0 { // a mark that nothing closes
		return iac.Hidden(dynamicWhy, n.At)
	}
	b.Lit(text[last:])
	return b.Node(n.At)
}
