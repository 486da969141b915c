package warmup

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestStart(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	Start()
	if got := percent(); got != 1000 {
		t.Errorf("%d percent before the first collection", got)
	}
	runtime.GC()
	for range 100 {
		if percent() == 100 {
			return
		}
		time.Sleep(10 * time.Millisecond) // finalizers run beside
	}
	t.Errorf("%d percent after the first collection", percent())
}

func TestUserDecides(t *testing.T) {
	t.Setenv("GOGC", "50")
	before := debug.SetGCPercent(70)
	defer debug.SetGCPercent(before)
	if Start(); percent() != 70 {
		t.Errorf("%d percent, where GOGC is set", percent())
	}
}

// percent is the present setting.
func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}
