package pgparse

import (
	"context"
	_ "unsafe" // for go:linkname

	"github.com/tetratelabs/wazero"
	_ "github.com/wasilibs/go-pgquery/parser" // links in the packages named below
)

// The parser of Postgres comes as a WebAssembly module inside the module
// go-pgquery. Its own start compiles that code anew in each process, for
// seconds of CPU, and takes no compilation cache. So candor starts the very
// same bytes itself. They lie under internal/, which is why they are reached by
// name; TestLink notices when a new version renames them.

//go:linkname moduleBytes github.com/wasilibs/go-pgquery/internal/wasm.LibPGQuery
var moduleBytes []byte

// instantiateWasix gives the runtime the host functions (setjmp, longjmp) that the module imports.
//
//go:linkname instantiateWasix github.com/wasilibs/go-pgquery/internal/wasix32v1.MustInstantiate
func instantiateWasix(ctx context.Context, r wazero.Runtime)

// callContext is what one call into the module runs under: it keeps the checkpoints of setjmp.
//
//go:linkname callContext github.com/wasilibs/go-pgquery/internal/wasix32v1.BackgroundContext
func callContext() context.Context
