package orgtest

import (
	"fmt"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candor-dev/candor/collectors/aws"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// regions of the simulated accounts.
const regions = 17

// org is an organisation of n accounts with 17 regions each.
func org(n int) *awstest.Fake {
	f := awstest.New()
	var accounts []string
	for i := range n {
		accounts = append(accounts, fmt.Sprintf(`{"Id":"%012d","State":"ACTIVE"}`, 200_000_000_000+i))
	}
	f.Answers["organizations.ListAccounts"] = awstest.Text(`{"Accounts":[` + strings.Join(accounts, ",") + `]}`)
	var rs []string
	for i := range regions {
		name := "us-east-1"
		if i > 0 {
			name = fmt.Sprintf("zz-test-%d", i)
		}
		rs = append(rs, `{"RegionName":"`+name+`","RegionOptStatus":"ENABLED_BY_DEFAULT"}`)
	}
	f.Answers["account.ListRegions"] = awstest.Text(`{"Regions":[` + strings.Join(rs, ",") + `]}`)
	return f
}

// bursts counts the requests of each account, region and service in each second.
type bursts struct {
	calls atomic.Int64
	mu    sync.Mutex
	now   map[string]*[2]int64 // second, count
	most  int64
	where string
}

func (b *bursts) see(c *awstest.Call) {
	b.calls.Add(1)
	service, _, _ := strings.Cut(c.Spec, ".")
	key := c.Account + " " + c.Region + " " + service
	b.mu.Lock()
	defer b.mu.Unlock()
	x := b.now[key]
	if x == nil {
		x = new([2]int64)
		b.now[key] = x
	}
	if t := time.Now().Unix(); x[0] != t {
		x[0], x[1] = t, 0
	}
	x[1]++
	if x[1] > b.most {
		b.most, b.where = x[1], key
	}
}

// TestOrganisation looks at a whole organisation: 20 accounts, or as many as
// CANDOR_ORG_ACCOUNTS says. The parts go to disk; memory is that of the accounts
// under way.
func TestOrganisation(t *testing.T) {
	n := 20
	if s := os.Getenv("CANDOR_ORG_ACCOUNTS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	} else if testing.Short() {
		n = 3
	}
	b := &bursts{now: make(map[string]*[2]int64)}
	fake := org(n)
	fake.Seen = b.see
	srv := httptest.NewServer(fake)
	defer srv.Close()
	t.Setenv("AWS_ENDPOINT_URL", srv.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)

	defer debug.SetMemoryLimit(debug.SetMemoryLimit(aws.MemoryAim)) // as the command does
	var peak atomic.Uint64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.Sys-m.HeapReleased))
			}
		}
	}()
	parts := aws.Parts{Dir: t.TempDir()}
	start := time.Now()
	s, err := aws.Run(t.Context(), aws.Options{Org: true, Role: "candor-readonly", Part: parts.Put, AtOnce: 16})
	close(stop)
	if err != nil {
		t.Fatal(err)
	}
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
	mb := peak.Load() >> 20
	t.Logf("%d accounts, %d regions: %d requests, %.0f s, %d MB of memory, %d MB of facts, largest burst %d a second (%s)",
		n, regions, b.calls.Load(), time.Since(start).Seconds(), mb, st.Size()>>20, b.most, b.where)
	if mb > 150 {
		t.Errorf("%d MB of memory, and 150 are the most", mb)
	}
	if b.most > 11 { // what a bucket of five holds, and five more, twice at the edge of a second
		t.Errorf("a burst of %d requests a second: %s", b.most, b.where)
	}
	for i := range n {
		if id := fmt.Sprintf("%012d", 200_000_000_000+i); !parts.Done(id, time.Now(), time.Hour) {
			t.Errorf("the part of %s is not whole", id)
		}
	}
}
