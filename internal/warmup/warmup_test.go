package warmup

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

// TestStart: lazy while little is in use, as usual once there is more.
func TestStart(t *testing.T) {
	before, limit := debug.SetGCPercent(usual), debug.SetMemoryLimit(-1)
	defer func() {
		debug.SetGCPercent(before)
		debug.SetMemoryLimit(limit)
	}()
	Start(func(string) string { return "" })
	if got := percent(); got != lazy || debug.SetMemoryLimit(-1) != ceiling {
		t.Fatalf("%d percent in the beginning, under %d bytes", got, debug.SetMemoryLimit(-1))
	}
	held := make([]byte, 2*little)
	for range 200 {
		runtime.GC()
		if percent() == usual {
			break
		}
		time.Sleep(10 * time.Millisecond) // finalizers run beside
	}
	if got := percent(); got != usual || debug.SetMemoryLimit(-1) != math.MaxInt64 {
		t.Errorf("%d percent with %d bytes in use", got, len(held))
	}
	runtime.KeepAlive(held)
}

func TestUserDecides(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		before := debug.SetGCPercent(70)
		Start(func(n string) string {
			if n == name {
				return "50"
			}
			return ""
		})
		if got := percent(); got != 70 {
			t.Errorf("%d percent, where %s is set", got, name)
		}
		debug.SetGCPercent(before)
	}
}
