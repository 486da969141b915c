package iac

import (
	"slices"
	"strings"
)

// Absence is what holds when a switch is not written.
type Absence int

// The meanings of absence.
const (
	Undecided Absence = iota
	Off
	On
)

// StoreSpec says where a type of store has its encryption. Names are dotted
// paths of properties.
type StoreSpec struct {
	Service    string
	Enabled    string   // the switch
	Also       string   // a second switch, for another part of the data
	Managed    string   // the switch from the service's own key to KMS
	Key        string   // the key's name
	KeyDecides string   // the key's name, which is the switch, too
	DefaultKey string   // alias of the key that is used when none is named
	KeyWhy     string   // why the key can't be told when none is named
	Absent     Absence  // of the switch
	Why        string   // of Absent
	Inherit    []string // when one of these is set, a missing switch is inherited
	Always     string   // why it is encrypted whatever is written
	KeyImplies bool     // a key is taken only by what is encrypted
	KeyKind    string   // a word that says whether a key of KMS is used
	KeyKinds   []string // the words that mean one
	KindKey    string   // alias of the key that those words mean when none is named
}

// TopicDisks is why a topic without a key is encrypted: SNS keeps messages and
// files on encrypted disks by default (Amazon SNS Developer Guide, "Amazon SNS
// data encryption", read November 2026). Security Hub took its control SNS.1,
// which asks for a key of KMS, out of its best practices in April 2024 for that.
const TopicDisks = "SNS keeps messages on encrypted disks by default"

func (n *Node) dotted(path string) *Node {
	if path == "" {
		return nil
	}
	return n.Path(strings.Split(path, ".")...)
}

// StoreOf emits the encryption of a store whose properties are props.
func (s *Sink) StoreOf(typ, subject string, at Place, props *Node, spec StoreSpec) {
	enabled, key := spec.read(props, at)
	s.Store(typ, spec.Service, subject, At(at, subject), enabled, key)
}

// Follow emits a store that is encrypted as another one is, its source, by the
// same key.
func (s *Sink) Follow(typ, subject string, at Place, source string, props *Node, spec StoreSpec, ref Place) {
	enabled, key := spec.read(props, at)
	c := *enabled
	c.At = ref
	if c.Kind == Scalar && c.From != "default" {
		c.From, c.Why = "platform", "a replica is encrypted as its source, "+source
	}
	s.Store(typ, spec.Service, subject, At(at, subject), &c, key)
}

func (spec StoreSpec) read(props *Node, at Place) (enabled, key *Node) {
	if spec.Also != "" {
		return spec.both(props, at)
	}
	enabled, key = spec.one(props, at)
	if !key.Has() && spec.KeyWhy != "" {
		key = Unset(spec.KeyWhy, enabled.At)
	}
	return enabled, key
}

// both reads two switches: one that is off decides, then one that can't be told.
func (spec StoreSpec) both(props *Node, at Place) (enabled, key *Node) {
	first, second := spec, spec
	first.Also, second.Also, second.Enabled = "", "", spec.Also
	enabled, key = first.read(props, at)
	other, otherKey := second.read(props, at)
	if v, ok := enabled.Bool(); ok && v && !props.dotted(second.Enabled).Has() {
		other = second.absent(props, at) // the key is there for the other part
	}
	if v, ok := other.Bool(); ok && v && !props.dotted(first.Enabled).Has() {
		enabled = first.absent(props, at)
	}
	on, known := enabled.Bool()
	otherOn, otherKnown := other.Bool()
	switch {
	case known && !on:
	case otherKnown && !otherOn, known && !otherKnown:
		return other, otherKey
	}
	return enabled, key
}

func (spec StoreSpec) one(props *Node, at Place) (enabled, key *Node) {
	key = props.dotted(spec.Key)
	if key == nil && props.Kind == Map && spec.Key != "" {
		for _, e := range props.Entries {
			if e.Key != spec.Key && strings.EqualFold(e.Key, spec.Key) {
				key = Hidden(e.Key+" is no property, "+spec.Key+" is: such a template is refused", e.At)
			}
		}
	}
	if spec.KeyDecides != "" {
		key = props.dotted(spec.KeyDecides)
		if v, ok := key.Str(); ok && v == "" {
			key = nil // an empty key is none
		}
		if key.Has() {
			on := kms(nil, key)
			if v, ok := on.Bool(); spec.Always != "" && !(ok && v) {
				on = Platform(true, spec.Always, at)
			}
			return on, key
		}
	}
	if spec.Always != "" {
		if on, ok := props.dotted(spec.Managed).Bool(); ok && on && key == nil {
			key = Platform("alias/"+spec.DefaultKey, "key of the service", at)
		} else if spec.Managed == "" && key == nil && spec.DefaultKey != "" {
			key = Platform("alias/"+spec.DefaultKey, "key of the service", at)
		}
		enabled = Platform(true, spec.Always, at)
		if on := props.dotted(spec.Managed); on.Has() {
			switch v, ok := on.Bool(); {
			case ok && v:
				enabled = &Node{Kind: Scalar, V: true, From: on.From, Why: on.Why, At: on.At}
			case ok:
				key = nil // it counts only where KMS is switched on
			case key.Has():
				key = untold(spec.Managed, on, on.At)
			}
		}
		if kind := props.dotted(spec.KeyKind); kind.Has() {
			switch v, ok := kind.Str(); {
			case !ok:
				key = untold(spec.KeyKind, kind, kind.At)
			case !slices.Contains(spec.KeyKinds, v):
				key = nil // of another kind of encryption
			case !key.Has() && spec.KindKey != "":
				key = ServiceKey(spec.KindKey, kind.At)
			}
			if _, ok := kind.Str(); ok {
				enabled = told(true, kind)
			}
		} else if spec.KeyKind != "" {
			key = nil
		}
		return enabled, key
	}
	enabled = props.dotted(spec.Enabled)
	if !enabled.Has() && spec.KeyImplies && key.Has() {
		return &Node{Kind: Scalar, V: true, From: "literal", Why: spec.Key + " is taken only by what is encrypted", At: key.At}, key
	}
	if !enabled.Has() {
		n := spec.absent(props, at)
		if off, ok := n.Bool(); ok && !off && key.Has() {
			n = Unset(spec.Key+" is set without "+spec.Enabled+": AWS wants both, and may refuse to make it", key.At)
		}
		return n, key
	}
	if on, ok := enabled.Bool(); ok && on && !key.Has() && spec.DefaultKey != "" {
		key = Platform("alias/"+spec.DefaultKey, "key of the service", enabled.At)
	}
	return enabled, key
}

func (spec StoreSpec) absent(props *Node, at Place) *Node {
	if props.Kind == Unknown {
		return Hidden(props.Why, at)
	}
	for _, k := range spec.Inherit {
		if v := props.Get(k); v.Has() {
			return Hidden("inherited from "+k, v.At)
		}
	}
	switch spec.Absent {
	case Off:
		why := spec.Why
		if why == "" {
			why = spec.Enabled + " is not set, which means false"
		}
		if spec.Enabled == "" && spec.Why == "" {
			why = spec.KeyDecides + " is not set"
		}
		return Platform(false, why, at)
	case On:
		return Platform(true, spec.Why, at)
	}
	return Unset(spec.Why, at)
}
