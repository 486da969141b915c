package config

import (
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// Framework is what a company chose of one framework.
type Framework struct {
	Categories []string
	Ownership  string // whose task security is, in the questionnaire's words
}

var commitForm = regexp.MustCompile(`^[0-9a-f]{7,64}$`)

// longestFresh is the longest that evidence can count, in days.
const longestFresh = 3650

func (r *reader) frameworks(n *node, c *Config) {
	if n == nil {
		return
	}
	f, ok := r.pairs(n, func(k *node) bool {
		c.places["framework "+k.Value] = r.at(k)
		return true
	})
	if !ok {
		return
	}
	c.Frameworks = make(map[string]Framework, len(f.m))
	for name, v := range f.m {
		m, ok := r.mapping(v, "framework")
		if !ok {
			continue
		}
		x := Framework{Categories: r.named(m.get("categories"), c, "framework "+name+" category")}
		x.Ownership, _ = r.textAt(m, "ownership")
		c.Frameworks[name] = x
	}
}

func (r *reader) freshness(n *node, c *Config) {
	if n == nil {
		return
	}
	f, ok := r.pairs(n, func(k *node) bool {
		c.places["freshness "+k.Value] = r.at(k)
		return true
	})
	if !ok {
		return
	}
	c.Freshness = make(map[string]time.Duration, len(f.m))
	for what, v := range f.m {
		days, err := strconv.Atoi(v.Value)
		if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!int" || err != nil || days < 1 || days > longestFresh {
			r.bad(v, place("write a number of days from 1 to %d", longestFresh), "want a number of days, got %s", describe(v))
			continue
		}
		c.Freshness[what] = time.Duration(days) * 24 * time.Hour
	}
}

// commit reads the id of a commit. One of digits alone is a number to YAML.
func (r *reader) commit(n *node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || !commitForm.MatchString(n.Value) {
		r.bad(n, "write the whole id, or its first seven digits or more", "want the id of a commit, got %s", describe(n))
		return ""
	}
	return n.Value
}
