package iamdata

import (
	"fmt"
	"strconv"
	"strings"
)

// Access is the level that AWS gives an action.
type Access byte

// The access levels of the service authorization reference.
const (
	Read        Access = 'R'
	List        Access = 'L'
	Write       Access = 'W'
	Tagging     Access = 'T'
	Permissions Access = 'P' // permissions management
)

// String is the level in AWS' words.
func (a Access) String() string {
	switch a {
	case Read:
		return "Read"
	case List:
		return "List"
	case Write:
		return "Write"
	case Tagging:
		return "Tagging"
	case Permissions:
		return "Permissions management"
	}
	return "unknown"
}

// Resource is a type of resource that an action can be limited to.
type Resource struct {
	Type     string
	ARN      string // its format, with ${Holes}
	Required bool   // every request names one
}

// Action is one IAM action.
type Action struct {
	Service string // its prefix, such as "s3"
	Name    string // "GetObject"
	Access  Access
	// Resources are the types that a policy can limit the action to. With none,
	// a policy must say Resource "*".
	Resources []Resource
}

// The text of a service, one line an entry, fields by tabs:
//
//	T <type> <ARN format>
//	A <name> <access level> <types by number, "!" before a required one>

// Encode writes the actions of one service. Types are numbered in the order of
// their first use.
func Encode(actions []Action) []byte {
	var types, rest strings.Builder
	number := make(map[string]int)
	for _, a := range actions {
		fmt.Fprintf(&rest, "A\t%s\t%c\t", a.Name, a.Access)
		for i, r := range a.Resources {
			key := r.Type + "\t" + r.ARN
			n, ok := number[key]
			if !ok {
				n = len(number)
				number[key] = n
				fmt.Fprintf(&types, "T\t%s\n", key)
			}
			if i > 0 {
				rest.WriteByte(',')
			}
			if r.Required {
				rest.WriteByte('!')
			}
			fmt.Fprint(&rest, n)
		}
		rest.WriteByte('\n')
	}
	return []byte(types.String() + rest.String())
}

// decode reads what Encode wrote.
func decode(service, text string) ([]Action, error) {
	var out []Action
	err := entries(service, text, func(types []Resource, name string, access Access, refs string) error {
		resources, err := named(service, types, refs)
		out = append(out, Action{Service: service, Name: name, Access: access, Resources: resources})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// entries hands over the actions of a text, each with the types that stand before
// it and with the numbers of its own. All are parts of the text.
func entries(service, text string, take func(types []Resource, name string, access Access, refs string) error) error {
	var types []Resource
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		kind, rest, _ := strings.Cut(line, "\t")
		first, rest, two := strings.Cut(rest, "\t")
		switch {
		case kind == "T" && two && strings.IndexByte(rest, '\t') < 0:
			types = append(types, Resource{Type: first, ARN: rest})
		case kind == "A" && len(rest) > 1 && rest[1] == '\t' && strings.IndexByte(rest[2:], '\t') < 0:
			if err := take(types, first, Access(rest[0]), rest[2:]); err != nil {
				return err
			}
		default:
			return fmt.Errorf("catalogue of %s: the line %q can't be read", service, line)
		}
	}
	return nil
}

// named are the types that an action names by their numbers.
func named(service string, types []Resource, refs string) ([]Resource, error) {
	var out []Resource
	for ref := range strings.SplitSeq(refs, ",") {
		if ref == "" {
			continue
		}
		num, required := strings.CutPrefix(ref, "!")
		n, err := strconv.Atoi(num)
		if err != nil || n < 0 || n >= len(types) {
			return nil, fmt.Errorf("catalogue of %s: %q names no resource type", service, refs)
		}
		r := types[n]
		r.Required = required
		out = append(out, r)
	}
	return out, nil
}
