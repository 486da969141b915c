//go:build unix

package tls

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
)

// missing skips what needs a program that is not there, except in CI, where
// nothing may be left out in silence.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// pemFiles writes a certificate for 127.0.0.1 and its key.
func pemFiles(t *testing.T, dir string, ca *authority) (cert, key string) {
	t.Helper()
	c := ca.rsaLeaf(t, 2048, nil)
	der := x509.MarshalPKCS1PrivateKey(c.PrivateKey.(*rsa.PrivateKey))
	cert, key = filepath.Join(dir, "server.crt"), filepath.Join(dir, "server.key")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: c.Certificate[0]}, key: {Type: "RSA PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func freePort(t *testing.T) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it only held the port
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// wait returns when something listens.
func wait(t *testing.T, at netip.AddrPort) {
	t.Helper()
	for range 100 {
		if c, err := net.Dial("tcp", at.String()); err == nil {
			c.Close() // it only knocked
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nothing listens at %s", at)
}

// TestOpenSSL asks real servers, as far as the OpenSSL here can be told to be old.
func TestOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		missing(t, "install OpenSSL 3 and put `openssl` on PATH: the prober is tried on its s_server")
	}
	ca := newAuthority(t, "root", nil)
	cert, key := pemFiles(t, t.TempDir(), ca)
	for _, tt := range []struct {
		name string
		args string
		want string
		weak string
		bits int
		most time.Duration
	}{
		{name: "TLS 1.0 only", args: "-tls1 -cipher ALL:@SECLEVEL=0", want: "rrarrr", weak: "anon static_rsa cbc", bits: 2048},
		{name: "TLS 1.1 only", args: "-tls1_1 -cipher DEFAULT:@SECLEVEL=0", want: "rrrarr", weak: "static_rsa cbc", bits: 2048},
		{name: "TLS 1.2 only", args: "-tls1_2", want: "rrrrar", weak: "static_rsa cbc", bits: 2048},
		{name: "TLS 1.3 only", args: "-tls1_3", want: "rrrrra", weak: ""},
		{name: "TLS 1.2 and 1.3", args: "-min_protocol TLSv1.2 -cipher ECDHE+AESGCM", want: "rrrraa", weak: ""},
		{name: "TLS 1.0 to 1.3", args: "-min_protocol TLSv1 -cipher ALL:@SECLEVEL=0", want: "rraaaa", weak: "anon static_rsa cbc", bits: 2048},
		{name: "TLS 1.0 only, Camellia", args: "-tls1 -cipher CAMELLIA128-SHA:@SECLEVEL=0", want: "rrarrr", weak: "static_rsa cbc"},
		{name: "TLS 1.0 only, anonymous", args: "-nocert -tls1 -cipher ADH-AES128-SHA:@SECLEVEL=0", want: "rrarrr", weak: "anon cbc"},
		{name: "TLS 1.2, NULL alone", args: "-tls1_2 -cipher NULL-SHA:@SECLEVEL=0", want: "rrrrar", weak: "null static_rsa"},
		{name: "1.0 and 1.1 by DHE alone", args: "-min_protocol TLSv1 -cipher DHE-RSA-AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", want: "rraaaa", weak: "cbc", bits: 2048},
		{name: "RSA and CBC", args: "-tls1_2 -cipher AES128-SHA", want: "rrrrar", weak: "static_rsa cbc"},
		{name: "a client's certificate is required", args: "-min_protocol TLSv1 -Verify 1 -cipher DEFAULT:@SECLEVEL=0", want: "rraaaa", weak: "static_rsa cbc", bits: 2048},
		{name: "a group of 3072 bits", args: "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256 -dhparam ffdhe3072", want: "rrrrar", bits: 3072},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := freePort(t)
			args := []string{"s_server", "-quiet", "-accept", at.String(), "-cert", cert, "-key", key}
			for _, a := range strings.Fields(tt.args) {
				switch a {
				case "-nocert":
					args = append(args[:4], a)
				case "ffdhe3072":
					a = groupFile(t, a)
					args = append(args, a)
				default:
					args = append(args, a)
				}
			}
			cmd := exec.Command("openssl", args...)
			var log strings.Builder
			cmd.Stdout, cmd.Stderr = &log, &log
			in, err := cmd.StdinPipe() // s_server ends with its input
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() {
				in.Close()         // nothing was written
				cmd.Process.Kill() // the server has no other end
				cmd.Wait()         // its error says that it was killed
				if t.Failed() {
					t.Log(log.String())
				}
			}()
			wait(t, at)
			r := look(t, at, Options{NoHTTP: true, System: ca.pool()})
			if got := verdicts(r); got != tt.want {
				t.Errorf("versions %s, want %s", got, tt.want)
			}
			if got := weakFound(r); got != tt.weak {
				t.Errorf("weak %q, want %q", got, tt.weak)
			}
			if r.dh.bits != tt.bits {
				t.Errorf("a group of %d bits, want %d", r.dh.bits, tt.bits)
			}
			if r.connections > 25 || r.took > 2*time.Second {
				t.Errorf("%d connections in %s", r.connections, r.took)
			}
			t.Logf("%s %q, %d connections in %s", verdicts(r), weakFound(r), r.connections, r.took)
			if t.Failed() {
				dump(t, r)
			}
		})
	}
}

// groupFile makes the parameters of a named group.
func groupFile(t *testing.T, group string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), group+".pem")
	if out, err := exec.Command("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:"+group, "-out", name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// TestRealPostgres asks a server with TLS from 1.0 on, and one without.
func TestRealPostgres(t *testing.T) {
	srv := pgtest.Start(t)
	at := netip.MustParseAddrPort("127.0.0.1:" + srv.Port)
	r := lookVia(t, at, Postgres, Options{})
	check(t, r, "", "answers N to SSLRequest", "")

	ca := newAuthority(t, "root", nil)
	cert, key := pemFiles(t, srv.Dir, ca)
	st, err := os.Stat(srv.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if own, ok := st.Sys().(*syscall.Stat_t); ok { // Postgres runs as whom the folder belongs to
		for _, f := range []string{cert, key} {
			if err := os.Chown(f, int(own.Uid), int(own.Gid)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, set := range []string{
		"ssl_cert_file='" + cert + "'", "ssl_key_file='" + key + "'", "ssl_min_protocol_version='TLSv1'", "ssl_ciphers='ALL:@SECLEVEL=0'", "ssl=on",
	} {
		srv.SQL("postgres", "alter system set "+set)
	}
	srv.SQL("postgres", "select pg_reload_conf()")
	for range 50 {
		if srv.SQL("postgres", "show ssl") == "on\n" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	r = lookVia(t, at, Postgres, Options{System: ca.pool()})
	check(t, r, "rraaaa", "", "")
	if r.chain.system != trusted || r.took > 5*time.Second {
		t.Errorf("%s %s, in %s", r.chain.system, r.chain.systemWhy, r.took)
	}
	t.Logf("%s %q, %d connections in %s", verdicts(r), weakFound(r), r.connections, r.took)

	// The same server, asked whether it goes on without TLS: first by the rules of
	// access that it has, then by rules that let nobody in without.
	r = lookVia(t, at, Postgres, Options{System: ca.pool(), LoginProbe: true})
	if r.required.state != "no" {
		t.Errorf("with the first rules: %+v", r.required)
	}
	for rules, want := range map[string]string{
		"local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n":                             "yes",
		"local all all trust\nhostssl all somebody 127.0.0.1/32 scram-sha-256\n":                        "unknown",
		"local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n":                                "no",
		"local all all trust\nhostnossl all all 127.0.0.1/32 reject\nhost all all 127.0.0.1/32 trust\n": "yes",
	} {
		file := strings.TrimSpace(srv.SQL("postgres", "show hba_file"))
		if err := os.WriteFile(file, []byte(rules), 0o600); err != nil {
			t.Fatal(err)
		}
		srv.SQL("postgres", "select pg_reload_conf()")
		var last requirement
		for range 50 {
			time.Sleep(100 * time.Millisecond)
			if last = lookVia(t, at, Postgres, Options{System: ca.pool(), LoginProbe: true}).required; last.state == want {
				break
			}
		}
		t.Logf("%q: %+v", rules, last)
		if last.state != want {
			t.Errorf("%q: %+v, want %s", rules, last, want)
		}
	}
}

// TestNginx asks a real web server: versions, redirect and HSTS.
func TestNginx(t *testing.T) {
	if _, err := exec.LookPath("nginx"); err != nil {
		const what = "install nginx and put it on PATH: the prober is tried on it"
		if _, err := exec.LookPath("apt-get"); err == nil && os.Geteuid() == 0 {
			missing(t, what) // .ci/run installs it where it can
		}
		t.Skip("NOT RUN: " + what)
	}
	ca := newAuthority(t, "root", nil)
	for protocols, want := range map[string]string{
		"TLSv1.2 TLSv1.3": "rrrraa", "TLSv1 TLSv1.1 TLSv1.2": "rraaar", "TLSv1.3": "rrrrra", "TLSv1": "rrarrr",
	} {
		t.Run(protocols, func(t *testing.T) {
			at, plain := nginx(t, ca, protocols)
			r := look(t, at, Options{System: ca.pool(), PlainPort: plain.Port()})
			if got := verdicts(r); got != want || r.web.secure == nil || r.web.secure.hsts == nil || r.web.plain.scheme != "https" {
				t.Errorf("versions %s, want %s; https %+v, plain %+v", got, want, r.web.secure, r.web.plain)
				dump(t, r)
			}
		})
	}
}

// nginx starts a server with TLS and one that redirects to it.
func nginx(t *testing.T, ca *authority, protocols string) (secure, plain netip.AddrPort) {
	t.Helper()
	dir := t.TempDir()
	cert, key := pemFiles(t, dir, ca)
	secure, plain = freePort(t), freePort(t)
	conf := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, `daemon off; master_process off; pid %[1]s/pid; error_log stderr;
events {}
http {
  access_log off; client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server {
    listen %[2]s ssl; ssl_certificate %[3]s; ssl_certificate_key %[4]s; ssl_protocols %[6]s; ssl_ciphers ALL:@SECLEVEL=0;
    add_header Strict-Transport-Security "max-age=63072000" always;
    location / { return 200 ok; }
  }
  server { listen %[5]s; return 301 https://$host/; }
}
`, dir, secure, cert, key, plain, protocols), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "nginx", "-c", conf, "-p", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		cmd.Wait() // its error says that it was killed
	})
	wait(t, secure)
	return secure, plain
}
