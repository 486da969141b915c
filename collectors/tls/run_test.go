package tls

import (
	"bytes"
	"context"
	ctls "crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
)

// A thousand hosts in one run: the sockets are bounded, and every host is told.
func TestManyHosts(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.ecLeaf(t)}}
	var open, most atomic.Int64
	at := serve(t, func(c net.Conn) {
		n := open.Add(1)
		defer open.Add(-1)
		for {
			m := most.Load()
			if n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		real(cfg)(c)
	})
	n := 1000
	if testing.Short() {
		n = 50
	}
	var targets []Target
	for i := range n {
		targets = append(targets, Target{Host: fmt.Sprintf("h%d.example.com", i), Port: at.Port(), Transport: HTTPS})
	}
	targets = append(targets, targets[0]) // twice
	var mu sync.Mutex
	top := 0
	start := time.Now()
	s, err := Run(context.Background(), targets, Options{
		NoHTTP: true, System: ca.pool(), Sockets: 16, Now: testNow(), Timeout: 20 * time.Second, // a busy machine is no silent server
		Lookup: func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{at.Addr()}, nil },
		Progress: func(done, all int) {
			mu.Lock()
			defer mu.Unlock()
			top = max(top, done)
			if all != n {
				t.Errorf("of %d", all)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Endpoints) != n || top != n || len(s.Gaps()) > 0 {
		t.Errorf("%d endpoints, %d told, gaps %v", len(s.Endpoints), top, s.Gaps()[:min(3, len(s.Gaps()))])
	}
	for i := range s.Endpoints {
		if v := verdicts(s.Endpoints[i].result); v != "rrrraa" {
			t.Fatalf("%s: %s", s.Endpoints[i].Target, v)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	file := s.Evidence()
	runtime.GC()
	runtime.ReadMemStats(&after)
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		t.Fatal(err)
	}
	perHost := func(bytes uint64) uint64 { return bytes / uint64(n) >> 10 }
	scan, held := perHost(before.HeapAlloc), perHost(after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc))
	t.Logf("a host takes at most %d KiB in the scan, %d KiB more in facts, %d KiB in the file", scan, held, perHost(uint64(b.Len())))
	if n == 1000 && scan+held > 128 {
		t.Errorf("%d KiB for a host", scan+held)
	}
	runtime.KeepAlive(s)
	runtime.KeepAlive(file)
	// A connection that is closed here may still be open over there for a moment.
	if most.Load() > 64 {
		t.Errorf("%d connections at once", most.Load())
	}
	t.Logf("%d hosts in %s, at most %d connections at once", n, time.Since(start).Round(time.Millisecond), most.Load())
}

// Each address of a name is an endpoint of its own.
func TestAddresses(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cert := []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}
	at := serve(t, real(&ctls.Config{Certificates: cert, MinVersion: tls12}))
	port := fmt.Sprint(at.Port())
	v6, err := net.Listen("tcp", "[::1]:"+port)
	if err != nil {
		t.Skip("no IPv6 on this machine: ", err)
	}
	v6.Close() // serveOn opens it again
	serveOn(t, "[::1]:"+port, real(&ctls.Config{Certificates: cert, MinVersion: tls10}))
	s, err := Run(context.Background(), []Target{{Host: "app.example.com", Port: at.Port(), Transport: HTTPS}}, Options{
		NoHTTP: true, System: ca.pool(), Now: testNow(),
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.IPv6Loopback(), netip.MustParseAddr("::ffff:127.0.0.1"), netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.9")}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range s.Endpoints {
		got = append(got, e.Address+" "+verdicts(e.result)+" "+e.result.unreachable)
	}
	want := "127.0.0.1 rrrraa |127.0.0.9 ------ connection refused|::1 rraaaa "
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	if g := s.Gaps(); len(g) != 1 || !strings.HasPrefix(g[0], "app.example.com:"+port+" at 127.0.0.9: connection refused") {
		t.Errorf("gaps %v", g)
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		addrs int
		err   error
		want  string
	}{
		{want: "the name has no address"},
		{err: &net.DNSError{IsNotFound: true}, want: "the name is not found"},
		{err: &net.DNSError{IsTimeout: true}, want: "no answer in time"},
		{err: errors.New("broken"), want: "addresses: broken"},
		{addrs: maxAddresses + 3, want: "3 of 35 addresses were not asked"},
	} {
		s, err := Run(context.Background(), []Target{{Host: "x.example.com", Port: 1, Transport: HTTPS}}, Options{
			Timeout: 100 * time.Millisecond,
			Lookup: func(context.Context, string) ([]netip.Addr, error) {
				var as []netip.Addr
				for i := range tt.addrs {
					as = append(as, netip.AddrFrom4([4]byte{127, 0, 1, byte(i)}))
				}
				return as, tt.err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		last := s.Endpoints[len(s.Endpoints)-1]
		if last.result != nil || !strings.Contains(last.Reason, tt.want) {
			t.Errorf("%+v, want %s", last, tt.want)
		}
		if f := s.Evidence(); f.Runs[0].State != candor.Partial || f.Runs[0].Reason == "" {
			t.Errorf("the run: %+v", f.Runs[0])
		}
	}
}

// The facts survive the file, name their place, and a gap is a fact of each kind.
func TestEvidence(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	at := serve(t, real(&ctls.Config{Certificates: []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}, MinVersion: tls10}))
	s, err := Run(context.Background(), []Target{
		{Host: "127.0.0.1", Port: at.Port(), Transport: HTTPS}, {Host: "127.0.0.1", Port: 1, Transport: Postgres},
	}, Options{System: ca.pool(), Now: testNow(), Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Evidence().Write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := evidence.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range f.Facts {
		got = append(got, fmt.Sprintf("%s %s %s", x.Kind, x.State, x.At.Resource))
		if x.From.Collector != ID || x.From.Call == nil || !x.From.At.Equal(s.Options.Now) {
			t.Errorf("provenance %+v", x.From)
		}
	}
	here := fmt.Sprintf("tls://127.0.0.1:%d/127.0.0.1", at.Port())
	want := []string{
		"tls.endpoint error tls://127.0.0.1:1/127.0.0.1", "tls.cert error tls://127.0.0.1:1/127.0.0.1",
		"tls.endpoint observed " + here, "tls.cert observed " + here, "tls.http observed " + here,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(f.Runs) != 1 || f.Runs[0].Facts != 5 || f.Runs[0].State != candor.Partial {
		t.Errorf("run %+v", f.Runs)
	}
	text := fmt.Sprint(f.Facts[2].Value)
	for _, part := range []string{"TLS 1.0, suites 1 of 2 (119 suites): ServerHello TLS 1.0", "SSLv3, suites 1 of 2 (119 suites): alert 70 (protocol_version)"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %s", part, text)
		}
	}
}

// A server that dies in the middle: what was refused until then is not refused.
func TestGone(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}, MinVersion: tls12}
	var n atomic.Int64
	at := serve(t, func(c net.Conn) {
		if n.Add(1) > 9 {
			io.Copy(io.Discard, c)
			return
		}
		real(cfg)(c)
	})
	r := look(t, at, Options{NoHTTP: true, System: ca.pool(), Timeout: 300 * time.Millisecond})
	if got := verdicts(r); got != "????aa" {
		t.Errorf("versions %s", got)
		dump(t, r)
	}
}

// Addresses that the user leaves out are a gap, not a silence.
func TestIPVersions(t *testing.T) {
	both := []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}
	for _, tt := range []struct {
		ip    int
		addrs []netip.Addr
		want  string
	}{
		{0, both, "error 127.0.0.1|error ::1"},
		{4, both, "not_asked |error 127.0.0.1"},
		{6, both, "not_asked |error ::1"},
		{4, both[:1], "error 127.0.0.1"},
		{6, both[:1], "not_asked "},
	} {
		s, err := Run(context.Background(), []Target{{Host: "x.example.com", Port: 1, Transport: Direct}}, Options{
			Timeout: time.Second, IP: tt.ip,
			Lookup: func(context.Context, string) ([]netip.Addr, error) { return slices.Clone(tt.addrs), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range s.Evidence().Facts {
			if f.Kind == KindEndpoint {
				got = append(got, f.State.String()+" "+f.From.Call.Params["address"])
			}
		}
		slices.Sort(got)
		want := strings.Split(tt.want, "|")
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("--ip %d: %q, want %q", tt.ip, got, want)
		}
	}
}
