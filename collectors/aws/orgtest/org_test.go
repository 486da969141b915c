package orgtest

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor/collectors/aws"
)

// atOnce is how many accounts are looked at side by side: what the command does
// when it is not told otherwise.
const atOnce = 8

// TestOrganisation looks at a whole organisation: 8 accounts, as many as are under
// way at once and so as much memory as more would take, or as many as
// CANDOR_ORG_ACCOUNTS says. The parts go to disk.
//
//	CANDOR_ORG_ACCOUNTS=200 go test ./collectors/aws/orgtest -v -timeout 2h
func TestOrganisation(t *testing.T) {
	n := atOnce
	if s := os.Getenv("CANDOR_ORG_ACCOUNTS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	} else if testing.Short() {
		n = 3
	}
	url := serve(t, n)
	t.Setenv("AWS_ENDPOINT_URL", url)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)

	defer debug.SetMemoryLimit(debug.SetMemoryLimit(aws.MemoryAim)) // as the command does
	peak := watch(t)
	parts := aws.Parts{Dir: t.TempDir()}
	start := time.Now()
	s, err := aws.Run(t.Context(), aws.Options{Org: true, Role: "candor-readonly", Part: parts.Put, AtOnce: atOnce})
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	if s.Accounts != n || s.Finished != n+1 { // the caller's own is not of the organisation
		t.Errorf("%d of %d accounts, want %d", s.Finished, s.Accounts, n)
	}
	f, err := os.Create(parts.Dir + "/all.facts")
	if err != nil {
		t.Fatal(err)
	}
	if err := parts.Merge(f, time.Now()); err != nil {
		t.Fatal(err)
	}
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f.Close() // it was measured
	saw, mb := ask(t, url), peak()>>20
	t.Logf("%d accounts, %d regions: %d requests, %d facts, %.0f s (%.0f s of processor in this process), %d MB of memory (%s resident), %d MB of facts, largest burst %d a second (%s)",
		n, regions, saw.Calls, s.Facts, took.Seconds(), processor(), mb, resident(), st.Size()>>20, saw.Most, saw.Where)
	if mb > 150 {
		t.Errorf("%d MB of memory, and 150 are the most", mb)
	}
	if saw.Most > 11 { // what a bucket of five holds, and five more, twice at the edge of a second
		t.Errorf("a burst of %d requests a second: %s", saw.Most, saw.Where)
	}
	for i := range n {
		if !parts.Done(account(i), time.Now(), time.Hour) {
			t.Errorf("the part of %s is not whole", account(i))
		}
	}
}

// watch looks at the memory of this process until the test ends, and returns a
// function that gives the most that it was, in bytes.
func watch(t *testing.T) func() uint64 {
	stop, done := make(chan struct{}), make(chan uint64, 1)
	go func() {
		var most uint64
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				done <- most
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.Sys-m.HeapReleased)
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-done
	}
}

// resident is the most memory that the system gave this process, as it says
// itself, where it does.
func resident() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "not told"
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(v)
		}
	}
	return "not told"
}

// processor is the time of the processor that this process has used, in seconds,
// where the system says it.
func processor() float64 {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var ticks float64
	for _, f := range fields[11:13] {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return 0
		}
		ticks += v
	}
	return ticks / 100 // the hundredths of a second that Linux counts in
}
