package effects

import "slices"

// ModelUse is a table with the doors that write it.
type ModelUse struct {
	Model   string
	Audited []int // doors with an audit record, by their place in the verdicts
	Bare    []int // doors without one
	Open    []int // doors of which it can't be told
	Exempt  []int
}

// Doors is how many doors write the model and are not exempt.
func (m *ModelUse) Doors() int { return len(m.Audited) + len(m.Bare) + len(m.Open) }

// Models groups the doors in scope by what they write, by the model's name.
// The writes of a wrapper belong to no door's own work and are left out.
func Models(vs []DoorVerdict) []ModelUse {
	at := make(map[string]int)
	var out []ModelUse
	for i := range vs {
		v := &vs[i]
		if !v.Scope {
			continue
		}
		for _, m := range v.OwnModels() {
			k, ok := at[m]
			if !ok {
				k = len(out)
				at[m] = k
				out = append(out, ModelUse{Model: m})
			}
			switch v.Verdict {
			case Audited:
				out[k].Audited = append(out[k].Audited, i)
			case Unaudited:
				out[k].Bare = append(out[k].Bare, i)
			case Exempt:
				out[k].Exempt = append(out[k].Exempt, i)
			default:
				out[k].Open = append(out[k].Open, i)
			}
		}
	}
	slices.SortFunc(out, func(a, b ModelUse) int {
		switch {
		case a.Model < b.Model:
			return -1
		case a.Model > b.Model:
			return 1
		}
		return 0
	})
	return out
}

// OwnModels are the models that the handler writes, each once.
func (v *DoorVerdict) OwnModels() []string {
	var out []string
	for i := range v.Writes {
		w := &v.Writes[i]
		if w.Wrapper == 0 && !w.Weak && w.Model != "" && !slices.Contains(out, w.Model) {
			out = append(out, w.Model)
		}
	}
	return out
}
