// Package effects is what functions do that matters to a published claim, in
// words that no programming language owns: which doors lead into a program,
// which effects each function has, whom it calls; and the engine that follows
// a door to the writes and the audit writes that it reaches.
//
// A front end per language gives Functions, Doors and Links. Everything here is
// plain data that encodes as JSON and gob, so that it can be kept as a
// go/analysis fact, committed in candor.lock or written by another program.
package effects

// Symbol names a function. Go: "import/path.F", "import/path.(*T).M",
// "import/path.(I).M" for a method of an interface, "import/path.F$1" for the
// first function literal inside F. TypeScript: "module#export".
type Symbol string

// Pos is a place in a file. File counts from the scanned root where it is
// known, else it is absolute.
type Pos struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Col     int    `json:"col,omitempty"`
	EndLine int    `json:"end_line,omitempty"`
	EndCol  int    `json:"end_col,omitempty"`
}

// Function is one function's own summary; what it reaches by calls is the
// engine's to find. A function literal that is only called, deferred, started
// with go or handed to a function that runs it at once is a Function of its own
// with a Call to it.
type Function struct {
	Symbol    Symbol   `json:"symbol"`
	Pos       Pos      `json:"pos"`
	Generated bool     `json:"generated,omitempty"`
	Effects   []Effect `json:"effects,omitempty"`
	Calls     []Call   `json:"calls,omitempty"`
	// Runs are the parameters that take a function, and what becomes of it. Who
	// hands a function over has the Call to it; the calls of a parameter itself
	// stand in no summary.
	Runs []Run `json:"runs,omitempty"`
	// Returns are the functions that it returns, as far as they can be told:
	// "record, commit := audit.Begin(...)". Who calls what was returned has the
	// Call to it.
	Returns []Return `json:"returns,omitempty"`
	// Sends are the channels on which it sends, Takes those from which it takes,
	// by the place that holds them.
	Sends []Symbol `json:"sends,omitempty"`
	Takes []Symbol `json:"takes,omitempty"`
	// Carries are the channels that it puts into another place: a parameter of a
	// function that it calls, a field.
	Carries []Carry `json:"carries,omitempty"`
	// OfContext: what it gives may be the transaction that a context carries.
	OfContext bool `json:"of_context,omitempty"`
	// Paths are the ways through it, nil where no effect lies on one.
	Paths *Paths `json:"paths,omitempty"`
}

// Carry is a channel that one place gets from another.
type Carry struct {
	From Symbol `json:"from"`
	To   Symbol `json:"to"`
}

// Run says what a function does with one that it is handed.
type Run struct {
	Param int  `json:"param"` // 1 + the index of the parameter, or RunOfReceiver
	Go    bool `json:"go,omitempty"`
	Defer bool `json:"defer,omitempty"`
	Later bool `json:"later,omitempty"` // it is stored or goes into a function that is returned
	Drops bool `json:"drops,omitempty"` // nobody looks at the error that it gives
	Logs  bool `json:"logs,omitempty"`  // that error is only logged
	// Serves: it answers requests.
	Serves bool `json:"serves,omitempty"`
}

// Return is a function that a function returns.
type Return struct {
	Index  int    `json:"index"` // of the result, from 0
	Symbol Symbol `json:"symbol"`
}

// Kind is what an effect is.
type Kind string

// The kinds of effect.
const (
	Mutation  Kind = "mutation"  // data is written
	Audit     Kind = "audit"     // an audit record is written
	Guard     Kind = "guard"     // a caller's right is checked
	Vendor    Kind = "vendor"    // a vendor's SDK is called
	Model     Kind = "model"     // a language model is called
	Redact    Kind = "redact"    // personal data is taken out of a text
	Signature Kind = "signature" // a signature is made or compared
	Webhook   Kind = "webhook"   // a request goes to an address that a customer gave
	Tamper    Kind = "tamper"    // audit records are changed or deleted
	Read      Kind = "read"      // a statement that only reads is handed to a function that runs it; see Effect.TextParam
)

// Durability says how safe an audit record is, best first.
type Durability string

// The grades of durability, in the words of every front end.
const (
	SameTx     Durability = "same_transaction" // same transaction as the write, its error returned
	Sync       Durability = "synchronous"      // before the answer, its error returned
	Deferred   Durability = "deferred"         // when the function returns
	BestEffort Durability = "best_effort"      // its failure is only logged or dropped
	Background Durability = "background"       // a goroutine, a queue, after the answer
	Before     Durability = "before"           // recorded before the work is done
	OffDefault Durability = "off_by_default"   // behind a switch that is off
)

// Effect is one thing that a function itself does.
type Effect struct {
	Kind   Kind   `json:"kind"`
	Symbol Symbol `json:"symbol,omitempty"` // the callee that does it
	What   string `json:"what"`             // for people: "UPDATE invoices", "s3.PutObject", "audit.Record"
	// Model is the table, collection or resource that it touches; "" if that can't be told.
	Model string `json:"model,omitempty"`
	// Verb is what a mutation does, in lower case: "insert", "update", "upsert",
	// "save" (of a new or an old record), "delete", "truncate", "ddl", "create",
	// "call", "write", "send", "reflect"; "" where that is unread. "commit" never
	// stands in a summary, since a commit is no write of its own.
	Verb string `json:"verb,omitempty"`
	// Statement numbers, from 1, the statement of the call that does this and
	// another thing as well: both are there, or neither. 0 where it does no other.
	Statement int `json:"statement,omitempty"`
	// Weak: it may be none. A name alone says so (a guard called RequireRole
	// that no configuration knows), or another system decides (an RPC, an HTTP
	// request, a stored procedure).
	Weak bool `json:"weak,omitempty"`
	// Unread says why a statement can't be read here: "" where it can. A door
	// that reaches one is not read-only.
	Unread string `json:"unread,omitempty"`
	// TextParam is 1 + the index of the function's parameter that carries the
	// statement, 0 when it is none. Such an effect is always Unread and says
	// nothing more: the calls of the function that give the statement have an
	// effect of their own, which is Passed.
	TextParam int `json:"text_param,omitempty"`
	// Passed: the statement is an argument of the call, and the function called
	// hands it on to a database. With a TextParam it is the caller's statement,
	// handed on: it says nothing unless the function called has a TextParam, too.
	Passed bool `json:"passed,omitempty"`
	Pos    Pos  `json:"pos"`
	// Unstopped: of a guard in a handler of gin, its refusal only returns, which
	// does not keep gin from calling the next handler.
	Unstopped bool `json:"unstopped,omitempty"`
	Flow
}

// Call is a call that may lead to further effects.
type Call struct {
	Callee Symbol `json:"callee"`
	Pos    Pos    `json:"pos"`
	// Interface: the callee is an interface's method; Links say what it may mean.
	Interface bool `json:"interface,omitempty"`
	// Dynamic: the callee is a function value; Callee is the best name for it
	// ("field import/path.T.f", "param 2 of import/path.F").
	Dynamic bool `json:"dynamic,omitempty"`
	// To and Param: it is no call of its own; the callee is handed to the
	// function To as its parameter Param, from 1.
	To    Symbol `json:"to,omitempty"`
	Param int    `json:"param,omitempty"`
	// Txs are the transactions that a call is given, where they are several.
	Txs []TxArg `json:"txs,omitempty"`
	Flow
}

// TxArg is a transaction that is given for a parameter, from 1; Tx and TxParam
// are those of Flow.
type TxArg struct {
	Param   int    `json:"param"`
	Tx      string `json:"tx"`
	TxParam int    `json:"tx_param,omitempty"`
}

// Flow says on which way an effect or a call is reached, and what becomes of
// its error.
type Flow struct {
	Go    bool `json:"go,omitempty"`    // in a goroutine
	Defer bool `json:"defer,omitempty"` // deferred
	Later bool `json:"later,omitempty"` // in a closure that is stored and run later
	// Tx names the transaction that it runs in: a variable's or parameter's
	// name within the function, "" when none is seen. TxParam is 1 + the index
	// of the parameter that carries it, 0 when it is no parameter, TxOfReceiver
	// when it is a field of the receiver.
	Tx      string `json:"tx,omitempty"`
	TxParam int    `json:"tx_param,omitempty"`
	// TxRecv: the call's receiver carries the transaction ("tx.SaveDeal(...)"
	// with a store of ours): what the callee does by its own receiver runs in it.
	TxRecv bool `json:"tx_recv,omitempty"`
	// Dropped: it gives an error (or a bool that tells success) and nobody looks
	// at it. Logged: it is looked at and only logged.
	Dropped bool `json:"dropped,omitempty"`
	Logged  bool `json:"logged,omitempty"`
	// Cond is the condition under which it is reached, as the source writes it,
	// where that condition is a switch of the configuration or the success of
	// the work: "cfg.AuditEnabled", "err == nil".
	Cond string `json:"cond,omitempty"`
	// OnSuccess: reached only after the work of the function succeeded.
	OnSuccess bool `json:"on_success,omitempty"`
	// Undone is why it may come to nothing, "" where nothing shows that: its
	// transaction is never committed.
	Undone string `json:"undone,omitempty"`
}

// TxOfReceiver is the TxParam of a transaction that the receiver holds: it is the
// one that the method is called on.
const TxOfReceiver = -1

// TxOfContext begins the name of a transaction that was taken out of a context:
// two of them may be one.
const TxOfContext = "context "

// Link says that a callee (an interface's method, a function value) may mean a
// function.
type Link struct {
	From Symbol `json:"from"`
	To   Symbol `json:"to"`
	By   string `json:"by"` // "vta", "only implementation", "configuration", "lock"
}

// DoorKind is what sort of entrance a door is.
type DoorKind string

// The kinds of door.
const (
	HTTP     DoorKind = "http"
	RPC      DoorKind = "rpc"
	Job      DoorKind = "job"           // a schedule, a worker, a queue's consumer
	Callback DoorKind = "auth_callback" // a sign-in provider returns here
)

// Door is one entrance into the program.
type Door struct {
	Kind    DoorKind `json:"kind"`
	Methods []string `json:"methods,omitempty"` // upper case; empty: any
	Path    string   `json:"path"`              // "/v1/deals/{id}"; of an RPC its full name; of a job its name
	Router  string   `json:"router"`            // "net/http", "chi", "connect", ...
	Handler Symbol   `json:"handler"`
	Pos     Pos      `json:"pos"` // where it is registered
	// Wrappers stand around the handler, outermost first: middleware of the
	// router and its groups, functions that take a handler and give one.
	Wrappers []Wrapper `json:"wrappers,omitempty"`
	// Unresolved is why a part of the door can't be told; such a door is never passed.
	Unresolved string `json:"unresolved,omitempty"`
	// PathGap is the part of the path that can't be told, which Path shows in
	// angle brackets: "<cfg.Base>/users". The door is judged all the same.
	PathGap string `json:"path_gap,omitempty"`
}

// Wrapper is one piece of middleware around a door.
type Wrapper struct {
	Symbol Symbol   `json:"symbol"`          // the function that wraps
	Inner  Symbol   `json:"inner,omitempty"` // the function literal that runs per request, where it can be told
	Args   []string `json:"args,omitempty"`  // as the source writes them
	Pos    Pos      `json:"pos"`
	// Cond is the condition under which it is put around the door, as the source
	// writes it; "" when it always is.
	Cond string `json:"cond,omitempty"`
	// Carries: it puts something into the request's context, where the handler
	// may look at it.
	Carries bool `json:"carries,omitempty"`
}

// Program is all that a front end found.
type Program struct {
	Functions []Function `json:"functions"`
	Doors     []Door     `json:"doors"`
	Links     []Link     `json:"links"`
	// Modules are the module paths of the program's own code: an interface of
	// theirs that nothing implements may hide a write, one of a library's does
	// not. Empty: the packages of Functions are taken for the program's own.
	Modules []string `json:"modules,omitempty"`
	// Packages are the import paths that were read, also those without a
	// function worth a summary. Empty: those of Functions.
	Packages []string `json:"packages,omitempty"`
	// Locks are what the candor.lock files of the program say, nil where it has
	// none.
	Locks []Lock `json:"locks,omitempty"`
	// Whole: the links are what the data flow of all packages gives. A call
	// without one leads out of the program's own code, or nowhere.
	Whole bool `json:"whole,omitempty"`
	// Gaps are what could not be read: a package that does not type-check, a
	// router that is built at run time.
	Gaps []Gap `json:"gaps,omitempty"`
}

// Gap is a part of the program that could not be read.
type Gap struct {
	Pos    Pos    `json:"pos"`
	Reason string `json:"reason"`
	// Package is the import path of what could not be read, "" if it is no package.
	Package string `json:"package,omitempty"`
}
