package iac

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// Exposure emits whether something can be reached from the internet. what is
// the kind of thing in plain words, setting what decides.
func (s *Sink) Exposure(r Owner, what, setting string, public *Node) {
	at := At(r.At, r.Resource)
	if v, ok := public.Bool(); ok && !v && len(public.Others) == 0 { // what has no address needs no gate
		defer func(shut string, open *Opening) { s.Shut, s.Open = shut, open }(s.Shut, s.Open)
		s.Behind(nil)
	}
	s.Fact("net.exposure", r.Subject, at, map[string]any{"what": what, "setting": setting, "public": public.BoolVal(at.Path)})
}

// Switch is a setting that decides on exposure: absent is what holds when it is
// not written, and nil when that can't be told, for the reason why.
type Switch struct {
	What, Setting string
	Absent        *bool
	Why           string
}

// Machine is the kind of a machine. One that passes on what is not for itself, for
// which AWS' check of source and destination is switched off, is a way to the internet
// for others, and has its address for that.
func Machine(check *Node) string {
	if Surely(check, false) {
		return "NAT machine"
	}
	return "machine"
}

// Yes is the meaning of what is not written.
func Yes() *bool { v := true; return &v }

// No is the other one.
func No() *bool { v := false; return &v }

// Exposed emits the exposure that a switch decides.
func (s *Sink) Exposed(r Owner, w Switch, n *Node) {
	switch {
	case n.Has():
	case w.Absent != nil:
		n = Platform(*w.Absent, fmt.Sprintf("%s is not set, which means %t", w.Setting, *w.Absent), r.At)
	default:
		n = Unset(w.Setting+" is not set: "+w.Why, r.At)
	}
	s.Exposure(r, w.What, w.Setting, n)
}

// Word turns a text into a truth: whether it is the word that means yes.
func Word(n *Node, yes string) *Node {
	if !n.Has() {
		return nil
	}
	v, ok := n.Str()
	if !ok {
		return untold("the setting", n, n.At)
	}
	return told(strings.EqualFold(v, yes), n)
}

// Not turns a truth around.
func Not(n *Node) *Node {
	v, ok := n.Bool()
	if !n.Has() || !ok {
		return n
	}
	return told(!v, n)
}

// ClusterEndpoint emits whether anybody reaches the endpoint of a cluster: it
// is public and no list of addresses narrows it.
func (s *Sink) ClusterEndpoint(r Owner, public, cidrs *Node, setting string) {
	on, ok := public.Bool()
	switch {
	case public.Has() && ok && !on, public.Has() && !ok:
		s.Exposed(r, Switch{What: "cluster endpoint", Setting: setting}, public)
		return
	case !public.Has():
		public = Platform(true, setting+" is not set, which means true", r.At)
	}
	n := public
	for _, c := range cidrs.List() {
		switch v, ok := c.Str(); {
		case ok && anywhere(v):
			s.Exposure(r, "cluster endpoint", setting, told(true, c))
			return
		case ok && n.Kind == Scalar:
			n = &Node{Kind: Scalar, V: false, From: c.From, Why: "only named addresses reach it", At: c.At}
		case !ok:
			n = untold("the addresses that may reach it", c, r.At)
		}
	}
	s.Exposure(r, "cluster endpoint", setting, n)
}

// anywhere reports a network that is the internet, or so large a part of it
// that a few make the whole: no private one is wider than a /8.
func anywhere(cidr string) bool {
	p, err := netip.ParsePrefix(cidr)
	if err != nil {
		return strings.HasSuffix(cidr, "/0")
	}
	return p.Addr().Is4() && p.Bits() < 8 || !p.Addr().Is4() && p.Bits() <= 3
}

// Method emits whether a method of an interface asks nobody who they are.
// Preflight requests of browsers carry no credentials by their nature.
func (s *Sink) Method(r Owner, verb, authorization, apiKey *Node, setting string) {
	if v, _ := verb.Str(); strings.HasPrefix(strings.ToUpper(v), "OPTION") {
		s.Exposure(r, "API method", setting, &Node{Kind: Scalar, V: false, From: "literal", Why: "a preflight request", At: verb.At})
		return
	}
	open := Word(authorization, "NONE")
	if open == nil {
		open = Platform(true, setting+" is not set, which means NONE", r.At)
	}
	if v, ok := open.Bool(); ok && v && apiKey.Has() {
		open = Not(apiKey)
	}
	s.Exposure(r, "API method", setting, open)
}

// Transfer emits whether a server for files is on the internet: it is unless it
// is put into a network, and there when it is given addresses.
func (s *Sink) Transfer(r Owner, setting string, kind, addresses *Node) {
	v, ok := kind.Str()
	var public *Node
	switch {
	case !kind.Has():
		public = Platform(true, setting+" is not set, which means PUBLIC", r.At)
	case !ok:
		public = untold(setting, kind, kind.At)
	case v == "PUBLIC":
		public = told(true, kind)
	case addresses.Has() && (addresses.Kind != List || len(addresses.Items) > 0):
		public = &Node{Kind: Scalar, V: true, From: "literal", Why: "it is given public addresses", At: addresses.At}
	default:
		public = told(false, kind)
	}
	s.Exposure(r, "file server", setting, public)
}

// NodeGroup emits whether SSH of a group of nodes of EKS is open to the internet:
// with a key and no groups named beside it, EKS opens it to everybody.
func (s *Sink) NodeGroup(r Owner, key *Node, setting string, groups *Node) {
	if !key.Has() {
		return
	}
	var public *Node
	switch {
	case !groups.Has() || groups.Kind == List && len(groups.Items) == 0:
		public = Platform(true, setting+" is not set, which opens SSH to everybody", key.At)
	case groups.Kind == Unknown:
		public = untold(setting, groups, groups.At)
	default:
		public = told(false, groups)
	}
	s.Exposure(r, "node group", setting, public)
}

// The keys of lists of places that a fact only shows: facts that differ in nothing else
// say the same.
const (
	WrittenKey = "written_at" // where a network stands as text
	PolicyKey  = "policy_at"  // the policy of a bucket
)

// Route is one line of a list that lets traffic through or not.
type Route struct {
	List      string // "security group", "network ACL" or, for the list that every VPC begins with, "default network ACL"
	Direction string // "ingress" or "egress"
	Action    *Node  // "allow" or "deny"; nil is allow
	Sources   []*Node
	Protocol  *Node
	From, To  *Node // ports; nil is all of them
	// Of is the list that the line is in, and Number its place in the order in
	// which lines are tried; both are for network ACLs alone.
	Of     string
	Number *Node
	// Interfaces says that only interface endpoints use the group, which have no
	// public address.
	Interfaces bool
	// Users is what uses the group, nil where the sources do not tell all of it.
	Users *Users
	// Written is where a network of the line stands as text, when that is not its place;
	// nil where nobody looks.
	Written func(*Node) Place
}

// Route emits one fact for each network that a line is about.
func (s *Sink) Route(r Owner, x Route) {
	if len(x.Sources) == 0 {
		x.Sources = []*Node{{Kind: Scalar, V: "a group", From: "literal", At: r.At}}
	}
	for i, src := range x.Sources {
		subject := r.Subject
		if len(x.Sources) > 1 {
			subject = fmt.Sprintf("%s[%d]", r.Subject, i)
		}
		at := At(or(src.At, r.At), r.Resource)
		v := map[string]any{
			"list": x.List, "direction": x.Direction, "source": src.TextVal(at.Path),
			"action": orText(x.Action, "allow", r.At).TextVal(at.Path), "protocol": orText(x.Protocol, "-1", r.At).TextVal(at.Path),
			"from": number(x.From, r.At, 0).Val(at.Path), "to": number(x.To, r.At, 65535).Val(at.Path),
		}
		if x.Of != "" && x.Number.Has() {
			v["of"], v["number"] = x.Of, number(x.Number, r.At, 0).Val(at.Path)
		}
		if x.Interfaces {
			v["interfaces"] = true
		}
		if x.Written != nil && Everybody(src) {
			if w := x.Written(src); w.Line > 0 && w != src.At {
				v[WrittenKey] = []any{Hidden("", w).TextVal(at.Path).Place()}
			}
		}
		if x.Users != nil {
			v["users"] = x.Users.value()
		}
		s.Within(src.Proviso, func() { s.Fact("net.route", subject, at, v) })
	}
}

// Everybody reports a network that is the internet, or so large a part of it that a
// few make the whole.
func Everybody(n *Node) bool {
	v, ok := n.Str()
	return ok && anywhere(v)
}

func orText(n *Node, absent string, at Place) *Node {
	if !n.Has() {
		return Platform(absent, "not set", at)
	}
	return n
}

// number is a whole number, whatever way it is written.
func number(n *Node, at Place, absent int) *Node {
	if !n.Has() {
		return Platform(absent, "not set", at)
	}
	text, ok := n.Str()
	if !ok {
		return n
	}
	v := 0
	if _, err := fmt.Sscanf(text, "%d", &v); err != nil || fmt.Sprint(v) != text {
		return Hidden("no number", n.At)
	}
	c := *n
	c.V = v
	return &c
}

// BucketAccess is what keeps the public out of a bucket.
type BucketAccess struct {
	Location candor.Location
	At       Place
	ACL      *Node
	// Block is the public access block, nil when there is none, and Flags the
	// names of its switches: block ACLs, block policies, ignore ACLs, restrict.
	Block *Node
	Flags [4]string
	// Account are blocks of the account, which hold for all its buckets.
	Account []*Node
	// Doubt is why a block may exist that is not found.
	Doubt string
	// Perhaps are blocks of an account that may be the bucket's, by why that
	// can't be told.
	Perhaps map[string]*Node
}

// BucketAccess emits the public access block and the ACL of a bucket.
func (s *Sink) BucketAccess(subject string, a BucketAccess) {
	path := a.Location.Path
	v := map[string]any{"written": a.Block.Has() || a.Doubt != "" || len(a.Perhaps) > 0 || len(a.Account) > 0}
	for i, name := range []string{"block_acls", "block_policy", "ignore_acls", "restrict"} {
		v[name] = a.flag(i).BoolVal(path)
	}
	acl := a.ACL
	if !acl.Has() {
		acl = Platform("private", "no ACL is set, which means private", a.At)
	}
	v["acl"] = acl.TextVal(path)
	s.Fact("s3.access", subject, a.Location, v)
}

func (a *BucketAccess) flag(i int) *Node {
	for _, b := range a.Account {
		if n := b.Get(a.Flags[i]); n.Has() {
			if v, ok := n.Bool(); ok && v {
				return &Node{Kind: Scalar, V: true, From: n.From, Why: "blocked for the whole account", At: n.At}
			}
		}
	}
	if v, ok := a.Block.Get(a.Flags[i]).Bool(); !ok || !v {
		for _, why := range slices.Sorted(maps.Keys(a.Perhaps)) {
			n := a.Perhaps[why].Get(a.Flags[i])
			if v, ok := n.Bool(); n.Has() && (v || !ok) {
				return Hidden(why, a.At)
			}
		}
	}
	switch {
	case a.Block.Has():
		if n := a.Block.Get(a.Flags[i]); n.Has() {
			return n
		}
		return Platform(false, a.Flags[i]+" is not set, which means false", a.Block.At)
	case a.Doubt != "":
		return Hidden(a.Doubt, a.At)
	}
	return Unset("no public access block is written: buckets made since April 2023 get one, older ones have none", a.At)
}
