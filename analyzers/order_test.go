package analyzers

import (
	"go/token"
	"testing"

	"github.com/candor-dev/candor/internal/effects"
)

// What a foreign interface leads to is added in the order of the source, so that
// the same tree gives the same paths each time.
func TestForeignCallsInOrder(t *testing.T) {
	const n = 50
	fn := &effects.Function{Symbol: "p.f"}
	r := &resolver{sites: make(map[token.Pos][]*site), known: map[effects.Symbol]bool{"p.(*file).Close": true}, links: make(map[effects.Link]bool)}
	for i := 1; i <= n; i++ {
		c := &effects.Call{Callee: "io.(Closer).Close", Pos: effects.Pos{File: "p.go", Line: i}}
		r.sites[token.Pos(i)] = []*site{{symbol: c.Callee, fn: fn, foreign: c, to: []effects.Symbol{"p.(*file).Close"}}}
	}
	r.apply()
	if len(fn.Calls) != n {
		t.Fatalf("%d calls", len(fn.Calls))
	}
	for i := range fn.Calls {
		if fn.Calls[i].Pos.Line != i+1 {
			t.Fatalf("call %d is that in line %d", i, fn.Calls[i].Pos.Line)
		}
	}
}
