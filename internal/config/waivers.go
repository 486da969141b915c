package config

import "github.com/candor-dev/candor"

// Waivers reads the waivers alone of a candor.yaml, such as that of another
// revision, whose pages and files are not at hand.
func Waivers(name string, src []byte) ([]candor.Waiver, error) {
	r := &reader{path: name}
	c := &Config{Path: name, places: make(map[string]candor.Location)}
	if root := r.parse(src); root != nil {
		if m, ok := r.mapping(root, ""); ok {
			r.waivers(m.get("waivers"), c)
		}
	}
	return c.Waivers, r.err()
}

func (r *reader) waivers(n *node, c *Config) {
	for i, it := range r.items(n) {
		m, ok := r.mapping(it, "waiver")
		if !ok {
			continue
		}
		w := candor.Waiver{Origin: FileName, At: r.at(m.at)}
		w.Rule = r.required(m, "rule", "the waiver", "add rule: topic/name; there is no waiver for everything")
		w.Reason = r.required(m, "reason", "the waiver", "say why the failure is accepted")
		w.Owner = r.required(m, "owner", "the waiver", "say who will see to it")
		w.Subject, _ = r.textAt(m, "subject")
		w.Approved, _ = r.textAt(m, "approved_by")
		if v := m.get("path"); v != nil {
			w.Path, _ = r.glob(v)
		}
		if w.Subject == "" && m.get("path") == nil {
			r.bad(m.at, "name the subject or the path that it is about", "the waiver would accept every failure of its rule, also those to come")
		}
		if v := m.get("expires"); v != nil {
			w.Expires = r.date(v)
		} else {
			r.bad(m.at, "add expires: YYYY-MM-DD", "the waiver has no expires")
		}
		if v := m.get("rule"); v != nil {
			c.places[place("waiver %d rule", i)] = r.at(v)
		}
		c.Waivers = append(c.Waivers, w)
	}
}
