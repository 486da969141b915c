package roots

import (
	"crypto/x509"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// The pool of a process is read once and set once, so each case is a process of
// its own: this test, called again.
func TestStand(t *testing.T) {
	if os.Getenv("CANDOR_ROOTS_CHILD") != "" {
		said, err := Stand()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Stand()
		if err != nil || again != "" {
			t.Fatalf("a second call: %q, %v", again, err)
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("SAID=%q EMPTY=%t", said, pool.Equal(x509.NewCertPool()))
		return
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the system itself is asked here")
	}
	one := t.TempDir() + "/one.pem"
	if err := os.WriteFile(one, []byte(authority), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, want string }{
		"a system without any":  {t.TempDir() + "/none.pem", "authorities of Mozilla's list"},
		"a system that has one": {one, `SAID=""`},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestStand$", "-test.v")
			cmd.Env = append(os.Environ(), "CANDOR_ROOTS_CHILD=1", "SSL_CERT_FILE="+tt.file, "SSL_CERT_DIR="+t.TempDir())
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.Contains(string(out), tt.want) || !strings.Contains(string(out), "EMPTY=false") {
				t.Errorf("want %s and a pool that is not empty:\n%s", tt.want, out)
			}
		})
	}
}

// authority is a certificate of nobody, whose key was thrown away.
const authority = `-----BEGIN CERTIFICATE-----
MIIBbzCCARWgAwIBAgIBATAKBggqhkjOPQQDAjAeMRwwGgYDVQQDExNhdXRob3Jp
dHkgb2YgYSB0ZXN0MCAXDTcwMDEwMTAwMDAwMVoYDzIwOTYxMDAyMDcwNjQwWjAe
MRwwGgYDVQQDExNhdXRob3JpdHkgb2YgYSB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZI
zj0DAQcDQgAE6+kE1B/C9z8gegdA47F84OQW4qWvAje+5L5u53rwHvrmbhS1G5rc
jFsG/UPgYDUNwaVCWLHfOlGNgajmSkDzQqNCMEAwDgYDVR0PAQH/BAQDAgIEMA8G
A1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFFOCgro54JMfvXi5ruLH0aBa8mhDMAoG
CCqGSM49BAMCA0gAMEUCIDLKO3I6z8eJN0zDYhpyt2/xpL/wlac7hAYkKGf8/fYV
AiEA3mSoCiLojmtw6wgwCO/MeR3ZwC7xDzG+L+x02e0hf1o=
-----END CERTIFICATE-----
`
