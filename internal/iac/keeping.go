package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// Backups is how a store keeps copies of its past.
type Backups struct {
	What string
	Days *Node // for how many days, 0 for none; nil when they are only on or off
	On   *Node // of a store whose copies have no end
	Plan bool  // the sources make a backup plan, which may cover the store
	// Named is the selection of a plan that names the store, "" where none does.
	Named string
}

// Backups emits how a store is backed up.
func (s *Sink) Backups(r Owner, b Backups) {
	at := At(r.At, r.Resource)
	v := map[string]any{"what": b.What, "plan": b.Plan, "named": b.Named, "days": nil, "on": nil}
	if b.Days != nil {
		v["days"] = number(b.Days, r.At, 0).Val(at.Path)
	}
	if b.On != nil {
		v["on"] = b.On.BoolVal(at.Path)
	}
	s.Fact("store.backup", r.Subject, at, v)
}

// lockKey is the partition key that Terraform demands of a table for the locks of
// its state (backend "s3", dynamodb_table, November 2026).
const lockKey = "LockID"

// LockTable is what Table says of a table of locks.
const LockTable = "lock table"

// Table says what a table is by its whole primary key: one of nothing but
// Terraform's lock holds who works on a state at the moment, and no data.
func Table(keys ...*Node) string {
	if len(keys) == 1 && keys[0].Has() && len(keys[0].Others) == 0 {
		if name, ok := keys[0].Str(); ok && name == lockKey {
			return LockTable
		}
	}
	return "table"
}

// Days is a number of days, or what holds when none is written.
func Days(n *Node, absent int, setting string, at Place) *Node {
	if v, ok := n.Str(); ok && v == "0" {
		return because(n, setting+" is 0")
	}
	if n.Has() {
		return n
	}
	return Platform(absent, setting+" is not set", at)
}

// because is a value that says what was written where it is a literal.
func because(n *Node, why string) *Node {
	if n.From != "literal" || n.Why != "" {
		return n
	}
	c := *n
	c.Why = why
	return &c
}

// Recovery is the number of days to which a table can be set back.
func Recovery(spec *Node, enabled, period string, at Place) *Node {
	on := spec.Get(enabled)
	v, ok := on.Bool()
	switch {
	case !on.Has():
		return Platform(0, "point-in-time recovery is not set, which means off", at)
	case !ok:
		return untold("point-in-time recovery", on, at)
	case !v:
		return because(&Node{Kind: Scalar, V: 0, From: on.From, Why: on.Why, At: on.At}, "point-in-time recovery is false")
	case spec.Get(period).Has():
		return spec.Get(period)
	}
	return &Node{Kind: Scalar, V: 35, From: on.From, Why: on.Why, At: on.At}
}

// Expiry is the reason why nobody can tell whether a table holds anything to be
// kept: it deletes its items when their time is over. Nil where that is not on.
func Expiry(on, attribute *Node, at Place) *Node {
	if v, ok := on.Bool(); !ok || !v || len(on.Others) > 0 {
		return nil
	}
	why := "its items expire"
	if name, ok := attribute.Str(); ok {
		why += " by " + name
	}
	return Hidden(why+", and whether any is to be kept longer is not in the source", or(on.At, at))
}

// Or is the number of days, or the doubt where that is none.
func (n *Node) Or(doubt *Node) *Node {
	if text, ok := n.Str(); ok && text == "0" && len(n.Others) == 0 && doubt != nil {
		return doubt
	}
	return n
}

// OrIfOff is the switch, or the doubt where it is off.
func (n *Node) OrIfOff(doubt *Node) *Node {
	if v, ok := n.Bool(); ok && !v && len(n.Others) == 0 && doubt != nil {
		return doubt
	}
	return n
}

// OneZone is the backup policy of a file system, which is on by itself for one that is
// kept in a single zone: CreateFileSystem backs such a one up unless it is told not to
// (EFS API Reference, CreateFileSystem, "Backup", read November 2026).
func OneZone(policy, zone *Node, at Place) *Node {
	switch {
	case policy.Has() || !zone.Has():
		return policy
	case zone.Kind == Scalar || zone.Kind == Pattern:
		return Platform(true, "a file system of one zone is backed up by default", zone.At)
	}
	return untold("whether it is kept in one zone, which is backed up by default,", zone, at)
}

// LastBackup is the guard of a table whose point-in-time recovery is on: AWS makes
// a backup of such a table when it is deleted, and keeps it for 35 days (DynamoDB
// Developer Guide, "Delete a table with PITR enabled", read November 2026).
func LastBackup(on *Node, at Place) *Node {
	const pitr = "point-in-time recovery"
	switch v, ok := on.Bool(); {
	case !on.Has():
		return Missing(pitr, at)
	case !ok:
		return untold("whether "+pitr+" is on", on, on.At)
	case v:
		return Guard(on, "AWS keeps a last backup of a deleted table for 35 days, as "+pitr+" is on")
	}
	return Guard(on, pitr)
}

// Selected is the guard of a store that a selection of AWS Backup names: recovery
// points outlive it, if there are any. It is nil where none does.
func Selected(selection string, at Place) *Node {
	if selection == "" {
		return nil
	}
	return Hidden(selection+" names it for AWS Backup, whose recovery points outlive it, if there are any", at)
}

// Missing is a guard that is not written, and would have to be to count.
func Missing(setting string, at Place) *Node {
	return Platform(false, setting+" is not set", at)
}

// Protection emits whether a store outlives the deletion of what made it. One
// guard is enough; where none is, the reason names all that are off.
func (s *Sink) Protection(r Owner, what string, guards ...*Node) {
	s.ProtectionBy(r, what, nil, guards...)
}

// ProtectionBy is the same of a store whose type has its own ways to be kept, each a
// setting as it is written.
func (s *Sink) ProtectionBy(r Owner, what string, ways []string, guards ...*Node) {
	var off, hidden *Node
	var written []*Node
	var lacks []string
	for _, g := range guards {
		v, ok := g.Bool()
		switch {
		case !g.Has():
		case ok && v && len(g.Others) > 0:
			if hidden == nil {
				hidden = untold("whether it is protected", Hidden(g.Choice(), g.At), g.At)
			}
		case ok && v:
			s.protection(r, what, nil, nil, g)
			return
		case ok:
			lacks = append(lacks, g.Why)
			if g.From != "platform" {
				written = append(written, g)
			} else {
				off = g
			}
		case hidden == nil && g.Kind == Unknown && g.Why != "":
			hidden = g
		case hidden == nil:
			hidden = untold("whether it is protected", g, g.At)
		}
	}
	if n := len(written); n > 0 { // the last guard is what would be left: it is what decides
		off, written = written[n-1], written[:n-1]
	}
	if len(lacks) > 1 {
		c := *off
		c.Why = strings.Join(lacks[:len(lacks)-1], ", ") + " and " + lacks[len(lacks)-1]
		off = &c
	}
	if hidden != nil {
		off, written = hidden, nil
	}
	if off == nil {
		off = Platform(false, "nothing protects it", r.At)
	}
	s.protection(r, what, ways, written, off)
}

// protection emits n, and what else is written as off.
func (s *Sink) protection(r Owner, what string, ways []string, written []*Node, n *Node) {
	at := At(r.At, r.Resource)
	v := map[string]any{"what": what, "protected": n.BoolVal(at.Path)}
	if len(ways) > 0 {
		list := make([]any, 0, len(ways))
		for _, w := range ways {
			list = append(list, w)
		}
		v["ways"] = list
	}
	if len(written) > 0 {
		list := make([]any, 0, len(written))
		for _, x := range written {
			list = append(list, x.BoolVal(at.Path))
		}
		v["also"] = list
	}
	s.Fact("store.protection", r.Subject, at, v)
}

// Window says of a key that is not protected how long its deletion can be taken
// back: KMS waits for that many days, 30 when none is written.
func Window(policy, days *Node) *Node {
	if v, ok := policy.Bool(); !ok || v {
		return policy
	}
	c := *policy
	switch n, ok := days.Str(); {
	case !days.Has():
		c.Why += "; its deletion can be taken back for 30 days"
	case ok:
		c.Why += "; its deletion can be taken back for " + n + " days"
	}
	return &c
}

// Guard is a protection with the reason in words: why it protects, or that it is
// off.
func Guard(n *Node, why string) *Node {
	v, ok := n.Bool()
	if !n.Has() || !ok {
		return n
	}
	c := told(v, n)
	from := ""
	if c.Why != "" {
		from = " (" + c.Why + ")"
	}
	if c.Why = why + from; !v {
		c.Why = why + " is false" + from
	}
	return c
}

// LogDays emits for how many days logs are kept; none or 0 is for ever.
func (s *Sink) LogDays(r Owner, days *Node) {
	at := At(r.At, r.Resource)
	if !days.Has() {
		days = Platform(0, "no end is set", r.At)
	}
	s.Fact("log.retention", r.Subject, at, map[string]any{"days": number(days, r.At, 0).Val(at.Path)})
}

// Trail emits what a trail of the account's events does. Each value may be
// missing; absent is what holds for the first then.
func (s *Sink) Trail(r Owner, logging *Node, absent bool, regions, validated *Node) {
	at := At(r.At, r.Resource)
	or := func(n *Node, v bool) *candor.Val {
		if !n.Has() {
			n = Platform(v, "not set", r.At)
		}
		return n.BoolVal(at.Path)
	}
	s.Fact("log.trail", r.Subject, at, map[string]any{"logging": or(logging, absent), "regions": or(regions, false), "validated": or(validated, false)})
}

// AccessLog emits whether something writes down who used it.
func (s *Sink) AccessLog(r Owner, what string, on *Node) {
	at := At(r.At, r.Resource)
	if !on.Has() {
		on = Platform(false, "no access log is set", r.At)
	}
	s.Fact("log.access", r.Subject, at, map[string]any{"what": what, "on": on.BoolVal(at.Path)})
}

// Present turns a block into a truth: there is one.
func Present(n *Node) *Node {
	switch {
	case !n.Has():
		return nil
	case n.Kind == Map, n.Kind == List && len(n.Items) > 0, n.Kind == Scalar, n.Kind == Pattern, n.Given:
		return &Node{Kind: Scalar, V: true, From: "literal", At: n.At}
	}
	return untold("the block", n, n.At)
}

// Attribute is the value of a key in a list of keys and values.
func Attribute(list *Node, key string) *Node {
	for _, a := range list.List() {
		k, ok := a.Get("Key").Str()
		if !ok {
			return untold("an attribute", a.Get("Key"), a.At)
		}
		if strings.EqualFold(k, key) {
			return a.Get("Value")
		}
	}
	return nil
}
