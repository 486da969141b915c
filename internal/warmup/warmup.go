// Package warmup keeps the garbage collector from working while there is little
// to collect: a run over an unchanged tree is over before it pays.
package warmup

import (
	"runtime"
	"runtime/debug"
)

const (
	lazy   = 400
	usual  = 100
	little = 16 << 20 // bytes that are in use after a collection
)

// Start has garbage collected less often for as long as little memory is in use,
// and as usual from then on. It does nothing where the user says how to collect
// (GOGC, GOMEMLIMIT).
func Start(env func(string) string) {
	if env("GOGC") != "" || env("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(lazy)
	watch()
}

// watch looks after each collection at what is left.
func watch() {
	// A pointer inside keeps it from being put together with others.
	runtime.SetFinalizer(&watcher{new(byte)}, func(*watcher) {
		var m runtime.MemStats
		if runtime.ReadMemStats(&m); m.HeapAlloc > little {
			debug.SetGCPercent(usual)
			return
		}
		watch()
	})
}

type watcher struct{ _ *byte }
