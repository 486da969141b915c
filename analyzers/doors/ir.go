package doors

import "github.com/candor-dev/candor/internal/effects"

// Op is what sort of expression a Val is.
type Op uint8

// The sorts of expression.
const (
	OpUnknown Op = iota // Text is its source
	OpConst             // Text is the value
	OpFunc              // Sym is a function or a literal
	OpMethod            // Sym is a method, Base its receiver
	OpParam             // parameter N of Sym; -1 is the receiver
	OpLocal             // a variable; Defs are the assignments that may reach it, latest first
	OpField             // field Sym of Base
	OpGlobal            // package variable Sym
	OpCall              // result of call N
	OpResult            // result N of Base, which is a call with several
	OpConcat            // the texts of Args
	OpPath              // path.Join of Args
	OpStruct            // a struct of Type with Args, whose fields are Names
	OpList              // slice, array or map; Keys are a map's keys
	OpAppend            // Args[0] and the elements behind it; Spread: the last is a list; N is 1 + its offset in the file
	OpElem              // an element of Base; N is 1 + the loop that it comes from
	OpKey               // a key of Base; N as above
	OpIndex             // element Args[0] of Base
	OpZero              // nothing was assigned
)

// Class is what an expression's type can be to a door.
type Class uint8

// The classes of type; a slice or map has the class of its elements.
const (
	ClassNone Class = iota
	ClassText
	ClassRouter
	ClassHandler
	ClassMiddleware
	ClassRoute // a value that holds or describes routes
)

// Val is an expression, as far as a door needs it.
type Val struct {
	Op     Op
	Class  Class
	Spread bool
	N      int
	Sym    effects.Symbol
	Text   string
	Type   string // "import/path.T" of a named type, without pointers
	Base   *Val
	Args   []Val
	Keys   []Val
	Names  []string
	Defs   []int
}

// Call is one call that may matter.
type Call struct {
	In     effects.Symbol // the function or literal that it stands in
	Callee effects.Symbol // "" when a value is called
	Fun    *Val           // that value
	// Iface: the callee is a method of an interface that this or another package declares.
	Iface  bool
	Shape  string         // the parameters' types of such a method, to link it by
	Like   effects.Symbol // the library's method that has the same form
	Recv   *Val
	Args   []Val
	Spread bool
	Pos    effects.Pos
	Off    int    // order within the file
	Cond   string // the condition under which it is reached
	Text   string
	Class  Class // of the first result
	Type   string
	Loops  []int // the loops around it, outermost first
	RPC    *RPC
	keep   bool
}

// RPC is a service that a generated function registers.
type RPC struct {
	Router  string
	Service string
	Methods []RPCMethod
	Impl    int // the argument that implements it
	Options int // the first argument with options; -1: none
}

// RPCMethod is one method of a service.
type RPCMethod struct {
	Name, Path string
	Handler    effects.Symbol // "" when the implementation's type is an interface
}

// Def is one assignment to a variable.
type Def struct {
	In   effects.Symbol
	Val  Val
	Cond string
	Self bool // the assigned value is made of the variable itself
	keep bool
}

// Loop is a range statement.
type Loop struct {
	In   effects.Symbol
	List Val
}

// Assign is a value given to a field or to a package variable.
type Assign struct {
	Sym       effects.Symbol
	In        effects.Symbol // the function that assigns; "" outside
	Val       Val
	Generated bool
}

// Func is what is needed of a function's declaration or a literal.
type Func struct {
	Sym      effects.Symbol
	Outer    effects.Symbol // of a literal: the function or literal around it
	Params   int
	Variadic bool
	Shape    string
	Pos      effects.Pos
	Returns  [][]Val
	Switch   []MethodCase // the body tells methods apart
	Only     []string     // the methods that the body lets through
	// Job says why the function is a job of its own: it loops over a ticker or a queue.
	Job       string
	Generated bool
	Handler   bool  // it takes a request
	Ignores   []int // the parameters that the body never names
	Carries   bool  // it puts something into a request's context
	Partly    bool  // a loop in it may put some of a list of middleware around a handler only
}

// MethodCase is one case of a switch over the request's method.
type MethodCase struct {
	Methods []string
	Handler effects.Symbol // "" when the case is more than a call
}

// Type is a named type with its methods, those of embedded fields included.
type Type struct {
	Name    string
	Methods map[string]effects.Symbol
	// Consumer: the type is a queue's consumer by the interface that it implements.
	Consumer effects.Symbol
	Router   string
	Pos      effects.Pos
}
