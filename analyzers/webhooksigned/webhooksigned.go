// Package webhooksigned holds the rule webhooks/unsigned: a webhook that goes to
// a customer without an HMAC-SHA256 over its body.
package webhooksigned

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("webhooksigned", rule(), judge) }

// below is how many calls deep the signature may lie under the sender.
const below = 4

func judge(p *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	x, links := effects.NewCallIndex(p), linksOf(p)
	var out []check.ProgramSubject
	for i := range p.Functions {
		f := &p.Functions[i]
		if !effects.Matches(cfg.Seams.Webhooks, f.Symbol) {
			continue
		}
		s := &search{x: x, cfg: &cfg, links: links, seen: make(map[effects.Symbol]int)}
		s.in(f, true, below, "")
		out = append(out, one(f, s.found))
	}
	return out
}

func one(f *effects.Function, r found) check.ProgramSubject {
	name := effects.Short(f.Symbol)
	s := check.ProgramSubject{Name: name, Symbol: string(f.Symbol), At: f.Pos}
	switch {
	case r.signed != nil:
		s.Outcome, s.Message = candor.Pass, fmt.Sprintf("%s signs what it sends (%s)", name, r.signed.What)
		s.Related = []check.ProgramRelated{{At: r.signed.Pos, Label: "signed here"}}
	case r.branch != nil:
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("%s signs what it sends only on a branch (%s)", name, r.cond)
		s.Related = []check.ProgramRelated{{At: r.branch.Pos, Label: "signed here"}}
	case r.other != nil:
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("%s signs what it sends with %s, and which hash that is can't be told", name, r.other.What)
		s.Related = []check.ProgramRelated{{At: r.other.Pos, Label: "signed here"}}
	case r.open:
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("%s calls functions that can't be told, which may sign what it sends", name)
	default:
		s.Outcome, s.Message = candor.Fail, fmt.Sprintf("%s sends a webhook, and nothing that it calls makes an HMAC of it", name)
	}
	return s
}

func strong(hash string) bool {
	return strings.Contains(hash, "sha256") || strings.Contains(hash, "sha512") || strings.Contains(hash, "sha3")
}
