package main

import (
	"runtime"
	"runtime/debug"
)

// The collector of garbage waits for as long as little memory is in use: a run
// over an unchanged tree is over before it pays. From then on it works as usual.
const (
	lazyPercent  = 400
	usualPercent = 100
	little       = 48 << 20 // bytes that are in use after a collection
)

// lazyGC has garbage collected less often in the beginning, unless the user says
// how often (GOGC, GOMEMLIMIT).
func (a *app) lazyGC() {
	if a.env("GOGC") != "" || a.env("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(lazyPercent)
	watchGC()
}

// watchGC looks after each collection at what is left.
func watchGC() {
	// A pointer inside keeps it from being put together with others.
	runtime.SetFinalizer(&watcher{new(byte)}, func(*watcher) {
		var m runtime.MemStats
		if runtime.ReadMemStats(&m); m.HeapAlloc > little {
			debug.SetGCPercent(usualPercent)
			return
		}
		watchGC()
	})
}

type watcher struct{ _ *byte }
