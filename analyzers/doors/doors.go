// Package doors finds every entrance into a Go program: routes, methods of RPC
// servers, jobs and sign-in callbacks, with what stands around their handlers.
//
// Extract reads one package and writes down which calls, fields, variables and
// results carry routers, handlers, middleware and paths. Join puts the packages
// together and follows each router back to where it was made, through
// functions, literals, fields and tables, to give whole doors.
package doors

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/redact"
)

// Config is what the user says about doors of his own making.
type Config struct {
	// Extra are functions of the user's own that make a door.
	Extra []Registrar
}

// Registrar says where a function that makes doors takes its parts from.
// Arguments are counted from 1, the receiver is not counted; 0 is none.
type Registrar struct {
	Func    effects.Symbol   // "import/path.F" or "import/path.(*T).M"
	Kind    effects.DoorKind // "" is http
	Router  string           // shown as the door's router; "" is "configured"
	Method  int              // argument with the method, or
	Methods []string         // the methods themselves; neither: any
	Path    int
	Handler int
	// Wrappers is the argument with middleware.
	Wrappers int
}

// Input is one type-checked package.
type Input struct {
	Fset  *token.FileSet
	Files []*ast.File
	Pkg   *types.Package
	Info  *types.Info
	// Redact masks the texts that are kept; nil: a new one, whose patterns take
	// longer to compile than most packages to read.
	Redact *redact.Redactor
	// Literals are the names of the package's function literals; nil: they are
	// made.
	Literals map[*ast.FuncLit]effects.Symbol
	Config
}

// Fragment is what one package says about doors. It encodes with gob. Numbers
// in it (of calls, definitions, loops) count within the fragment.
type Fragment struct {
	Path    string
	Funcs   []Func
	Calls   []Call
	Defs    []Def
	Loops   []Loop
	Fields  []Assign
	Globals []Assign
	Types   []Type
	// Started are the functions that go statements (and Go of error groups) start.
	Started []effects.Symbol
	// Ops are the operations of an ogen server: name to "METHOD /path".
	Ops map[string]string
	// BasePath is the path in front of all routes of a go-swagger server.
	BasePath string
}

// Extract reads a package. Test files are left out, generated files are read.
func Extract(in Input) Fragment {
	if in.Pkg == nil || in.Info == nil || in.Fset == nil {
		return Fragment{}
	}
	w := newWalker(in)
	w.room()
	for _, f := range in.Files {
		w.file(f)
	}
	w.types()
	return w.finish()
}
