// Package warmup keeps the garbage collector from working while there is little
// to collect: a run over an unchanged tree is over before it pays, and one over a
// few hundred templates can do with few collections and little memory.
package warmup

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	lazy  = 400
	usual = 100
	// little is how much may be in use after a collection: with more, those that the
	// ceiling asks for come too often.
	little = 32 << 20
)

// Start has garbage collected less often, under a ceiling, for as long as little
// memory is in use, and as usual from then on. It does nothing where the user says
// how to collect (GOGC, GOMEMLIMIT).
func Start(env func(string) string) {
	if env("GOGC") != "" || env("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(lazy)
	debug.SetMemoryLimit(ceiling)
	watch()
}

// watch looks after each collection at what is left.
func watch() {
	// A pointer inside keeps it from being put together with others.
	runtime.SetFinalizer(&watcher{new(byte)}, func(*watcher) {
		if left() > little {
			debug.SetMemoryLimit(math.MaxInt64)
			debug.SetGCPercent(usual)
			return
		}
		watch()
	})
}

// left is how much the last collection left, in bytes. What was allocated since
// does not count: it may be garbage.
func left() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

type watcher struct{ _ *byte }
