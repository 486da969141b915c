package iac

import (
	"slices"
	"strings"
)

// Users are the things that a security group stands before.
type Users struct {
	of     []string
	ports  []int
	public bool // one of them has an address on the internet, or may
}

// Add takes in one of them: the port that it listens on, at which nothing else of it is
// heard, and whether it surely has no public address. False where the port can't be told.
func (u *Users) Add(id string, private bool, ports ...*Node) bool {
	for _, p := range ports {
		n, ok := whole(p)
		if !ok {
			return false
		}
		if !slices.Contains(u.ports, n) {
			u.ports = append(u.ports, n)
		}
	}
	u.of, u.public = append(u.of, id), u.public || !private
	return true
}

// Some is u, nil where there are none.
func (u *Users) Some() *Users {
	if u == nil || len(u.of) == 0 {
		return nil
	}
	return u
}

func (u *Users) value() map[string]any {
	of, ports := make([]any, 0, len(u.of)), make([]any, 0, len(u.ports))
	for _, s := range u.of {
		of = append(of, s)
	}
	for _, p := range u.ports {
		ports = append(ports, p)
	}
	return map[string]any{"of": of, "ports": ports, "private": !u.public}
}

// enginePorts are the ports of databases and caches where none is written (RDS and
// ElastiCache User Guides, read November 2026).
var enginePorts = map[string]int{
	"redis": 6379, "valkey": 6379, "memcached": 11211,
	"postgres": 5432, "aurora-postgresql": 5432, "mysql": 3306, "mariadb": 3306, "aurora": 3306, "aurora-mysql": 3306,
}

// EnginePort is the port of a database or a cache: the one that is written, or the
// engine's own; nil where that can't be told.
func EnginePort(port, engine *Node, at Place) *Node {
	if port.Has() {
		return port
	}
	name, ok := engine.Str()
	own := enginePorts[strings.ToLower(name)]
	if !ok || len(engine.Others) > 0 || own == 0 {
		return nil
	}
	return Platform(own, "the port of "+name, at)
}

// Surely reports a switch that is v whatever is deployed.
func Surely(n *Node, v bool) bool {
	is, ok := n.Bool()
	return ok && is == v && len(n.Others) == 0
}
