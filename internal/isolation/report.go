package isolation

import (
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// Verdict says which rows a role reaches with a command.
type Verdict int8

// The verdicts. Only Isolated says that the rows of other tenants are out of
// reach while the caller's own are not.
const (
	Unknown        Verdict = iota
	Isolated               // the caller's own rows alone
	IsolatedExcept         // those and some others, which are named
	Open                   // rows of every tenant
	AnyUser                // rows of every tenant, for every signed-in caller
	GlobalRole             // rows of every tenant, for callers that pass a test
	Denied                 // no row, whoever asks
	Unreachable            // the command is not granted
)

var verdictNames = []string{"unknown", "isolated", "isolated_except", "open", "any_user", "global_role", "denied", "unreachable"}

func (v Verdict) String() string { return verdictNames[v] }

// TenantColumn is a column that names the tenant of a row. An empty Table means
// every table that has the column.
type TenantColumn struct{ Table, Column string }

// Options override what is inferred.
type Options struct {
	// Parser reads the bodies of functions; nil starts one when it is needed.
	Parser *pgparse.Parser
	// Tenants are the columns that name the tenant of a row.
	Tenants []TenantColumn
	// Identities are expressions that say who the caller is and that he can't
	// write: "current_setting('app.tenant_id')", "public.current_org()".
	Identities []string
	// Roles are those whose reach is judged.
	Roles []string
	// Exposed are the schemas that clients can address; nil: inferred.
	Exposed []string
	// Public, AdminOnly and AppendOnly are tables, as schema.table, of which people
	// say that everybody may read them, that only administrators may, and that
	// nobody may change their rows.
	Public, AdminOnly, AppendOnly []string
	// Admins are conditions and functions that administrators alone pass:
	// "public.is_admin()", "auth.jwt() -> 'app_metadata' ->> 'role' = 'manager'".
	Admins []string
}

// Report is what the proof comes to.
type Report struct {
	Tenancy  Tenancy
	Access   []Access   // by table, role and command
	Bypasses []Bypass   // what leads around the policies
	Problems []string   // names in the options that match nothing
	Views    []ViewRead // by name
	Routines []Routine  // by name
}

// Access is the verdict on one table, role and command.
type Access struct {
	Table         pgcat.Name
	Role, Command string
	Verdict       Verdict
	Reason        string // one sentence for people
	// Tenant is the column that ties the rows to the caller; empty when none does.
	Tenant Tie
	// Exceptions are the other rows of IsolatedExcept.
	Exceptions []string
	// Assumptions have to hold and are not seen in the catalog.
	Assumptions []string
	// Escalation says how a caller makes himself a member elsewhere.
	Escalation string
	Policies   []PolicyRef // those that let rows through
	Proof      []Step
	// Declared is what people say of the table: "public", "admin_only", "append_only".
	Declared []string
	// Admin says whether administrators alone reach these rows.
	Admin    AdminTest
	Platform bool
	At       pgcat.Place // what decides: a policy or the table
}

// Tie is a column and what it is compared with.
type Tie struct {
	Column string
	Anchor string // the caller's value, or the table that says which values are his
	Kind   string // "user", "tenant" or "parent"
}

// PolicyRef names a policy.
type PolicyRef struct {
	Name string
	At   pgcat.Place
}

// Step is one line of a proof.
type Step struct {
	Text string
	At   pgcat.Place
}

// Tenancy is what was inferred or declared, for people to check.
type Tenancy struct {
	Anchors     []Anchor
	Identities  []Identity
	Memberships []Membership
	Roles       []Choice
	Exposed     []Choice
	Inferred    bool // some of it was not declared
}

// Choice is a name with the reason why it was chosen.
type Choice struct{ Name, Why string }

// Anchor is a column that names the tenant, with the table that holds the tenants.
type Anchor struct {
	Table  string // "" when no foreign key tells
	Column string
	Tables int // tables with the column
	Why    string
}

// Identity is a value that policies compare rows with.
type Identity struct {
	Expr    string
	Trusted bool
	Why     string
}

// Membership is a table that says which users belong to which tenants.
type Membership struct {
	Table                    pgcat.Name
	UserColumn, TenantColumn string
	// SelfInsert is "safe", "addable", "escalatable" or "unknown": whether a
	// user can write himself into a foreign tenant.
	SelfInsert string
	Reason     string
	At         pgcat.Place
}

// Bypass is something that leads around the policies of a table.
type Bypass struct {
	Kind   string // "truncate", "partition", "child", "role", "set_role", "view", "materialized_view", "function"
	Table  pgcat.Name
	Object string // the view, function, partition or role
	Role   string // who may use it
	Text   string
	At     pgcat.Place
}

// ViewRead says how a view reads tables with row-level security.
type ViewRead struct {
	View *pgcat.View
	// Reads are the tables below it.
	Reads []*pgcat.Table
	// OwnerBypasses: its rows come without the tables' policies. Unknown when
	// the owner's standing is not known.
	OwnerBypasses pgcat.Tri
	// Filters: its own conditions tie every row to the caller, for every role
	// that it is granted to.
	Filters pgcat.Tri
	Why     string
	// Opaque says what in its query is not followed; empty when all is.
	Opaque string
	byRole map[string]pgcat.Tri // Filters of each role
	// Updatable: Postgres lets writes through it to the table below.
	Updatable bool
}

// Routine says what a function reaches.
type Routine struct {
	Function *pgcat.Function
	// Callers are the judged roles, or public, that may call it.
	Callers       []string
	Reads, Writes []*pgcat.Table
	Known         bool // its body was read
	// Filters: every row that it reads is tied to the caller whatever it is
	// called with. Unknown when that can't be told.
	Filters pgcat.Tri
	Why     string
}
