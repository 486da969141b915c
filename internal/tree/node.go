// Package tree reads the texts that package managers write - JSON, JSON with
// comments and the YAML of lock files - as trees whose every value knows its
// place.
package tree

import "strconv"

// Kind is the type of a value.
type Kind byte

// The kinds of a value.
const (
	Null Kind = iota
	Bool
	Number
	Text
	List
	Object
)

// Node is a value with its place. Objects keep the order of their members and
// every member, also those that repeat a key.
type Node struct {
	Kind    Kind
	Off     int32    // of its first byte
	Str     string   // of Text: the value; of Number and Bool: as written
	Members []Member // of Object and List; those of a list have no key
}

// Member is one member of an object or a list.
type Member struct {
	Key string
	Off int32 // of the first byte of the key
	Val Node
}

// Get returns the last member of that name (as JSON readers do), or nil.
func (n *Node) Get(key string) *Node {
	if m := n.Member(key); m != nil {
		return &m.Val
	}
	return nil
}

// Member is Get with the key's place.
func (n *Node) Member(key string) *Member {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			return &n.Members[i]
		}
	}
	return nil
}

// Text returns the string member of that name, or "".
func (n *Node) Text(key string) string {
	if v := n.Get(key); v != nil && v.Kind == Text {
		return v.Str
	}
	return ""
}

// Scalar returns the member of that name as it is written, whether it is a
// string, a number or a boolean: YAML takes a version such as 5.4 for a number.
func (n *Node) Scalar(key string) string {
	if v := n.Get(key); v != nil && v.Kind != Object && v.Kind != List {
		return v.Str
	}
	return ""
}

// Yes reports whether the member of that name is true.
func (n *Node) Yes(key string) bool {
	v := n.Get(key)
	return v != nil && v.Kind == Bool && v.Str == "true"
}

// Items returns the members of the list of that name, nil when there is none.
func (n *Node) Items(key string) []Member {
	if v := n.Get(key); v != nil && v.Kind == List {
		return v.Members
	}
	return nil
}

// Each returns the members of the object of that name, nil when there is none.
func (n *Node) Each(key string) []Member {
	if v := n.Get(key); v != nil && v.Kind == Object {
		return v.Members
	}
	return nil
}

// Duplicate returns the first member whose key came before, or nil.
func (n *Node) Duplicate() *Member {
	if n == nil || n.Kind != Object || len(n.Members) < 2 {
		return nil
	}
	if len(n.Members) <= 24 { // most objects are small, and need no map
		for i := 1; i < len(n.Members); i++ {
			for j := range i {
				if n.Members[i].Key == n.Members[j].Key {
					return &n.Members[i]
				}
			}
		}
		return nil
	}
	seen := make(map[string]bool, len(n.Members))
	for i := range n.Members {
		if seen[n.Members[i].Key] {
			return &n.Members[i]
		}
		seen[n.Members[i].Key] = true
	}
	return nil
}

// Duplicates returns, over the whole tree, members whose key came before in
// the same object, at most limit of them.
func (n *Node) Duplicates(limit int) []Member {
	var out []Member
	if d := n.Duplicate(); d != nil {
		out = append(out, *d)
	}
	for i := range n.Members {
		if v := &n.Members[i].Val; len(v.Members) > 0 && len(out) < limit {
			out = append(out, v.Duplicates(limit-len(out))...)
		}
	}
	return out
}

// Fault is what is wrong with a text, and where.
type Fault struct {
	Off int32
	Msg string
}

func (e *Fault) Error() string { return e.Msg }

// ParseUnique is ParseJSON for texts in which no object may hold a key twice.
func ParseUnique(src []byte) (n Node, err *Fault) {
	n, err = ParseJSON(src)
	if err == nil {
		if twice := n.Duplicates(1); len(twice) > 0 {
			err = &Fault{twice[0].Off, "the key " + strconv.Quote(twice[0].Key) + " stands twice in one object"}
		}
	}
	return n, err
}
