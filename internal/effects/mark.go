package effects

import "slices"

// reach marks, against the direction of calls, what leads to an effect and
// what leads to an audit record.
func (g *graph) reach() {
	n := len(g.fns)
	back := make([][]int32, n)
	link := func(from, to int32) { back[to] = append(back[to], from) }
	for i := range g.out {
		for _, e := range g.out[i] {
			link(int32(i), e.to)
		}
	}
	var effect, record, write []int32
	for i, f := range g.fns {
		hit := len(g.stops[i]) > 0 || len(g.value[i]) > 0
		for j := range f.Effects {
			switch g.kind(&f.Effects[j]) {
			case Audit:
				record = append(record, int32(i))
				hit = true
			case Mutation:
				hit = true
				if e := &f.Effects[j]; e.TextParam == 0 && (e.Passed || !g.named(e)) {
					write = append(write, int32(i))
				}
			case Guard, Tamper:
				hit = true
			}
		}
		if hit {
			effect = append(effect, int32(i))
		}
	}
	g.records, g.writes = flood(back, record), flood(back, write)
	for i := range g.out {
		g.weaken(g.out[i])
	}
	g.matters = flood(back, effect)
}

// weaken marks the calls of which only some targets lead to an audit record:
// which of them runs can't be told, so the record is no certainty.
func (g *graph) weaken(es []edge) {
	for i := 0; i < len(es); {
		j := i
		some, all := false, es[i].extra&fIdle == 0
		for j < len(es) && es[j].call == es[i].call {
			if g.records[es[j].to] {
				some = true
			} else {
				all = false
			}
			j++
		}
		for k := i; k < j; k++ {
			es[k].extra &^= fIdle
			if some && !all {
				es[k].extra |= fWeak
			}
		}
		i = j
	}
}

func flood(back [][]int32, from []int32) []bool {
	seen := make([]bool, len(back))
	for _, i := range from {
		seen[i] = true
	}
	queue := slices.Clone(from)
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, j := range back[i] {
			if !seen[j] {
				seen[j] = true
				queue = append(queue, j)
			}
		}
	}
	return seen
}
