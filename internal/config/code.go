package config

import (
	"time"

	"github.com/candor-dev/candor"
)

// Go is what the Go checks can't tell by themselves. Functions are named as
// import/path.F, import/path.(*T).M or, for a method of an interface,
// import/path.(I).M; a name that matches nothing is an error of the run.
type Go struct {
	Mutations   []string // functions that change data
	Audit       []string // functions that write an audit record
	AuditTables []string // tables whose inserts are audit records
	Wrappers    []Wrapper
	Guards      []string // functions that check a caller's session, membership or role
	Admin       Admin
	Public      []string // paths of doors that need no session, "/health", "/webhooks/*"
	Exempt      []Exemption
	Vendors     []Vendor
	Models      []string // functions that a call of a language model must go through
	Redactors   []string // functions that take personal data out of a text
	Webhooks    []string // functions that send a customer's webhook
	Secrets     []string // functions that read from the secret store
	Barriers    []string // functions whose calls are not followed: session refresh, telemetry
}

// Wrapper is middleware that writes an audit record around a handler.
type Wrapper struct {
	Func     string
	Requires []string // arguments without which it writes none, as the source names them
}

// Admin says which doors are for administrators and what guards them.
type Admin struct {
	Paths  []string // globs: "/admin/*"
	Guards []string
}

// Exemption is a door that needs no audit record.
type Exemption struct {
	Door          string // "POST /api/events"
	Reason, Owner string
	Until         time.Time // the last day that it holds
	At            candor.Location
}

// Vendor says where alone a vendor's SDK may be imported.
type Vendor struct {
	SDK    string   // import path, its sub-packages with it
	OnlyIn []string // import paths of the adapter, their sub-packages with them
}

func (r *reader) goSection(n *node) Go {
	var g Go
	if n == nil {
		return g
	}
	m, ok := r.mapping(n, "go")
	if !ok {
		return g
	}
	for key, to := range map[string]*[]string{
		"mutations": &g.Mutations, "audit": &g.Audit, "audit_tables": &g.AuditTables, "guards": &g.Guards,
		"public": &g.Public, "models": &g.Models, "redactors": &g.Redactors, "webhooks": &g.Webhooks,
		"secrets": &g.Secrets, "barriers": &g.Barriers,
	} {
		*to = r.texts(m.get(key))
	}
	for _, it := range r.items(m.get("wrappers")) {
		if w, ok := r.mapping(it, "wrapper"); ok {
			g.Wrappers = append(g.Wrappers, Wrapper{
				Func:     r.required(w, "func", "the wrapper", "name the function: import/path.F"),
				Requires: r.texts(w.get("requires")),
			})
		}
	}
	if v := m.get("admin"); v != nil {
		if a, ok := r.mapping(v, "admin"); ok {
			g.Admin = Admin{Paths: r.texts(a.get("paths")), Guards: r.texts(a.get("guards"))}
		}
	}
	for _, it := range r.items(m.get("exempt")) {
		if e, ok := r.mapping(it, "exempt"); ok {
			g.Exempt = append(g.Exempt, r.exemption(e))
		}
	}
	for _, it := range r.items(m.get("vendors")) {
		if v, ok := r.mapping(it, "vendor"); ok {
			g.Vendors = append(g.Vendors, Vendor{
				SDK:    r.required(v, "sdk", "the vendor", "name the import path of its SDK"),
				OnlyIn: r.texts(v.get("only_in")),
			})
		}
	}
	return g
}

func (r *reader) exemption(e fields) Exemption {
	out := Exemption{
		Door:   r.required(e, "door", "the exemption", "write it as METHOD /path"),
		Reason: r.required(e, "reason", "the exemption", "say why no audit record is needed"),
		Owner:  r.required(e, "owner", "the exemption", "say who answers for it"),
		At:     r.at(e.at),
	}
	if v := e.get("until"); v != nil {
		out.Until = r.date(v)
	} else {
		r.bad(e.at, "add until: YYYY-MM-DD", "the exemption has no until")
	}
	return out
}
