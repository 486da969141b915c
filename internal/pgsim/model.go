package pgsim

import (
	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// The words of the model, short.
type (
	place = pgcat.Place
	name  = pgcat.Name
	tri   = pgcat.Tri
)

const (
	unknown = pgcat.Unknown
	off     = pgcat.Off
	on      = pgcat.On
)

// relKind tells tables from what shares their namespace.
type relKind int8

const (
	table relKind = iota
	foreignTable
	view
	matview
	sequence
	index
	composite // a row type
)

// schema is a namespace.
type schema struct {
	name     string
	at       place
	owner    *role
	acl      acl
	made     bool // false: only ever named
	platform bool
}

// relation is a table, or something else that shares its namespace. Other
// objects point to it, so that a rename needs no bookkeeping; every change of
// one goes through the journal first.
type relation struct {
	name
	kind        relKind
	created     bool // false: only ever altered, its base lies outside of the files
	platform    bool // made by the platform
	at          place
	owner       *role
	acl         acl
	temporary   bool
	partitioned bool
	partitionOf *relation
	catchAll    bool // the default partition
	inherits    []*relation
	orphanOf    string // the name of a parent that no file has made
	columns     []*column
	allColumns  bool // false: there may be columns that the files do not name
	rls, force  tri
	rlsAt       *place // the statement that last switched RLS, nil when none did
	forceAt     *place // the same for FORCE
	policies    []*policy
	constraints []*constraint
	triggers    []*trigger
	query       *boundQuery // of a view
	options     viewOptions
	filled      bool      // it certainly has a row
	recursive   bool      // a view that reads itself
	table       *relation // of an index: what it is on
	plain       bool      // an index that makes nothing unique
	ownedBy     *column   // of a sequence
	deps        []dep     // of a view or an index

	// Why a part of the state can't be told; empty when it can.
	rlsDoubt, forceDoubt, policyDoubt, grantDoubt string
	// policyLoss is policyDoubt where policies may be gone or changed, not only added.
	policyLoss string
}

type viewOptions struct {
	invoker, barrier bool
	check            string // "", "local" or "cascaded"
}

// column is a column of a relation; expressions point to it.
type column struct {
	name, typ string
	rel       *relation
	canon     string // the type by its own name, without aliases
	notNull   bool
	generated bool
	identity  bool
	sized     bool // the type has a length or rules of its own, so that it keeps DEFAULT NULL
	fuzzy     bool // of a collation that is not one of Postgres
	empty     bool // NULL in the rows that the table certainly has
	splits    bool // part of the key of partitions
	local     bool // not only inherited
	inherited int  // from how many parents
	def       *deflt
	acl       acl
	typeDep   any   // the type that the sources have made, or nil
	at        place // where it was added
}

// deflt is the default of a column, or what generates it.
type deflt struct {
	expr *expression
	auto bool // generated: goes with what it names
}

type constraint struct {
	name     string
	kind     pg_query.ConstrType
	columns  []*column
	target   *relation // of a foreign key
	absent   name      // of a foreign key to a table that no file has made
	refs     []*column
	refNames []string // as written
	cascades bool     // ON UPDATE CASCADE
	index    *relation
	on       *constraint // the key that a foreign key leans on
	deps     []dep
	parent   *constraint // of the same on a partition
	at       place
}

type trigger struct {
	pgcat.Trigger
	function *function
	absent   name // of a function that no file has made
	deps     []dep
	columns  []*column
	parent   *trigger
}

type policy struct {
	name         string
	command      string // "ALL", "SELECT", ...
	permissive   bool
	roles        []*role // nil among them: everybody
	using, check *expression
	at           place
	created      bool
}

// function is a function or procedure.
type function struct {
	pgcat.Function
	owner    *role
	acl      acl
	args     []string         // canonical types of what a call gives
	all      []string         // of all parameters
	names    []string         // of all parameters
	defaults []*pg_query.Node // of all parameters; nil where there is none
	least    int              // parameters without a default
	variadic bool
	canon    string // canonical type of the result
	deps     []dep
	source   string // the whole statement, of one that may change the catalog
	touch    touch
	offset   int // of the body in source, -1 when it is escaped
	origin   func(int) place
	platform bool
	kindName string // function, procedure, aggregate
}

// typ is a type that the sources have made.
type typ struct {
	name
	owner  *role
	at     place
	domain bool
}

type role struct {
	pgcat.Role
	made     bool // false: only ever named
	memberOf []member
}

type member struct {
	of           *role
	admin        bool
	inherit, set *bool // as given; nil for the role's own
	at           place
}

// eventTrigger runs after statements that change the catalog.
type eventTrigger struct {
	name     string
	event    string
	tags     []string
	function *function
	disabled bool
	at       place
}

// catalog is what Postgres would hold after the statements so far.
type catalog struct {
	journal

	rels       map[name]*relation
	schemas    map[string]*schema
	functions  map[name][]*function
	types      map[name]*typ
	roles      map[string]*role
	extensions map[string]bool
	defaults   []*defaultPrivilege
	events     []*eventTrigger
	// gone holds the names that the sources have taken away or made sure of not
	// being there: what still uses them fails for certain.
	gone map[object]bool

	scratch nodes

	autoRLS string // why new tables may get row-level security on their own
}

// object is a name within a class of objects.
type object struct {
	class class
	name  name
}

type class int8

const (
	classRelation class = iota
	classFunction
	classType
	classRole
	classSchema
)

func newCatalog(user string) *catalog {
	c := &catalog{
		rels:       make(map[name]*relation),
		schemas:    make(map[string]*schema),
		functions:  make(map[name][]*function),
		types:      make(map[name]*typ),
		roles:      make(map[string]*role),
		extensions: make(map[string]bool),
		gone:       make(map[object]bool),
	}
	super := &role{made: true, Role: pgcat.Role{Name: user, Super: true, BypassRLS: true, Login: true, Inherit: true, CreateRole: true, Platform: true}}
	owner := &role{made: true, Role: pgcat.Role{Name: databaseOwner, Inherit: true, Platform: true}}
	c.roles[user], c.roles[databaseOwner] = super, owner
	public := &schema{name: "public", owner: owner, made: true, platform: true}
	public.acl = append(defaultACL(onSchema, owner, place{}), ace{grantor: owner, priv: "USAGE"})
	c.schemas["public"] = public
	return c
}

// databaseOwner owns the schema public.
const databaseOwner = "pg_database_owner"
