// Package pgcat is what a Postgres catalog holds, as far as it decides who may
// reach which rows. The simulation of migrations and the reader of a live
// database both give this one model, so that the same proof and the same rules
// judge either.
package pgcat

import (
	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// Place is the statement that made something so. The zero Place means that no
// statement is known: a live catalog has none.
type Place struct {
	Path      string
	Line, Col int
}

// Name is the name of a relation, function or type with its schema.
type Name struct{ Schema, Rel string }

func (n Name) String() string { return n.Schema + "." + n.Rel }

// Tri is a switch that may not be known.
type Tri int8

// The states of a switch.
const (
	Unknown Tri = iota
	Off
	On
)

// Public is the role name that stands for everybody.
const Public = "public"

// Catalog is the whole.
type Catalog struct {
	Origin   string // "migrations" or "live"
	Tool     string // of the migrations: "supabase", "goose", ...; "" for a live catalog
	Supabase bool   // the platform's own roles, schemas and default privileges are there
	// User is the role that runs the migrations or that reads the live catalog.
	User string

	Schemas   []*Schema
	Tables    []*Table // tables, partitioned tables and foreign tables, by name
	Views     []*View  // views and materialised views, by name
	Sequences []*Sequence
	Functions []*Function
	Roles     []*Role
	Defaults  []DefaultPrivilege
	// Doubts are what may be different from what stands here, for reasons that
	// touch more than one object.
	Doubts []Doubt
}

// Doubt says that a part of the catalog can't be told.
type Doubt struct {
	At     Place
	Reason string
}

// Schema is a namespace.
type Schema struct {
	Name   string
	Owner  string
	Grants []Grant // USAGE, CREATE
	At     Place
	// Created is false for a schema that the sources only name.
	Created  bool
	Platform bool // made by the platform, not by the sources
}

// DefaultPrivilege is what objects of a kind have from the start when a role
// makes them.
type DefaultPrivilege struct {
	Owner  string // who makes the object
	Schema string // "": in any schema; otherwise the grants add to those
	On     string // TABLES, SEQUENCES, FUNCTIONS, SCHEMAS
	Grants []Grant
}

// Sequence is a sequence, which may give the numbers of a column.
type Sequence struct {
	Name
	At       Place
	Owner    string
	Table    *Name // nil: it belongs to no column
	Column   string
	Grants   []Grant // USAGE, SELECT, UPDATE
	Platform bool    // made by the platform, not by the sources
}

// Table is a table with all that decides on the access to its rows.
type Table struct {
	Name
	At          Place
	Created     bool // false: only ever altered; its base lies outside of the sources
	Owner       string
	Temporary   bool
	Foreign     bool
	Platform    bool // made by the platform, not by the sources
	Partitioned bool
	PartitionOf *Name  // parent, whose policies do not bind those who reach the partition itself
	Inherits    []Name // INHERITS
	Columns     []Column
	AllColumns  bool // false: there may be columns that the sources do not name
	Keys        []Key
	ForeignKeys []ForeignKey
	Triggers    []Trigger
	// Runs are the functions that a new or changed row runs by itself: by defaults,
	// generated columns, CHECK constraints and the WHEN of triggers.
	Runs []Name

	RLS, Force     Tri
	RLSAt, ForceAt *Place // the statement that last switched it
	Policies       []*Policy
	Grants         []Grant

	// Why a part of the state can't be told; empty when it can.
	RLSDoubt, ForceDoubt, PolicyDoubt, GrantDoubt string
	// PolicyLoss is PolicyDoubt where policies may be gone or changed, not only added.
	PolicyLoss string
}

// Column is a column of a table.
type Column struct {
	Name, Type string
	NotNull    bool
	Default    *Expr // nil: none
	// Fuzzy: of a collation that may hold different texts for equal.
	Fuzzy     bool
	Generated bool  // GENERATED ALWAYS AS (...) STORED
	From      *Expr // what generates it; nil when it is not known
	At        Place
}

// Key is a primary key or a unique constraint over plain columns.
type Key struct {
	Columns []string
	Primary bool
	At      Place
}

// ForeignKey points from columns of a table to columns of another.
type ForeignKey struct {
	Columns []string
	Table   Name
	Refs    []string // empty: the primary key of Table
	// Cascades: a change of the key is carried over (ON UPDATE CASCADE).
	Cascades bool
	At       Place
}

// Trigger is a row or statement trigger.
type Trigger struct {
	Name     string
	Timing   string   // BEFORE, AFTER, INSTEAD OF
	Events   []string // INSERT, UPDATE, DELETE, TRUNCATE
	Columns  []string // UPDATE OF
	Row      bool
	Function Name
	Enabled  bool
	At       Place
}

// Policy is one row-level security policy.
type Policy struct {
	Name         string
	Command      string // ALL, SELECT, INSERT, UPDATE, DELETE
	Permissive   bool
	Roles        []string // Public among them: everybody
	Using, Check *Expr    // nil: not given
	At           Place
	Created      bool // false: only ever altered
}

// Expr is an expression as its source writes it, parsed. Names in it are as
// written; Path is the search_path by which they were resolved when the object
// was made.
type Expr struct {
	Text string
	Node *pg_query.Node
	Path []string
}

// View is a view or a materialised view.
type View struct {
	Name
	At           Place
	Owner        string
	Materialized bool
	Invoker      bool // security_invoker
	Barrier      bool // security_barrier
	// CheckOption is "local" or "cascaded" where new rows have to meet the
	// conditions of the view; empty where they need not.
	CheckOption string
	Triggers    []Trigger // INSTEAD OF
	Query       *pg_query.Node
	Text        string
	Path        []string // search_path when it was made
	Reads       []Name   // relations that it reads, itself resolved
	Grants      []Grant
	Columns     []string
	// AllColumns is false when there may be columns that the sources do not name.
	AllColumns bool
	// Named is how many of Columns are named in front of the query, not by it.
	Named      int
	GrantDoubt string // why the grants can't be told; empty when they can
	Platform   bool   // made by the platform, not by the sources
}

// Function is a function or procedure.
type Function struct {
	Name
	At         Place
	Args       []Arg
	Returns    string // type as written; "trigger", "setof uuid", ...
	Set        bool   // returns a set
	Procedure  bool
	Language   string // lower case
	Definer    bool   // SECURITY DEFINER
	Volatility string // volatile, stable, immutable
	Leakproof  bool
	Strict     bool
	Owner      string
	// SearchPath is what SET search_path pins it to; nil when it pins nothing.
	SearchPath []string
	PinsPath   bool
	// Sets names the other settings that SET gives while it runs, in small letters.
	Sets      []string
	Body      string
	BodyKnown bool // false: in another language or file
	// Bound: an operator, an aggregate, a cast or a domain runs it.
	Bound      bool
	Path       []string // search_path when it was made
	Grants     []Grant  // EXECUTE
	GrantDoubt string   // why the grants can't be told; empty when they can
	Platform   bool     // made by the platform, not by the sources
}

// Arg is a parameter of a function.
type Arg struct {
	Name, Type string
	Mode       string // in, out, inout, variadic, table
	Default    bool
	Value      *Expr // the default; nil where there is none or it is not known
}

// Role is a role of the cluster.
type Role struct {
	Name                       string
	Super, BypassRLS           bool
	Login, Inherit, CreateRole bool
	MemberOf                   []Membership
	At                         Place
	Platform                   bool // made by the platform, not by the sources
}

// Membership makes a role a member of another.
type Membership struct {
	Role    string
	Inherit bool // the privileges come without SET ROLE
	Set     bool // SET ROLE is allowed
	At      Place
}

// Grant is one privilege of one role on one object.
type Grant struct {
	Role      string
	Privilege string   // SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, USAGE, CREATE, EXECUTE
	Columns   []string // nil: the whole object
	Grantable bool
	At        Place
}
