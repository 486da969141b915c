package iac

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// passing are words of names that mean what can be made again or goes by itself, by
// the kind of store that they are believed of.
var passing = map[string][]string{
	"table":       {"cache", "caches", "connection", "connections", "conn", "idempotency", "idempotent", "lock", "locks", "nonce", "nonces", "scratch", "session", "sessions", "temp", "tmp"},
	"file system": {"cache", "caches", "scratch", "temp", "tmp"},
	"volume":      {"cache", "caches", "scratch", "temp", "tmp"},
}

// Passing is the reason why nobody can tell whether a store holds anything to be kept:
// one of its names has a word of its own that speaks of what passes. Nil where none
// does. A name with holes counts by its literal parts.
func Passing(what, id string, at Place, names ...*Node) *Node {
	texts := []string{id}
	for _, n := range names {
		if n.IsText() {
			texts = append(texts, unholed(n.RawText()))
		}
	}
	for _, text := range texts {
		for _, w := range words(text) {
			for _, p := range passing[what] {
				if w == p {
					return Hidden("its name says "+w+", and whether it holds anything to be kept is not in the source", at)
				}
			}
		}
	}
	return nil
}

// Tags are the tags that certainly stand there, of a map of them or of a list of keys
// and values. One that a deployment fills in is its text with the names of its holes: two
// with the same text are the same wherever they stand in one template.
func Tags(n *Node) map[string]string {
	out := map[string]string{}
	put := func(key string, v *Node) {
		if s, ok := v.Str(); ok && len(v.Others) == 0 {
			out[key] = s
			return
		}
		if v != nil && v.Kind == Pattern && len(v.Others) == 0 {
			own := v.RawText()
			for _, part := range []string{"${item", "${each.", "${count."} { // nobody's name, or another one each time
				if strings.Contains(own, part) {
					return
				}
			}
			out[key] = own
		}
	}
	switch {
	case !n.Has():
	case n.Kind == Map:
		for _, e := range n.Entries {
			put(e.Key, e.Node)
		}
	case n.Kind == List:
		for _, x := range n.Items {
			if key, ok := x.Get("Key").Str(); ok {
				put(key, x.Get("Value"))
			}
		}
	}
	return out
}

// Snapshots is the guard of a volume that bears a tag by which a policy of Data
// Lifecycle Manager makes snapshots, which outlive it; nil where it bears none.
func Snapshots(policy string, targets, own map[string]string, at Place) *Node {
	for _, key := range slices.Sorted(maps.Keys(targets)) {
		v := targets[key]
		if got, ok := own[key]; ok && got == v {
			return Hidden(policy+" makes snapshots of what bears its tag "+key+", which outlive it, if there are any", at)
		}
	}
	return nil
}

// unholed is a text without its holes, which end a word.
func unholed(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte(' ')
		_, text, _ = strings.Cut(rest, "}")
	}
}

// words are the words of a name, in small letters: apart by what is no letter, and by
// a capital after a small letter.
func words(name string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	small := false
	for _, r := range name {
		if !unicode.IsLetter(r) {
			end()
			small = false
			continue
		}
		if unicode.IsUpper(r) && small {
			end()
		}
		small = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	end()
	return out
}
