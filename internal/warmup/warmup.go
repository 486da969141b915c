// Package warmup keeps the garbage collector from working while there is little
// to collect: a run that is over in a second would else collect ten times before
// its heap has the size that it works with.
package warmup

import (
	"os"
	"runtime"
	"runtime/debug"
)

// Heap is the size at which the first collection begins, in bytes. It is less
// than what a check of any tree comes to, so the most that is held stays the same.
const Heap = 40 << 20

// Start begins the first collection at Heap and lets every later one begin where
// it always would. It does nothing where GOGC says how to collect.
func Start() {
	if os.Getenv("GOGC") != "" {
		return
	}
	const least = 4 << 20 // the runtime's own first heap at 100 percent
	old := debug.SetGCPercent(100 * Heap / least)
	mark := new([16]byte) // large enough not to share its place
	runtime.SetFinalizer(mark, func(*[16]byte) { debug.SetGCPercent(old) })
}
