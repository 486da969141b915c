package orgtest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// regions of the simulated accounts.
const regions = 17

// org is an organisation of n accounts with 17 regions each.
func org(n int) *awstest.Fake {
	f := awstest.New()
	var accounts []string
	for i := range n {
		accounts = append(accounts, fmt.Sprintf(`{"Id":"%s","State":"ACTIVE"}`, account(i)))
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

// account is the id of the account with a number.
func account(i int) string { return fmt.Sprintf("%012d", 200_000_000_000+i) }

// seen is what the fake saw, as it is told to the test.
type seen struct {
	Calls int64  // requests
	Most  int64  // the most in one second by one account, region and service
	Where string // whose these were
}

// bursts counts the requests of each account, region and service in each second.
type bursts struct {
	mu   sync.Mutex
	now  map[string]*[2]int64 // second, count
	told seen
}

func (b *bursts) see(c *awstest.Call) {
	service, _, _ := strings.Cut(c.Spec, ".")
	key := c.Account + " " + c.Region + " " + service
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told.Calls++
	x := b.now[key]
	if x == nil {
		x = new([2]int64)
		b.now[key] = x
	}
	if t := time.Now().Unix(); x[0] != t {
		x[0], x[1] = t, 0
	}
	x[1]++
	if x[1] > b.told.Most {
		b.told.Most, b.told.Where = x[1], key
	}
}

// told is the path at which the fake says what it saw; no call of AWS has it.
const told = "/-/seen"

// The variable by which the test starts itself again as the fake.
const serveFor = "CANDOR_ORG_SERVE"

// TestServe is the fake, when it is started by TestOrganisation: its memory is not
// the collector's. It ends when its input does.
func TestServe(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(serveFor))
	if err != nil {
		t.Skip("it is started by TestOrganisation")
	}
	b := &bursts{now: make(map[string]*[2]int64)}
	fake := org(n)
	fake.Seen = b.see
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(told, func(w http.ResponseWriter, _ *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		json.NewEncoder(w).Encode(b.told) // a test that can't read it says so
	})
	mux.Handle("/", fake)
	fmt.Println("at http://" + l.Addr().String())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() {
		bufio.NewReader(os.Stdin).ReadByte() // until the other side is gone
		srv.Close()
	}()
	if err := srv.Serve(l); err != nil && err != http.ErrServerClosed {
		t.Fatal(err)
	}
}

// serve starts the fake in a process of its own and returns its address.
func serve(t *testing.T, n int) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestServe$", "-test.timeout=0")
	cmd.Env = append(os.Environ(), serveFor+"="+strconv.Itoa(n))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait() // it was told to end
	})
	for sc := bufio.NewScanner(out); sc.Scan(); {
		if url, ok := strings.CutPrefix(sc.Text(), "at "); ok {
			go func() {
				for sc.Scan() { // so that it never waits for a reader
				}
			}()
			return url
		}
	}
	t.Fatal("the fake did not start")
	return ""
}

// ask asks the fake what it saw.
func ask(t *testing.T, url string) seen {
	t.Helper()
	resp, err := http.Get(url + told)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var s seen
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}
