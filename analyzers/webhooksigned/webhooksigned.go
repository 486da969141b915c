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
	x := effects.NewCallIndex(p)
	var out []check.ProgramSubject
	for i := range p.Functions {
		f := &p.Functions[i]
		if !effects.Matches(cfg.Seams.Webhooks, f.Symbol) {
			continue
		}
		out = append(out, one(x, f))
	}
	return out
}

func one(x *effects.CallIndex, f *effects.Function) check.ProgramSubject {
	name := effects.Short(f.Symbol)
	s := check.ProgramSubject{Name: name, Symbol: string(f.Symbol), At: f.Pos}
	var signed, other *effects.Effect
	open := x.Below(f.Symbol, below, func(g *effects.Function) bool {
		for i := range g.Effects {
			e := &g.Effects[i]
			switch {
			case e.Kind != effects.Signature || !strings.Contains(e.What, "hmac.New"):
			case strong(e.What) || strong(e.Model):
				signed = e
			default:
				other = e
			}
		}
		return signed == nil
	})
	switch {
	case signed != nil:
		s.Outcome, s.Message = candor.Pass, fmt.Sprintf("%s signs what it sends (%s)", name, signed.What)
		s.Related = []check.ProgramRelated{{At: signed.Pos, Label: "signed here"}}
	case other != nil:
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("%s signs what it sends with %s, and which hash that is can't be told", name, other.What)
		s.Related = []check.ProgramRelated{{At: other.Pos, Label: "signed here"}}
	case open:
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("%s calls functions that can't be told, which may sign what it sends", name)
	default:
		s.Outcome, s.Message = candor.Fail, fmt.Sprintf("%s sends a webhook, and nothing that it calls makes an HMAC of it", name)
	}
	return s
}

func strong(hash string) bool {
	return strings.Contains(hash, "sha256") || strings.Contains(hash, "sha512") || strings.Contains(hash, "sha3")
}
